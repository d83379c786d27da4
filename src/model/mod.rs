//! What a user holds: ids, countries, dates, spans, drafts, and what an extractor returns.

mod country;
mod draft;
mod extraction;
mod fold;
mod id;
pub mod limits;
mod published;
mod span;

pub use country::{Country, CountryMentions};
pub(crate) use draft::Corrected;
pub use draft::Draft;
pub use extraction::{
    ExtractedParagraph, ExtractedQuote, Extraction, Mention, ParagraphKind, QuoteKind,
};
pub(crate) use fold::{fold, fold_name};
pub use id::{ArticleId, QuoteId, SpeakerId};
pub use published::Published;
pub use span::Span;
