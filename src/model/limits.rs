//! Upper limits of what a store takes. More is an error that names the limit.
//!
//! # Examples
//! ```
//! assert_eq!(onrecord::limits::TEXT_BYTES, 64 * 1024 * 1024);
//! ```

/// Bytes of an article's text: 64 MiB.
pub const TEXT_BYTES: usize = 64 << 20;
/// Paragraphs of one article.
pub const PARAGRAPHS: usize = 1_000_000;
/// Quotes of one article.
pub const QUOTES: usize = 1_000_000;
/// Bytes of an external key.
pub const KEY_BYTES: usize = 2048;
/// Bytes of a URL.
pub const URL_BYTES: usize = 2048;
/// Bytes of a title.
pub const TITLE_BYTES: usize = 4096;
/// Bytes of a source's name.
pub const SOURCE_BYTES: usize = 512;
/// Bytes of a byline.
pub const BYLINE_BYTES: usize = 1024;
/// Bytes of a language tag.
pub const LANGUAGE_BYTES: usize = 64;
/// Named attributes of one article.
pub const ATTRIBUTES: usize = 64;
/// Bytes of the name of an attribute.
pub const ATTRIBUTE_NAME_BYTES: usize = 64;
/// Bytes of the value of an attribute.
pub const ATTRIBUTE_VALUE_BYTES: usize = 4096;
/// Names of attributes that articles of a store can be found by.
pub const FILTER_ATTRIBUTES: usize = 16;
/// Bytes of a speaker's full name.
pub const SPEAKER_BYTES: usize = 256;
/// Bytes of a speaker's role.
pub const ROLE_BYTES: usize = 256;
/// Bytes of a mention.
pub const MENTION_BYTES: usize = 512;
/// Bytes of a cue.
pub const CUE_BYTES: usize = 128;
/// Filters and ranges of one query.
pub const FILTERS: usize = 64;
/// Bytes of a name, a source or the value of an attribute in a query.
pub const FILTER_BYTES: usize = 4096;
/// Digits of a cursor in hexadecimal.
pub const CURSOR_DIGITS: usize = 8192;
/// Bytes of a line of JSON Lines: 512 MiB, enough for the longest text with every character
/// escaped.
pub const LINE_BYTES: usize = 512 << 20;
