//! The known speakers: those from whose country quotes that state none are taken to be.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Country, SpeakerId};
use crate::record::{Code, StatedRecord, country};

/// The least part of a speaker's articles that must state one country, in per cent of those that
/// state any.
const PREVAILING: u64 = 80;

/// Returns the country that prevails in what articles state for a speaker: that of at least 80 %
/// of the articles that state one. An article that states two counts for both.
pub(crate) fn prevailing(stated: impl IntoIterator<Item = StatedRecord>) -> Option<Country> {
    let mut articles: BTreeMap<Code, u64> = BTreeMap::new();
    for stated in stated {
        *articles.entry(stated.country).or_default() += u64::from(stated.articles);
    }
    let total: u64 = articles.values().sum();
    let (code, most) = articles.into_iter().max_by_key(|(_, articles)| *articles)?;
    country(code).filter(|_| most * 100 >= total * PREVAILING)
}

/// The speakers on a page.
const PAGE: usize = 512;

/// The countries of speakers with consecutive ids.
type Page = [Option<Country>; PAGE];

/// The known speakers, both ways. What users said is not in it, except who was merged.
///
/// A change copies one page and the list of one or two countries, and those only if a view shares
/// them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownSpeakers {
    /// Two bytes a speaker, by the number of the page.
    pages: BTreeMap<u64, Arc<Page>>,
    /// By country, in the order of their ids.
    from: BTreeMap<Country, Arc<Vec<SpeakerId>>>,
}

/// Returns the page of a speaker, and the position on it.
fn place(speaker: SpeakerId) -> (u64, usize) {
    let raw = speaker.to_u64();
    // Less than `PAGE`, which any `usize` holds.
    (raw / PAGE as u64, usize::try_from(raw % PAGE as u64).unwrap_or_default())
}

impl KnownSpeakers {
    /// Returns the country of a speaker that was not merged into another.
    #[inline]
    pub(crate) fn country(&self, speaker: SpeakerId) -> Option<Country> {
        let (page, at) = place(speaker);
        self.pages.get(&page)?.get(at).copied().flatten()
    }

    /// Returns the speakers from a country, in the order of their ids, without those merged into
    /// them.
    pub(crate) fn from(&self, country: Country) -> &[SpeakerId] {
        self.from.get(&country).map_or(&[], |speakers| speakers)
    }

    /// Iterates over the countries, each with the speakers from it.
    pub(crate) fn by_country(&self) -> impl Iterator<Item = (Country, &[SpeakerId])> {
        self.from.iter().map(|(country, speakers)| (*country, &speakers[..]))
    }

    /// Adds speakers to those of a country, whose ids ascend and are after those that it has.
    pub(crate) fn extend(&mut self, country: Country, speakers: &[SpeakerId]) {
        for together in speakers.chunk_by(|one, next| place(*one).0 == place(*next).0) {
            let Some((page, _)) = together.first().copied().map(place) else { continue };
            let page = self.pages.entry(page).or_insert_with(|| Arc::new([None; PAGE]));
            let page = Arc::make_mut(page);
            for speaker in together {
                if let Some(known) = page.get_mut(place(*speaker).1) {
                    *known = Some(country);
                }
            }
        }
        Arc::make_mut(self.from.entry(country).or_default()).extend_from_slice(speakers);
    }

    /// Adds a speaker to those of a country, or takes it out.
    pub(crate) fn set(&mut self, country: Country, speaker: SpeakerId, is_known: bool) {
        let before = self.country(speaker);
        // While changes are replayed, one that is long past takes out what is not there.
        let after = match before {
            _ if is_known => Some(country),
            Some(known) if known == country => None,
            other => other,
        };
        if before == after {
            return;
        }
        let (page, at) = place(speaker);
        let page = self.pages.entry(page).or_insert_with(|| Arc::new([None; PAGE]));
        if let Some(known) = Arc::make_mut(page).get_mut(at) {
            *known = after;
        }
        if let Some(before) = before
            && let Some(speakers) = self.from.get_mut(&before)
        {
            let speakers = Arc::make_mut(speakers);
            if let Ok(at) = speakers.binary_search(&speaker) {
                speakers.remove(at);
            }
            if speakers.is_empty() {
                self.from.remove(&before);
            }
        }
        if let Some(after) = after {
            let speakers = Arc::make_mut(self.from.entry(after).or_default());
            if let Err(at) = speakers.binary_search(&speaker) {
                speakers.insert(at, speaker);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(articles: &[(&[u8; 2], u32)]) -> Option<Country> {
        prevailing(
            articles.iter().map(|(code, count)| StatedRecord { country: **code, articles: *count }),
        )
    }

    #[test]
    fn four_in_five_articles_prevail_and_fewer_do_not() {
        assert_eq!(stated(&[]), None);
        assert_eq!(stated(&[(b"NG", 1)]), Some(Country::NG));
        assert_eq!(stated(&[(b"GB", 1), (b"NG", 4)]), Some(Country::NG));
        assert_eq!(stated(&[(b"GB", 2), (b"NG", 7)]), None);
        assert_eq!(stated(&[(b"GB", 1), (b"NG", 1)]), None);
        let merged = [(b"NG", 3), (b"GB", 1), (b"NG", 1)];
        assert_eq!(stated(&merged), Some(Country::NG), "of two speakers who were merged");
    }

    #[test]
    fn a_change_leaves_what_a_view_shares_as_it_was() {
        let [ada, ben] = [3, 700].map(SpeakerId::from_u64);
        let mut known = KnownSpeakers::default();
        known.set(Country::NG, ben, true);
        known.set(Country::NG, ada, true);
        let view = known.clone();
        known.set(Country::GB, ada, false);
        assert_eq!(known.country(ada), Some(Country::NG), "it never was from there");
        known.set(Country::GB, ada, true);
        known.set(Country::NG, ben, false);
        assert_eq!((known.from(Country::NG), known.from(Country::GB)), (&[][..], &[ada][..]));
        assert_eq!((known.country(ada), known.country(ben)), (Some(Country::GB), None));
        assert_eq!((view.from(Country::NG), view.from(Country::GB)), (&[ada, ben][..], &[][..]));
        assert_eq!((view.country(ada), view.country(ben)), (Some(Country::NG), Some(Country::NG)));
    }
}
