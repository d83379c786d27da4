//! Draws a chart of results.
fn main() {}
