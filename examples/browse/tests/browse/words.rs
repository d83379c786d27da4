//! The search for words: what it finds with every other condition, and what it says if it cannot.

use std::time::{Duration, Instant};

use browse::Site;
use onrecord::{Country, Draft, QuoteQuery, Store};

use crate::articles::{MARKUP, MARKUP_NAME, SAYING};
use crate::http::{Answer, get};
use crate::live::Events;
use crate::pages::{WEIGHT, as_json, escaped, links};
use crate::served::{Served, start};

/// Writes words for an address.
fn encoded(words: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in words.bytes() {
        let _ = write!(encoded, "%{byte:02X}");
    }
    encoded
}

/// Returns the number of quotes that a page says it found.
fn found(page: &Answer) -> u64 {
    assert_eq!(page.status, 200, "{}", page.body);
    let (_, found) = page.body.split_once("<h2 id=\"found\">").unwrap();
    found.split(' ').next().unwrap().parse().unwrap()
}

/// Returns the items of a list of quotes.
fn items(page: &str) -> Vec<&str> {
    page.split("<li data-quote=\"")
        .skip(1)
        .map(|item| item.split("</li>").next().unwrap())
        .collect()
}

fn catch_up(store: &Store) {
    assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
}

#[test]
fn words_narrow_with_every_other_condition_and_are_kept() {
    let served = Served::new();
    let words = "we OR harbour";
    let asked = || served.store.quotes().matching(words);
    let day = |day: &str| day.parse::<onrecord::Published>().unwrap();
    let cases: Vec<(&str, QuoteQuery)> = vec![
        ("", asked()),
        ("&speaker=Wanjiru+Kahuthu", asked().speaker("Wanjiru Kahuthu")),
        ("&from=KE", asked().speaker_country(Country::KE)),
        ("&about=NZ", asked().about_country(Country::NZ)),
        ("&country=KE", asked().involves_country(Country::KE)),
        ("&source=Daily+Harbour", asked().source("Daily Harbour")),
        ("&kind=direct", asked().kind("direct".parse().unwrap())),
        ("&since=2024-03&until=2024-03", asked().published(day("2024-03")..=day("2024-03"))),
        ("&from=KE&order=oldest", asked().speaker_country(Country::KE).oldest_first()),
        ("&from=KE&order=relevance", asked().speaker_country(Country::KE).by_relevance()),
    ];
    for (rest, query) in cases {
        let path = format!("q={}{rest}", encoded(words));
        let page = get(served.at, &format!("/quotes?{path}"));
        assert_eq!(found(&page), query.count().unwrap(), "{rest}");
        assert!(found(&page) > 0 || rest == "&about=NZ", "{rest}");
        let ids: Vec<_> = items(&page.body)
            .iter()
            .map(|item| item.split('"').next().unwrap().to_owned())
            .collect();
        let shown: Vec<_> =
            query.page(20).unwrap().items.iter().map(|quote| quote.id().to_string()).collect();
        assert_eq!(ids, shown, "{rest}");
        for item in items(&page.body) {
            assert!(item.contains("<mark>"), "{item}");
        }
        let json = get(served.at, &format!("/quotes.json?{path}")).json();
        assert!(json == as_json(&query.page(20).unwrap()), "{rest}");
        // Each link that narrows, widens or pages keeps the words; one takes them away.
        let links = links(&page.body);
        let of_search = |link: &&String| link.contains("quotes?") || link.contains("quotes.");
        let lost = links.iter().filter(of_search).filter(|link| !link.contains("q=we+OR+harbour"));
        assert!(lost.count() <= 1, "{links:?}");
    }
    let feed = get(served.at, &format!("/quotes.atom?q={}", encoded("\"the harbour\" leaves")));
    assert_eq!(feed.body.matches("<entry>").count(), 2);
    assert!(feed.body.contains("<title>Quotes: words &quot;the harbour&quot; leaves</title>"));
    assert!(feed.body.contains(SAYING));
}

#[test]
fn pages_of_words_have_each_quote_once_in_both_orders() {
    let served = Served::new();
    for order in ["", "&order=oldest", "&order=relevance"] {
        let asked = format!("/quotes?q=we+OR+the{order}");
        let (mut address, mut seen) = (asked.clone(), Vec::new());
        loop {
            let page = get(served.at, &address);
            let is_live = order.is_empty() && address == asked;
            assert_eq!(page.body.contains("data-live"), is_live, "{address}");
            seen.extend(
                items(&page.body).iter().map(|item| item.split('"').next().unwrap().to_owned()),
            );
            let next = page.body.split("class=\"next\"").nth(1);
            let Some(next) = next else { break };
            let (_, next) = next.split_once("href=\"").unwrap();
            address = next.split('"').next().unwrap().replace("&amp;", "&");
        }
        let all = served.store.quotes().matching("we OR the").count().unwrap();
        assert_eq!((seen.len() as u64, all > 40), (all, true), "{order}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len() as u64, all, "{order}");
    }
}

#[test]
fn a_page_whose_order_is_gone_says_so_and_leads_to_the_first() {
    let served = Served::new();
    let first = "/quotes?q=we&from=KE&order=relevance";
    let page = get(served.at, &first.replace("&from=KE", "")).body;
    let next = links(&page).into_iter().find(|link| link.contains("after=")).unwrap();
    assert_eq!(get(served.at, &next).status, 200);
    served.store.ingest(&Draft::new("“We wait,” said Nneka Tidewater.")).unwrap();
    catch_up(&served.store);
    let gone = get(served.at, &next);
    assert_eq!(gone.status, 410);
    assert!(gone.body.contains("the order by relevance is another now"), "{}", gone.body);
    assert!(links(&gone.body).contains(&"/quotes?q=we&order=relevance".to_owned()));
    assert_eq!(get(served.at, &next.replace("/quotes?", "/quotes.json?")).status, 410);
    // A place in the order of time stays.
    let page = get(served.at, "/quotes?q=we").body;
    let next = links(&page).into_iter().find(|link| link.contains("after=")).unwrap();
    served.store.ingest(&Draft::new("“We wait,” said Omar Haddad.")).unwrap();
    catch_up(&served.store);
    assert_eq!(get(served.at, &next).status, 200);
}

#[test]
fn no_words_are_an_error_and_none_do_harm() {
    let served = Served::new();
    let name = escaped(MARKUP_NAME);
    let long = "ab ".repeat(5_000);
    let one = format!("-{}", "é".repeat(8_000));
    let deep = "(".repeat(3_000);
    for words in [
        MARKUP,
        MARKUP_NAME,
        "\"",
        "OR",
        "-",
        "NOT NOT",
        "((",
        "a AND",
        "*",
        "\u{0}\u{7}",
        "\u{202e}لن",
        "%",
        "'; DROP TABLE quotes",
        "\u{fffe}\u{ffff}",
        "-\u{1f600}",
        &long[..9_000],
        &one[..9_001],
        &deep,
    ] {
        for order in ["", "&order=relevance", "&order=oldest"] {
            let path = format!("?q={}{order}", encoded(words));
            let page = get(served.at, &format!("/quotes{path}"));
            assert_eq!(page.status, 200, "{words}: {}", page.body);
            assert!(page.body.len() < WEIGHT, "{} bytes of {words}", page.body.len());
            for part in ["<script>", "<img", "<b>", "onerror=\"", " src=x"] {
                let shown = page.body.replace(&name, "");
                assert!(!shown.contains(part), "{part} in {words}");
            }
            get(served.at, &format!("/quotes.json{path}")).json();
            assert_eq!(get(served.at, &format!("/quotes.atom{path}")).status, 200, "{words}");
        }
    }
    // What is searched for is what the page shows: the words that are whole.
    let page = get(served.at, &format!("/quotes?q={}", encoded(&long[..9_000]))).body;
    let kept = "ab ".repeat(66);
    assert!(page.contains(&format!("<bdi>{}</bdi>", kept.trim_end())), "{page}");
    // The place that was found is marked, and the rest is escaped.
    let page = get(served.at, "/quotes?q=quoted").body;
    assert!(page.contains("alert(&#39;<mark>quoted</mark>&#39;)&lt;/script&gt;"), "{page}");
    // Of 200 KB, what is shown is near the word.
    let page = get(served.at, "/quotes?q=word20000").body;
    assert!(
        page.contains("<mark>word20000</mark>")
            && page.contains("word20001")
            && page.contains("\u{2026}")
    );
    assert!(items(&page)[0].len() < 3_000);
    // An order without words is the usual one.
    let page = get(served.at, "/quotes?order=relevance");
    assert!(page.status == 200 && !page.body.contains("order: "));
}

#[test]
fn what_is_not_indexed_yet_is_told_and_comes_live() {
    let served = Served::new();
    let mut number = 0;
    // A store is indexed a moment later, so a page that is asked for at once finds it behind.
    let (address, page) = loop {
        number += 1;
        assert!(number < 100, "no page told that the index is behind");
        catch_up(&served.store);
        let text = format!("“The {number}th tide is in,” said Nneka Tidewater.");
        served.store.ingest(&Draft::new(text).key(format!("tide {number}"))).unwrap();
        let address = format!("/quotes?q={number}th");
        let page = get(served.at, &address);
        let behind = "The words of the latest 1 change of the store are still being indexed";
        if page.body.contains(behind) {
            break (address, page);
        }
    };
    let last = format!("The <mark>{number}th</mark> tide");
    assert!(found(&page) == 0 && !page.body.contains(&last));
    let (_, live) = page.body.split_once("data-live=\"").unwrap();
    let live = live.split_once('"').unwrap().0.replace("&amp;", "&");
    let mut events = Events::open(served.at, &live, "");
    assert!(events.next().1["html"].as_str().unwrap().contains(&last));
    catch_up(&served.store);
    let page = get(served.at, &address);
    assert!(page.body.contains(&last) && !page.body.contains("being indexed"));
    // What was counted before is soon counted again.
    let begun = Instant::now();
    while found(&get(served.at, &address)) != 1 {
        assert!(begun.elapsed() < Duration::from_secs(3), "the count is of before");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn many_quotes_are_not_counted_while_the_index_is_behind() {
    let served = Served::new();
    let words: String = (0..110).map(|_| "“The gulls are in,” said Nneka Tidewater.\n\n").collect();
    for number in 0..20 {
        served.store.ingest(&Draft::new(words.as_str()).key(format!("gulls {number}"))).unwrap();
    }
    let mut number = 0;
    // Each search is a new one, of which no counts are kept.
    let address = loop {
        number += 1;
        assert!(number < 100, "no page told that the index is behind");
        catch_up(&served.store);
        let counted = get(served.at, &format!("/quotes?q=gulls+OR+before{number}"));
        assert!(found(&counted) >= 2_200 && counted.body.contains("class=\"counts\""));
        served.store.ingest(&Draft::new("Rain fell.").key(format!("rain {number}"))).unwrap();
        let address = format!("/quotes?q=gulls+OR+behind{number}");
        let page = get(served.at, &address);
        let few = get(served.at, &format!("/quotes?q=quoted+OR+behind{number}"));
        if [&page, &few].iter().all(|page| page.body.contains("are still being indexed")) {
            assert_eq!((page.status, items(&page.body).len()), (200, 20));
            assert!(!page.body.contains("class=\"counts\""), "{}", page.body);
            assert!(page.body.contains("too many quotes to count them"), "{}", page.body);
            assert!(found(&few) > 0 && few.body.contains("class=\"counts\""), "{}", few.body);
            break address;
        }
    };
    catch_up(&served.store);
    let begun = Instant::now();
    while get(served.at, &address).body.contains("too many quotes to count them") {
        assert!(begun.elapsed() < Duration::from_secs(3), "they are not counted again");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(found(&get(served.at, &address)), 2_200);
}

#[test]
fn a_store_gets_an_index_and_a_published_file_has_none() {
    let served = Served::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    store.ingest(&Draft::new("“The tide is in,” said Nneka Tidewater.")).unwrap();
    store.close().unwrap();
    let site = Site::open(&path).unwrap();
    catch_up(site.store().unwrap());
    let (at, _runtime) = start(site);
    assert_eq!(found(&get(at, "/quotes?q=tides")), 1);

    let file = folder.path().join("published");
    served.store.publish(&file).unwrap();
    let (at, _published) = start(Site::open(&file).unwrap());
    let page = get(at, "/quotes?from=KE").body;
    assert!(!page.contains("name=\"q\"") && !page.contains("relevan"));
    assert!(get(served.at, "/quotes?from=KE").body.contains("name=\"q\""));
    for path in ["/quotes", "/quotes.json", "/quotes.atom"] {
        let refused = get(at, &format!("{path}?q=tide&from=KE"));
        assert_eq!(refused.status, 400);
        assert!(refused.body.contains("no index of words"), "{}", refused.body);
    }
    let refused = get(at, "/quotes?q=tide&from=KE&order=relevance").body;
    assert!(links(&refused).contains(&"/quotes?from=KE".to_owned()), "{refused}");
}
