//! The elements that are told apart.

/// An element by what it means for the text, or a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tag {
    /// Any other element, within a line.
    #[default]
    Other,
    /// A piece of text.
    Text,
    A,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    /// A cell of a table.
    Cell,
    Cite,
    Div,
    /// An element of input: a button, a field.
    Control,
    /// A form, which may have the whole page in it.
    Form,
    Figcaption,
    Figure,
    Footer,
    H1,
    /// A heading below the first level.
    Heading,
    Head,
    Header,
    /// An element whose content is not seen.
    Hidden,
    Html,
    Li,
    Link,
    List,
    Main,
    Meta,
    Nav,
    P,
    Pre,
    Q,
    Row,
    Script,
    Section,
    Style,
    Svg,
    Table,
    Time,
    Title,
    /// An element without content and text.
    Void,
}

impl Tag {
    /// Returns the kind of an element, by its name in lower case.
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"a" => Self::A,
            b"article" => Self::Article,
            b"aside" => Self::Aside,
            b"blockquote" => Self::Blockquote,
            b"body" => Self::Body,
            b"br" => Self::Br,
            b"td" | b"th" | b"caption" => Self::Cell,
            b"cite" => Self::Cite,
            b"div" | b"address" | b"center" | b"details" | b"summary" | b"hgroup" | b"fieldset" => {
                Self::Div
            }
            b"button" | b"select" | b"label" | b"option" | b"textarea" | b"dialog" | b"menu" => {
                Self::Control
            }
            b"figcaption" => Self::Figcaption,
            b"figure" | b"picture" | b"video" | b"audio" | b"canvas" => Self::Figure,
            b"footer" => Self::Footer,
            b"form" => Self::Form,
            b"h1" => Self::H1,
            b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Self::Heading,
            b"head" => Self::Head,
            b"header" => Self::Header,
            b"noscript" | b"iframe" | b"template" | b"object" | b"noembed" | b"noframes"
            | b"math" => Self::Hidden,
            b"html" => Self::Html,
            b"li" | b"dt" | b"dd" => Self::Li,
            b"link" => Self::Link,
            b"ul" | b"ol" | b"dl" => Self::List,
            b"main" => Self::Main,
            b"meta" => Self::Meta,
            b"nav" => Self::Nav,
            b"p" => Self::P,
            b"pre" => Self::Pre,
            b"q" => Self::Q,
            b"tr" => Self::Row,
            b"script" => Self::Script,
            b"section" => Self::Section,
            b"style" => Self::Style,
            b"svg" => Self::Svg,
            b"table" | b"tbody" | b"thead" | b"tfoot" => Self::Table,
            b"time" => Self::Time,
            b"title" => Self::Title,
            b"area" | b"base" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"param"
            | b"source" | b"track" | b"wbr" => Self::Void,
            _ => Self::Other,
        }
    }

    /// Returns whether an element begins and ends a paragraph.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Article
                | Self::Aside
                | Self::Blockquote
                | Self::Body
                | Self::Cell
                | Self::Div
                | Self::Figcaption
                | Self::Figure
                | Self::Footer
                | Self::Form
                | Self::H1
                | Self::Heading
                | Self::Head
                | Self::Header
                | Self::Html
                | Self::Li
                | Self::List
                | Self::Main
                | Self::Nav
                | Self::P
                | Self::Pre
                | Self::Row
                | Self::Section
                | Self::Table
        )
    }

    /// Returns whether an element cannot have content.
    pub(super) fn is_void(self) -> bool {
        matches!(self, Self::Br | Self::Link | Self::Meta | Self::Void)
    }

    /// Returns whether an element never has text of an article.
    pub(super) fn is_furniture(self) -> bool {
        matches!(
            self,
            Self::Control
                | Self::Figcaption
                | Self::Figure
                | Self::Head
                | Self::Hidden
                | Self::Nav
                | Self::Script
                | Self::Style
                | Self::Svg
                | Self::Title
        )
    }
}
