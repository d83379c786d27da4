//! The table `quotes`: a quote a row.

use parquet::data_type::{DoubleType, Int32Type, Int64Type};

use super::columns::Columns;
use super::part::{Row, Table};
use super::time::{self, Time};
use crate::error::Result;
use crate::exchange::points::CodePoints;
use crate::model::{Country, Published, QuoteId, SpeakerId};
use crate::query::{Article, FromSource, Quote};
use crate::record::{SaidBy, country};

pub(super) static TABLE: Table = Table {
    name: "quotes",
    schema: "message quotes {
        required binary quote_id (STRING);
        required binary article_id (STRING);
        required int64 article_number;
        required int32 ordinal;
        required binary text (STRING);
        required binary kind (STRING);
        optional binary speaker_id (STRING);
        optional int64 speaker_number;
        optional binary speaker_name (STRING);
        optional binary role (STRING);
        optional binary speaker_country (STRING);
        optional binary from_source (STRING);
        required group further_speakers (LIST) { repeated group list { required group element {
            required binary speaker_id (STRING);
            required int64 speaker_number;
            required binary speaker_name (STRING);
            optional binary role (STRING);
            optional binary speaker_country (STRING);
            optional binary from_source (STRING);
            required int64 named_number;
            required binary named (STRING);
            optional binary stated_country (STRING);
        } } }
        required group countries (LIST) { repeated group list {
            required binary element (STRING); } }
        required group context_countries (LIST) { repeated group list {
            required binary element (STRING); } }
        optional binary source (STRING);
        optional int64 published (TIMESTAMP(MICROS,true));
        optional binary precision (STRING);
        optional int32 offset_minutes;
        optional binary saying_id (STRING);
        optional int32 attribution;
        optional binary cue (STRING);
        optional binary mention (STRING);
        optional int32 mention_start;
        optional int32 mention_end;
        required double confidence;
        required int32 paragraph;
        required int32 span_start;
        required int32 span_end;
        optional int64 named_number;
        optional binary named (STRING);
        optional binary stated_country (STRING);
        required int64 export_lsn;
    }",
    unique: &["quote_id", "text"],
    filtered: &[
        "article_id",
        "article_number",
        "speaker_id",
        "speaker_name",
        "speaker_country",
        "saying_id",
    ],
};

/// What a row has in memory besides its words, in bytes.
const ROW_BYTES: usize = 384;

/// A quote with its article and its places there, in code points.
#[derive(Debug)]
pub(super) struct QuoteRow {
    quote: Quote,
    article: Article,
    at: [i32; 2],
    mention: Option<[i32; 2]>,
}

impl QuoteRow {
    pub(super) fn new(quote: Quote, article: &Article, points: &CodePoints<'_>) -> Self {
        let range = |span| {
            let range = points.range(span);
            [range.start, range.end].map(|at| i32::try_from(at).unwrap_or(i32::MAX))
        };
        let (at, mention) = (range(quote.span()), quote.mention_span().map(range));
        Self { quote, article: article.clone(), at, mention }
    }
}

impl Row for QuoteRow {
    /// By the speaker's number, then by time. Quotes without a speaker are first.
    type Order = (Option<SpeakerId>, Option<i64>, QuoteId);

    fn order(&self) -> Self::Order {
        let time = self.quote.published().map(Published::instant_micros);
        (self.quote.speaker_id(), time, self.quote.id())
    }

    fn bytes(&self) -> usize {
        self.quote.text().len() + ROW_BYTES
    }
}

/// Returns a confidence as the number with the fewest digits that is the same in single precision.
fn wide(confidence: f32) -> f64 {
    confidence.to_string().parse().unwrap_or_else(|_| f64::from(confidence))
}

/// Writes a row group.
pub(super) fn write(rows: &[QuoteRow], lsn: i64, to: &mut Columns<'_>) -> Result<()> {
    let alpha2 = Country::alpha2;
    let quotes = || rows.iter().map(|row| &row.quote);
    let ids = || quotes().map(Quote::id);
    let first = || quotes().map(Quote::first_said_by);
    let further = || quotes().map(Quote::further_said_by);
    let stated = |said: SaidBy<'_>| country(said.from).map(alpha2);

    to.ids(ids().map(Some))?;
    to.ids(ids().map(|id| Some(id.article())))?;
    to.numbers::<Int64Type>(ids().map(|id| Some(id.article().to_u64().cast_signed())))?;
    to.numbers::<Int32Type>(ids().map(|id| Some(id.ordinal().cast_signed())))?;
    to.texts(quotes().map(|quote| Some(quote.text())))?;
    to.texts(quotes().map(|quote| Some(quote.kind().as_str())))?;

    to.ids(quotes().map(Quote::speaker_id))?;
    to.numbers::<Int64Type>(
        quotes().map(|quote| quote.speaker_id().map(|id| id.to_u64().cast_signed())),
    )?;
    to.texts(quotes().map(Quote::speaker_name))?;
    to.texts(quotes().map(Quote::role))?;
    to.texts(quotes().map(|quote| quote.speaker_country().map(alpha2)))?;
    to.texts(quotes().map(|quote| quote.from_source().map(FromSource::as_str)))?;

    to.text_lists(further().map(|all| all.map(|(_, one)| one.id().to_string())))?;
    to.number_lists::<Int64Type, _>(
        further().map(|all| all.map(|(_, one)| one.id().to_u64().cast_signed())),
    )?;
    to.text_lists(further().map(|all| all.map(|(_, one)| one.name())))?;
    to.optional_text_lists(further().map(|all| all.map(|(_, one)| one.role())))?;
    to.optional_text_lists(further().map(|all| all.map(|(_, one)| one.country().map(alpha2))))?;
    to.optional_text_lists(
        further().map(|all| all.map(|(_, one)| one.from_source().map(FromSource::as_str))),
    )?;
    to.number_lists::<Int64Type, _>(
        further().map(|all| all.map(|(said, _)| said.speaker.cast_signed())),
    )?;
    to.text_lists(further().map(|all| all.map(|(said, _)| said.name.unwrap_or_default())))?;
    to.optional_text_lists(further().map(|all| all.map(|(said, _)| stated(said))))?;

    to.text_lists(quotes().map(|quote| quote.countries().map(alpha2)))?;
    to.text_lists(quotes().map(|quote| quote.context_countries().map(alpha2)))?;
    to.texts(rows.iter().map(|row| row.article.source()))?;
    time::write(quotes().map(|quote| quote.published().map(Time::of)), to)?;
    to.texts(quotes().map(|quote| quote.saying_id().map(|saying| format!("{saying:016x}"))))?;
    to.numbers::<Int32Type>(quotes().map(|quote| quote.group().map(u32::cast_signed)))?;
    to.texts(quotes().map(Quote::cue))?;
    to.texts(quotes().map(Quote::mention))?;
    to.numbers::<Int32Type>(rows.iter().map(|row| row.mention.map(|[start, _]| start)))?;
    to.numbers::<Int32Type>(rows.iter().map(|row| row.mention.map(|[_, end]| end)))?;
    to.numbers::<DoubleType>(quotes().map(|quote| Some(wide(quote.confidence()))))?;
    to.numbers::<Int32Type>(quotes().map(|quote| Some(quote.paragraph_index().cast_signed())))?;
    to.numbers::<Int32Type>(rows.iter().map(|row| Some(row.at[0])))?;
    to.numbers::<Int32Type>(rows.iter().map(|row| Some(row.at[1])))?;
    to.numbers::<Int64Type>(first().map(|said| said.id().map(|id| id.to_u64().cast_signed())))?;
    to.texts(first().map(|said| said.name))?;
    to.texts(first().map(stated))?;
    to.numbers::<Int64Type>(rows.iter().map(|_| Some(lsn)))
}
