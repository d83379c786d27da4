//! The pages as a person uses them, in a real browser: see `webdriver` for what it needs.
//!
//! `ONRECORD_AXE` is the path of `axe.min.js`. `ONRECORD_SCREENSHOTS` is a folder to write the
//! screenshots of the README to.

use std::fs;
use std::path::Path;
use std::time::Duration;

use onrecord::Draft;

use crate::articles::SAYING;
use crate::served::{Served, TOKEN};
use crate::webdriver::{Browser, driver};

/// The keys Tab and Enter, as the protocol names them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// Fails if axe-core finds a violation in the page that is open.
fn check_access(browser: &Browser, page: &str) {
    let axe = std::env::var_os("ONRECORD_AXE").expect("ONRECORD_AXE is the path of axe.min.js");
    let axe = fs::read_to_string(axe).unwrap();
    browser.run(&format!(
        "{axe}; window.found = null; axe.run().then(found => {{ window.found = \
                          found.violations.map(one => one.id + ': ' + one.nodes.map(node => \
                          node.html).join(' | ')) }})"
    ));
    browser.wait("window.found");
    let found = browser.run("return window.found");
    assert_eq!(found.as_array().unwrap().len(), 0, "{page}: {found:#}");
}

/// Fails if the page is wider than the window.
fn check_width(browser: &Browser, page: &str) {
    let wide = "return [...document.querySelectorAll('body, body *')].filter(one => \
                one.getBoundingClientRect().right > innerWidth + 0.5 && !one.closest('.wide'))\
                .map(one => one.outerHTML.slice(0, 200))";
    let is_wide = "return document.documentElement.scrollWidth > innerWidth";
    // A browser that has much to do lays out a page a moment after it has loaded.
    for _ in 0..30 {
        if browser.run(is_wide) == false {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{page} is too wide: {:#}", browser.run(wide));
}

#[test]
fn a_person_searches_narrows_reads_goes_back_and_follows_a_saying() {
    let Some(driver) = driver() else { return };
    let served = Served::new();
    let browser = Browser::start(&driver);
    for is_without in [false, true] {
        browser.without_scripts(is_without);
        browser.open(&format!("http://{}/", served.at));
        browser.write("#from", "Kenya");
        browser.click("form.search button");
        browser.click("aside a[href*='by=s1&']");
        assert_eq!(browser.address(), format!("http://{}/quotes?by=s1&from=KE", served.at));
        browser.click("aside a[href*='since=2024-03&until=2024-03']");
        browser.expect("#found", "1 quote");
        let kept = browser.address();
        browser.click_link("The rain, part one");
        assert!(browser.address().ends_with("#q0"), "{}", browser.address());
        browser.expect("mark:target", SAYING);
        browser.back();
        assert_eq!(browser.address(), kept);
        browser.expect("#found", "1 quote");
        assert_eq!(browser.count(".chips li"), 4);
        browser.click_link("The rain, part one");
        browser.click_link("Same words");
        browser.expect("main", "2 quotes in 2 articles of 1 source");
        browser.click_link("The rain, part two");
        browser.expect("h1", "The rain, part two");
    }
    browser.without_scripts(false);
    let (hosts, complaints) = browser.requests();
    assert_eq!(hosts.into_iter().collect::<Vec<_>>(), [served.at.to_string()]);
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn a_person_searches_by_words_narrows_reads_and_goes_back() {
    let Some(driver) = driver() else { return };
    let served = Served::new();
    let browser = Browser::start(&driver);
    for is_without in [false, true] {
        browser.without_scripts(is_without);
        browser.open(&format!("http://{}/", served.at));
        browser.write("#q", "leaving \"the harbour\"");
        browser.click("#order option[value=relevance]");
        browser.click("form.search button");
        browser.expect("#found", "2 quotes");
        assert_eq!(browser.count(".quotes mark"), 4);
        browser.expect(".quotes mark", "leave");
        browser.click("aside a[href*='since=2024-04&until=2024-04']");
        browser.expect("#found", "1 quote");
        let kept = browser.address();
        assert!(kept.contains("/quotes?q=leaving+%22the+harbour%22&since=2024-04&"), "{kept}");
        browser.click_link("The rain, part two");
        browser.expect("mark:target", SAYING);
        browser.back();
        assert_eq!(browser.address(), kept);
        browser.expect("#found", "1 quote");
        assert_eq!(browser.count("#q[value='leaving \"the harbour\"']"), 1);
        assert_eq!(browser.count("#order option[value=relevance][selected]"), 1);
        browser.click(".chips li:first-child a");
        assert_eq!(browser.count("#q:not([value])"), 1);
        browser.expect("main", "The rain, part two");
    }
    browser.without_scripts(false);
    // Markup in the words is words.
    browser.open(&format!("http://{}/quotes", served.at));
    browser.write("#q", "\"><script>alert('quoted')</script>");
    browser.click("form.search button");
    browser.expect(".quotes li", "<script>alert('quoted')</script>");
    assert_eq!(browser.count("main script"), 0);
    browser.expect(".quotes mark", "script");
    let (hosts, complaints) = browser.requests();
    assert_eq!(hosts.into_iter().collect::<Vec<_>>(), [served.at.to_string()]);
    assert_eq!(complaints, Vec::<String>::new());
}

#[test]
fn the_keyboard_alone_is_enough() {
    let Some(driver) = driver() else { return };
    let served = Served::new();
    let browser = Browser::start(&driver);
    browser.open(&format!("http://{}/quotes", served.at));
    let focused = || {
        let label = "const at = document.activeElement; return at.id || at.textContent";
        browser.run(label).as_str().unwrap().trim().to_owned()
    };
    browser.wait("document.hasFocus()");
    browser.press(TAB);
    assert_eq!(focused(), "Skip to the content");
    let is_seen = "document.activeElement.getBoundingClientRect().left >= 0";
    browser.wait(is_seen);
    browser.press(ENTER);
    browser.wait("document.activeElement.id == 'main'");
    browser.press(TAB);
    assert_eq!(focused(), "q");
    browser.press(TAB);
    assert_eq!(focused(), "speaker");
    let outline = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(browser.run(outline), "solid", "the focus is seen");
    browser.press("Wanjiru Kahuthu");
    browser.press(ENTER);
    browser.wait("location.search.includes('speaker=Wanjiru')");
    let reach = |words: &str| {
        for _ in 0..200 {
            browser.press(TAB);
            if focused() == words {
                return browser.press(ENTER);
            }
        }
        panic!("{words} is not reached by the key Tab");
    };
    reach("The rain, part two");
    browser.wait("location.hash == '#q0'");
    reach("Same words");
    browser.wait("location.pathname.startsWith('/saying/')");
}

#[test]
fn every_page_is_accessible_in_each_width_and_in_the_dark() {
    let Some(driver) = driver() else { return };
    let served = Served::editable();
    let browser = Browser::start(&driver);
    let hostile = &served.hostile;
    let many = hostile.many;
    let by_relevance = served.store.quotes().matching("we").by_relevance();
    let stale = by_relevance.page(1).unwrap().next.unwrap();
    served.store.ingest(&Draft::new("“We wait,” said Nneka Tidewater.")).unwrap();
    assert!(served.store.catch_up_text(Duration::from_mins(1)).unwrap());
    let pages = [
        "/quotes".to_owned(),
        "/quotes?q=harbour+OR+we&order=relevance".to_owned(),
        "/quotes?q=quoted+OR+word9+OR+%D9%84%D9%86&until=1999-12".to_owned(),
        "/quotes?q=nothing+says+so".to_owned(),
        format!("/quotes?q=we&order=relevance&after={stale}"),
        "/quotes?speaker=Wanjiru+Kahuthu&order=oldest".to_owned(),
        "/quotes?speaker=Nobody+At+All".to_owned(),
        "/quotes?until=1999-12".to_owned(),
        "/countries".to_owned(),
        "/country/KE".to_owned(),
        "/speaker/s1".to_owned(),
        "/article/a1".to_owned(),
        format!("/article/{}", hostile.markup),
        format!("/article/{}", hostile.arabic),
        format!("/article/{}?part=2", hostile.long),
        format!("/article/{many}"),
        format!("/saying/{}.0", hostile.sayings[0]),
        "/nothing".to_owned(),
        "/quotes?from=Atlantis".to_owned(),
    ];
    for is_dark in [false, true] {
        browser.dark(is_dark);
        for points in [360, 1440] {
            browser.width(points, 900);
            for page in &pages {
                browser.open(&format!("http://{}{page}", served.at));
                let name = format!("{page} at {points} points, dark: {is_dark}");
                check_width(&browser, &name);
                check_access(&browser, &name);
            }
        }
    }
    // The hostile texts ran nothing: an alert would have kept the page from answering.
    let (hosts, complaints) = browser.requests();
    assert_eq!(hosts.into_iter().collect::<Vec<_>>(), [served.at.to_string()]);
    // The browser notes each status of an error. There is no other complaint.
    let others = complaints.iter().filter(|one| !one.contains("status of 4"));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn new_quotes_come_until_they_are_paused_and_are_told_of_once() {
    let Some(driver) = driver() else { return };
    let served = Served::new();
    let browser = Browser::start(&driver);
    browser.open(&format!("http://{}/quotes?speaker=Nneka+Tidewater", served.at));
    browser.wait("document.querySelector('#live button')");
    let store = |number: u32| {
        let text = format!("“The tide number {number} is <b>in,” said Nneka Tidewater.");
        served.store.ingest(&Draft::new(text).key(format!("tide {number}"))).unwrap();
    };
    store(1);
    browser.wait("document.querySelectorAll('#live li').length == 1");
    browser.expect("#live [role=status]", "New quotes");
    browser.run(
        "new MutationObserver(() => window.told = true).observe(\
                 document.querySelector('#live [role=status]'), {childList: true, subtree: true, \
                 characterData: true})",
    );
    store(2);
    browser.wait("document.querySelectorAll('#live li').length == 2");
    browser.expect("#live li", "The tide number 2 is <b>in"); // newest first
    assert_eq!(browser.run("return window.told || false"), false, "told of once");
    browser.click("#live button");
    store(3);
    browser.wait("document.querySelector('#live button').textContent.includes('1 waiting')");
    assert_eq!(browser.count("#live li"), 2);
    browser.click("#live button");
    browser.wait("document.querySelectorAll('#live li').length == 3");
    check_access(&browser, "a live page");

    // A search for words hears of the quotes that have them, marked.
    browser.open(&format!("http://{}/quotes?q=tides+-4", served.at));
    browser.wait("document.querySelector('#live button')");
    (4..7).for_each(store);
    served.store.ingest(&Draft::new("“It rains,” said Nneka Tidewater.").key("rain")).unwrap();
    store(7);
    browser.wait("document.querySelector('#live li')?.textContent.includes('number 7')");
    let shown = browser.run(
        "return [...document.querySelectorAll('#live blockquote')].map(one => \
         one.innerHTML.match(/<mark>tide<.mark> number (.)/)[1]).join()",
    );
    assert_eq!(shown, "7,6,5");
    check_access(&browser, "a live page of words");
}

#[test]
fn a_correction_is_made_in_the_browser() {
    let Some(driver) = driver() else { return };
    let served = Served::editable();
    let browser = Browser::start(&driver);
    browser.open(&format!("http://{}/speaker/s1", served.at));
    browser.run("document.getElementById('rename-name').value = ''");
    browser.write("#rename-name", "Wanjiru K. Kahuthu");
    browser.write("#rename-token", TOKEN);
    browser.click("form[action='/edit/rename'] button");
    let shown = "would be shown as Wanjiru K. Kahuthu";
    browser.wait(&format!("document.querySelector('main').textContent.includes('{shown}')"));
    check_access(&browser, "a correction that is shown");
    browser.click("form.edit button");
    browser.wait("document.querySelector('h1').textContent == 'Wanjiru K. Kahuthu'");
}

#[test]
fn screenshots() {
    let Some(driver) = driver() else { return };
    let Some(folder) = std::env::var_os("ONRECORD_SCREENSHOTS") else { return };
    let served = Served::new();
    let browser = Browser::start(&driver);
    browser.width(900, 700);
    let saying = served.hostile.sayings[0];
    for (name, page) in [
        ("search", "/quotes?since=2020-01".to_owned()),
        ("words", "/quotes?q=harbour+OR+vote*&order=relevance".to_owned()),
        ("countries", "/countries".to_owned()),
        ("article", "/article/a1?at=2#q2".to_owned()),
        ("saying", format!("/saying/{saying}.0")),
    ] {
        for (scheme, is_dark) in [("light", false), ("dark", true)] {
            browser.dark(is_dark);
            browser.open(&format!("http://{}{page}", served.at));
            let path = Path::new(&folder).join(format!("{name}-{scheme}.png"));
            let png = decode(&browser.screenshot());
            assert!(png.len() < 150_000, "{} has {} bytes", path.display(), png.len());
            fs::write(path, png).unwrap();
        }
    }
}

/// Decodes base 64.
fn decode(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut number, mut bytes) = (0u32, 0, Vec::new());
    for digit in text.bytes().take_while(|digit| *digit != b'=') {
        let value = DIGITS.iter().position(|known| *known == digit).unwrap();
        bits = bits << 6 | u32::try_from(value).unwrap();
        number += 6;
        if number >= 8 {
            number -= 8;
            bytes.push((bits >> number & 0xff) as u8);
        }
    }
    bytes
}
