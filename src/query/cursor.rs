//! The cursor: the end of a page, to continue from later.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::limits;
use crate::record::{Kind, SortKey, blake3_prefix, decode_owned, encode_owned};

/// The end of a page, for [`after`](crate::QuoteQuery::after) to continue from.
///
/// A cursor belongs to one store and to queries with the same filters and order, and is valid for
/// as long as the store exists. Articles that are added or removed between two pages move no other
/// result, so no quote or article comes twice and none is left out; for speakers see
/// [`SpeakerQuery::page`](crate::SpeakerQuery::page). `Display` prints a cursor in hexadecimal
/// digits and `FromStr` reads them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(Place);

#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Place {
    store: [u8; 8],
    /// The hash of the query's filters and order as written.
    query: [u8; 8],
    /// The sort key of the last result.
    last: Vec<u8>,
}

/// The store and the query that a cursor belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    store: [u8; 8],
    query: [u8; 8],
}

impl Origin {
    /// Makes the origin of a query, from a text that no other query of the store has.
    pub(super) fn new(store: [u8; 16], query: &str) -> Self {
        let store = store.first_chunk().copied().unwrap_or_default();
        Self { store, query: blake3_prefix(query.as_bytes()) }
    }

    /// Makes the cursor after a result.
    pub(super) fn cursor(self, last: impl Into<Vec<u8>>) -> Cursor {
        Cursor(Place { store: self.store, query: self.query, last: last.into() })
    }

    /// Returns the sort key of the last result as bytes.
    ///
    /// # Errors
    /// `InvalidInput` if the cursor is of another store or query.
    pub(super) fn last(self, cursor: &Cursor) -> Result<&[u8]> {
        let Cursor(place) = cursor;
        if place.store != self.store {
            return Err(Error::invalid(
                "the cursor is of another store; one that this store returned was expected",
            ));
        }
        if place.query != self.query {
            return Err(Error::invalid(
                "the cursor is of another query; one of a query with the same filters and order \
                 was expected",
            ));
        }
        Ok(&place.last)
    }

    /// Returns the sort key of the last quote or article.
    ///
    /// # Errors
    /// `InvalidInput` if the cursor is of another store or query, or damaged.
    pub(super) fn last_key(self, cursor: &Cursor) -> Result<SortKey> {
        let key = self.last(cursor)?.try_into().map_err(|_| malformed())?;
        Ok(SortKey::from_bytes(key))
    }
}

pub(super) fn malformed() -> Error {
    Error::invalid(
        "the cursor is damaged; the digits of one that a page returned were expected, all of them",
    )
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = encode_owned(Kind::Cursor, &[], &self.0).map_err(|_| fmt::Error)?;
        value.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({self})")
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.len() > limits::CURSOR_DIGITS {
            let (digits, limit) = (text.len(), limits::CURSOR_DIGITS);
            return Err(Error::invalid(format!(
                "the cursor has {digits} digits; the limit is {limit}"
            )));
        }
        let digit =
            |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let byte = |pair: &[u8]| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        };
        let value: Option<Vec<u8>> = text.trim().as_bytes().chunks(2).map(byte).collect();
        let place = value.and_then(|value| decode_owned(Kind::Cursor, &[], &value).ok());
        place.map(Self).ok_or_else(malformed)
    }
}
