//! Views: articles, paragraphs, quotes and speakers, read in place out of validated records.

mod article;
mod paragraph;
mod quote;
mod speaker;
mod text;

pub use article::Article;
pub use paragraph::Paragraph;
pub use quote::Quote;
pub use speaker::Speaker;
pub use text::Text;
