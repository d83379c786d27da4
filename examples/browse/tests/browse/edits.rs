//! Corrections: only with the token, shown first, and undone.

use onrecord::Country;

use crate::http::{get, post};
use crate::served::{Served, TOKEN};

#[test]
fn without_editing_there_is_no_way_to_change_the_store() {
    let served = Served::new();
    let before = served.store.snapshot().lsn();
    let form = format!("token={TOKEN}&speaker=s1&name=X&confirm=yes");
    assert_eq!(post(served.at, "/edit/rename", &form).status, 405);
    assert_eq!(get(served.at, "/edit/rename").status, 404);
    assert!(!get(served.at, "/speaker/s1").body.contains("/edit/"));
    assert_eq!(served.store.snapshot().lsn(), before);
}

#[test]
fn a_correction_needs_the_token_and_is_shown_before_it_is_made() {
    let served = Served::editable();
    let (at, store) = (served.at, &served.store);
    let id = |name: &str| store.speakers().name(name).page(1).unwrap().items[0].id();
    let (ada, other) = (id("Wanjiru Kahuthu"), id("Alan Thackwray"));
    let before = store.snapshot().lsn();
    for token in ["", "token=", "token=2f3a5e&", "token=2f3a5d0&"] {
        let form = format!("{token}&speaker={ada}&name=Mallory&confirm=yes");
        assert_eq!(post(at, "/edit/rename", &form).status, 403, "{token}");
    }
    let name = "Wanjiru <b>K. Kahuthu";
    let form = format!("token={TOKEN}&speaker={ada}&name=Wanjiru+%3Cb%3EK.+Kahuthu");
    let shown = post(at, "/edit/rename", &form);
    assert!(shown.status == 200 && shown.body.contains("Wanjiru &lt;b&gt;K. Kahuthu"));
    assert_eq!(store.snapshot().lsn(), before, "showing a correction does not make it");

    let make = |task: &str, form: String| {
        let form = format!("token={TOKEN}&{form}");
        let shown = post(at, &format!("/edit/{task}"), &form);
        assert_eq!(shown.status, 200, "{}", shown.body);
        let made = post(at, &format!("/edit/{task}"), &format!("{form}&confirm=yes"));
        assert_eq!(made.status, 303, "{}", made.body);
        let after = made.header("location").unwrap().to_owned();
        assert_eq!(get(at, &after).status, 200, "{after}");
        after
    };
    make("rename", format!("speaker={ada}&name=Wanjiru+%3Cb%3EK.+Kahuthu"));
    assert_eq!(store.speaker(ada).unwrap().unwrap().name(), name);
    make("country", format!("speaker={ada}&country=Tanzania"));
    assert_eq!(store.speaker(ada).unwrap().unwrap().country(), Some(Country::TZ));
    make("country", format!("speaker={ada}&country="));
    assert_eq!(store.speaker(ada).unwrap().unwrap().country(), Some(Country::KE));
    let quotes = |speaker| store.quotes().speaker_id(speaker).count().unwrap();
    let (mine, theirs) = (quotes(ada), quotes(other));
    let after = make("merge", format!("speaker={other}&into={ada}"));
    assert_eq!(quotes(ada), mine + theirs);
    assert!(get(at, &after).body.contains(&format!("value=\"{other}\"")), "to undo it");
    // Also of one who was merged into a speaker who is merged into another.
    let old = get(at, &format!("/speaker/{other}?merged=s99"));
    let to = old.header("location").unwrap();
    assert_eq!((old.status, to), (303, &*format!("/speaker/{ada}?merged=s99")));
    make("unmerge", format!("speaker={other}"));
    assert_eq!((quotes(ada), quotes(other)), (mine, theirs));
    let article = served.hostile.sayings[0];
    make("date", format!("article={article}&date=2020-02-29"));
    let published = store.article(article).unwrap().unwrap().published().unwrap();
    assert_eq!(published.to_string(), "2020-02-29");

    let refused = |task: &str, form: &str| {
        let form = format!("token={TOKEN}&{form}&confirm=yes");
        post(at, &format!("/edit/{task}"), &form).status
    };
    assert_eq!(refused("merge", &format!("speaker={ada}&into={ada}")), 400);
    assert_eq!(refused("rename", "speaker=s99999&name=X"), 404);
    assert_eq!(refused("date", &format!("article={article}&date=2020-02-30")), 400);
    assert_eq!(refused("everything", "speaker=s1"), 404);
    let read = get(at, "/edit/rename");
    assert_eq!((read.status, read.header("allow")), (405, Some("POST")));
    assert_eq!(refused("rename", &format!("speaker={ada}&name={}", "x".repeat(40_000))), 413);
}
