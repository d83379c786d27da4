//! The pages of a store as a person and as a hostile client ask for them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod articles;
mod browser;
mod connections;
mod edits;
mod http;
mod live;
mod pages;
mod served;
mod speed;
mod webdriver;
mod words;
