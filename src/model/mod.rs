//! The values of the public interface: ids, countries, dates, spans, drafts and extractions.

mod country;
mod date_problem;
mod date_words;
mod draft;
mod extraction;
mod fold;
mod id;
pub mod limits;
mod published;
#[cfg(feature = "serde")]
mod serialize;
mod span;
mod written_date;

pub use country::{Country, CountryMentions};
pub use date_problem::{DateOrder, DateProblem};
#[cfg(feature = "html")]
pub(crate) use date_words::{is_weekday, month, zone};
pub(crate) use draft::Corrected;
pub use draft::Draft;
pub(crate) use extraction::EachSpeaker;
pub use extraction::{
    ExtractedParagraph, ExtractedQuote, Extraction, FurtherSpeaker, Mention, ParagraphKind,
    QuoteKind,
};
#[cfg(feature = "fulltext")]
pub(crate) use fold::spelt_out;
pub(crate) use fold::{fold, fold_name};
pub use id::{ArticleId, QuoteId, SpeakerId};
pub use published::{Precision, Published};
pub use span::Span;
