//! Lines that say who wrote an article: bylines without "by", and what an author is.

use super::line_lists::LISTS;

/// Longest line of an author, in bytes.
const LONGEST: usize = 90;

/// Words for who writes for a paper.
const WRITERS: [&str; 12] = [
    "correspondent",
    "reporter",
    "journalist",
    "columnist",
    "contributor",
    "writer",
    "editor",
    "correspondents",
    "reporters",
    "writers",
    "bureau",
    "staff",
];

/// Words at the end of the name of a paper or a station.
const PAPERS: [&str; 24] = [
    "news",
    "times",
    "post",
    "herald",
    "tribune",
    "gazette",
    "press",
    "journal",
    "standard",
    "chronicle",
    "mail",
    "daily",
    "media",
    "today",
    "telegraph",
    "observer",
    "monitor",
    "examiner",
    "mirror",
    "courier",
    "inquirer",
    "agency",
    "tv",
    "radio",
];

/// "Ada Odu, BBC News", "Ada Odu | Hull Gazette", "Ada Odu Political correspondent", "Agencies in
/// Hull": who wrote an article, and nothing else.
pub(super) fn is_signature(bare: &str) -> bool {
    if bare.len() > LONGEST
        || !bare.starts_with(char::is_uppercase)
        || bare.ends_with(['.', '?', '!', ':'])
    {
        return false;
    }
    // "Ada Odu in Hull and Bo Lee in Cork"
    if let Some((first, second)) = bare.split_once(" and ")
        && [first, second].into_iter().all(|one| {
            one.split_once(" in ").is_some_and(|(name, place)| is_name(name) && all_capital(place))
        })
    {
        return true;
    }
    // "Local Democracy Reporter, Staffordshire"
    if let Some((writer, place)) = bare.split_once(", ")
        && is_writer(writer)
        && count(place) < 4
        && all_capital(place)
    {
        return true;
    }
    if let Some((writer, place)) = bare.split_once(" in ") {
        return LISTS.credit.has(writer) && (1..4).contains(&count(place)) && all_capital(place);
    }
    // "Ada Odu with WIRE, Agency"
    if let Some((name, agencies)) = bare.split_once(" with ") {
        let known = |agency: &str| LISTS.credit.has(agency.trim());
        return is_name(name) && agencies.split([',', '/']).all(known);
    }
    if let Some((name, writer)) = bare.split_once('\n') {
        return is_name(name.trim()) && is_paper_or_writer(writer);
    }
    if let Some((name, agency)) = bare.split_once(" and ")
        && agency.eq_ignore_ascii_case("agencies")
    {
        return is_name(name);
    }
    let dashed = || bare.split_once(" – ").or_else(|| bare.split_once(" - "));
    if let Some((name, rest)) =
        bare.split_once([',', '|', '/', '—']).or_else(dashed).or_else(|| bare.split_once(" for "))
    {
        return is_name(name.trim()) && is_paper_or_writer(rest);
    }
    // "With AFP inputs"
    if let Some(agency) = bare.strip_suffix(" inputs") {
        return LISTS.credit.has(agency.strip_prefix("With ").unwrap_or(agency));
    }
    // "About Ada Odu"
    if let Some(name) = bare.strip_prefix("About ") {
        return is_name(name) && count(name) < 4;
    }
    // "Ada Odu USA TODAY"
    let second = bare.match_indices(' ').nth(1).map(|(at, _)| bare.split_at(at));
    if second.is_some_and(|(name, paper)| is_name(name) && LISTS.credit.has(paper.trim_start())) {
        return true;
    }
    // "Ada Odu Political correspondent"
    let Some((before, last)) = bare.rsplit_once(' ') else { return false };
    matches!(last, "correspondent" | "Correspondent")
        && (3..6).contains(&count(before))
        && before.split(' ').take(2).all(is_capital)
        && before.split(' ').skip(2).all(|word| is_capital(word) || matches!(word, "and" | "&"))
}

/// What an author is, at the end of an article: "Ada Odu is a reporter covering ports for the
/// Gazette." A bare "Ada Odu is a journalist." is news.
pub(super) fn is_biography(bare: &str) -> bool {
    let mut words = bare.split_ascii_whitespace();
    if !words.by_ref().take(2).all(is_capital)
        || !words.take(3).any(|word| matches!(word, "is" | "covers" | "writes"))
    {
        return false;
    }
    for verb in [" covers ", " writes "] {
        if let Some((name, rest)) = bare.split_once(verb) {
            return is_name(name) && rest.contains('@');
        }
    }
    let Some((name, rest)) = bare.split_once(" is ") else { return false };
    let Some((_, what)) = rest.split_once(' ') else { return false };
    let head = |word: &str| {
        let word = word.trim_end_matches([',', '.']);
        WRITERS[..7].contains(&word)
    };
    let job = what.split(' ').take(6).position(head);
    let Some(job) = job.filter(|_| is_name(name)) else { return false };
    let owned = rest.split(' ').take(3).any(|word| word.ends_with("'s") || word.ends_with("’s"));
    let ends = what.split(' ').count() == job + 1;
    let of_trade = [
        " covering ",
        " who covers ",
        " writes about ",
        " writing about ",
        " specialising ",
        " specializing ",
        " focusing on ",
        " focused on ",
        " based in ",
    ]
    .into_iter()
    .any(|words| rest.contains(words));
    if rest.contains('@') {
        return true;
    }
    // "the Gazette's Nordic correspondent" ends there; "who was shot" does not belong to an author.
    (owned && ends || of_trade) && !rest.contains(" was ") && !rest.contains(" had ")
}

/// Two to four words with capitals and small letters, as a person has them.
pub(super) fn is_name(words: &str) -> bool {
    (2..5).contains(&count(words))
        && words.rsplit(' ').next().is_some_and(is_capital)
        && words.split(' ').all(|word| {
            is_capital(word) && !word.ends_with(':') && !word.contains(|l: char| l.is_ascii_digit())
                || matches!(word, "de" | "van" | "bin" | "al" | "and")
        })
}

/// "Political Reporter": capital words, the last of which is for who writes.
fn is_writer(words: &str) -> bool {
    let last = words.rsplit(' ').next().unwrap_or_default();
    count(words) > 1
        && all_capital(words)
        && WRITERS.iter().any(|known| last.eq_ignore_ascii_case(known))
}

fn is_paper_or_writer(rest: &str) -> bool {
    let rest = rest.trim();
    let known = |list: &[&str], word: &str| {
        list.iter().any(|known| {
            word.len() == known.len()
                && word.is_char_boundary(1)
                && word.eq_ignore_ascii_case(known)
        })
    };
    let mut words = rest.split([' ', '/', '|', ',']).filter(|word| !word.is_empty());
    let Some(last) = words.next_back() else { return false };
    if rest.split(' ').count() > 6 {
        return false;
    }
    LISTS.credit.has(rest)
        || is_capital(rest) && (known(&PAPERS, last) && all_capital(rest) || known(&WRITERS, last))
}

fn count(words: &str) -> usize {
    words.split(' ').count()
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn all_capital(words: &str) -> bool {
    words
        .split(' ')
        .filter(|word| !word.is_empty())
        .all(|word| is_capital(word) || matches!(word, "the" | "of" | "and" | "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_told_from_headings_and_authors_from_news() {
        for line in [
            "Ada Odu, BBC News",
            "Ada Odu | Hull Gazette",
            "Ada Odu, Health correspondent",
            "Ada Odu Political correspondent",
            "Ada Odu and agencies",
            "Reuters in Hull",
        ] {
            assert!(is_signature(line), "{line}");
        }
        for line in [
            "Ada Odu, nurse",
            "Ada Odu, 34",
            "Ada Odu, mayor of Hull",
            "Pier Fire in Hull",
            "Boats, trains and cars",
            "Mayor Attacks Correspondent",
        ] {
            assert!(!is_signature(line), "{line}");
        }
        assert!(is_biography("Ada Odu is a senior reporter covering ports for the Gazette."));
        assert!(is_biography("Ada Odu is the Gazette's Nordic correspondent."));
        assert!(!is_biography("Ada Odu is a journalist who was shot in Hull."));
        assert!(!is_biography("Ada Odu is a reporter."));
        assert!(!is_biography("Ada Odu is a senior officer based in Hull."));
    }
}
