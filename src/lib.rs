//! An embedded document store for news: who said what, from which country, about which country, and when.

mod bytes;
mod error;
mod exchange;
mod extract;
mod identity;
mod ingest;
mod model;
mod query;
mod record;
mod store;
mod text;

pub use error::{Error, ErrorKind, Result};
pub use exchange::{CodePoints, ExportReport, JsonLines};
pub use extract::{EnglishExtractor, Extract};
pub use ingest::{LoadReport, Loader, Progress, Skipped};
pub use model::limits;
pub use model::{
    ArticleId, Country, CountryMentions, Draft, ExtractedParagraph, ExtractedQuote, Extraction, Mention,
    ParagraphKind, Published, QuoteId, QuoteKind, Span, SpeakerId,
};
pub use query::{
    Article, ArticleQuery, Articles, Cursor, Page, Paragraph, Plan, Quote, QuoteQuery, Quotes, Speaker,
    SpeakerQuery, Speakers,
};
pub use store::{
    ArticleCorrection, Change, ChangeCursor, ChangeKind, Changes, CheckReport, Durability, OpenOptions,
    Outcome, Store, Stored,
};
