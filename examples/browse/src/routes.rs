//! From a request to an answer: hosts, methods, headers, and errors as pages.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request as HttpRequest, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use maud::Markup;
use serde_json::json;

use crate::address::{Address, Form};
use crate::edit;
use crate::failure::Failure;
use crate::live::live;
use crate::pages::{self, Answer, Request};
use crate::search::Parameters;
use crate::site::Site;

/// The most bytes of the body of a request.
const BODY: usize = 16 << 10;

/// The methods of pages.
const READ: &str = "GET, HEAD";

/// Everything comes from the server itself, and nothing runs or is drawn that is within a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Returns the routes of a site that listens at an address.
pub(crate) fn router(site: Site, listens: SocketAddr) -> Router {
    let file = |kind: &'static str, content: &'static str| {
        get(move || async move { ([(CONTENT_TYPE, kind)], content) })
    };
    let mut router = Router::new()
        .route("/", get(|| async { redirect(StatusCode::PERMANENT_REDIRECT, "/quotes") }))
        .route("/style.css", file("text/css; charset=utf-8", include_str!("style.css")))
        .route("/script.js", file("text/javascript; charset=utf-8", include_str!("script.js")))
        .route("/icon.svg", file("image/svg+xml", include_str!("icon.svg")))
        .route("/live", get(live));
    if site.editable().is_some() {
        router = router.route("/edit/{task}", post(edit::edit));
    }
    let is_loopback = listens.ip().is_loopback();
    router
        .fallback(page)
        .method_not_allowed_fallback(|uri: Uri| async move {
            let is_edit = uri.path().starts_with("/edit/");
            not_allowed(&uri, if is_edit { "POST" } else { READ })
        })
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn(move |request: HttpRequest, next: Next| async move {
            // A name that somebody made to point to this machine is no name of this server.
            let is_ours = !is_loopback || is_local(request.headers(), listens);
            let mut response = if is_ours {
                next.run(request).await
            } else {
                let message = "This server answers to localhost, 127.0.0.1 and [::1] alone.";
                let failure = Failure::new(StatusCode::MISDIRECTED_REQUEST, message);
                failed(&failure, Form::Html)
            };
            secure(response.headers_mut());
            response
        }))
        .with_state(site)
}

/// Returns whether a request names this machine, or the address that the server listens at, as the
/// host.
fn is_local(headers: &HeaderMap, listens: SocketAddr) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    let name =
        host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].contains(&name) || name == listens.ip().to_string()
}

/// Sets the headers that every answer has.
fn secure(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    // The store may be another one tomorrow.
    set(CACHE_CONTROL, "no-cache");
}

/// Answers a request for a page.
async fn page(State(site): State<Site>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return not_allowed(&uri, READ);
    }
    let (path, form) = Form::of(uri.path());
    match read(&site, path, form, &uri, &headers).await {
        Ok(Answer::Html(page)) => html(StatusCode::OK, page),
        Ok(Answer::Json(value)) => body("application/json", value),
        Ok(Answer::Atom(feed)) => body("application/atom+xml; charset=utf-8", feed),
        Ok(Answer::Elsewhere(address)) => redirect(StatusCode::SEE_OTHER, &address),
        Err(failure) => failed(&failure, form),
    }
}

async fn read(
    site: &Site,
    path: &str,
    form: Form,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Answer, Failure> {
    let Some(address) = Address::read(path) else {
        return Err(Failure::not_found("No page has this address."));
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let request = Request {
        address,
        form,
        parameters: Parameters::read(uri.query().unwrap_or_default())?,
        base: format!("http://{}", host.unwrap_or("localhost")),
        counts: site.counts(),
        can_change: site.store().is_some(),
        is_editable: site.editable().is_some(),
    };
    site.read(move |snapshot| pages::answer(snapshot, &request)).await
}

/// Refuses a method.
fn not_allowed(uri: &Uri, allowed: &'static str) -> Response {
    let message = format!("This address takes {allowed} alone.");
    let failure = Failure::new(StatusCode::METHOD_NOT_ALLOWED, message);
    let mut response = failed(&failure, Form::of(uri.path()).1);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

/// Returns a failure, as JSON if that is what was asked for.
pub(crate) fn failed(failure: &Failure, form: Form) -> Response {
    match form {
        Form::Json => {
            let error = json!({"error": failure.title(), "message": failure.message});
            (failure.status, body("application/json", error.to_string())).into_response()
        }
        Form::Html | Form::Atom => html(failure.status, pages::failure(failure)),
    }
}

/// Returns a page.
pub(crate) fn html(status: StatusCode, page: Markup) -> Response {
    (status, body("text/html; charset=utf-8", page.into_string())).into_response()
}

fn body(kind: &'static str, body: String) -> Response {
    ([(CONTENT_TYPE, kind)], body).into_response()
}

/// Sends the browser to another address of this server.
pub(crate) fn redirect(status: StatusCode, address: &str) -> Response {
    (status, [(LOCATION, address)]).into_response()
}
