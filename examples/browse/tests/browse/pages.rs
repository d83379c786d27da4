//! Pages, their JSON and feeds: what they say, and that nothing in a text changes them.

use std::collections::{BTreeSet, VecDeque};

use browse::Site;
use onrecord::{
    Country, Draft, ExtractedParagraph, ExtractedQuote, Extraction, ParagraphKind, Published, Span,
    SpeakerId,
};

use crate::articles::{ARABIC, MARKUP, MARKUP_NAME, SAYING, long};
use crate::http::{get, get_at_last, send};
use crate::served::{Served, start};

/// The most bytes of a page.
pub(crate) const WEIGHT: usize = 150_000;

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns the addresses of this server in a page.
pub(crate) fn links(page: &str) -> Vec<String> {
    let after = page.split(" href=\"").skip(1);
    let links = after.filter_map(|rest| rest.split_once('"')).map(|(link, _)| link);
    links.filter(|link| link.starts_with('/')).map(|link| link.replace("&amp;", "&")).collect()
}

#[test]
fn every_link_leads_to_an_answer_that_is_light_and_strict() {
    let served = Served::new();
    let (mut seen, mut searches, mut pages) = (BTreeSet::new(), VecDeque::new(), VecDeque::new());
    pages.push_back("/quotes".to_owned());
    pages.push_back("/quotes?q=harbour+OR+we&order=relevance".to_owned());
    // Conditions and cursors make more addresses than a test can ask for, so every other one is of
    // a search.
    for step in 0..600 {
        let (first, second) =
            if step % 2 == 0 { (&mut pages, &mut searches) } else { (&mut searches, &mut pages) };
        let Some(at) = first.pop_front().or_else(|| second.pop_front()) else { break };
        let address = at.split('#').next().unwrap().to_owned();
        if !seen.insert(address.clone()) {
            continue;
        }
        let answer = get(served.at, &address);
        assert!([200, 303].contains(&answer.status), "{} of {address}", answer.status);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        let is_page = answer.header("content-type").is_some_and(|kind| kind.contains("html"));
        if is_page {
            assert!(answer.body.len() < WEIGHT, "{} bytes of {address}", answer.body.len());
            for part in ["<script>", " style=", "<style", " onclick=", "<img"] {
                assert!(!answer.body.contains(part), "{part} in {address}");
            }
            assert_eq!(answer.body.matches("<h1").count(), 1, "{address}");
            for link in links(&answer.body) {
                if link.starts_with("/quotes") {
                    searches.push_back(link);
                } else {
                    pages.push_back(link);
                }
            }
        }
    }
    for kind in ["/quotes?", "/country/", "/speaker/", "/article/", "/saying/", "/countries.json"] {
        assert!(seen.iter().any(|address| address.starts_with(kind)), "no {kind}");
    }
}

#[test]
fn hostile_articles_are_shown_whole_and_harmless() {
    let served = Served::new();
    let hostile = &served.hostile;
    let page = get(served.at, &format!("/article/{}", hostile.markup)).body;
    assert!(page.contains(&escaped(MARKUP)) && page.contains(&escaped(MARKUP_NAME)));
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    assert!(!page.contains("href=\"javascript:"), "a URL that is a program is no link");
    let page = get(served.at, &format!("/article/{}", hostile.arabic)).body;
    assert!(page.contains(ARABIC) && page.contains("<bdi>محمد"));
    let page = get(served.at, &format!("/article/{}", hostile.nobody)).body;
    assert!(page.contains("Nobody is named"));

    // 200 KB of words come in parts, none of which is heavy, and none of the words is lost.
    let mut words = String::new();
    for part in 1..=4 {
        let page = get(served.at, &format!("/article/{}?part={part}", hostile.long)).body;
        assert!(page.len() < WEIGHT);
        let marked = page.split("<mark").nth(1).unwrap();
        let (_, marked) = marked.split_once('>').unwrap();
        words.push_str(marked.split_once("</mark>").unwrap().0);
    }
    assert_eq!(words, long());
    assert_eq!(get(served.at, &format!("/article/{}?part=5", hostile.long)).status, 404);
    let found = get(served.at, "/quotes?speaker=Ada+Longtongue");
    assert!(found.status == 200 && found.body.len() < WEIGHT);

    // Each of 3,000 quotes that overlap has its place in the part that its link names.
    for at in [0, 1, 119, 120, 1500, 2999] {
        let page = get(served.at, &format!("/article/{}?at={at}", hostile.many)).body;
        assert!(page.contains(&format!("<mark id=\"q{at}\"")), "quote {at}");
        assert!(page.len() < WEIGHT, "{} bytes", page.len());
    }
}

#[test]
fn an_article_of_quotes_over_quotes_is_light() {
    let served = Served::new();
    let mut found = Extraction::default();
    let mut text = String::new();
    while text.len() < 60_000 {
        let start = text.len();
        text.push_str(&"\"&<> ".repeat(30));
        let span = Span::of(start..text.len());
        found.paragraphs.push(ExtractedParagraph { span, kind: ParagraphKind::Body });
        text.push('\n');
    }
    for end in 1..1_000 {
        let mut quote = ExtractedQuote::new(Span::of(0..5 * end));
        quote.speaker = Some("Ada Longtongue".to_owned());
        found.quotes.push(quote);
    }
    let id = served.store.put(&Draft::new(&text).key("over").extraction(found)).unwrap().article;
    let (mut words, mut part) = (String::new(), 1);
    loop {
        let page = get_at_last(served.at, &format!("/article/{id}?part={part}"));
        if page.status == 404 {
            break;
        }
        assert!(page.body.len() < WEIGHT, "{} bytes of part {part}", page.body.len());
        let json = get_at_last(served.at, &format!("/article/{id}.json?part={part}")).json();
        words.push_str(json["text"].as_str().unwrap());
        if part == 1 {
            assert!(page.body.contains("more quotes."), "what is not marked is told");
        }
        part += 1;
    }
    assert!(part > 3 && words == text);
}

#[test]
fn links_to_periods_and_to_json_keep_what_was_asked_for() {
    let served = Served::new();
    let page = get(served.at, "/quotes?source=Daily+Harbour&since=2024-03-02&until=2024-03-20");
    let of_month = links(&page.body);
    let is_narrow =
        |link: &&String| link.contains("since=2024-03-02") && link.contains("until=2024-03-20");
    assert!(of_month.iter().filter(is_narrow).any(|link| !link.contains(".json")), "{of_month:?}");
    let is_wide =
        |link: &String| link.contains("since=2024-03&") || link.ends_with("until=2024-03");
    assert!(!of_month.iter().any(is_wide), "{of_month:?}");
    let kahuthu = served.store.speakers().name("Ada Longtongue").page(1).unwrap().items.remove(0);
    let next = kahuthu.quotes().page(20).unwrap().next.unwrap();
    let page = get(served.at, &format!("/speaker/{}?after={next}", kahuthu.id())).body;
    assert!(page.contains(&format!("/speaker/{}.json?after={next}", kahuthu.id())));
}

#[test]
fn a_date_that_is_yet_to_come_does_not_hide_the_others() {
    let served = Served::new();
    let day = |day: &str| day.parse::<Published>().unwrap();
    let far = Draft::new("“We won,” said Ada Nkemelu.").key("far").published(day("2199-01-01"));
    served.store.ingest(&far).unwrap();
    for number in 0..1_100 {
        let draft = Draft::new("Rain.").key(format!("rain {number}"));
        served.store.put(&draft.published(day("2001-02-03"))).unwrap();
    }
    let json = get(served.at, "/countries.json").json();
    assert_eq!(json["complete"], false);
    assert!(json["quotes"].as_u64().unwrap() > 20, "{}", json["quotes"]);
}

#[test]
fn a_search_narrows_by_each_parameter_and_keeps_the_others() {
    let served = Served::new();
    let count = |query: &str| {
        let page = get(served.at, &format!("/quotes?{query}"));
        assert_eq!(page.status, 200, "{query}: {}", page.body);
        let (_, found) = page.body.split_once("<h2 id=\"found\">").unwrap();
        found.split(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let quotes = || served.store.quotes();
    let kahuthu = || quotes().speaker("Wanjiru Kahuthu");
    assert_eq!(count(""), quotes().count().unwrap());
    assert_eq!(count("speaker=Wanjiru+Kahuthu"), kahuthu().count().unwrap());
    let kenya = quotes().speaker_country(Country::KE).count().unwrap();
    assert_eq!(count("from=KE"), kenya);
    assert_eq!((count("from=kenya"), count("from=KEN")), (kenya, kenya));
    assert_eq!(count("about=NZ"), quotes().about_country(Country::NZ).count().unwrap());
    assert_eq!(count("country=NZ"), quotes().involves_country(Country::NZ).count().unwrap());
    assert_eq!(count("source=Daily+Harbour&since=2024-03&until=2024-03"), 1);
    assert_eq!(count("source=Daily+Harbour&until=2024-03-04"), 0);
    assert_eq!(count(&format!("same_as={}.0", served.hostile.sayings[0])), 2);
    let mixed = quotes().kind("mixed".parse().unwrap()).count().unwrap();
    assert!(mixed > 0 && count("kind=mixed&speaker=&from=") == mixed);
    // A link that narrows keeps what was asked for.
    let page = get(served.at, "/quotes?speaker=Wanjiru+Kahuthu&until=2024-03").body;
    let links = links(&page);
    let narrowed = links.iter().find(|link| link.contains("source=Daily+Harbour")).unwrap();
    assert!(narrowed.contains("speaker=Wanjiru+Kahuthu") && narrowed.contains("until=2024-03"));
}

/// Returns what the library writes of a value, as it is read again.
pub(crate) fn as_json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn json_is_what_the_store_answers() {
    let served = Served::new();
    let (store, at) = (&served.store, served.at);
    let mut query = store.quotes().speaker_country(Country::KE);
    let mut address = "/quotes.json?from=KE".to_owned();
    let mut pages = 0;
    loop {
        let page = query.page(20).unwrap();
        let answer = get(at, &address);
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.json() == as_json(&page));
        pages += 1;
        let Some(next) = page.next else { break };
        address = format!("/quotes.json?from=KE&after={next}");
        query = store.quotes().speaker_country(Country::KE).after(next);
    }
    assert!(pages > 1, "one page proves little");
    let speaker = store.speakers().name("Wanjiru Kahuthu").page(1).unwrap().items.remove(0);
    let json = get(at, &format!("/speaker/{}.json", speaker.id())).json();
    assert_eq!(json["speaker"], as_json(&speaker));
    assert_eq!(json["quotes"], as_json(&speaker.quotes().page(20).unwrap()));
    let article = store.article(served.hostile.sayings[1]).unwrap().unwrap();
    let json = get(at, &format!("/article/{}.json", article.id())).json();
    assert_eq!(json["article"], as_json(&article));
    assert_eq!(json["text"], article.text().unwrap().as_str());
    assert_eq!(json["quotes"], as_json(&article.quotes().unwrap()));
    let json = get(at, &format!("/saying/{}.0.json", article.id())).json();
    assert_eq!(
        (&json["articles"], &json["quotes"]["items"][1]["text"]),
        (&2.into(), &format!("{SAYING},").into())
    );
    let facets = store.quotes().involves_country(Country::KE).facets(12).unwrap();
    let json = get(at, "/country/KE.json").json();
    assert_eq!(json["quotes"], facets.quotes);
    assert_eq!(json["speakers"][0]["name"], facets.speakers[0].name);
    let all = store.quotes().facets(12).unwrap();
    let json = get(at, "/countries.json").json();
    assert_eq!(json["from_about"].as_array().unwrap().len(), all.from_about.len());
}

#[test]
fn a_feed_is_xml_that_holds_any_text() {
    let served = Served::new();
    let answer = get(served.at, "/quotes.atom?from=KE&until=1999-12");
    assert_eq!(answer.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert_eq!(answer.body.matches("<entry>").count(), 3);
    assert!(answer.body.contains("&lt;script&gt;") && !answer.body.contains("<script"));
    assert!(answer.body.contains("<updated>1999-05-04T00:00:00Z</updated>"));
    assert!(answer.body.contains(&format!("http://{}/quote/", served.at)));
    let opened = answer.body.matches("<entry>").count();
    assert_eq!(opened, answer.body.matches("</entry>").count());
}

#[test]
fn what_cannot_be_answered_has_a_status_and_says_why() {
    let served = Served::new();
    let other = Served::new();
    let foreign = other.store.quotes().page(1).unwrap().next.unwrap();
    let of_another = served.store.quotes().speaker_country(Country::KE).page(1).unwrap().next;
    let of_another = of_another.unwrap();
    let none = SpeakerId::from_u64(u64::MAX);
    for (address, status, part) in [
        ("/nothing".to_owned(), 404, "No page has this address"),
        ("/speaker/9".to_owned(), 404, "No page has this address"),
        (format!("/speaker/{none}"), 404, "no such speaker"),
        ("/article/a99999".to_owned(), 404, "no such article"),
        ("/quote/a1.99999".to_owned(), 404, "no such quote"),
        ("/country/XX".to_owned(), 404, "No page has this address"),
        ("/quotes?form=KE".to_owned(), 400, "“form” is unknown"),
        ("/quotes?from=Atlantis".to_owned(), 400, "“from”"),
        ("/quotes?since=yesterday".to_owned(), 400, "“since”"),
        ("/quotes?order=best".to_owned(), 400, "newest, oldest or relevance"),
        ("/quotes?from=KE&from=NZ".to_owned(), 400, "twice"),
        ("/quotes?after=zz".to_owned(), 400, "“after”"),
        (format!("/quotes?after={foreign}"), 400, "another store"),
        (format!("/quotes?after={of_another}"), 400, "another query"),
        ("/article/a1?part=0".to_owned(), 404, "parts"),
        (format!("/quotes?speaker={}", "a".repeat(5000)), 400, "4096"),
        ("/speaker/s1.atom".to_owned(), 404, "Only a search is a feed"),
    ] {
        let page = get(served.at, &address);
        assert_eq!(page.status, status, "{address}");
        assert!(page.body.contains(part), "{part} of {address}: {}", page.body);
        assert!(page.body.contains("<main") && page.header("content-security-policy").is_some());
        if address != "/speaker/s1.atom" {
            let address = match address.split_once('?') {
                Some((path, query)) => format!("{path}.json?{query}"),
                None => format!("{address}.json"),
            };
            let json = get(served.at, &address);
            assert_eq!(json.status, status, "{address}");
            assert!(json.json()["message"].as_str().unwrap().contains(part));
        }
    }
    let refused = |request: &str| send(served.at, request).unwrap().status;
    let host = served.at;
    assert_eq!(
        refused(&format!(
            "POST /quotes HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Length: 0\r\n\r\n"
        )),
        405
    );
    assert_eq!(
        refused(&format!("DELETE /live HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")),
        405
    );
    // A page of another site that has this machine's address under its own name.
    assert_eq!(
        refused("GET /quotes HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n"),
        421
    );
    let head = "x".repeat(100_000);
    assert_eq!(
        refused(&format!("GET /quotes?speaker={head} HTTP/1.1\r\nHost: {host}\r\n\r\n")),
        431
    );
}

#[test]
fn a_published_file_is_shown_and_never_live() {
    let served = Served::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("published");
    served.store.publish(&file).unwrap();
    let (at, _runtime) = start(Site::open(&file).unwrap().allow_edits("token"));
    let page = get(at, "/quotes?from=KE");
    let live = get(served.at, "/quotes?from=KE");
    assert!(
        page.status == 200 && !page.body.contains("data-live") && live.body.contains("data-live")
    );
    assert_eq!(
        get(at, "/quotes.json").json()["items"],
        get(served.at, "/quotes.json").json()["items"]
    );
    assert_eq!(get(at, "/live").status, 404);
    assert!(!get(at, "/speaker/s1").body.contains("/edit/"));
}
