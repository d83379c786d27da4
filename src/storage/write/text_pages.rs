//! The pages of a text.

use crate::error::Result;
use crate::model::ExtractedParagraph;
use crate::record::{Kind, PAYLOAD_BYTES, ParagraphRecord, Payload, TextPageRecord};

/// The archived bytes of a body page beside its text and paragraphs.
const BODY_BYTES: usize = 4 + 4 + 8 + 8;
/// The archived bytes of one paragraph in it.
const PARAGRAPH_BYTES: usize = 4 + 4 + 1;

/// Cuts the text into pages, between paragraphs if that fits. They are the same in whatever
/// revision they are.
pub(crate) fn pages(text: &str, paragraphs: &[ExtractedParagraph]) -> Result<Vec<Payload>> {
    let mut pages = Vec::new();
    let mut start = 0;
    let mut number = 0;
    while start < text.len() || number < paragraphs.len() {
        let mut room = PAYLOAD_BYTES - BODY_BYTES;
        let mut end = start;
        let mut record = TextPageRecord {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            first: u32::try_from(number).unwrap_or(u32::MAX),
            ..TextPageRecord::default()
        };
        while let Some(paragraph) = paragraphs.get(number) {
            let (from, to) = (paragraph.span.start(), paragraph.span.end());
            let whole = to.saturating_sub(end) + PARAGRAPH_BYTES <= room;
            // A paragraph longer than a page is cut, at the end of a page of which it is the only
            // one.
            let cut =
                record.paragraphs.is_empty() && from.saturating_sub(start) + PARAGRAPH_BYTES < room;
            if !whole && !cut {
                break;
            }
            let reach = if whole {
                to.max(end)
            } else {
                text.floor_char_boundary(start + room - PARAGRAPH_BYTES)
            };
            room = room.saturating_sub(reach - end + PARAGRAPH_BYTES);
            end = reach;
            record.paragraphs.push(ParagraphRecord {
                start: u32::try_from(from).unwrap_or(u32::MAX),
                end: u32::try_from(to).unwrap_or(u32::MAX),
                kind: paragraph.kind,
            });
            number += 1;
            if !whole {
                break;
            }
        }
        // What follows the last paragraph of the page: a long one's tail, white space, or text
        // outside of paragraphs.
        let next = paragraphs.get(number).map_or(text.len(), |next| next.span.start());
        if number == paragraphs.len() || record.paragraphs.is_empty() {
            end = text.floor_char_boundary((end + room).min(next.max(end)));
        }
        text.get(start..end).unwrap_or_default().clone_into(&mut record.text);
        pages.push(Payload::of(Kind::TextPage, &record)?);
        start = end;
    }
    Ok(pages)
}
