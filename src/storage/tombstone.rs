//! Tombstones: what recognises an erased article or speaker without telling which it was.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use crate::error::{Error, Result};

/// The letter of an article's tombstone.
const ARTICLE: u8 = b'a';
/// The letter of a speaker's tombstone, after that of an article.
const SPEAKER: u8 = b's';
/// What the key of the hash is derived for.
const CONTEXT: &str = "onrecord 2026 tombstone";

/// What is left of an article or speaker that was erased: a hash that recognises the same key or
/// name when it is loaded again.
///
/// The hash is keyed with the id of the store. It contains no part of the key or name, means
/// nothing in another store, and prints as text, to be kept beside backups. Whoever has the store
/// as well can try whether a key that they know was erased.
///
/// # Examples
/// ```
/// use onrecord::{Draft, Store, Tombstone};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// let stored = store.put(&Draft::new("We won.").key("vote"))?;
/// store.erase_article(stored.article)?;
/// let kept: String = store.tombstones()?[0].to_string();
/// assert_eq!(kept.parse::<Tombstone>()?, store.tombstones()?[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tombstone([u8; Self::BYTES]);

impl Tombstone {
    const BYTES: usize = 17;

    fn new(letter: u8, store: &[u8; 16], hash: &[u8; 16]) -> Self {
        let key = blake3::derive_key(CONTEXT, store);
        let mut hasher = blake3::Hasher::new_keyed(&key);
        hasher.update(&[letter]).update(hash);
        let hash = hasher.finalize();
        let mut bytes = [letter; Self::BYTES];
        for (byte, part) in bytes.iter_mut().skip(1).zip(hash.as_bytes()) {
            *byte = *part;
        }
        Self(bytes)
    }

    /// Returns the tombstone of the article whose external key has a hash.
    pub(crate) fn article(store: &[u8; 16], key_hash: &[u8; 16]) -> Self {
        Self::new(ARTICLE, store, key_hash)
    }

    /// Returns the tombstone of speakers whose name has a hash.
    pub(crate) fn speaker(store: &[u8; 16], name_hash: &[u8; 16]) -> Self {
        Self::new(SPEAKER, store, name_hash)
    }

    /// Returns whether it is of a speaker. Those of speakers are after those of articles.
    pub(crate) fn is_of_speaker(&self) -> bool {
        self.0.first() == Some(&SPEAKER)
    }

    /// Returns the key in the table.
    pub(crate) fn to_bytes(self) -> [u8; Self::BYTES] {
        self.0
    }

    /// Returns the tombstone under a key of the table; `None` if the key is malformed.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; Self::BYTES] = bytes.try_into().ok()?;
        matches!(bytes.first(), Some(&(ARTICLE | SPEAKER))).then_some(Self(bytes))
    }
}

impl fmt::Display for Tombstone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (letter, hash) = self.0.split_first().unwrap_or((&ARTICLE, &[]));
        f.write_char(char::from(*letter))?;
        hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Tombstone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::invalid(format!("{text:?} is no tombstone such as \"a41f…\""));
        let (letter, digits) = text.split_at_checked(1).ok_or_else(wrong)?;
        let mut bytes = letter.as_bytes().to_vec();
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        for pair in digits.as_bytes().chunks(2) {
            let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
            bytes.push(u8::from_str_radix(pair, 16).map_err(|_| wrong())?);
        }
        Self::from_bytes(&bytes).filter(|read| read.to_string() == text).ok_or_else(wrong)
    }
}
