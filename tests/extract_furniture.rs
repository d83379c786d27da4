//! What a page puts between the paragraphs of an article: it is noise or a caption, and a short
//! real paragraph is body.

#![cfg(feature = "english")]

use onrecord::{EnglishExtractor, ParagraphKind};

/// The kind of the paragraph between two of body text.
fn kind(paragraph: &str) -> ParagraphKind {
    let text = format!(
        "The pier of Hull was shut on Monday after a storm.\n\n{paragraph}\n\nIt will open in May."
    );
    let found = EnglishExtractor::new().extract_text(&text);
    let is_it = |span: onrecord::Span| text[span.range()] == *paragraph;
    let kind = found.paragraphs.iter().find(|found| is_it(found.span)).map(|found| found.kind);
    kind.unwrap_or(ParagraphKind::Heading)
}

fn each_is(paragraphs: &[&str], expected: ParagraphKind) {
    let wrong: Vec<_> = paragraphs
        .iter()
        .map(|paragraph| (paragraph, kind(paragraph)))
        .filter(|(_, kind)| *kind != expected)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), paragraphs.len());
}

#[test]
fn furniture_is_noise() {
    each_is(
        &[
            "Additional reporting by Ada Brandvold in Hull. Editing by Peter Nkemelu.",
            "With files from The Hull Press",
            "Contributing: The Hull Press",
            "Follow Ada Brandvold on social media: @adabrandvold",
            "Reuters",
            "(AFP)",
            "Associated Press",
            "12 comments",
            "3 shares",
            "READ MORE: Ferries stop again in Hull",
            "RELATED: Bridges of Hull fall",
            "See also: Why the pier closed",
            "Sign up to our daily letter for the top stories straight to your inbox",
            "Enter your email address",
            "Thank you for subscribing!",
            "You can unsubscribe at any time.",
            "Share this with Facebook Twitter WhatsApp Email",
            "Copy this link",
            "Print",
            "We use cookies. By continuing to browse you agree to our cookie policy.",
            "Accept all cookies",
            "pic.example.com/AbC123",
            "window.ads = window.ads ?? []; ads.push({mode: 1});",
            "(function(d, s, id) { var js = d.getElementsByTagName(s)[0]; })();",
            "Publicité",
            "Anuncio",
            "Werbung",
            "Anzeige",
            "Reklama",
            "Реклама",
            "إعلان",
            "Advertisement - story continues below",
            "POLL: Should the pier close?",
            "Vote now",
            "Copyright 2021 The Hull Press. All rights reserved.",
            "© 2021 The Hull Press",
            "Your browser does not support the video tag.",
            "The media could not be loaded.",
            "Sorry, this video is not available in your country.",
        ],
        ParagraphKind::Noise,
    );
}

#[test]
fn captions_of_all_styles_are_captions() {
    each_is(
        &[
            "Flood waters stand in a street of Hull on Monday. (Photo: Ada Brandvold/Wire)",
            "Ada Brandvold, left, and Peter Nkemelu in Hull on May 3. Credit: Hull Images",
            "Protesters hold signs outside the ministry. Ada Brandvold/EPA",
            "FILE PHOTO: A worker checks a turbine in Hull, April 2, 2019. REUTERS/Ada Brandvold",
            "Mayor Ada Brandvold speaks to reporters in Hull on June 9 (AFP Photo / Peter Nkemelu)",
            "— Ada Brandvold (@adabrandvold) March 4, 2019",
            "From left, Ada Brandvold, Peter Nkemelu and Inês Odulio at the pier",
        ],
        ParagraphKind::Caption,
    );
}

#[test]
fn a_short_real_paragraph_is_body() {
    each_is(
        &[
            "He left.",
            "The crowd roared.",
            "Police are still looking for the boat.",
            "More than 12 people drowned.",
            "Follow the river and you reach Hull.",
            "She declined to comment.",
            "The trial goes on.",
            "Vote counting begins on Monday.",
            "Copyright law protects her songs, the court held.",
            "Cookies were sold at the gate for a good cause.",
            "Print runs fell by half in May.",
            "Related firms paid nothing.",
            "Share prices fell by 4% in Hull.",
            "Sign language was used throughout the talks.",
            "The poll closes at nine.",
            "Editing the film took her a year.",
            "Reuters is to be sold, the court heard.",
            "He works for the National News Agency (NNA).",
            "Watch out for ice, the mayor warned.",
            "Contact with the boat was lost at nine.",
            "Find the boat first, he told them.",
            "By clicking her heels she drew a laugh.",
            "Join the navy and see the world, they told him.",
        ],
        ParagraphKind::Body,
    );
}

#[test]
fn a_list_of_links_is_noise_to_its_end_and_yields_no_countries() {
    let text = "KINGSTON — The tax was dropped.\n\nMost read\n\n1. Uganda shuts schools\n\n\
                2. Rwanda names a chief\n\n3. Five things to know\n\nThe tax was new.";
    let found = EnglishExtractor::new().extract_text(text);
    let kinds: Vec<_> = found.paragraphs.iter().map(|found| found.kind).collect();
    let noise = ParagraphKind::Noise;
    let body = ParagraphKind::Body;
    assert_eq!(kinds, [body, noise, noise, noise, noise, body]);
}
