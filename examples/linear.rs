//! Shows that extraction takes time linear in the length of a text: nanoseconds for each byte, from
//! 1 KB to 10 MB, for news and for hostile texts. Figures that grow along a line would be a fault.

#[path = "support/patterns.rs"]
mod patterns;

use std::hint::black_box;
use std::time::Instant;

use clap::Parser;
use onrecord::EnglishExtractor;

/// Prints nanoseconds for each byte of texts of each length: the best of 3 runs, or of up to 200 if
/// the text is short.
#[derive(Parser)]
struct Arguments {
    /// The longest text, in bytes
    #[arg(long, default_value_t = 10_000_000)]
    longest: usize,
    /// Only patterns that contain this
    #[arg(long)]
    only: Option<String>,
}

/// An invented piece of news.
const NEWS: &str = "\
Ada Nkemelu, the mayor of Port Anselm, opened the ferry pier on Monday. “We waited nine years,” \
she told reporters, adding that the fares would “stay as they are” until spring. Tomás Brandvold of \
the Harbour Union said: “Nobody asked the crews.”\n\n";

fn main() {
    let arguments = Arguments::parse();
    let lengths: Vec<usize> = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
        .into_iter()
        .filter(|length| *length <= arguments.longest)
        .collect();
    let heads: Vec<String> = lengths.iter().map(|length| format!("{length:>12}")).collect();
    println!("{:<28}{}   most / least", "nanoseconds a byte", heads.concat());
    let wanted =
        |name: &str| arguments.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    line("news", &lengths, wanted, |length| patterns::repeated(NEWS, length));
    line("names without end", &lengths, wanted, patterns::names);
    for pattern in patterns::PATTERNS {
        line(&format!("{pattern:?}"), &lengths, wanted, |length| {
            patterns::repeated(pattern, length)
        });
    }
}

fn line(
    name: &str,
    lengths: &[usize],
    wanted: impl Fn(&str) -> bool,
    text: impl Fn(usize) -> String,
) {
    if !wanted(name) {
        return;
    }
    let times: Vec<f64> = lengths.iter().map(|length| nanoseconds_a_byte(&text(*length))).collect();
    let cells: Vec<String> = times.iter().map(|time| format!("{time:>12.1}")).collect();
    let most = times.iter().copied().fold(0.0, f64::max);
    let least = times.iter().copied().fold(f64::INFINITY, f64::min);
    println!("{name:<28}{}   {:>12.1}", cells.concat(), most / least);
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a length is far below the integers that a float cannot hold"
)]
fn nanoseconds_a_byte(text: &str) -> f64 {
    let extractor = EnglishExtractor::new();
    let runs = (2_000_000 / text.len()).clamp(3, 200);
    let mut best = f64::INFINITY;
    for _ in 0..runs {
        let start = Instant::now();
        black_box(extractor.extract_text(black_box(text)));
        best = best.min(start.elapsed().as_secs_f64());
    }
    best * 1e9 / text.len() as f64
}
