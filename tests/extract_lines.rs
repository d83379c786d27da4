//! The program `extract`, built as an example, as a service of another program: it answers each
//! line, or each record batch of Apache Arrow.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, LargeStringArray, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use serde_json::{Value, json};

/// Starts the program. `None` if it is not built.
fn start(option: &str) -> Option<Child> {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent()?.parent()?.join("examples/extract");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if !built.exists() {
        println!("NOT RUN: `cargo build --example extract` first");
        return None;
    }
    let pipes = (Stdio::piped(), Stdio::piped(), Stdio::piped());
    let mut program = Command::new(built);
    Some(program.arg(option).stdin(pipes.0).stdout(pipes.1).stderr(pipes.2).spawn().unwrap())
}

/// Lines in, and the answers of the program; each line is written after the answer to the one
/// before. `None` if the program is not built.
fn answers(lines: &[String]) -> Option<Vec<Value>> {
    let mut child = start("--lines")?;
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    let mut answers = Vec::new();
    for line in lines {
        writeln!(to, "{line}").unwrap();
        let mut answer = String::new();
        from.read_line(&mut answer).unwrap();
        answers.push(serde_json::from_str(&answer).unwrap());
    }
    drop(to);
    assert!(child.wait().unwrap().success());
    let rest: Vec<_> = from.lines().collect();
    assert!(rest.is_empty(), "{rest:?}");
    Some(answers)
}

#[test]
fn each_line_is_answered_before_the_next_is_written() {
    let said = |id: &str, name: &str| {
        let text = format!("“We will stay,” said Nigerian minister {name}.\n\nRain fell.");
        json!({"id": id, "text": text}).to_string()
    };
    let long = json!({"id": "long", "text": "Rain fell. ".repeat(50_000)}).to_string();
    let lines = [
        said("a", "Ada Nkemelu"),
        "{\"id\": \"no text\"}".to_owned(),
        String::new(),
        "no JSON".to_owned(),
        format!("[{}, {}]", said("b", "Omar Haddad"), said("c", "Omar Haddad")),
        "\u{7}[{\"id\": ".to_owned(),
        long,
        said("d", "Omar Haddad"),
    ];
    let Some(answers) = answers(&lines) else { return };
    for (at, id, name) in [(0, "a", "Ada Nkemelu"), (7, "d", "Omar Haddad")] {
        let answer = &answers[at];
        assert_eq!(answer["id"], id);
        assert_eq!(answer["paragraphs"].as_array().unwrap().len(), 2);
        let quote = &answer["quotes"][0];
        assert_eq!(quote["text"], "We will stay,");
        assert_eq!((&quote["speaker"], &quote["from"]), (&json!(name), &json!("NG")));
        assert_eq!(quote["role"], "Nigerian minister");
    }
    assert_eq!(answers[6]["id"], "long");
    for (at, answer) in answers.iter().enumerate() {
        let refused = (1..=5).contains(&at);
        assert_eq!(answer.get("error").is_some_and(Value::is_string), refused, "{at}: {answer}");
        assert_eq!(answer.as_object().unwrap().len() == 1, refused, "{at}: {answer}");
    }
}

/// Writes batches, each after the answer to the one before. Returns the answers, each as an object
/// without what is null.
fn batch_answers(mut child: Child, batches: &[RecordBatch]) -> Vec<Value> {
    let mut to = StreamWriter::try_new(child.stdin.take().unwrap(), &batches[0].schema()).unwrap();
    let mut from = None;
    let mut answers = Vec::new();
    for batch in batches {
        to.write(batch).unwrap();
        let from = from.get_or_insert_with(|| {
            StreamReader::try_new(BufReader::new(child.stdout.take().unwrap()), None).unwrap()
        });
        let answer = from.next().unwrap().unwrap();
        assert_eq!(answer.num_rows(), batch.num_rows());
        let rows: Vec<Value> = serde_arrow::from_record_batch(&answer).unwrap();
        answers.extend(rows.into_iter().map(without_null));
    }
    to.finish().unwrap();
    drop(to);
    assert!(from.unwrap().next().is_none());
    assert!(child.wait().unwrap().success());
    answers
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            fields.map(|(name, value)| (name, without_null(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(without_null).collect(),
        other => other,
    }
}

#[test]
fn a_batch_is_answered_as_its_rows_are_as_lines() {
    let joint = "“We will stay,” said Nigerian minister Ada Nkemelu and Kenyan minister Omar \
                 Haddad.\n\nPolice said: “It rains in Ghana.”";
    let texts = [Some(joint), None, Some(""), Some("Rain fell."), Some("“Rain fell,” he said.")];
    let ids = [Some("a"), Some("b"), None, None, Some("e")];
    let dates = [Some("2020-01-02"), None, None, Some("1902"), Some("no date")];
    let lines = (0..5)
        .map(|row| json!({"id": ids[row], "text": texts[row], "date": dates[row]}).to_string());
    let Some(expected) = answers(&lines.collect::<Vec<_>>()) else { return };
    assert_eq!(expected[0]["quotes"].as_array().unwrap().len(), 2);

    let columns = |rows: std::ops::Range<usize>| {
        let text: ArrayRef = Arc::new(StringArray::from(texts[rows.clone()].to_vec()));
        let id: ArrayRef = Arc::new(LargeStringArray::from(ids[rows.clone()].to_vec()));
        let date: ArrayRef = Arc::new(StringArray::from(dates[rows].to_vec()));
        let columns = [("text", text, true), ("id", id, true), ("date", date, true)];
        RecordBatch::try_from_iter_with_nullable(columns).unwrap()
    };
    let batches = [columns(0..2), columns(2..2), columns(2..5)];
    let found = batch_answers(start("--arrow").unwrap(), &batches);
    let expected = expected.into_iter().map(|mut answer| {
        answer.as_object_mut().unwrap().remove("id");
        without_null(answer)
    });
    assert_eq!(found, expected.collect::<Vec<_>>());
}

#[test]
fn a_stream_that_has_no_articles_is_refused() {
    let Some(child) = start("--arrow") else { return };
    let sent = child.wait_with_output().unwrap();
    assert!(!sent.status.success());
    assert!(!sent.stderr.is_empty());

    let mut child = start("--arrow").unwrap();
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let batch = RecordBatch::try_from_iter([("text", numbers)]).unwrap();
    let mut to = StreamWriter::try_new(child.stdin.take().unwrap(), &batch.schema()).unwrap();
    to.write(&batch).unwrap();
    drop(to);
    let refused = child.wait_with_output().unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("\"text\" is Int64, no text"), "{said}");
}
