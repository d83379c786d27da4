//! Views: articles, paragraphs, quotes and speakers, read in place out of validated records.

mod article;
mod from_source;
mod paragraph;
mod quote;
mod quote_speaker;
mod speaker;
mod text;

pub use article::Article;
pub use from_source::FromSource;
pub(super) use from_source::speaker_country;
pub use paragraph::Paragraph;
pub use quote::Quote;
pub use quote_speaker::QuoteSpeaker;
pub use speaker::Speaker;
pub use text::Text;
