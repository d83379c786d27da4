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

impl Work {
    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::BulkLoad | Self::CommitDurable | Self::ReadWhileWriting => Unit::ItemsPerSecond,
            Self::DiskBytes | Self::PayloadBytes | Self::MemoryBytes => Unit::Bytes,
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
