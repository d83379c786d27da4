//! Articles and quotes by attributes that were declared when the store was made.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::path::Path;

use onrecord::{
    ArticleQuery, Draft, ErrorKind, ExtractedQuote, Extraction, OpenOptions, QuoteQuery, Snapshot,
    Span, Store, limits,
};

fn made(path: &Path) -> Store {
    let options = OpenOptions::new().create_new(true);
    options.filter_attribute("tag").filter_attribute("Desk").open(path).unwrap()
}

/// An article with two quotes, the second of them of a speaker.
fn draft(key: &str) -> Draft {
    let mut named = ExtractedQuote::new(Span::new(9, 15));
    named.speaker = Some("Ada Nkemelu".to_owned());
    let mut found = Extraction::default();
    found.quotes = vec![ExtractedQuote::new(Span::new(0, 7)), named];
    Draft::new("We won. We left.").key(key).extraction(found)
}

fn keys(articles: &ArticleQuery) -> Vec<String> {
    articles.iter().map(|article| article.unwrap().key().to_owned()).collect()
}

/// Asserts that a query of articles by an attribute finds these, newest first, and that queries of
/// quotes find theirs: by the attribute alone, beside a speaker, and beside another attribute.
fn assert_finds(
    (articles, quotes): (&ArticleQuery, &QuoteQuery),
    (name, value): (&str, &str),
    expected: &[&str],
) {
    let found = articles.clone().attribute(name, value);
    assert_eq!(keys(&found), expected, "{name} {value}");
    assert_eq!(found.count().unwrap(), expected.len() as u64, "{name} {value}");
    let of = |quotes: QuoteQuery| -> Vec<String> {
        let key = |quote: onrecord::Quote| quote.article().unwrap().key().to_owned();
        quotes.iter().map(|quote| key(quote.unwrap())).collect()
    };
    let twice: Vec<_> = expected.iter().flat_map(|key| [*key; 2]).collect();
    assert_eq!(of(quotes.clone().attribute(name, value)), twice, "{name} {value}");
    let ada = quotes.clone().speaker("Ada Nkemelu").attribute(name, value);
    assert_eq!(of(ada), expected, "{name} {value}");
    let both = quotes.clone().attribute(name, value).attribute("tag", "rain");
    let rainy = keys(&articles.clone().attribute("tag", "rain").attribute(name, value));
    assert_eq!(of(both), rainy.iter().flat_map(|key| [&**key; 2]).collect::<Vec<_>>());
}

/// What [`fill`] leaves.
fn assert_holds(articles: &ArticleQuery, quotes: &QuoteQuery) {
    let asked = (articles, quotes);
    assert_finds(asked, ("desk", "world"), &["d", "a"]);
    assert_finds(asked, ("DESK", "WÖRLD"), &["d", "a"]);
    assert_finds(asked, ("desk", "sport"), &[]);
    assert_finds(asked, ("tag", "rain"), &["d", "c"]);
    assert_finds(asked, ("tag", "harbour town"), &["c"]);
    assert_finds(asked, ("tag", "world"), &[]);
    assert_finds(asked, ("desk", "culture"), &["c"]);
}

/// Puts, replaces, removes and erases articles.
fn fill(store: &Store) {
    let puts = [
        draft("a").attribute("desk", "Sport").attribute("note", "world"),
        draft("b").attribute("desk", "world").attribute("tag", "rain"),
        draft("c").attribute("tag", "Rain").attribute("tag", "harbour-town"),
        draft("d").attribute("desk", "World").attribute("tag", "rain").attribute("tag", "RAIN"),
        draft("e").attribute("desk", "culture").attribute("tag", "rain"),
        // Replaced: another desk, and one more.
        draft("a").attribute("desk", "world"),
        draft("c")
            .attribute("tag", "Rain")
            .attribute("tag", "harbour town")
            .attribute("desk", "Culture"),
    ];
    for draft in &puts {
        store.put(draft).unwrap();
    }
    let id = |key: &str| store.article_by_key(key).unwrap().unwrap().id();
    store.remove(id("b")).unwrap();
    store.erase_article(id("e")).unwrap();
}

#[test]
fn declared_attributes_are_found_after_all_that_a_store_goes_through() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let store = made(&at("news"));
    let empty = store.snapshot();
    let whole = store.backup(at("monday")).unwrap();
    fill(&store);
    assert_holds(&store.articles(), &store.quotes());
    assert_finds((&empty.articles(), &empty.quotes()), ("desk", "world"), &[]);
    store.backup_since(whole.cursor, at("tuesday")).unwrap();
    let then = store.snapshot();
    store.put(&draft("f").attribute("desk", "world")).unwrap();
    assert_holds(&then.articles(), &then.quotes());
    store.remove(store.article_by_key("f").unwrap().unwrap().id()).unwrap();
    store.publish(at("published")).unwrap();
    let published = Snapshot::open(at("published")).unwrap();
    assert_eq!(published.filter_attributes(), ["desk", "tag"]);
    assert_holds(&published.articles(), &published.quotes());
    drop((empty, then));
    store.close().unwrap();

    let reopened = |what: &str, path: &Path| {
        let store = Store::open(path).unwrap();
        assert_eq!(store.snapshot().filter_attributes(), ["desk", "tag"], "{what}");
        assert_holds(&store.articles(), &store.quotes());
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{what}");
    };
    reopened("after a checkpoint", &at("news"));
    Store::compact(at("news")).unwrap();
    reopened("compacted", &at("news"));
    Store::rebuild_indexes(at("news")).unwrap();
    reopened("rebuilt", &at("news"));
    Store::repair(at("news"), at("quarantine")).unwrap();
    reopened("repaired", &at("news"));
    Store::restore(&[at("monday"), at("tuesday")], at("copy")).unwrap();
    reopened("restored", &at("copy"));
}

#[test]
fn the_plan_shows_an_attribute_and_cursors_keep_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = made(&folder.path().join("news"));
    fill(&store);
    let query = store.quotes().attribute("desk", "World");
    assert_eq!(query.explain().unwrap().access_path(), "articles attribute \"desk\" \"World\"");
    // One quote of a speaker is cheaper than the articles with the attribute.
    let mut named = ExtractedQuote::new(Span::new(0, 7));
    named.speaker = Some("Omar Haddad".to_owned());
    let mut found = Extraction::default();
    found.quotes = vec![named];
    store.put(&draft("g").attribute("desk", "world").extraction(found)).unwrap();
    let plan = query.clone().speaker("Omar Haddad").explain().unwrap();
    assert_eq!(plan.access_path(), "quotes speaker \"Omar Haddad\"");
    assert_eq!(plan.residual_filters(), ["attribute \"desk\" \"World\""]);
    assert_eq!(query.clone().speaker("Omar Haddad").count().unwrap(), 1);
    let sport = store.quotes().speaker("Omar Haddad").attribute("desk", "sport");
    assert_eq!(sport.count().unwrap(), 0);
    let page = store.articles().attribute("desk", "world").page(1).unwrap();
    let next = page.next.unwrap();
    let rest = store.articles().attribute("desk", "world").after(next.clone());
    assert_eq!(keys(&rest), ["d", "a"]);
    let other = store.articles().attribute("desk", "sport").after(next);
    assert_eq!(other.count().unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn an_attribute_that_was_not_declared_is_refused_and_so_is_declaring_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let refused = |error: onrecord::Error, parts: &[&str]| {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        let missing = parts.iter().find(|part| !error.to_string().contains(**part));
        assert_eq!(missing, None, "{error}");
    };
    let open = |names: &[&str]| {
        let options = OpenOptions::new().create(true);
        names.iter().fold(options, |options, name| options.filter_attribute(*name)).open(&path)
    };
    refused(open(&["no name"]).unwrap_err(), &["\"no name\" is no name"]);
    let many: Vec<_> = (0..=limits::FILTER_ATTRIBUTES).map(|n| format!("n{n}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    refused(open(&many).unwrap_err(), &["17 attributes", "limit is 16"]);
    assert!(!path.exists(), "nothing was made");

    let store = made(&path);
    let parts = ["\"note\"", "desk, tag", "OpenOptions::filter_attribute"];
    refused(store.articles().attribute("note", "x").count().unwrap_err(), &parts);
    refused(store.quotes().attribute("note", "x").count().unwrap_err(), &parts);
    let both = store.quotes().attribute("desk", "x").attribute("note", "x");
    refused(both.explain().unwrap_err(), &parts);
    drop(both);
    let long = "x".repeat(limits::FILTER_BYTES + 1);
    refused(store.articles().attribute("desk", long).count().unwrap_err(), &["limit is 4096"]);
    store.close().unwrap();

    refused(open(&["desk"]).unwrap_err(), &["was made with the filter attributes desk, tag"]);
    refused(open(&["desk", "tag", "note"]).unwrap_err(), &["desk, tag", "note"]);
    open(&["TAG", "desk", "tag"]).unwrap().close().unwrap();
    open(&[]).unwrap().close().unwrap();
    let plain = folder.path().join("plain");
    let store = Store::create_new(&plain).unwrap();
    assert!(store.snapshot().filter_attributes().is_empty());
    let error = store.articles().attribute("desk", "x").count().unwrap_err();
    refused(error, &["was made with no filter attributes"]);
    store.close().unwrap();
    let error = OpenOptions::new().filter_attribute("desk").open(&plain).unwrap_err();
    refused(error, &["was made with no filter attributes"]);
    let most = &many[1..];
    let options = most.iter().fold(OpenOptions::new(), |all, name| all.filter_attribute(*name));
    let store = options.create(true).open(folder.path().join("most")).unwrap();
    assert_eq!(store.snapshot().filter_attributes().len(), limits::FILTER_ATTRIBUTES);
}
