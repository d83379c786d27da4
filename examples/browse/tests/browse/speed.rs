//! The time that pages take, beside that of a page of the same size without a query.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get as route;
use browse::Site;
use onrecord::OpenOptions;
use tokio::net::TcpListener;

use crate::http::get;
use crate::served::start;

#[path = "../../../../benches/data/mod.rs"]
mod data;

/// The clients that ask at once, and the requests of each.
const CLIENTS: usize = 8;
const REQUESTS: usize = 400;
/// How often all of them ask for pages, and for what these are compared with.
const TURNS: usize = 5;

/// Asks for pages from several clients. Returns the times, in order.
fn times(at: SocketAddr, addresses: &[String]) -> Vec<Duration> {
    let client = |number: usize| {
        let ask = move |request: usize| {
            let address = &addresses[(number * REQUESTS + request) % addresses.len()];
            let begun = Instant::now();
            let answer = get(at, address);
            assert_eq!(answer.status, 200, "{address}");
            begun.elapsed()
        };
        (0..REQUESTS).map(ask).collect::<Vec<_>>()
    };
    let client = &client;
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|number| scope.spawn(move || client(number))).collect();
        clients.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    times.sort();
    times
}

fn share(times: &[Duration], percent: usize) -> Duration {
    times[times.len() * percent / 100]
}

/// Returns the memory of this process in MiB. 0 if the system does not tell.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// Returns words to search for. Each of the first ten is in many quotes, and others are in few.
fn word(rank: u32) -> String {
    const FREQUENT: [&str; 10] = ["ba", "con", "de", "di", "el", "en", "fa", "ger", "ha", "in"];
    let frequent = FREQUENT[rank as usize % 10];
    if rank < 10 { frequent.to_owned() } else { format!("{frequent} kerment{rank}* OR tionsal*") }
}

/// Measures a mix of pages and, in turn, a page of the same size without a query. Returns by how
/// much the usual p99 of the first is longer than that of the second.
fn compare(name: &str, at: SocketAddr, same: SocketAddr, pages: &[String]) -> f64 {
    let same_size = ["/".to_owned()];
    let turns: Vec<_> = (0..TURNS).map(|_| [times(at, pages), times(same, &same_size)]).collect();
    let usual = |of: usize, percent: usize| {
        let mut shares: Vec<_> = turns.iter().map(|turn| share(&turn[of], percent)).collect();
        shares.sort();
        (shares[TURNS / 2], shares[0], shares[TURNS - 1])
    };
    for (of, name) in ["pages", "same size"].into_iter().enumerate() {
        let (p99, least, most) = usual(of, 99);
        println!("  {name}: p50 {:?}, p99 {p99:?} ({least:?} to {most:?})", usual(of, 50).0);
    }
    let ratio = usual(0, 99).0.as_secs_f64() / usual(1, 99).0.as_secs_f64();
    println!("{name}: the p99 is {ratio:.1} times as long");
    ratio
}

#[test]
#[ignore = "a measurement: run it alone and in release, with ONRECORD_BENCH_ARTICLES=50000"]
fn pages_take_at_most_five_times_as_long_as_one_without_a_query() {
    let folder = data::load();
    // The caches are full before the server starts, so that what is added is the server's.
    let options = OpenOptions::new().text_index(true);
    let store = options.open(folder.path().join("news")).unwrap();
    assert!(store.catch_up_text(Duration::from_mins(10)).unwrap());
    let hot = data::country(0);
    let facets = || store.quotes().involves_country(hot).facets(12).unwrap();
    // What the store itself takes for the same answers is read first, in as many threads.
    let read = || {
        for article in store.articles().page(100_000).unwrap().items {
            article.quotes().unwrap();
            article.text().unwrap();
        }
        for rank in 0..20 {
            let country = data::country(rank);
            let speaker = data::speaker(rank);
            for query in [
                store.quotes().involves_country(country),
                store.quotes().about_country(country),
                store.quotes().speaker(speaker),
                store.quotes().matching(word(rank)),
            ] {
                query.page(20).unwrap();
                query.facets(12).unwrap();
            }
        }
    };
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(read))));
    let before = memory();
    let (at, _runtime) = start(Site::of(store.clone()));
    let mut pages = vec!["/quotes".to_owned(), "/countries".to_owned()];
    for rank in 0..20 {
        let code = data::country(rank).alpha2();
        pages.push(format!("/country/{code}"));
        pages.push(format!("/quotes?about={code}&since=2016-03"));
        let speaker = data::speaker(rank).replace(' ', "+");
        pages.push(format!("/quotes?speaker={speaker}"));
        let speaker = store.speakers().name(data::speaker(rank)).page(1).unwrap().items.remove(0);
        pages.push(format!("/speaker/{}", speaker.id()));
        pages.push(format!("/article/a{}", rank * 91 + 1));
    }
    let sizes: usize = pages.iter().map(|page| get(at, page).body.len()).sum();
    let size = sizes / pages.len();
    println!("{} quotes; pages of {size} bytes", store.quotes().count().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let same = listener.local_addr().unwrap();
    let router = Router::new().route("/", route(move || async move { "a".repeat(size) }));
    runtime.spawn(async move { axum::serve(listener, router).await });

    let alone = compare("alone", at, same, &pages);
    let words: Vec<String> =
        (0..40).map(|rank| format!("/quotes?q={}", word(rank).replace(' ', "+"))).collect();
    for page in &words {
        get(at, page);
    }
    compare("by words, alone", at, same, &words);
    let after = memory();
    println!("memory: {before} MiB before the first request, {after} MiB now");
    let is_over = AtomicBool::new(false);
    let beside = std::thread::scope(|scope| {
        scope.spawn(|| {
            for made in data::drafts_from(data::articles(), 1_000_000, 2_000_000) {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                store.put(&made.draft).unwrap();
            }
        });
        let ratio = compare("beside a load", at, same, &pages);
        compare("by words, beside a load", at, same, &words);
        is_over.store(true, Ordering::Relaxed);
        ratio
    });

    let median = |mut time: Vec<Duration>| {
        time.sort();
        time[time.len() / 2]
    };
    let timed = |work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let address = format!("/country/{}", hot.alpha2());
    let page = median((0..21).map(|_| timed(&|| drop(get(at, &address)))).collect());
    let counted = median((0..21).map(|_| timed(&|| drop(facets()))).collect());
    println!("the page of the hottest country: {page:?}; its counts alone: {counted:?}");
    assert!(page < counted * 3 && alone < 5.0 && beside < 5.0);
}
