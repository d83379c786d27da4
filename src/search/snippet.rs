//! The stretch of a text to show for a query.

use std::ops::Range;

use super::expression::Expression;
use super::matching::{Hit, Stemmed, merged};
use super::words::words;

/// A stretch of a text, with the places in it that a query for words found.
///
/// It has as many different words of the query as fit, and begins and ends with a word.
///
/// # Examples
/// ```
/// fn on_a_page(snippet: &onrecord::Snippet) -> String {
///     format!("<p>{}</p>", snippet.to_html())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    text: String,
    highlights: Vec<Range<usize>>,
    is_cut_before: bool,
    is_cut_after: bool,
}

impl Snippet {
    /// Returns the stretch as it is in the text.
    ///
    /// # Examples
    /// ```
    /// fn letters(snippet: &onrecord::Snippet) -> usize {
    ///     snippet.text().chars().count()
    /// }
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes of [`Snippet::text`] that the query found. They are in ascending order,
    /// apart from each other, and whole characters.
    ///
    /// # Examples
    /// ```
    /// fn found(snippet: &onrecord::Snippet) -> Vec<&str> {
    ///     let spans = snippet.highlights().iter();
    ///     spans.filter_map(|span| snippet.text().get(span.clone())).collect()
    /// }
    /// ```
    #[must_use]
    pub fn highlights(&self) -> &[Range<usize>] {
        &self.highlights
    }

    /// Returns whether the text has more before the stretch.
    ///
    /// # Examples
    /// ```
    /// fn begin(snippet: &onrecord::Snippet) -> &'static str {
    ///     if snippet.is_cut_before() { "… " } else { "" }
    /// }
    /// ```
    #[must_use]
    pub const fn is_cut_before(&self) -> bool {
        self.is_cut_before
    }

    /// Returns whether the text has more after the stretch.
    ///
    /// # Examples
    /// ```
    /// fn end(snippet: &onrecord::Snippet) -> &'static str {
    ///     if snippet.is_cut_after() { " …" } else { "" }
    /// }
    /// ```
    #[must_use]
    pub const fn is_cut_after(&self) -> bool {
        self.is_cut_after
    }

    /// Returns the stretch as HTML: what was found in `<mark>` elements, all else escaped for
    /// elements and attributes, with "…" at an end that is cut.
    ///
    /// # Examples
    /// ```
    /// fn item(snippet: &onrecord::Snippet) -> String {
    ///     format!("<li>{}</li>", snippet.to_html())
    /// }
    /// ```
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::with_capacity(self.text.len() + 32);
        if self.is_cut_before {
            html.push('…');
        }
        let mut at = 0;
        for span in &self.highlights {
            escape_into(&mut html, self.text.get(at..span.start));
            html.push_str("<mark>");
            escape_into(&mut html, self.text.get(span.clone()));
            html.push_str("</mark>");
            at = span.end;
        }
        escape_into(&mut html, self.text.get(at..));
        if self.is_cut_after {
            html.push('…');
        }
        html
    }
}

/// Adds text to HTML.
fn escape_into(html: &mut String, text: Option<&str>) {
    for letter in text.unwrap_or_default().chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter => html.push(letter),
        }
    }
}

/// Returns the stretch of at most `most_chars` characters that has the most different words of an
/// expression, then the most words, then is the first: the beginning if there are none.
pub(crate) fn snippet(text: &str, expression: &Expression, most_chars: usize) -> Snippet {
    let words = words(text);
    let hits = Stemmed::new(&words).hits(expression);
    let best = best(text, &hits, most_chars);
    let around = around(text, &best, most_chars);

    // Cut at words, as far as one of them fits.
    let mut start = around.start;
    let mut end = around.end;
    if start > 0 {
        let starts = words.iter().map(|word| word.span.start);
        start = starts.filter(|at| around.contains(at)).min().unwrap_or(start);
    }
    if end < text.len() {
        let ends = words.iter().map(|word| word.span.end);
        end = ends.filter(|at| (start + 1..=end).contains(at)).max().unwrap_or(end);
    }
    let spans = hits.iter().map(|hit| hit.span.start.max(start)..hit.span.end.min(end));
    let spans = merged(spans.filter(|span| span.start < span.end));
    Snippet {
        text: text.get(start..end).unwrap_or_default().to_owned(),
        highlights: spans.into_iter().map(|span| span.start - start..span.end - start).collect(),
        is_cut_before: start > 0,
        is_cut_after: end < text.len(),
    }
}

/// Returns the bytes of the hits that are within `most_chars` characters and have the most
/// different terms: the beginning of the first if all are longer, and an empty range if there are
/// none.
fn best(text: &str, hits: &[Hit], most_chars: usize) -> Range<usize> {
    let chars = CharCounts::new(text, hits);
    let fits = |first: &Hit, last: &Hit| {
        chars.before(last.span.end) <= chars.before(first.span.start).saturating_add(most_chars)
    };
    let beginning = hits.first().map_or(0..0, |hit| {
        let mut letters = text.get(hit.span.clone()).unwrap_or_default().char_indices();
        let length = letters.nth(most_chars).map_or(hit.span.len(), |(length, _)| length);
        hit.span.start..hit.span.start + length
    });
    let mut best = (0, 0, beginning);
    let mut counts = vec![0_usize; hits.iter().map(|hit| hit.term + 1).max().unwrap_or(0)];
    let (mut terms, mut end) = (0, 0);
    for (begin, first) in hits.iter().enumerate() {
        while let Some(hit) = hits.get(end)
            && fits(first, hit)
        {
            if let Some(count) = counts.get_mut(hit.term) {
                *count += 1;
                terms += usize::from(*count == 1);
            }
            end += 1;
        }
        let Some(within) = hits.get(begin..end).filter(|within| !within.is_empty()) else {
            end = begin + 1;
            continue;
        };
        if (terms, within.len()) > (best.0, best.1) {
            let last = within.iter().map(|hit| hit.span.end).max().unwrap_or(first.span.end);
            best = (terms, within.len(), first.span.start..last);
        }
        if let Some(count) = counts.get_mut(first.term) {
            *count -= 1;
            terms -= usize::from(*count == 0);
        }
    }
    best.2
}

/// Returns the bytes of `most_chars` characters around a range that has no more than them: as many
/// before it as after, if the text has them.
fn around(text: &str, range: &Range<usize>, most_chars: usize) -> Range<usize> {
    let count = |bytes: Option<&str>, most| bytes.unwrap_or_default().chars().take(most).count();
    let spare = most_chars - count(text.get(range.clone()), most_chars);
    let (before, after) = (text.get(..range.start), text.get(range.end..));
    let most_after = count(after, spare);
    let most_before = before.unwrap_or_default().chars().rev().take(spare).count();
    let taken_before = most_before.min((spare / 2).max(spare - most_after));
    let taken_after = most_after.min(spare - taken_before);
    let bytes =
        |letters: &mut dyn Iterator<Item = char>| letters.map(char::len_utf8).sum::<usize>();
    let start = bytes(&mut before.unwrap_or_default().chars().rev().take(taken_before));
    let end = bytes(&mut after.unwrap_or_default().chars().take(taken_after));
    range.start - start..range.end + end
}

/// The characters before each start and end of a hit.
struct CharCounts(Vec<(usize, usize)>);

impl CharCounts {
    fn new(text: &str, hits: &[Hit]) -> Self {
        let mut places: Vec<usize> =
            hits.iter().flat_map(|hit| [hit.span.start, hit.span.end]).collect();
        places.sort_unstable();
        let (mut at, mut chars) = (0, 0);
        let counted = places.into_iter().map(|place| {
            chars += text.get(at..place).unwrap_or_default().chars().count();
            at = place;
            (place, chars)
        });
        Self(counted.collect())
    }

    /// Returns the characters before the start or end of a hit.
    fn before(&self, place: usize) -> usize {
        let found = self.0.binary_search_by_key(&place, |(place, _)| *place);
        found.ok().and_then(|at| self.0.get(at)).map_or(0, |(_, chars)| *chars)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::expression::parse;
    use super::*;

    #[test]
    fn a_snippet_has_the_most_words_of_the_query() {
        let text =
            "Grain is dear. Wheat, grain and rye are dear too, says Ada Odu. Grain grain grain.";
        for (query, most_chars, expected) in [
            (
                "grain",
                200,
                text.replace("Grain", "<mark>Grain</mark>").replace("grain", "<mark>grain</mark>"),
            ),
            ("grain rye", 24, "…<mark>grain</mark> and <mark>rye</mark> are…".to_owned()),
            ("ada", 20, "…says <mark>Ada</mark> Odu…".to_owned()),
            (
                "ada rye",
                40,
                "…and <mark>rye</mark> are dear too, says <mark>Ada</mark> Odu…".to_owned(),
            ),
            ("\"grain grain\"", 18, "…<mark>Grain grain grain</mark>.".to_owned()),
            ("corn", 9, "Grain is…".to_owned()),
            ("corn", 3, "Gra…".to_owned()),
            ("corn", 0, "…".to_owned()),
            ("wheat", 2, "…<mark>Wh</mark>…".to_owned()),
        ] {
            assert_eq!(snippet(text, &parse(query), most_chars).to_html(), expected, "{query:?}");
        }
        let html = snippet("<b>\"Grain\" & 'rye'</b>", &parse("grain"), 99).to_html();
        assert_eq!(html, "&lt;b&gt;&quot;<mark>Grain</mark>&quot; &amp; &#39;rye&#39;&lt;/b&gt;");
        let chinese = snippet("我在北京大学读书", &parse("大学"), 6).to_html();
        assert_eq!(chinese, "…北京<mark>大学</mark>读书");
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_part_of_its_text(
            text in "([a-d]{1,3}|\\PC| ){0,40}",
            query in "[a-d ]{1,6}",
            most_chars in 0_usize..30,
        ) {
            let expression = parse(&query);
            let found = snippet(&text, &expression, most_chars);
            prop_assert!(text.contains(found.text()));
            prop_assert!(found.text().chars().count() <= most_chars);
            let whole = !found.is_cut_before() && !found.is_cut_after();
            prop_assert_eq!(whole, found.text() == text);
            let highlighted = found.highlights();
            prop_assert!(highlighted.windows(2).all(|two| two[0].end < two[1].start));
            prop_assert!(highlighted.iter().all(|span| found.text().get(span.clone()).is_some()));
            let all = super::super::matching::highlights(&text, &expression);
            if all.iter().any(|span| text[span.clone()].chars().count() <= most_chars) {
                prop_assert!(!highlighted.is_empty(), "{:?}", found);
            }
        }
    }
}
