//! Text files: an article each, with or without front matter.

use super::date;
use super::left_out::{LeftOut, Why};
use crate::model::{DateOrder, Draft, limits};

/// Makes the draft of a text file. Front matter is lines such as `title: …`, `source: …`,
/// `byline: …`, `language: …`, `url: …` and `published: …` between two lines of `---`; the text
/// begins right after them.
pub(super) fn draft(text: &str, order: Option<DateOrder>) -> (Draft, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    let Some((fields, body)) = split(text) else { return (Draft::new(text), left_out) };
    let mut draft = Draft::new(body);
    for line in fields.lines() {
        let Some((field, value)) = line.split_once(':') else { continue };
        let (field, value) = (field.trim(), value.trim().trim_matches('"'));
        if value.is_empty() {
            continue;
        }
        let (place, limit) = match field {
            "title" => (&mut draft.title, limits::TITLE_BYTES),
            "source" => (&mut draft.source, limits::SOURCE_BYTES),
            "byline" => (&mut draft.byline, limits::BYLINE_BYTES),
            "language" => (&mut draft.language, limits::LANGUAGE_BYTES),
            "url" => (&mut draft.url, limits::URL_BYTES),
            "published" => {
                match date::read(value, order) {
                    Ok(published) => draft.published = Some(published),
                    Err(why) => left_out.push(LeftOut { field: field.to_owned(), why }),
                }
                continue;
            }
            _ => {
                left_out.push(LeftOut { field: field.to_owned(), why: Why::NoPlace });
                continue;
            }
        };
        if value.len() > limit {
            left_out.push(LeftOut { field: field.to_owned(), why: Why::TooLong });
        } else {
            *place = Some(value.to_owned());
        }
    }
    (draft, left_out)
}

fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("---")?;
    let rest = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((rest.get(..at)?, rest.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}
