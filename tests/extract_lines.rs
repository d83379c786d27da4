//! The program `extract`, built as an example, as a service of another program: it answers each
//! line.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Lines in, and the answers of the program; each line is written after the answer to the one
/// before. `None` if the program is not built.
fn answers(lines: &[String]) -> Option<Vec<Value>> {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent()?.parent()?.join("examples/extract");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if !built.exists() {
        println!("NOT RUN: `cargo build --example extract` first");
        return None;
    }
    let pipes = (Stdio::piped(), Stdio::piped());
    let mut child =
        Command::new(built).arg("--lines").stdin(pipes.0).stdout(pipes.1).spawn().unwrap();
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
