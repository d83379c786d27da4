//! What all pages have: the head, the landmarks, and messages.

use maud::{DOCTYPE, Markup, html};

use crate::address::Address;
use crate::failure::Failure;

/// A page without its content.
#[derive(Debug, Default)]
pub(crate) struct Shell {
    /// The title, which is the first heading too.
    pub(crate) title: String,
    /// The address of the same as JSON.
    pub(crate) json: Option<String>,
    /// The address of the same as a feed.
    pub(crate) atom: Option<String>,
}

impl Shell {
    /// Creates the shell of a page without other forms.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), json: None, atom: None }
    }

    /// Returns the page with its content.
    pub(crate) fn page(&self, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · on record" }
                    link rel="stylesheet" href="/style.css";
                    link rel="icon" href="/icon.svg" type="image/svg+xml";
                    @if let Some(json) = &self.json {
                        link rel="alternate" type="application/json" href=(json);
                    }
                    @if let Some(atom) = &self.atom {
                        link rel="alternate" type="application/atom+xml" href=(atom);
                    }
                    script src="/script.js" defer {}
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header {
                        nav aria-label="Pages" {
                            a.home href=(Address::Quotes) { "on record" }
                            a href=(Address::Quotes) { "Search" }
                            a href=(Address::Countries) { "Countries" }
                        }
                    }
                    main id="main" tabindex="-1" {
                        h1 dir="auto" { (self.title) }
                        (content)
                    }
                    footer {
                        p {
                            @if let Some(json) = &self.json {
                                a href=(json) { "This page as JSON" } " "
                            }
                            @if let Some(atom) = &self.atom {
                                a href=(atom) { "This search as a feed" }
                            }
                        }
                        p { "Quotes and their speakers were found by a program. Check them in the \
                             article before you rely on them." }
                    }
                }
            }
        }
    }
}

/// Returns the page of a failure.
pub(crate) fn failure(failure: &Failure) -> Markup {
    message(
        failure.title(),
        &html! {
            p.message dir="auto" { (failure.message) }
            @if let Some(again) = &failure.again {
                p { a href=(again) { "First page of this search" } }
            }
        },
    )
}

/// Returns a page with few words.
pub(crate) fn message(title: &str, content: &Markup) -> Markup {
    Shell::new(title).page(&html! {
        (content)
        p { a href=(Address::Quotes) { "Go to the search" } }
    })
}
