//! What the programs share that search words.

use std::time::Duration;

use onrecord::{Result, Snippet, Store};

use crate::terminal::plain;

/// The most letters of a quote or paragraph that are shown if its words are asked for.
pub(crate) const SNIPPET: usize = 240;

/// Waits until the indexes of words have all that is stored.
pub(crate) fn catch_up(store: &Store) -> Result<()> {
    while !store.catch_up_text(Duration::from_secs(10))? {
        let lag = store.text_lag().unwrap_or_default();
        eprintln!("{lag} changes are not in the index of words yet.");
    }
    Ok(())
}

/// Returns a snippet with what was found in it in bold, if that can be shown.
pub(crate) fn excerpt(snippet: &Snippet, is_bold: bool) -> String {
    let (bold, light) = if is_bold { ("\x1b[1m", "\x1b[22m") } else { ("", "") };
    let part = |span| plain(snippet.text().get(span).unwrap_or_default());
    let mut text = if snippet.is_cut_before() { "… ".to_owned() } else { String::new() };
    let mut end = 0;
    for found in snippet.highlights() {
        text += &[&*part(end..found.start), bold, &part(found.clone()), light].concat();
        end = found.end;
    }
    text += &part(end..snippet.text().len());
    if snippet.is_cut_after() { text + " …" } else { text }
}
