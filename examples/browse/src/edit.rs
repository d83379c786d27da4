//! Corrections: forms, what each would change, and the change.
//!
//! Every form has a field for the token that the server printed when it started. Another site does
//! not know it, so no request that it causes changes anything.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use onrecord::{
    Article, ArticleCorrection, ArticleId, Country, Published, Snapshot, Speaker, SpeakerId, Store,
};

use crate::address::{Address, Form};
use crate::failure::Failure;
use crate::pages;
use crate::routes::{failed, html as page, redirect};
use crate::search::{Parameters, href};
use crate::site::Site;

/// A correction of the store.
#[derive(Debug)]
enum Edit {
    Rename(SpeakerId, Option<String>),
    Country(SpeakerId, Option<Country>),
    Merge(SpeakerId, SpeakerId),
    Unmerge(SpeakerId),
    Date(ArticleId, Published),
}

/// Shows what a correction would change; if it is confirmed, makes it.
pub(crate) async fn edit(
    State(site): State<Site>,
    Path(task): Path<String>,
    body: Bytes,
) -> Response {
    answer(&site, &task, &body).await.unwrap_or_else(|failure| failed(&failure, Form::Html))
}

async fn answer(site: &Site, task: &str, body: &[u8]) -> Result<Response, Failure> {
    let form = Parameters::read(&String::from_utf8_lossy(body))?;
    let Some((store, token)) = site.editable() else {
        return Err(Failure::not_found("No page has this address."));
    };
    if !is_same(form.get("token").unwrap_or_default(), token) {
        let message = "The token is not the one that the server printed when it started.";
        return Err(Failure::new(StatusCode::FORBIDDEN, message));
    }
    let edit = Edit::read(task, &form)?;
    if form.get("confirm") == Some("yes") {
        let store = store.clone();
        let after = site.change(move || edit.make(&store)).await?;
        return Ok(redirect(StatusCode::SEE_OTHER, &after));
    }
    let task = task.to_owned();
    let preview = site
        .read(move |snapshot| {
            let change = edit.describe(snapshot)?;
            Ok(preview(&task, &form, &change))
        })
        .await?;
    Ok(page(StatusCode::OK, preview))
}

/// Compares two tokens in a time that does not tell how much of them is the same.
fn is_same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |found, (a, b)| found | (a ^ b));
    one.len() == other.len() && differences == 0
}

/// Returns the page that shows what would change.
fn preview(task: &str, form: &Parameters, change: &Markup) -> Markup {
    let field = |name: &str| form.get(name).map(|value| (name.to_owned(), value.to_owned()));
    let fields = ["token", "speaker", "name", "country", "into", "article", "date"];
    pages::message(
        "Check the correction",
        &html! {
            (change)
            form.edit method="post" action={ "/edit/" (task) } {
                @for (name, value) in fields.into_iter().filter_map(field) {
                    input type="hidden" name=(name) value=(value);
                }
                input type="hidden" name="confirm" value="yes";
                button type="submit" { "Make this correction" }
            }
        },
    )
}

impl Edit {
    fn read(task: &str, form: &Parameters) -> Result<Self, Failure> {
        let needed = |name: &str| Failure::bad(format!("The field “{name}” is empty."));
        let speaker = || form.parse("speaker")?.ok_or_else(|| needed("speaker"));
        match task {
            "rename" => Ok(Self::Rename(speaker()?, form.get("name").map(str::to_owned))),
            "country" => Ok(Self::Country(speaker()?, form.country("country")?)),
            "merge" => {
                let into = form.parse("into")?.ok_or_else(|| needed("into"))?;
                Ok(Self::Merge(speaker()?, into))
            }
            "unmerge" => Ok(Self::Unmerge(speaker()?)),
            "date" => {
                let article = form.parse("article")?.ok_or_else(|| needed("article"))?;
                Ok(Self::Date(article, form.parse("date")?.ok_or_else(|| needed("date"))?))
            }
            _ => Err(Failure::not_found("There is no such correction.")),
        }
    }

    /// Says what would change.
    fn describe(&self, snapshot: &Snapshot) -> Result<Markup, Failure> {
        let find = |id: SpeakerId| -> Result<Speaker, Failure> {
            let none = || Failure::not_found(format!("There is no speaker {id}."));
            snapshot.speaker(id)?.ok_or_else(none)
        };
        let known = |country: Option<Country>| country.map_or("no country", Country::name);
        Ok(match self {
            Self::Rename(id, Some(name)) => {
                let speaker = find(*id)?;
                html! {
                    p { bdi { (speaker.name()) } " would be shown as " bdi { (name) } ", in "
                        (speaker.quote_count()) " quotes and in those to come." }
                }
            }
            Self::Rename(id, None) => {
                let speaker = find(*id)?;
                html! {
                    p { "The name " bdi { (speaker.name()) } " would again be the one \
                        that articles give, if it was set by hand." }
                }
            }
            Self::Country(id, country) => {
                let speaker = find(*id)?;
                html! {
                    p { bdi { (speaker.name()) } " is from " (known(speaker.country())) "; "
                        @match country {
                            Some(country) => { "would be from " (country.name()) ", in " },
                            None => "what was set by hand would be taken back, in ",
                        }
                        (speaker.quote_count()) " quotes and in those to come." }
                }
            }
            Self::Merge(id, into) => {
                let (speaker, into) = (find(*id)?, find(*into)?);
                html! {
                    p { "The " (speaker.quote_count()) " quotes of " bdi { (speaker.name()) } " ("
                        (known(speaker.country())) ") would be of " bdi { (into.name()) } " ("
                        (known(into.country())) "), who has " (into.quote_count()) ". It can be \
                        undone." }
                }
            }
            Self::Unmerge(id) => {
                let speaker = find(*id)?;
                html! {
                    @if speaker.id() == *id { p { bdi { (speaker.name()) } " is not merged into \
                        anybody: nothing would change." } }
                    @else { p { "The speaker " (id) " would be one again, apart from "
                        bdi { (speaker.name()) } "." } }
                }
            }
            Self::Date(id, date) => {
                let none = || Failure::not_found(format!("There is no article {id}."));
                let article = snapshot.article(*id)?.ok_or_else(none)?;
                let now = article.published().map(|published| published.to_string());
                html! {
                    p { "The article " bdi { (article.title().unwrap_or("without a title")) }
                        " would be of " (date) " instead of " (now.as_deref().unwrap_or("no date"))
                        ", with its " (article.quote_count()) " quotes." }
                }
            }
        })
    }

    /// Makes the correction. Returns the address of what was corrected.
    fn make(self, store: &Store) -> Result<String, Failure> {
        let after = match &self {
            Self::Rename(id, _) | Self::Country(id, _) | Self::Unmerge(id) => {
                Address::Speaker(*id).to_string()
            }
            Self::Merge(id, into) => {
                href(&Address::Speaker(*into).to_string(), &[("merged", id.to_string())])
            }
            Self::Date(id, _) => Address::Article(*id).to_string(),
        };
        match self {
            Self::Rename(id, name) => store.rename_speaker(id, name.as_deref())?,
            Self::Country(id, country) => store.set_speaker_country(id, country)?,
            Self::Merge(id, into) => store.merge_speakers(id, into)?,
            Self::Unmerge(id) => store.unmerge_speaker(id)?,
            Self::Date(id, date) => {
                store.correct_article(id, &ArticleCorrection::new().published(date))?;
            }
        }
        Ok(after)
    }
}

/// Returns a form that shows what a correction would change.
fn form(task: &str, legend: &str, hidden: Option<(&str, String)>, fields: &Markup) -> Markup {
    html! {
        form.edit method="post" action={ "/edit/" (task) } {
            fieldset {
                legend { (legend) }
                @if let Some((name, value)) = hidden {
                    input type="hidden" name=(name) value=(value);
                }
                (fields)
                (field(&format!("{task}-token"), "token", "Token of the server", "", "password"))
                button type="submit" { "Show what changes" }
            }
        }
    }
}

fn field(id: &str, name: &str, label: &str, value: &str, kind: &str) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) type=(kind) value=(value) dir="auto" autocomplete="off";
        }
    }
}

/// Returns the forms that correct a speaker. `merged` is the speaker who was just merged into this
/// one.
pub(crate) fn speaker_forms(speaker: &Speaker, merged: Option<SpeakerId>) -> Markup {
    let id = || Some(("speaker", speaker.id().to_string()));
    let country = speaker.country().map_or("", Country::alpha2);
    let merged = merged.map(|id| id.to_string()).unwrap_or_default();
    html! {
        section aria-labelledby="correct" {
            h2 id="correct" { "Correct this speaker" }
            p { "Its id is " code { (speaker.id()) } ". An empty name or country takes back \
                what was set." }
            div.edits {
                (form("rename", "Name", id(),
                    &field("rename-name", "name", "Name", speaker.name(), "text")))
                (form("country", "Country", id(),
                    &field("country-country", "country", "Country", country, "text")))
                (form("merge", "Merge into another speaker", id(),
                    &field("merge-into", "into", "Id of the other, such as s9", "", "text")))
                (form("unmerge", "Undo a merge", None,
                    &field("unmerge-speaker", "speaker", "Id of who was merged", &merged, "text")))
            }
        }
    }
}

/// Returns the form that corrects an article.
pub(crate) fn article_form(article: &Article) -> Markup {
    let date = article.published().map(|date| date.to_string()).unwrap_or_default();
    html! {
        section aria-labelledby="correct" {
            h2 id="correct" { "Correct this article" }
            (form("date", "Date of publication", Some(("article", article.id().to_string())),
                &field("date-date", "date", "Date, such as 2020-07-21", &date, "text")))
        }
    }
}
