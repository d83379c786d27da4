//! Pages of many layouts, all invented: the title, the date and the text that a reader would take
//! for the article's, and nothing else of the page.

#![cfg(feature = "warc")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
#![allow(clippy::format_collect, clippy::too_many_lines, reason = "pages are put together")]

mod layouts;

use layouts::{Case, HEADLINE, SITE, ad, check, furnished, prose, with_head};
use onrecord::exchange::read_page;

/// Returns the paragraphs of the article in elements.
fn paragraphs(open: &str, close: &str) -> String {
    prose(0..5).iter().map(|text| format!("{open}{text}{close}")).collect()
}

fn ps() -> String {
    paragraphs("<p>", "</p>\n")
}

const META_DATE: &str =
    "<meta property='article:published_time' content='2024-05-01T09:30:00+01:00'>";

fn json(text: &str) -> String {
    format!("<script type=\"application/ld+json\">{text}</script>")
}

#[test]
fn titles_are_found_in_any_place() {
    let article = format!("<article>{}</article>", ps());
    let h1 = format!("<h1>{HEADLINE}</h1>");
    let og = format!("<meta property='og:title' content='{HEADLINE}'>");
    let name = format!("<meta property='og:site_name' content='{SITE}'>");
    let head = |more: &str| format!("{META_DATE}{name}{more}");
    check(&[
        Case::new(
            "a heading in a header outside of the article",
            furnished(&head(""), &format!("<header class='page-head'>{h1}</header>{article}")),
        ),
        Case::new(
            "a title with the name of the site, and no heading",
            with_head(&head(&format!("<title>{HEADLINE} - {SITE}</title>")), &article),
        ),
        Case::new(
            "a title with the name of the site in front",
            with_head(&head(&format!("<title>{SITE} | {HEADLINE}</title>")), &article),
        ),
        Case::new(
            "a title with section and site, and no name of the site elsewhere",
            with_head(
                &format!(
                    "{META_DATE}<title>{HEADLINE} | World | \
            {SITE}</title>"
                ),
                &article,
            ),
        ),
        Case::new(
            "another title for social networks",
            furnished(
                &head("<meta property='og:title' content='You will not believe this harbour'>"),
                &format!("<article>{h1}{}</article>", ps()),
            ),
        ),
        Case::new(
            "the name of the site as the heading, and the headline as the next",
            with_head(
                &head(&format!("{og}<title>{HEADLINE} | {SITE}</title>")),
                &format!(
                    "<div id=logo><h1><a href=/>{SITE}</a></h1></div><div><h2>{HEADLINE}</h2>{}\
                     </div>",
                    ps()
                ),
            ),
        ),
        Case::new(
            "two headings, the first of the site",
            furnished(
                &head(""),
                &format!(
                    "<h1 class=logo><a \
                href=/>{SITE}</a></h1><article>{h1}{}</article>",
                    ps()
                ),
            ),
        ),
        Case::new(
            "a heading with a kicker and a time in it",
            furnished(
                &head(&og),
                &format!(
                    "<article><h1><span class=kicker>Harbour</span> \
                     <span>{HEADLINE}</span></h1>\
                     {}</article>",
                    ps()
                ),
            ),
        ),
        Case::new(
            "entities in the title",
            with_head(
                &head("<title>Ruth &amp; sons: &#8220;we stay&#8221; &mdash; for now</title>"),
                &article,
            ),
        )
        .title("Ruth & sons: “we stay” — for now"),
    ]);
}

#[test]
fn json_ld_is_read_in_any_form() {
    let whole = format!(
        "\"@type\": \"NewsArticle\", \"headline\": \"{HEADLINE}\", \"datePublished\": \
         \"2024-05-01T09:30:00+01:00\", \"author\": {{\"name\": \"Ada Nkemelu\"}}"
    );
    let body = format!("<article><h1>{HEADLINE}</h1>{}</article>", ps());
    let page = |script: &str| furnished(&json(script), &body);
    check(&[
        Case::new("a list", page(&format!("[{{\"@type\": \"Organization\"}}, {{{whole}}}]"))),
        Case::new(
            "a graph",
            page(&format!("{{\"@graph\": [{{\"@type\": \"WebSite\"}}, {{{whole}}}]}}")),
        ),
        Case::new(
            "entities in it",
            furnished(
                &json(&format!("{{{whole}}}").replace(
                    HEADLINE,
                    "Wall &amp; pier: what&#039;s \
                    next",
                )),
                &format!("<article>{}</article>", ps()),
            ),
        )
        .title("Wall & pier: what's next"),
        Case::new("comments in it", page(&format!("/* made by hand */\n{{// one\n{whole}}}"))),
        Case::new("a comma too many", page(&format!("{{{whole}, }}"))),
        Case::new(
            "line ends in its texts",
            page(&format!("{{\"description\": \"a\nb\", {whole}}}")),
        ),
        Case::new("marks of CDATA", page(&format!("//<![CDATA[\n{{{whole}}}\n//]]>"))),
        Case::new(
            "the article as the main entity of the page",
            page(&format!(
                "{{\"@type\": \"WebPage\", \"datePublished\": \"2011-01-01\", \"mainEntity\": \
                 {{{whole}}}}}"
            )),
        ),
        Case::new(
            "the page as the main entity of the article, with a type by its address",
            page(&format!(
                "{{{}, \"mainEntityOfPage\": {{\"@type\": \"WebPage\", \"@id\": \
                 \"https://example.org/w\"}}}}",
                whole.replace("\"NewsArticle\"", "[\"https://schema.org/ReportageNewsArticle\"]")
            )),
        ),
        Case::new(
            "other articles before it",
            page(&format!(
                "[{{\"@type\": \"NewsArticle\", \"headline\": \"Cup final moved\", \
                 \"datePublished\": \
                 \"2023-01-01\"}}, {{\"@type\": \"NewsArticle\", \"headline\": \"Rain again\", \
                 \"datePublished\": \"2023-02-01\"}}, {{{whole}}}]"
            )),
        ),
        Case::new(
            "other articles in a list of items",
            page(&format!(
                "{{\"@type\": \"ItemList\", \"itemListElement\": [{{\"@type\": \"ListItem\", \
                 \"item\": {{\"@type\": \"NewsArticle\", \"headline\": \"Rain again\", \
                 \"datePublished\": \"2023-02-01\"}}}}]}}</script><script \
                 type='application/ld+json'>\
                 {{{whole}}}"
            )),
        ),
        Case::new(
            "a wrong object before the right one",
            page(&format!(
                "{{\"@type\": \"NewsArticle\" \"x\"</script><script \
                 type='application/ld+json'>{{{whole}}}"
            )),
        ),
    ]);
}

#[test]
fn dates_are_found_in_any_place() {
    let body = |before: &str| format!("<article><h1>{HEADLINE}</h1>{before}{}</article>", ps());
    let page = |head: &str, before: &str| furnished(head, &body(before));
    let said = |fields: &str| {
        json(&format!("{{\"@type\": \"NewsArticle\", \"headline\": \"{HEADLINE}\", {fields}}}"))
    };
    check(&[
        Case::new(
            "in a time",
            page(
                "",
                "<time datetime='2024-05-01T09:30:00+01:00'>1 \
        May</time>",
            ),
        ),
        Case::new(
            "in a time after those of other stories",
            furnished(
                "",
                &format!(
                    "<aside><ul><li><a href=/x>Rain</a> <time datetime='2023-01-01'>1 \
                     Jan</time>\
                     </ul></aside>{}",
                    body("<time datetime='2024-05-01T09:30:00+01:00'>1 May</time>")
                ),
            ),
        ),
        Case::new("in words", page("", "<div class=meta>Published: 1 May 2024, 09:30</div>"))
            .published("2024-05-01"),
        Case::new(
            "in words of the byline",
            page("", "<p class=byline>By Ada Nkemelu, May 1, 2024</p>"),
        )
        .published("2024-05-01"),
        Case::new("in the address", page("", ""))
            .url("https://example.org/news/2024/05/01/wall")
            .published("2024-05-01"),
        Case::new("in the address, as one number", page("", ""))
            .url("https://example.org/20240501/wall-to-be-rebuilt.html")
            .published("2024-05-01"),
        Case::new("nowhere", page("", "")).url("https://example.org/wall-12345678").published(None),
        Case::new(
            "modified before it was published",
            page(
                &said(
                    "\"dateModified\": \"2024-04-30T08:00:00+01:00\", \"datePublished\": \
                     \"2024-05-01T09:30:00+01:00\"",
                ),
                "",
            ),
        ),
        Case::new(
            "without a zone",
            page(
                &said(
                    "\"datePublished\": \
        \"2024-05-01T09:30:00\"",
                ),
                "",
            ),
        )
        .published("2024-05-01"),
        Case::new("a day", page(&said("\"datePublished\": \"2024-05-01\""), ""))
            .published("2024-05-01"),
        Case::new(
            "of an update alone",
            page(&said("\"dateModified\": \"2024-05-01T09:30:00+01:00\""), ""),
        ),
        Case::new(
            "in microdata",
            page(
                "",
                "<span itemprop='datePublished' \
            content='2024-05-01T09:30:00+01:00'></span>",
            ),
        ),
        Case::new(
            "in a meta of Dublin Core",
            page("<meta name=DC.date.issued content='2024-05-01T09:30:00+01:00'>", ""),
        ),
    ]);
}

#[test]
fn texts_are_found_in_any_markup() {
    let h1 = format!("<h1>{HEADLINE}</h1>");
    let lines = prose(0..5).join("<br><br>\n");
    let single = prose(0..5).join("</span></div><div><span>");
    let dropped = ps().replacen("<p>T", "<p><span class=dropcap>T</span>", 1);
    let bold = ps().replacen("The council", "<b>The council</b>", 1);
    let page = |body: &str| furnished(META_DATE, body);
    check(&[
        Case::new(
            "no article element",
            page(&format!(
                "<div \
        id=c><div>{h1}{}</div></div>",
                ps()
            )),
        ),
        Case::new("lines with breaks", page(&format!("<div>{h1}<div>{lines}</div></div>"))),
        Case::new("lines with breaks in one paragraph", page(&format!("{h1}<p>{lines}</p>"))),
        Case::new(
            "divisions",
            page(&format!(
                "{h1}<div \
        class=x>{}</div>",
                paragraphs("<div>", "</div>")
            )),
        ),
        Case::new("spans in divisions", page(&format!("{h1}<div><span>{single}</span></div>"))),
        Case::new(
            "a section for each \
        paragraph",
            page(&format!(
                "{h1}<main>{}</main>",
                paragraphs("<section><div><p>", "</p></div></section>")
            )),
        ),
        Case::new(
            "a table of the page",
            page(&format!(
                "<table><tr><td><a \
        href=/>Home</a></td><td>{h1}{}</td><td><a href=/s>Sport</a></td></tr></table>",
                ps()
            )),
        ),
        Case::new(
            "paragraphs that are not \
        closed",
            page(&format!("<div>{h1}{}</div>", paragraphs("<p>", "\n"))),
        ),
        Case::new(
            "a first letter of its \
        own",
            page(&format!("<article>{h1}{dropped}</article>")),
        ),
        Case::new("bold words", page(&format!("<article>{h1}{bold}</article>"))),
        Case::new(
            "names that mean nothing",
            page(&format!(
                "<div class='css-1x \
        sc-bdVaJa'><div class='css-9'>{h1}</div><div class='sc-a \
        css-2'>{}</div></div>",
                ps()
            )),
        ),
        Case::new(
            "names of furniture around all",
            page(&format!(
                "<div class='has-sidebar with-comments ads-enabled'><div \
            class='layout-related'>{h1}{}</div></div>",
                ps()
            )),
        ),
        Case::new(
            "the body in a form",
            format!(
                "<html><head>{META_DATE}</head><body><form \
            id=aspnet>{h1}<div>{}</div></form>",
                ps()
            ),
        ),
        Case::new(
            "an AMP page",
            format!(
                "<!doctype html><html amp lang=en><head>{META_DATE}<style \
                 amp-boilerplate>body{{}}</style></head><body>\
                 <amp-sidebar id=s><ul><li><a href=/>Home</a></ul></amp-sidebar><article>{h1}\
                 <amp-img src=a.jpg alt='The wall'></amp-img>{}<amp-ad type=x><div placeholder>\
                 Advertisement</div></amp-ad>\
                 <amp-embed>More stories that you may like to read today</amp-embed></article>",
                ps()
            ),
        ),
        Case::new(
            "subheadings",
            page(&format!(
                "<article>{h1}<p>{}</p><p>{}</p><h2>Who \
            pays</h2><p>{}</p><p>{}</p><p>{}</p></article>",
                prose(0..1)[0],
                prose(1..2)[0],
                prose(2..3)[0],
                prose(3..4)[0],
                prose(4..5)[0]
            )),
        )
        .text({
            let mut all = prose(0..5);
            all.insert(2, "Who pays".to_owned());
            all
        }),
        Case::new(
            "text in JSON-LD alone",
            furnished(
                &json(&format!(
                    "{{\"@type\": \"NewsArticle\", \"headline\": \"{HEADLINE}\", \
                     \"datePublished\": \
                     \"2024-05-01T09:30:00+01:00\", \"articleBody\": \"{}\"}}",
                    prose(0..5).join("\\n\\n")
                )),
                "<div id=root></div>",
            ),
        ),
    ]);
}

#[test]
fn the_rest_of_the_page_is_left_out() {
    let h1 = format!("<h1>{HEADLINE}</h1>");
    let halves = |middle: &str| {
        let part = |range| -> String {
            prose(range).iter().map(|text| format!("<p>{text}</p>")).collect()
        };
        format!("<article>{h1}{}{middle}{}</article>", part(0..3), part(3..5))
    };
    let around = |after: &str| format!("<article>{h1}{}</article>{after}", ps());
    let amid = |kind, html: &str| Case::new(kind, furnished(META_DATE, &halves(html)));
    let after = |kind, html: &str| Case::new(kind, furnished(META_DATE, &around(html)));
    let other = ad();
    let many = |piece: &str, times: usize| piece.repeat(times);
    let comment = format!("<div class=c><b>Reader</b><p>{other}</p></div>");
    let item = format!("<li><b>Reader 5</b><p>{other}</p><a href=#>Reply</a></li>");
    let other_p = format!("<p>{other}</p>");
    let read = "<li><a href=/r>A story that many have read today, about the weather</a></li>";
    let card = format!(
        "<div class=item><a href=/r><h3>Another story of the day</h3></a><p>{other}</p></div>"
    );
    let figure = "<figure><img src=a.jpg><figcaption>The wall at dawn, seen from the old pier by \
                  the market. Ben Okafor</figcaption></figure>";
    let consent = format!(
        "<div id=cookie-consent role=dialog><h2>We value your privacy</h2>{}</div>{}",
        many(&other_p, 6),
        around("")
    );
    check(&[
        after(
            "comments",
            &format!("<section id=comments><h3>12 comments</h3>{}</section>", many(&comment, 12)),
        ),
        after(
            "comments in a list without a name",
            &format!("<h3>Comments (3)</h3><ol>{}</ol>", many(&item, 3)),
        ),
        amid(
            "links to other stories between",
            "<ul class=links><li><a href=/a>Rain falls on the market for days</a>\
             <li><a href=/b>Cup final is moved to Sunday</a></ul>",
        ),
        amid(
            "a link to another story",
            "<p><strong>Also read: <a href=/a>Rain falls on the market for days</a></strong></p>",
        ),
        amid(
            "a link to another story in a sentence of its own",
            "<p>READ MORE: <a href=/a>Rain falls on the market for days.</a></p>",
        ),
        amid(
            "a box for a newsletter",
            &format!(
                "<div class='newsletter-box'><h3>Our letter</h3><p>{other}</p><form><input>\
                 <button>Sign up</button></form></div>"
            ),
        ),
        amid(
            "a box for a newsletter without a name",
            "<div class=b-7><h4>Get the best of the Post</h4><p>Sign up for our newsletter, which \
             comes each morning.</p><form><input><button>Sign up</button></form></div>",
        ),
        Case::new("a wall of cookies", furnished(META_DATE, &consent)),
        after(
            "a wall of cookies after the text",
            &format!(
                "<div class='cmp-container'><div role=dialog aria-label='Consent'>{}</div></div>",
                many(&other_p, 4)
            ),
        ),
        amid("captions of a gallery", &many(figure, 3)),
        amid(
            "captions in divisions",
            "<div class='image'><img src=a.jpg><div class='wp-caption-text'>The wall at dawn, seen \
             from the old pier by the market.</div></div>",
        ),
        after(
            "about the author",
            "<div class='author-box'><p>Ada Nkemelu has written of the coast and its people for \
             the Post since 2009, and lives in Port Lorne.</p></div>",
        ),
        amid(
            "a pull quote",
            "<aside class=pullquote><p>“We will pay for it ourselves if we must, and it will be \
             built.”</p></aside>",
        ),
        amid(
            "buttons to share",
            "<div class=share-tools><span>Share</span><a href=#>Facebook</a><a href=#>Copy link\
             </a></div>",
        ),
        amid(
            "a player of videos",
            "<div class=video-player><p>Watch: the storm as it came over the harbour wall in \
             January of this year</p></div>",
        ),
        after(
            "the most read stories",
            &format!("<div class=mr><h3>Most read</h3><ol>{}</ol></div>", many(read, 8)),
        ),
        after("cards of other stories", &format!("<div class=grid>{}</div>", many(&card, 6))),
        after(
            "a notice of copyright",
            "<div><p>© 2024 The Lorne Post Ltd. All rights reserved. No part of this page may be \
             copied.</p></div>",
        ),
        after(
            "tags of the story",
            "<div class=topics>Topics: <a href=/t>Harbour</a>, <a href=/u>Storms</a>, \
             <a href=/v>Council</a></div>",
        ),
        after(
            "a notice of a paywall",
            "<div class='paywall'><h3>This story is for subscribers</h3><p>Subscribe now to read \
             on, from 2 pounds a month.</p></div>",
        ),
        amid(
            "hidden texts",
            &format!(
                "<div style='display:none'><p>{other}</p></div><p hidden>{other}</p>\
                 <div aria-hidden=true><p>{other}</p></div>"
            ),
        ),
    ]);
}

#[test]
fn live_blogs_are_articles() {
    let posts: String = prose(0..5)
        .iter()
        .enumerate()
        .map(|(at, text)| {
            format!(
                "<div class=post id=p{at}><time \
        datetime='2024-05-01T1{at}:00Z'>1{at}:00</time><p>{text}</p></div>"
            )
        })
        .collect();
    let head = json(&format!(
        "{{\"@type\": \"LiveBlogPosting\", \"headline\": \"{HEADLINE}\", \"datePublished\": \
         \"2024-05-01T09:30:00+01:00\", \"liveBlogUpdate\": [{{\"@type\": \"BlogPosting\", \
         \"headline\": \"A ferry turns back\", \"datePublished\": \"2024-05-01T14:00:00Z\"}}]}}"
    ));
    let html = furnished(&head, &format!("<h1>{HEADLINE}</h1><div class=feed>{posts}</div>"));
    let draft = read_page(html.as_bytes(), None, None).unwrap();
    assert_eq!(draft.title_ref(), Some(HEADLINE));
    for text in prose(0..5) {
        assert!(draft.text().contains(&text), "{}", draft.text());
    }
}

#[test]
fn languages_and_scripts_are_read_alike() {
    let mut cases = Vec::new();
    for (language, title, paragraphs) in layouts::LANGUAGES {
        let texts: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
        let direction = if matches!(language, "ar" | "he") { " dir=rtl" } else { "" };
        let html = format!(
            "<!doctype html><html lang={language}{direction}><head><meta \
             charset=utf-8>{META_DATE}\
             <title>{title} | {SITE}</title></head><body><nav><a href=/>{SITE}</a></nav>\
             <main><h1>{title}</h1>{texts}</main><footer><p>{SITE}</p></footer>"
        );
        cases.push(Case::new(language, html).title(title).text(paragraphs.iter().copied()));
    }
    check(&cases);
    for case in &cases {
        assert_eq!(case.read().unwrap().language(), Some(case.kind));
    }
}

#[test]
fn encodings_are_those_of_the_bytes() {
    let (_, title, paragraphs) = layouts::LANGUAGES.iter().find(|of| of.0 == "ru").unwrap();
    let texts: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let page = |meta: &str| {
        format!("<html><head>{META_DATE}{meta}<title>{title}</title></head><h1>{title}</h1>{texts}")
    };
    let cyrillic = |text: &str| -> Vec<u8> {
        let byte = |letter: char| match letter {
            'А'..='я' => u8::try_from(u32::from(letter) - 0x410 + 0xc0).unwrap(),
            'ё' => 0xb8,
            '«' => 0xab,
            '»' => 0xbb,
            '—' => 0x97,
            letter => u8::try_from(u32::from(letter)).unwrap(),
        };
        text.chars().map(byte).collect()
    };
    let quoted = "The council’s “wall” — £5 each, says Zoë Müller of the café at the pier.";
    let latin = |text: &str| -> Vec<u8> {
        let byte = |letter: char| match letter {
            '’' => 0x92,
            '“' => 0x93,
            '”' => 0x94,
            '—' => 0x97,
            letter => u8::try_from(u32::from(letter)).unwrap(),
        };
        text.chars().map(byte).collect()
    };
    let western = format!(
        "<html><head>{META_DATE}<meta http-equiv=Content-Type content='text/html; \
         charset=iso-8859-1'></head><h1>{HEADLINE}</h1>{}<p>{quoted}</p>",
        ps()
    );
    let mut all = prose(0..5);
    all.push(quoted.to_owned());
    check(&[
        Case::new("in a meta alone", cyrillic(&page("<meta charset=windows-1251>")))
            .title(title)
            .text(paragraphs.iter().copied()),
        Case::new("nowhere", cyrillic(&page(""))).title(title).text(paragraphs.iter().copied()),
        Case::new("Windows-1252 declared as Latin-1", latin(&western)).text(all),
    ]);
}
