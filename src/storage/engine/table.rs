//! The tables by name.

/// The tables of a store, each one tree of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// Header, root.
    Meta,
    /// WAL records by LSN.
    Log,
    /// Article heads by revision.
    Heads,
    /// Body pages by revision and page.
    Bodies,
    /// Quote pages by revision and page.
    Quotes,
    /// Visible revisions by article.
    States,
    /// Articles by the hash of their external key.
    Keys,
    /// Speakers by id.
    Speakers,
    /// Speakers by folded name and by name part.
    Names,
    /// List heads by list.
    Lists,
    /// Leaves and branches of lists by page id.
    Pages,
    /// Speaker edits by number.
    Edits,
    /// The edit that holds, by speaker.
    Edited,
    /// Checkpoint plans by LSN and page.
    Plans,
    /// Tombstones that are set, by themselves.
    Tombstones,
}

/// All tables, each under the name of its tree, in the order of the variants.
pub(super) const TABLES: [(Table, &str); 15] = [
    (Table::Meta, "meta"),
    (Table::Log, "log"),
    (Table::Heads, "heads"),
    (Table::Bodies, "bodies"),
    (Table::Quotes, "quotes"),
    (Table::States, "states"),
    (Table::Keys, "keys"),
    (Table::Speakers, "speakers"),
    (Table::Names, "names"),
    (Table::Lists, "lists"),
    (Table::Pages, "blocks"),
    (Table::Edits, "edits"),
    (Table::Edited, "edited"),
    (Table::Plans, "plans"),
    (Table::Tombstones, "tombstones"),
];

/// How the entries of a table share values of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Each has a value of its own.
    Single,
    /// In packs that are changed at random places.
    Dictionary,
    /// In packs that come one after the other.
    Sequence,
}

impl Table {
    /// Returns whether checkpoints write the table: what is in it follows from other tables.
    pub(super) const fn is_derived(self) -> bool {
        !matches!(
            self,
            Self::Meta
                | Self::Log
                | Self::Heads
                | Self::Bodies
                | Self::Quotes
                | Self::Edits
                | Self::Tombstones
        )
    }

    /// Returns how the entries share values.
    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Log | Self::Heads | Self::Quotes => Shape::Sequence,
            Self::Keys | Self::Speakers | Self::Names | Self::Lists | Self::Edited => {
                Shape::Dictionary
            }
            Self::Meta
            | Self::Bodies
            | Self::States
            | Self::Pages
            | Self::Edits
            | Self::Plans
            | Self::Tombstones => Shape::Single,
        }
    }
}
