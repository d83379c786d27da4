//! Texts.

use crate::model::{ExtractedParagraph, ParagraphKind, Span};

pub(crate) fn paragraphs(text: &str) -> Vec<ExtractedParagraph> {
    vec![ExtractedParagraph { span: Span::of(0..text.len()), kind: ParagraphKind::Body }]
}
