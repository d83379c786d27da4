//! Articles in and answers out as record batches of Apache Arrow's stream format.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, FieldRef, Schema};
use serde::{Serialize, Serializer};
use serde_arrow::ArrayBuilder;

/// Record batches in, and for each of them one out.
pub(crate) struct Batches<R, W: Write> {
    articles: StreamReader<BufReader<R>>,
    answers: StreamWriter<BufWriter<W>>,
    builder: ArrayBuilder,
}

/// The rows of a record batch.
pub(crate) struct Articles(RecordBatch);

/// The fields of an article, each with its name.
struct Fields<'b>(Vec<(&'b str, Option<&'b str>)>);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// Returns the columns of the answers, named as in JSON.
fn columns() -> Vec<FieldRef> {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let number = |name| Field::new(name, DataType::Int32, true);
    let list = |name, values| {
        let element = Field::new("element", values, true);
        Field::new(name, DataType::List(Arc::new(element)), true)
    };
    let fields = |fields: Vec<Field>| DataType::Struct(fields.into());
    let paragraph = fields(vec![number("start"), number("end"), text("kind")]);
    let mentions = fields(vec![text("code"), number("mentions")]);
    let mention = fields(vec![text("text"), number("start"), number("end")]);
    let further = fields(vec![text("speaker"), text("role"), text("from")]);
    let quote = fields(vec![
        number("start"),
        number("end"),
        text("text"),
        number("paragraph"),
        text("kind"),
        number("group"),
        text("cue"),
        Field::new("mention", mention, true),
        text("speaker"),
        text("role"),
        text("from"),
        list("further", further),
        list("countries", DataType::Utf8),
        list("context_countries", DataType::Utf8),
        Field::new("confidence", DataType::Float64, true),
    ]);
    let columns = [
        text("error"),
        list("paragraphs", paragraph),
        list("countries", mentions),
        list("quotes", quote),
    ];
    columns.into_iter().map(Arc::new).collect()
}

/// Returns the text in a row of a column, `None` if there is none.
fn text<'c>(name: &str, column: &'c dyn Array, row: usize) -> io::Result<Option<&'c str>> {
    if column.is_null(row) {
        return Ok(None);
    }
    let texts = column.as_string_opt::<i32>().map(|texts| texts.value(row));
    let texts = texts.or_else(|| column.as_string_opt::<i64>().map(|texts| texts.value(row)));
    let kind = column.data_type();
    texts.map(Some).ok_or_else(|| io::Error::other(format!("column {name:?} is {kind}, no text")))
}

impl<R: Read, W: Write> Batches<R, W> {
    /// Reads the columns of the articles, and writes those of the answers.
    pub(crate) fn start(input: R, output: W) -> io::Result<Self> {
        let fields = columns();
        let builder = ArrayBuilder::from_arrow(&fields).map_err(io::Error::other)?;
        let articles =
            StreamReader::try_new(BufReader::new(input), None).map_err(io::Error::other)?;
        let answers = StreamWriter::try_new(BufWriter::new(output), &Schema::new(fields));
        let mut answers = answers.map_err(io::Error::other)?;
        answers.flush().map_err(io::Error::other)?;
        Ok(Self { articles, answers, builder })
    }

    /// Returns the next articles, `None` after the last.
    pub(crate) fn next(&mut self) -> io::Result<Option<Articles>> {
        self.articles.next().transpose().map(|batch| batch.map(Articles)).map_err(io::Error::other)
    }

    /// Adds the answer to an article.
    pub(crate) fn push(&mut self, answer: &impl Serialize) -> io::Result<()> {
        self.builder.push(answer).map_err(io::Error::other)
    }

    /// Writes the answers that were added.
    pub(crate) fn answer(&mut self) -> io::Result<()> {
        let batch = self.builder.to_record_batch().map_err(io::Error::other)?;
        self.answers.write(&batch).and_then(|()| self.answers.flush()).map_err(io::Error::other)
    }

    /// Ends the answers.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.answers.finish().map_err(io::Error::other)
    }
}

impl Articles {
    /// Returns the articles, each as a line of JSON.
    pub(crate) fn lines(&self) -> impl Iterator<Item = io::Result<Vec<u8>>> {
        (0..self.0.num_rows()).map(|row| {
            let columns = self.0.schema_ref().fields().iter().zip(self.0.columns());
            let fields = columns.map(|(field, column)| {
                let name = field.name().as_str();
                Ok((name, text(name, column, row)?))
            });
            Ok(serde_json::to_vec(&Fields(fields.collect::<io::Result<_>>()?))?)
        })
    }
}
