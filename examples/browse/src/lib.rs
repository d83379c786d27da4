//! A store of quotes as pages in a browser: search, speakers, countries, articles and sayings.
//!
//! [`Site`] is what is shown, and [`serve`] answers requests for it. A page is read from one
//! snapshot, in a bounded number of threads; nothing but `Site::allow_edits` lets a request change
//! the store. Pages work without JavaScript. With it, a search also shows new quotes as they are
//! stored.
//!
//! ```text
//! connections   sockets, their number and their timeouts
//! routes        a request to an answer: hosts, methods, headers, errors
//! address       paths to what they name, and back
//! search        parameters to a query, and back
//! pages         what is read from the store, as HTML and JSON; `feed` as Atom
//! live, edit    new quotes as they are stored; corrections
//! ```

mod address;
#[path = "../../support/chart.rs"]
mod chart;
mod connections;
mod counts;
mod edit;
mod failure;
mod feed;
mod live;
mod pages;
mod routes;
mod search;
mod site;

pub use connections::serve;
pub use site::Site;

/// With that of the system, threads that come and go keep several hundred MiB which nothing uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
