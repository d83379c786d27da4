//! The table `paragraphs`: a paragraph a row.

use parquet::data_type::{Int32Type, Int64Type};

use super::columns::Columns;
use super::part::{Row, Table};
use super::time::{self, Time};
use crate::error::Result;
use crate::exchange::points::CodePoints;
use crate::model::{ArticleId, Published};
use crate::query::{Article, Paragraph};

pub(super) static TABLE: Table = Table {
    name: "paragraphs",
    schema: "message paragraphs {
        required binary article_id (STRING);
        required int64 article_number;
        required int32 paragraph;
        required binary kind (STRING);
        required binary text (STRING);
        required int32 span_start;
        required int32 span_end;
        optional binary source (STRING);
        optional int64 published (TIMESTAMP(MICROS,true));
        optional binary precision (STRING);
        optional int32 offset_minutes;
        required int64 export_lsn;
    }",
    unique: &["text"],
    filtered: &["article_id", "article_number"],
};

/// What a row has in memory besides its text, in bytes.
const ROW_BYTES: usize = 160;

/// A paragraph with its article and its place there, in code points.
#[derive(Debug)]
pub(super) struct ParagraphRow {
    article: Article,
    paragraph: Paragraph,
    at: [i32; 2],
}

impl ParagraphRow {
    pub(super) fn new(paragraph: Paragraph, article: &Article, points: &CodePoints<'_>) -> Self {
        let range = points.range(paragraph.span());
        let at = [range.start, range.end].map(|at| i32::try_from(at).unwrap_or(i32::MAX));
        Self { article: article.clone(), paragraph, at }
    }
}

impl Row for ParagraphRow {
    /// By time, then in the order of the text.
    type Order = (Option<i64>, ArticleId, usize);

    fn order(&self) -> Self::Order {
        let time = self.article.published().map(Published::instant_micros);
        (time, self.article.id(), self.paragraph.index())
    }

    fn bytes(&self) -> usize {
        self.paragraph.text().len() + ROW_BYTES
    }
}

/// Writes a row group.
pub(super) fn write(rows: &[ParagraphRow], lsn: i64, to: &mut Columns<'_>) -> Result<()> {
    let articles = || rows.iter().map(|row| &row.article);
    let paragraphs = || rows.iter().map(|row| &row.paragraph);
    to.ids(articles().map(|article| Some(article.id())))?;
    to.numbers::<Int64Type>(articles().map(|article| Some(article.id().to_u64().cast_signed())))?;
    to.numbers::<Int32Type>(
        paragraphs().map(|one| Some(i32::try_from(one.index()).unwrap_or(i32::MAX))),
    )?;
    to.texts(paragraphs().map(|one| Some(one.kind().as_str())))?;
    to.texts(paragraphs().map(|one| Some(one.text())))?;
    to.numbers::<Int32Type>(rows.iter().map(|row| Some(row.at[0])))?;
    to.numbers::<Int32Type>(rows.iter().map(|row| Some(row.at[1])))?;
    to.texts(articles().map(Article::source))?;
    time::write(articles().map(|article| article.published().map(Time::of)), to)?;
    to.numbers::<Int64Type>(rows.iter().map(|_| Some(lsn)))
}
