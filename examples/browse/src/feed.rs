//! A search as a feed in Atom (RFC 4287).

use std::fmt::Write as _;

use onrecord::{Published, Quote, Snapshot};

use crate::address::Address;
use crate::failure::Failure;
use crate::pages::{Answer, PAGE, Request};
use crate::search::Search;

/// The time of what has none. A feed must have one.
const UNDATED: &str = "1970-01-01T00:00:00Z";

/// Returns the newest quotes of a search.
pub(crate) fn answer(snapshot: &Snapshot, request: &Request) -> Result<Answer, Failure> {
    let search = Search::read(&request.parameters)?.without("order");
    if request.parameters.get("after").is_some() {
        return Err(Failure::bad("A feed has the newest quotes alone, and takes no cursor."));
    }
    let quotes = search.query(snapshot)?.page(PAGE)?.items;
    let conditions: Vec<String> =
        search.parameters().iter().map(|one| format!("{} {}", one.label, one.value)).collect();
    let title = if conditions.is_empty() {
        "Quotes".to_owned()
    } else {
        format!("Quotes: {}", conditions.join(", "))
    };
    let base = &request.base;
    let (own, page) = (search.href(".atom", None), search.href("", None));
    let updated = quotes.first().map_or_else(|| UNDATED.to_owned(), time);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>{}</title>\n<id>{}</id>\n<updated>{updated}</updated>\n\
         <link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n",
        escaped(&title),
        escaped(&format!("{base}{own}")),
        escaped(&format!("{base}{own}")),
        escaped(&format!("{base}{page}")),
    );
    for quote in &quotes {
        entry(&mut feed, quote, base)?;
    }
    feed.push_str("</feed>\n");
    Ok(Answer::Atom(feed))
}

/// Writes a quote.
fn entry(feed: &mut String, quote: &Quote, base: &str) -> Result<(), Failure> {
    let article = quote.article()?;
    let name = quote.speaker_name().unwrap_or("Nobody is named");
    let title = article.title().map(|title| format!("{name}, in: {title}"));
    let address = format!("{base}{}", Address::Quote(quote.id()));
    let text: String = quote.text().chars().take(4000).collect();
    let _ = write!(
        feed,
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{}</updated>\n\
         <author><name>{}</name></author>\n<link href=\"{}\"/>\n\
         <content type=\"text\">{}</content>\n</entry>\n",
        escaped(title.as_deref().unwrap_or(name)),
        escaped(&address),
        time(quote),
        escaped(name),
        escaped(&address),
        escaped(&text),
    );
    Ok(())
}

/// Returns the time of a quote: of a day or a month, its first moment in UTC.
fn time(quote: &Quote) -> String {
    quote
        .published()
        .map_or_else(|| UNDATED.to_owned(), |time| Published::timestamp(time).to_string())
}

/// Escapes a text for XML, without the characters that XML cannot have.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter < ' ' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
