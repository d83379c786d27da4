//! CSV of quotes, for spreadsheets: RFC 4180, in UTF-8.
//!
//! | column | contents |
//! | --- | --- |
//! | `quote` | the words |
//! | `speaker` | the name of the first speaker, as corrected |
//! | `role` | the role that the article gives the speaker |
//! | `speaker_country` | ISO 3166-1 alpha-3, as corrected |
//! | `from_source` | whether the `article` states it or the `speaker` has it |
//! | `countries` | alpha-3 codes of the countries in the quote, spaces between them |
//! | `context_countries` | the same of the sentence around the quote |
//! | `published` | a month, a day or a moment as RFC 3339 has it |
//! | `title`, `source`, `byline`, `language`, `url`, `key` | of the article |
//! | `kind` | `direct`, `mixed` and so on |
//! | `cue`, `mention` | the words of saying, and those that name the speaker |
//! | `group` | the number that the parts of one attribution share in the article |
//! | `paragraph`, `start`, `end` | the paragraph from 0; code points in the text |
//! | `confidence` | 0 to 1 |
//! | `further_speakers` | the names of the other speakers, `; ` between them |
//!
//! - **A byte order mark** begins the file. Without it, Excel reads UTF-8 as the code page of its
//!   machine. pandas skips it.
//! - **Lines** end in CR LF. Every text is in quotation marks, so line ends in it are kept.
//! - **Formulas**: text that begins with `=`, `+`, `-`, `@`, a tab or a CR would be computed, and
//!   the text is a stranger's. It gets an apostrophe, after which a spreadsheet reads text. So does
//!   such text after apostrophes of its own: without its first apostrophe, each cell of that kind
//!   is what is stored.
//! - **Alpha-3** codes, since pandas takes `NA`, Namibia, for a missing value. It takes a quote of
//!   these two letters for one too, unless it is told not to: `keep_default_na=False`.

use std::fmt::Display;

use super::super::points::CodePoints;
use super::output::{Item, Output};
use crate::error::Result;
use crate::model::Country;
use crate::query::FromSource;

/// The byte order mark and the names of the columns.
pub(super) const HEADER: &str = "\u{feff}quote,speaker,role,speaker_country,from_source,countries,\
    context_countries,published,title,source,byline,language,url,key,kind,cue,mention,group,\
    paragraph,start,end,confidence,further_speakers\r\n";

/// Characters that begin a formula, or that a spreadsheet skips before one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Adds a cell of text, with a comma before it unless it is the first. A quote is never empty, so
/// an empty row has no cell.
fn text(row: &mut Vec<u8>, cell: &str) {
    if !row.is_empty() {
        row.push(b',');
    }
    if cell.is_empty() {
        return;
    }
    row.push(b'"');
    if cell.trim_start_matches('\'').starts_with(FORMULA) {
        row.push(b'\'');
    }
    for (number, part) in cell.split('"').enumerate() {
        if number > 0 {
            row.extend_from_slice(b"\"\"");
        }
        row.extend_from_slice(part.as_bytes());
    }
    row.push(b'"');
}
/// Adds a number, or nothing.
fn number(row: &mut Vec<u8>, number: Option<impl Display>) {
    row.push(b',');
    if let Some(number) = number {
        row.extend_from_slice(number.to_string().as_bytes());
    }
}

fn codes(countries: impl Iterator<Item = Country>) -> String {
    countries.map(Country::alpha3).collect::<Vec<_>>().join(" ")
}

/// Writes the quotes of an article, each a row.
pub(super) fn write(item: &Item<'_>, to: &mut Output<'_>) -> Result<()> {
    let Item { article, quotes, .. } = item;
    let points = CodePoints::of(item.text);
    let published = article.published().map(|published| published.to_string());
    for quote in *quotes {
        let at = points.range(quote.span());
        to.item(|row| {
            for cell in [
                quote.text(),
                quote.speaker_name().unwrap_or_default(),
                quote.role().unwrap_or_default(),
                quote.speaker_country().map_or("", Country::alpha3),
                quote.from_source().map_or("", FromSource::as_str),
                &codes(quote.countries()),
                &codes(quote.context_countries()),
                published.as_deref().unwrap_or_default(),
                article.title().unwrap_or_default(),
                article.source().unwrap_or_default(),
                article.byline().unwrap_or_default(),
                article.language().unwrap_or_default(),
                article.url().unwrap_or_default(),
                article.key(),
                quote.kind().as_str(),
                quote.cue().unwrap_or_default(),
                quote.mention().unwrap_or_default(),
            ] {
                text(row, cell);
            }
            number(row, quote.group());
            number(row, Some(quote.paragraph_index()));
            number(row, Some(at.start));
            number(row, Some(at.end));
            number(row, Some(quote.confidence()));
            let further: Vec<&str> = quote.speakers().skip(1).map(|one| one.name()).collect();
            text(row, &further.join("; "));
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn text_that_would_be_a_formula_gets_an_apostrophe_that_can_be_taken_away() {
        for (stored, cell) in [
            ("", ""),
            ("We won", "\"We won\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("-", "\"'-\""),
            ("+49", "\"'+49\""),
            ("@here", "\"'@here\""),
            ("\t=1", "\"'\t=1\""),
            ("'=1", "\"''=1\""),
            ("'tis", "\"'tis\""),
            ("a=1\r\nb", "\"a=1\r\nb\""),
        ] {
            let mut row = Vec::new();
            text(&mut row, stored);
            assert_eq!(String::from_utf8(row).unwrap(), cell, "{stored:?}");
        }
    }
}
