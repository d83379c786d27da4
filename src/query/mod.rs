//! Queries: filters, the access path they are planned over, iterators and pages, and the views that
//! these return.
//!
//! Each line imports only from the lines above it:
//!
//! ```text
//! cursor         the end of a page, to go on from
//! page           one page of results
//! plan           the access path of a query
//! filter         the conditions of a query, as written
//! iterable       iterating over queries
//! view           article, paragraph, quote, speaker, text
//! posting        an article in a list, and a quote on its pages
//! text_source    the quotes and paragraphs that an expression finds in an index of words
//! quote_source   posting lists, unions of them, and articles' own pages, as one stream of quotes
//! predicate      the filters of a query of quotes, looked up: tests, and access paths
//! quote_plan     the planned query of quotes, and its run
//! facets         counts of a query's quotes by speaker, country, source and time
//! *_query        the builders and their iterators
//! watch          the new quotes of a query, as they are committed
//! saying         the quotes with the same words
//! serialize      views, pages and cursors for `serde`
//! navigation     from one view to another
//! snapshot       one point in time of a store
//! ```

mod article_query;
mod cursor;
mod facets;
mod filter;
mod iterable;
mod navigation;
mod page;
#[cfg(feature = "fulltext")]
mod paragraph_query;
mod plan;
mod posting;
mod predicate;
mod quote_plan;
mod quote_query;
mod quote_source;
mod saying;
#[cfg(feature = "serde")]
mod serialize;
mod slow;
mod snapshot;
mod speaker_query;
#[cfg(feature = "fulltext")]
mod text_source;
mod view;
mod watch;

pub use article_query::{ArticleQuery, Articles};
pub use cursor::Cursor;
pub use facets::{Facets, Period, SpeakerFacet};
pub use page::Page;
#[cfg(feature = "fulltext")]
pub use paragraph_query::{FoundParagraph, FoundParagraphs, ParagraphQuery};
pub use plan::Plan;
pub use quote_query::{QuoteQuery, Quotes};
pub use saying::Saying;
pub use snapshot::Snapshot;
pub use speaker_query::{SpeakerQuery, Speakers};
pub use view::{Article, FromSource, Paragraph, Quote, QuoteSpeaker, Speaker, Text};
pub use watch::{NewQuote, Watch, WatchEvent};
