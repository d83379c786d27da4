//! The store.

mod cache;
mod engine;
mod list;
