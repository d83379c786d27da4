//! A stored revision, as far as derived data needs it.

use super::list::ListKey;
use super::tables::Tables;
use crate::error::Result;
use crate::model::{ArticleId, Country, Published, fold};
use crate::record::{QuoteRecord, SortKey, Valid, country};

/// What derived data needs to know of one revision of an article.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    pub(crate) article: ArticleId,
    pub(crate) number: u64,
    pub(crate) published: Option<Published>,
    /// The folded source.
    pub(crate) source: Option<String>,
    pub(crate) countries: Vec<Country>,
    /// The lists of the attributes that articles can be found by.
    pub(crate) attributes: Vec<ListKey>,
    /// The quotes under their sort keys, ascending.
    pub(crate) quotes: Vec<(SortKey, Valid<QuoteRecord>)>,
}

/// Returns the lists of those of an article's attributes that articles can be found by.
pub(crate) fn attribute_lists<'a>(
    tables: &Tables,
    attributes: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<ListKey> {
    attributes
        .filter(|(name, _)| tables.attributes.iter().any(|declared| declared == name))
        .map(|(name, value)| ListKey::attribute(name, &fold(value)))
        .collect()
}

/// Reads what derived data needs of a revision.
pub(crate) fn read_revision(tables: &Tables, revision: u64) -> Result<Revision> {
    let head = tables.revision_head(revision)?;
    let mut quotes = Vec::new();
    for page in 0..head.quote_pages.to_native() {
        let page = tables.quotes(revision, page)?;
        for position in 0..page.len() {
            quotes.extend(page.entry(position));
        }
    }
    let attributes = head.attributes.iter();
    let attributes = attributes.map(|one| (one.name.as_str(), one.value.as_str()));
    Ok(Revision {
        article: ArticleId::from_u64(head.article.to_native()),
        number: revision,
        published: head.published(),
        source: head.source.as_ref().map(|source| fold(source.as_str())),
        countries: head.countries.iter().filter_map(|named| country(named.country)).collect(),
        attributes: attribute_lists(tables, attributes),
        quotes,
    })
}
