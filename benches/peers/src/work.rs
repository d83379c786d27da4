//! The works, by name.

use std::fmt;

use clap::ValueEnum;

/// A measurement of every engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Work {
    ArticleTitle,
    ArticleText,
    QuoteById,
    #[value(name = "speaker_latest20")]
    SpeakerLatest20,
    SpeakerAllRare,
    SpeakerAllMedium,
    SpeakerAllHot,
    #[value(name = "country_latest20")]
    CountryLatest20,
    CountryAll,
    FromAboutRange,
    CountSpeaker,
    FacetsCountry,
    BulkLoad,
    CommitDurable,
    ReadWhileWriting,
    ReaderCpuAlone,
    ReaderCpuWriting,
    Open,
    OpenFirst,
    DiskBytes,
    PayloadBytes,
    MemoryBytes,
    ArticleTitleCold,
    #[value(name = "speaker_latest20_cold")]
    SpeakerLatest20Cold,
    #[value(name = "text_latest20_rare")]
    TextLatest20Rare,
    #[value(name = "text_latest20_medium")]
    TextLatest20Medium,
    #[value(name = "text_latest20_frequent")]
    TextLatest20Frequent,
    #[value(name = "phrase_latest20")]
    PhraseLatest20,
    WordAndSpeaker,
    WordAndCountryRange,
    TextCount,
    TextIndexing,
    TextBytes,
    TextLoadWithout,
    TextLoad,
    WatchedLoad,
    SameAs,
    SameAsPage,
    TextIdleWithout,
    TextIdle,
}

/// The unit of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Nanoseconds; fewer are better.
    NsPerOp,
    /// Items a second; more are better.
    ItemsPerSecond,
    /// Bytes; fewer are better.
    Bytes,
}

/// The works that read a warm store.
pub(crate) const WARM: [Work; 12] = [
    Work::ArticleTitle,
    Work::ArticleText,
    Work::QuoteById,
    Work::SpeakerLatest20,
    Work::SpeakerAllRare,
    Work::SpeakerAllMedium,
    Work::SpeakerAllHot,
    Work::CountryLatest20,
    Work::CountryAll,
    Work::FromAboutRange,
    Work::CountSpeaker,
    Work::FacetsCountry,
];

/// The works that read a store with small caches.
pub(crate) const COLD: [Work; 2] = [Work::ArticleTitleCold, Work::SpeakerLatest20Cold];

/// The works that search words.
pub(crate) const SEARCHES: [Work; 7] = [
    Work::TextLatest20Rare,
    Work::TextLatest20Medium,
    Work::TextLatest20Frequent,
    Work::PhraseLatest20,
    Work::WordAndSpeaker,
    Work::WordAndCountryRange,
    Work::TextCount,
];

/// The works that tell what searching words costs, and what belongs to it.
pub(crate) const TEXT_COSTS: [Work; 9] = [
    Work::TextIndexing,
    Work::TextBytes,
    Work::TextLoadWithout,
    Work::TextLoad,
    Work::WatchedLoad,
    Work::SameAs,
    Work::SameAsPage,
    Work::TextIdleWithout,
    Work::TextIdle,
];

impl Work {
    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::BulkLoad
            | Self::CommitDurable
            | Self::ReadWhileWriting
            | Self::TextLoadWithout
            | Self::TextLoad
            | Self::WatchedLoad => Unit::ItemsPerSecond,
            Self::DiskBytes
            | Self::PayloadBytes
            | Self::MemoryBytes
            | Self::TextBytes
            | Self::TextIdleWithout
            | Self::TextIdle => Unit::Bytes,
            _ => Unit::NsPerOp,
        }
    }

    /// Returns whether an op is a returned quote and not a question.
    pub(crate) fn is_per_item(self) -> bool {
        matches!(
            self,
            Self::SpeakerAllRare | Self::SpeakerAllMedium | Self::SpeakerAllHot | Self::CountryAll
        )
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.pad(value.as_ref().map_or("", clap::builder::PossibleValue::get_name))
    }
}

impl Unit {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NsPerOp => "ns/op",
            Self::ItemsPerSecond => "items/s",
            Self::Bytes => "bytes",
        }
    }
}
