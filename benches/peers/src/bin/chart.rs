//! Draws a chart of results: how many times onrecord is ahead of each peer, by work, on a
//! logarithmic scale.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde::Deserialize;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The peers in the order of their bars, with colours that can be told apart on white and on black.
const PEERS: [(&str, &str); 5] = [
    ("sqlite", "#3b82f6"),
    ("native_db", "#a855f7"),
    ("redb", "#ef4444"),
    ("lmdb", "#16a34a"),
    ("fjall", "#f59e0b"),
];

const LABELS: f64 = 190.0;
const WIDTH: f64 = 860.0;
const RIGHT: f64 = 60.0;
const BAR: f64 = 9.0;
const GAP: f64 = 12.0;
const TOP: f64 = 84.0;

/// Draws an SVG chart from the JSON lines of a run.
#[derive(Debug, Parser)]
struct Arguments {
    /// The JSON lines.
    results: PathBuf,
    /// The SVG file to write.
    chart: PathBuf,
    /// The name of the machine; by default the processor of this one.
    #[arg(long)]
    machine: Option<String>,
    /// The data of the run, for the heading.
    #[arg(long, default_value = "50,000 articles, 200,000 quotes")]
    data: String,
    /// A work to draw; by default all that were run.
    #[arg(long = "work", value_name = "NAME")]
    works: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Line {
    work: String,
    engine: String,
    layout: String,
    unit: String,
    median: f64,
}

/// A work and how many times onrecord is ahead of each peer that has it.
#[derive(Debug)]
struct Group {
    work: String,
    ahead: Vec<(usize, f64)>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chart: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let groups = groups(&read(&arguments.results)?, &arguments.works);
    if groups.is_empty() {
        return Err("no work has figures of onrecord and of a peer".into());
    }
    let machine = arguments.machine.clone().map_or_else(processor, Ok)?;
    Ok(fs::write(&arguments.chart, draw(&groups, &machine, &arguments.data))?)
}

fn read(file: &Path) -> Result<Vec<Line>> {
    let text = fs::read_to_string(file)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Returns the name and the number of the machine's processors.
fn processor() -> Result<String> {
    let text = fs::read_to_string("/proc/cpuinfo")?;
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let (_, name) = name.ok_or("no model name in /proc/cpuinfo; say --machine")?;
    let cores = text.lines().filter(|line| line.starts_with("processor")).count();
    Ok(format!("{}, {cores} cores", name.trim()))
}

/// Compares the usual layouts, work by work in the order of the lines.
fn groups(lines: &[Line], works: &[String]) -> Vec<Group> {
    let mut medians: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut order: Vec<&Line> = Vec::new();
    for line in lines.iter().filter(|line| line.layout == "usual") {
        if line.engine == "onrecord" && (works.is_empty() || works.contains(&line.work)) {
            order.push(line);
        }
        medians.insert((&line.work, &line.engine), line.median);
    }
    let group = |line: &&Line| {
        let peers = PEERS.iter().enumerate();
        let ahead = peers.filter_map(|(number, (engine, _))| {
            let theirs = *medians.get(&(line.work.as_str(), *engine))?;
            let ahead =
                if line.unit == "items/s" { line.median / theirs } else { theirs / line.median };
            Some((number, ahead)).filter(|(_, ahead)| ahead.is_finite() && *ahead > 0.0)
        });
        Group { work: line.work.clone(), ahead: ahead.collect() }
    };
    order.iter().map(group).filter(|group| !group.ahead.is_empty()).collect()
}

/// The powers of ten that the scale begins and ends with.
fn scale(groups: &[Group]) -> (i32, i32) {
    let all = || groups.iter().flat_map(|group| &group.ahead).map(|(_, ahead)| ahead.log10());
    let least = all().fold(0.0, f64::min).floor();
    let most = all().fold(1.0, f64::max).ceil();
    #[allow(clippy::cast_possible_truncation, reason = "a small whole number")]
    let whole = |power: f64| power as i32;
    (whole(least), whole(most))
}

fn draw(groups: &[Group], machine: &str, data: &str) -> String {
    let (least, most) = scale(groups);
    let plot = WIDTH - LABELS - RIGHT;
    let x =
        |ahead: f64| LABELS + (ahead.log10() - f64::from(least)) / f64::from(most - least) * plot;
    let height_of = |group: &Group| group.ahead.iter().fold(GAP, |sum, _| sum + BAR);
    let bottom = groups.iter().fold(TOP, |sum, group| sum + height_of(group));
    let mut svg = head(bottom + 34.0, machine, data);
    for power in least..=most {
        let (at, class) = (x(10_f64.powi(power)), if power == 0 { "one" } else { "grid" });
        let _ = writeln!(
            svg,
            r#"<line class="{class}" x1="{at:.1}" x2="{at:.1}" y1="{TOP}" y2="{bottom}"/>"#
        );
        let (label, below) = (times(10_f64.powi(power)), bottom + 16.0);
        let _ = writeln!(svg, r#"<text class="axis" x="{at:.1}" y="{below}">{label}</text>"#);
    }
    let mut y = TOP + GAP / 2.0;
    for group in groups {
        let middle = y + (height_of(group) - GAP) / 2.0 + 4.0;
        let right = LABELS - 10.0;
        let _ = writeln!(
            svg,
            r#"<text class="work" x="{right}" y="{middle:.1}">{}</text>"#,
            group.work
        );
        for (number, ahead) in &group.ahead {
            let (from, to) = (x(ahead.min(1.0)), x(ahead.max(1.0)));
            let (_, colour) = PEERS.get(*number).copied().unwrap_or_default();
            let (width, tall, text) = (to - from, BAR - 1.0, y + BAR - 1.5);
            let _ = writeln!(
                svg,
                r#"<rect x="{from:.1}" y="{y:.1}" width="{width:.1}" height="{tall}" fill="{colour}"/>"#
            );
            let (after, told) = (to + 4.0, times(*ahead));
            let _ =
                writeln!(svg, r#"<text class="value" x="{after:.1}" y="{text:.1}">{told}</text>"#);
            y += BAR;
        }
        y += GAP;
    }
    svg.push_str("</svg>\n");
    svg
}

/// Begins the chart: colours for light and dark pages, the heading and the legend.
fn head(height: f64, machine: &str, data: &str) -> String {
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="system-ui, sans-serif">
<title>How many times onrecord is ahead</title>
<style>
text {{ fill: #24292f; font-size: 12px; }}
.heading {{ font-size: 15px; font-weight: 600; }}
.work {{ text-anchor: end; }}
.axis {{ text-anchor: middle; font-size: 11px; }}
.value {{ font-size: 8.5px; }}
.grid {{ stroke: #8b949e; stroke-opacity: 0.35; }}
.one {{ stroke: #8b949e; stroke-width: 1.5; }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3; }} }}
</style>
<text class="heading" x="10" y="22">How many times onrecord is ahead of …</text>
<text x="10" y="42">{}; medians, logarithmic; left of 1x onrecord is behind. {}</text>"#,
        escaped(data),
        escaped(machine)
    );
    let mut x = 10.0;
    for (engine, colour) in PEERS {
        let _ = writeln!(svg, r#"<rect x="{x}" y="54" width="11" height="11" fill="{colour}"/>"#);
        let _ = writeln!(svg, r#"<text x="{}" y="64">{engine}</text>"#, x + 16.0);
        x += 100.0;
    }
    svg
}

fn times(ahead: f64) -> String {
    let digits = match ahead {
        9.95.. => 0,
        0.995.. => 1,
        0.0995.. => 2,
        0.00995.. => 3,
        _ => 4,
    };
    let number = format!("{ahead:.digits$}");
    let short =
        if digits == 0 { &number } else { number.trim_end_matches('0').trim_end_matches('.') };
    format!("{short}x")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
