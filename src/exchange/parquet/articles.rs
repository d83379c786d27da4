//! The table `articles`: an article a row.

use parquet::data_type::{Int32Type, Int64Type};

use super::columns::Columns;
use super::part::{Row, Table};
use super::time::{self, Time};
use crate::error::Result;
use crate::model::{ArticleId, Country, Published};
use crate::query::{Article, Text};

pub(super) static TABLE: Table = Table {
    name: "articles",
    schema: "message articles {
        required binary article_id (STRING);
        required int64 article_number;
        required binary key (STRING);
        optional binary title (STRING);
        optional binary url (STRING);
        optional binary source (STRING);
        optional binary byline (STRING);
        optional binary language (STRING);
        optional int64 published (TIMESTAMP(MICROS,true));
        optional binary precision (STRING);
        optional int32 offset_minutes;
        required group corrected (LIST) { repeated group list {
            required binary element (STRING); } }
        required group attributes (LIST) { repeated group list { required group element {
            required binary name (STRING);
            required binary value (STRING);
        } } }
        optional binary extractor (STRING);
        required binary text (STRING);
        required group countries (LIST) { repeated group list { required group element {
            required binary country (STRING);
            required int32 mentions;
        } } }
        required int32 paragraph_count;
        required int32 quote_count;
        required int64 export_lsn;
    }",
    unique: &["article_id", "article_number", "key", "title", "url", "text"],
    filtered: &["article_id", "article_number", "key"],
};

/// What a row has in memory besides its text, in bytes.
const ROW_BYTES: usize = 1024;

/// An article with its text.
#[derive(Debug)]
pub(super) struct ArticleRow {
    pub(super) article: Article,
    pub(super) text: Text,
}

impl Row for ArticleRow {
    /// By time.
    type Order = (Option<i64>, ArticleId);

    fn order(&self) -> Self::Order {
        (self.article.published().map(Published::instant_micros), self.article.id())
    }

    fn bytes(&self) -> usize {
        self.text.len() + ROW_BYTES
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Writes a row group.
pub(super) fn write(rows: &[ArticleRow], lsn: i64, to: &mut Columns<'_>) -> Result<()> {
    let articles = || rows.iter().map(|row| &row.article);
    to.ids(articles().map(|article| Some(article.id())))?;
    to.numbers::<Int64Type>(articles().map(|article| Some(article.id().to_u64().cast_signed())))?;
    to.texts(articles().map(|article| Some(article.key())))?;
    to.texts(articles().map(Article::title))?;
    to.texts(articles().map(Article::url))?;
    to.texts(articles().map(Article::source))?;
    to.texts(articles().map(Article::byline))?;
    to.texts(articles().map(Article::language))?;
    time::write(articles().map(|article| article.published().map(Time::of)), to)?;
    to.text_lists(articles().map(|article| article.corrected_fields().into_iter()))?;
    to.text_lists(articles().map(|article| article.attributes().map(|(name, _)| name)))?;
    to.text_lists(articles().map(|article| article.attributes().map(|(_, value)| value)))?;
    to.texts(articles().map(Article::extractor))?;
    to.texts(rows.iter().map(|row| Some(&*row.text)))?;
    let countries = || articles().map(Article::countries);
    to.text_lists(countries().map(|all| all.map(|named| Country::alpha2(named.country))))?;
    to.number_lists::<Int32Type, _>(
        countries().map(|all| all.map(|named| named.mentions.cast_signed())),
    )?;
    to.numbers::<Int32Type>(articles().map(|article| Some(count(article.paragraph_count()))))?;
    to.numbers::<Int32Type>(articles().map(|article| Some(count(article.quote_count()))))?;
    to.numbers::<Int64Type>(rows.iter().map(|_| Some(lsn)))
}
