//! Asking: queries that are built, planned over the narrowest list and read as iterators or pages, and the views
//! that they return, which look further things up.

mod article;
mod articles;
mod cursor;
mod filter;
mod moment;
mod page;
mod plan;
mod quote;
mod quotes;
mod read;
mod speaker;
mod speakers;
mod text;

pub use article::{Article, Paragraph};
pub use articles::{ArticleQuery, Articles};
pub use cursor::Cursor;
pub use page::Page;
pub use plan::Plan;
pub use quote::Quote;
pub use quotes::{QuoteQuery, Quotes};
pub use speaker::Speaker;
pub use speakers::{SpeakerQuery, Speakers};
pub use text::Text;
