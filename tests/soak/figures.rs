//! The figures of a soak: samples, a table and a plot.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// One look at the process and the files.
#[derive(Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) at: Duration,
    /// The number of the process, from 1: it is killed and started again.
    pub(crate) life: u32,
    /// The bytes of memory that the process has; `None` if the system does not say.
    pub(crate) memory: Option<u64>,
    pub(crate) files: u64,
}

/// What happened, and when.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Kill,
    Backup,
    Compaction,
}

/// The most points of a line of a plot. Each is the greatest of several samples.
const POINTS: usize = 400;

/// All that a soak has seen.
#[derive(Default)]
pub(crate) struct Figures {
    /// How many processes there are from a compaction to the next.
    pub(crate) cycle: u32,
    pub(crate) samples: Vec<Sample>,
    pub(crate) events: Vec<(Duration, Event)>,
    /// Operations that were acknowledged.
    pub(crate) operations: u64,
    /// Looks of readers.
    pub(crate) looks: u64,
    /// Articles at the end.
    pub(crate) articles: u64,
    /// The bytes of the files at the end, after the last compaction, and of a fresh load.
    pub(crate) files: u64,
    pub(crate) fresh: u64,
    /// The longest time that an open took after a kill.
    pub(crate) longest_open: Duration,
}

/// Returns the median of the greatest memory of each process.
fn usual_peak<'a>(samples: impl Iterator<Item = &'a Sample>) -> u64 {
    let mut peaks: BTreeMap<u32, u64> = BTreeMap::new();
    for sample in samples {
        let peak = peaks.entry(sample.life).or_default();
        *peak = sample.memory.unwrap_or_default().max(*peak);
    }
    let mut peaks: Vec<u64> = peaks.into_values().collect();
    peaks.sort_unstable();
    peaks.get(peaks.len() / 2).copied().unwrap_or_default()
}

fn mib(bytes: u64) -> String {
    format!("{}.{}", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20)
}

impl Figures {
    /// No figures yet of a store that is compacted in the last of so many processes.
    pub(crate) fn of(cycle: u32) -> Self {
        Self { cycle, ..Self::default() }
    }

    /// Returns the usual peak of memory in the first and in the last of the cycles after the first
    /// one. Both have as many, and thus as many processes that are as far from a compaction.
    pub(crate) fn early_and_late(&self) -> (u64, u64) {
        let whole = self.samples.last().map_or(0, |sample| sample.life) / self.cycle;
        let half = whole.saturating_sub(1) / 2;
        let of = |first: u32| {
            let lives = (first * self.cycle + 1)..=((first + half) * self.cycle);
            usual_peak(self.samples.iter().filter(move |sample| lives.contains(&sample.life)))
        };
        (of(1), of(whole - half))
    }

    /// Returns whether memory is flat: late it is at most 10 % and 4 MiB above that early. Of a
    /// system that does not tell memory, it is.
    pub(crate) fn is_flat(&self) -> bool {
        let is_told = self.samples.iter().any(|sample| sample.memory.is_some());
        let (early, late) = self.early_and_late();
        !is_told || (early > 0 && late <= early + early / 10 + (4 << 20))
    }

    pub(crate) fn sample(&mut self, sample: Sample) {
        self.samples.push(sample);
    }

    /// Returns how many compactions came to their end.
    pub(crate) fn compactions(&self) -> usize {
        self.count(Event::Compaction)
    }

    fn count(&self, event: Event) -> usize {
        self.events.iter().filter(|(_, of)| *of == event).count()
    }

    /// Returns the figures as a table of Markdown.
    pub(crate) fn table(&self) -> String {
        let minutes = self.samples.last().map_or(0.0, |sample| sample.at.as_secs_f64() / 60.0);
        let (early, late) = self.early_and_late();
        let most = self.samples.iter().filter_map(|sample| sample.memory).max();
        let most_files = self.samples.iter().map(|sample| sample.files).max();
        let rows = [
            ("minutes", format!("{minutes:.1}")),
            ("kills", self.count(Event::Kill).to_string()),
            ("backups", self.count(Event::Backup).to_string()),
            ("compactions", self.count(Event::Compaction).to_string()),
            ("operations acknowledged", self.operations.to_string()),
            ("looks of readers", self.looks.to_string()),
            ("articles at the end", self.articles.to_string()),
            ("longest open after a kill, ms", self.longest_open.as_millis().to_string()),
            ("memory, median of peaks in the first cycles after the first, MiB", mib(early)),
            ("memory, median of peaks in as many last cycles, MiB", mib(late)),
            ("memory, greatest, MiB", mib(most.unwrap_or_default())),
            ("files, greatest, MiB", mib(most_files.unwrap_or_default())),
            ("files at the end, MiB", mib(self.files)),
            ("files of a fresh load of the same, MiB", mib(self.fresh)),
        ];
        rows.iter().fold("| figure | value |\n| --- | --- |\n".to_owned(), |mut table, row| {
            writeln!(table, "| {} | {} |", row.0, row.1).unwrap();
            table
        })
    }

    /// Returns a plot of memory and files over time, with kills, backups and compactions.
    pub(crate) fn plot(&self) -> String {
        let end = self.samples.last().map_or(1.0, |sample| sample.at.as_secs_f64()).max(1e-3);
        let mut svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 500\" \
                       font-family=\"sans-serif\" font-size=\"12\">\n\
                       <rect width=\"800\" height=\"500\" fill=\"white\"/>\n"
            .to_owned();
        let memory = |sample: &Sample| sample.memory.unwrap_or_default();
        let lines: [(&str, f64, &str, Vec<u64>); 2] = [
            (
                "memory of the process, MiB",
                30.0,
                "#1f5fa8",
                self.samples.iter().map(memory).collect(),
            ),
            ("files, MiB", 260.0, "#a8501f", self.samples.iter().map(|it| it.files).collect()),
        ];
        let x = |at: Duration| 60.0 + at.as_secs_f64() / end * 720.0;
        for (title, top, colour, values) in &lines {
            let most = values.iter().copied().max().unwrap_or_default().max(1);
            let y = |value: u64| top + 170.0 - value as f64 / most as f64 * 160.0;
            writeln!(svg, "<text x=\"60\" y=\"{}\">{title}</text>", top - 8.0).unwrap();
            for value in [0, most / 2, most] {
                let (y, shown) = (y(value), mib(value));
                writeln!(svg, "<path d=\"M60 {y:.1}H780\" stroke=\"#ddd\"/>").unwrap();
                writeln!(svg, "<text x=\"52\" y=\"{y:.1}\" text-anchor=\"end\">{shown}</text>")
                    .unwrap();
            }
            let each = values.len().div_ceil(POINTS).max(1);
            let points = self.samples.chunks(each).zip(values.chunks(each));
            let points: Vec<String> = points
                .map(|(samples, values)| {
                    let most = values.iter().copied().max().unwrap_or_default();
                    format!("{:.1},{:.1}", x(samples[0].at), y(most))
                })
                .collect();
            let points = points.join(" ");
            writeln!(svg, "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\"/>")
                .unwrap();
        }
        for (at, event) in &self.events {
            let (y, colour) = match event {
                Event::Kill => (446, "#999"),
                Event::Backup => (456, "#2a8a3a"),
                Event::Compaction => (466, "#c02020"),
            };
            writeln!(svg, "<circle cx=\"{:.1}\" cy=\"{y}\" r=\"3\" fill=\"{colour}\"/>", x(*at))
                .unwrap();
        }
        let minutes = end / 60.0;
        writeln!(
            svg,
            "<text x=\"60\" y=\"490\">{minutes:.1} minutes; dots: kills (grey), backups (green), \
             compactions (red)</text>\n</svg>"
        )
        .unwrap();
        svg
    }

    /// Writes the table and the plot into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join("soak.md"), self.table()).unwrap();
        std::fs::write(folder.join("soak.svg"), self.plot()).unwrap();
    }
}
