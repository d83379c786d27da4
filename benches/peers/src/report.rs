//! Figures, as lines of JSON and as tables.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde::Serialize;

use crate::Result;
use crate::engines::{Engine, Layout, SIDES, Side};
use crate::work::{Unit, Work};

/// The measurements of one work on one side.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) work: Work,
    pub(crate) side: Side,
    /// One number a round.
    pub(crate) samples: Vec<f64>,
    /// How many questions were asked, or articles stored, in a round at least.
    pub(crate) items: u64,
    pub(crate) answer: u64,
}

#[derive(Serialize)]
struct Line {
    work: String,
    engine: String,
    layout: String,
    unit: &'static str,
    median: f64,
    min: f64,
    max: f64,
    rounds: usize,
    items: u64,
    answer: String,
}

impl Figure {
    pub(crate) fn new(work: Work, side: Side, items: u64, answer: u64) -> Self {
        Self { work, side, samples: Vec::new(), items, answer }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.samples.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    pub(crate) fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        let upper = sorted.get(middle).copied().unwrap_or(f64::NAN);
        if sorted.len() % 2 == 1 {
            return upper;
        }
        middle
            .checked_sub(1)
            .and_then(|lower| sorted.get(lower))
            .map_or(f64::NAN, |lower| lower.midpoint(upper))
    }

    fn line(&self) -> Line {
        let sorted = self.sorted();
        Line {
            work: self.work.to_string(),
            engine: self.side.engine.to_string(),
            layout: self.side.layout.to_string(),
            unit: self.work.unit().name(),
            median: self.median(),
            min: sorted.first().copied().unwrap_or(f64::NAN),
            max: sorted.last().copied().unwrap_or(f64::NAN),
            rounds: sorted.len(),
            items: self.items,
            answer: format!("{:016x}", self.answer),
        }
    }
}

/// Writes a line of JSON a figure.
pub(crate) fn write_json(file: &Path, figures: &[Figure]) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for figure in figures {
        serde_json::to_writer(&mut out, &figure.line())?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// Returns the tables: the usual layouts, and the others.
pub(crate) fn tables(figures: &[Figure]) -> String {
    let usual = |side: &Side| side.layout == Layout::Usual;
    let mut out = String::new();
    let head = "median, and how many times onrecord is ahead";
    let _ = writeln!(out, "Layout `usual`: {head}\n");
    table(&mut out, figures, &SIDES.into_iter().filter(usual).collect::<Vec<_>>());
    let _ = writeln!(out, "\nOther layouts, and memory as the limit: {head}\n");
    table(&mut out, figures, &SIDES.into_iter().filter(|side| !usual(side)).collect::<Vec<_>>());
    out
}

fn table(out: &mut String, figures: &[Figure], sides: &[Side]) {
    let find = |work, side: &Side| {
        figures.iter().find(|figure| figure.work == work && figure.side == *side)
    };
    let ours = Side::new(Engine::Onrecord, Layout::Usual);
    let mut works: Vec<Work> = figures.iter().map(|figure| figure.work).collect();
    works.dedup();
    let mut rows =
        vec![std::iter::once("work".to_owned()).chain(sides.iter().map(Side::to_string)).collect()];
    for work in works {
        let mut row: Vec<String> = vec![work.to_string()];
        for side in sides {
            row.push(find(work, side).map_or(String::new(), |figure| {
                let mut cell = shown(figure.median(), work.unit());
                if let Some(ours) = find(work, &ours).filter(|_| *side != ours) {
                    let _ = write!(
                        cell,
                        " ({:.2}x)",
                        ahead(ours.median(), figure.median(), work.unit())
                    );
                }
                cell
            }));
        }
        if row.iter().skip(1).any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    lines(out, &rows);
}

/// Adds rows as a table of Markdown with even columns.
fn lines(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.first().map_or(0, Vec::len);
    let width =
        |column| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(3);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
        if number == 0 {
            let rule = widths.iter().map(|width| "-".repeat(*width));
            let _ = writeln!(out, "| {} |", rule.collect::<Vec<_>>().join(" | "));
        }
    }
}

/// Returns how many times the first is ahead of the second.
fn ahead(ours: f64, theirs: f64, unit: Unit) -> f64 {
    match unit {
        Unit::NsPerOp | Unit::Bytes => theirs / ours,
        Unit::ItemsPerSecond => ours / theirs,
    }
}

fn shown(number: f64, unit: Unit) -> String {
    match unit {
        Unit::NsPerOp if number < 1e4 => format!("{number:.1} ns"),
        Unit::NsPerOp if number < 1e7 => format!("{:.1} us", number / 1e3),
        Unit::NsPerOp => format!("{:.1} ms", number / 1e6),
        Unit::ItemsPerSecond => format!("{number:.0}/s"),
        Unit::Bytes => format!("{:.1} MiB", number / f64::from(1 << 20)),
    }
}
