//! Searching words: onrecord's index of words beside FTS5 of SQLite, and what the index costs.

mod costs;
mod onrecord;
mod sqlite;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::date;

use crate::Result;
use crate::ask::{Full, PAGE, Rest, Said, Sink, Touch};
use crate::child::disk_bytes;
use crate::data::{self, Random};
use crate::engines::{Engine, Layout, Side};
use crate::report::Figure;
use crate::rows::{Code, Ready, Span, code, day_micros, ready};
use crate::run::{Run, same, turns};
use crate::work::{SEARCHES, TEXT_COSTS, Work};

use onrecord::Onrecord;
use sqlite::Sqlite;

const ONRECORD: Side = Side::new(Engine::Onrecord, Layout::Usual);
const SQLITE: Side = Side::new(Engine::Sqlite, Layout::Usual);

/// How many words of a kind are asked for.
const WORDS: usize = 12;
/// How long a round of one engine lasts at least.
const LEAST: Duration = Duration::from_millis(100);

/// A question for words. A phrase has spaces.
#[derive(Debug)]
enum Asked {
    /// The newest quotes.
    Latest(String),
    /// The newest quotes of a speaker.
    OfSpeaker(String, String),
    /// The newest quotes about a country in a span of time.
    About(String, Code, Span),
    Count(String),
    /// The newest quotes with the same words as those of this article and ordinal.
    SameAs(u64, u32),
    /// The newest quotes of a speaker, whatever they say.
    Speaker(String),
}

/// A quote that was found.
struct Found<'a> {
    text: &'a str,
    speaker: &'a str,
    is_recent: bool,
    rest: &'a dyn Fn() -> Result<Rest>,
}

impl Said for Found<'_> {
    fn text(&self) -> &str {
        self.text
    }

    fn speaker(&self) -> &str {
        self.speaker
    }

    fn is_recent(&self) -> bool {
        self.is_recent
    }

    fn rest(&self) -> Result<Rest> {
        (self.rest)()
    }
}

/// A store whose quotes have words.
trait Searched {
    fn ask(&self, asked: &Asked, sink: &mut impl Sink) -> Result<()>;

    fn full(&self, asked: &[Asked]) -> Result<Full> {
        let mut sink = Full::default();
        asked.iter().try_for_each(|asked| self.ask(asked, &mut sink))?;
        Ok(sink)
    }

    fn count(&self, word: &str) -> Result<u64> {
        let mut sink = Touch::default();
        self.ask(&Asked::Count(word.to_owned()), &mut sink)?;
        Ok(sink.sum)
    }

    /// Asks for a while, and returns the nanoseconds of a question.
    fn time(&self, asked: &[Asked]) -> Result<f64> {
        let start = Instant::now();
        let mut passes = 0_u32;
        while passes == 0 || start.elapsed() < LEAST {
            let mut sink = Touch::default();
            asked.iter().try_for_each(|asked| self.ask(black_box(asked), &mut sink))?;
            black_box(sink.sum);
            passes += 1;
        }
        let ops = f64::from(passes) * f64::from(u32::try_from(asked.len())?);
        Ok(start.elapsed().as_secs_f64() * 1e9 / ops)
    }
}

/// Words that both stores find as often: their stemmers agree on them.
struct Words {
    rare: Vec<String>,
    medium: Vec<String>,
    frequent: Vec<String>,
}

impl Words {
    /// Draws words of one, two and three syllables, of which the data has few, more and most.
    fn draw(ours: &Onrecord, theirs: &Sqlite) -> Result<Self> {
        let mut random = Random::new(21);
        let mut of = |syllables: u32| -> Result<Vec<String>> {
            let mut words: Vec<String> = Vec::new();
            for _ in 0..10_000 {
                if words.len() == WORDS {
                    return Ok(words);
                }
                let word = data::word(syllables, &mut random);
                let found = ours.count(&word)?;
                if found > 0 && found == theirs.count(&word)? && !words.contains(&word) {
                    words.push(word);
                }
            }
            Err(format!("too few words of {syllables} syllables that both stem alike").into())
        };
        Ok(Self { frequent: of(1)?, medium: of(2)?, rare: of(3)? })
    }

    fn questions(&self, work: Work) -> Vec<Asked> {
        let latest =
            |words: &[String]| words.iter().cloned().map(Asked::Latest).collect::<Vec<_>>();
        let some = || self.frequent.iter().chain(&self.medium);
        let year = |year| Span {
            first: day_micros(date(year, 1, 1)),
            last: day_micros(date(year + 1, 1, 1)) - 1,
        };
        match work {
            Work::TextLatest20Rare => latest(&self.rare),
            Work::TextLatest20Medium => latest(&self.medium),
            Work::TextLatest20Frequent => latest(&self.frequent),
            Work::PhraseLatest20 => {
                let pairs = self.frequent.windows(2).map(|pair| pair.join(" "));
                pairs.map(Asked::Latest).collect()
            }
            Work::WordAndSpeaker => {
                let of = |sought: &String| {
                    let sought = sought.clone();
                    (0..4).map(move |rank| Asked::OfSpeaker(sought.clone(), data::speaker(rank)))
                };
                some().flat_map(of).collect()
            }
            Work::WordAndCountryRange => {
                let about = |sought: &String| {
                    let sought = sought.clone();
                    (0..4).map(move |rank| {
                        let year = year(2012 + 2 * i16::try_from(rank).unwrap_or_default());
                        Asked::About(sought.clone(), code(data::country(rank)), year)
                    })
                };
                some().flat_map(about).collect()
            }
            _ => some().chain(&self.rare).cloned().map(Asked::Count).collect(),
        }
    }
}

impl Run {
    /// Runs the works with words, in stores of their own.
    pub(crate) fn text_works(&mut self) -> Result<()> {
        if !SEARCHES.iter().chain(&TEXT_COSTS).any(|work| self.works.contains(work)) {
            return Ok(());
        }
        self.text_costs()?;
        let folders = tempfile::tempdir()?;
        let (folder, file) = (folders.path().join("onrecord"), folders.path().join("sqlite"));
        let ours = Onrecord::open(&folder, &self.warm(), false)?;
        let theirs = Sqlite::open(&file, &self.warm())?;
        let all = || ready(0, self.articles(), self.articles());
        ours.load(all())?;
        ours.close()?;
        theirs.load(all())?;
        let start = Instant::now();
        let ours = Onrecord::open(&folder, &self.warm(), true)?;
        ours.catch_up()?;
        let our_time = start.elapsed();
        let before = file_bytes(&file)?;
        let start = Instant::now();
        theirs.index()?;
        let their_time = start.elapsed();
        let times = [our_time, their_time].map(|time| time.as_secs_f64() * 1e9);
        #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
        let bytes = [disk_bytes(&folder.join("text"))?, file_bytes(&file)? - before]
            .map(|bytes| bytes as f64);
        let words = Words::draw(&ours, &theirs)?;
        let probe = words.questions(Work::TextCount);
        let answers = [ours.full(&probe)?.hash, theirs.full(&probe)?.hash];
        for (work, samples) in [(Work::TextIndexing, times), (Work::TextBytes, bytes)] {
            if self.works.contains(&work) {
                let figures = [ONRECORD, SQLITE].into_iter().zip(answers).zip(samples);
                let figures = figures.map(|((side, answer), sample)| {
                    let mut figure = Figure::new(work, side, self.articles().into(), answer);
                    figure.samples.push(sample);
                    figure
                });
                self.add(figures.collect())?;
            }
        }
        for work in SEARCHES {
            if !self.works.contains(&work) {
                continue;
            }
            let asked = words.questions(work);
            let mut figures = Vec::new();
            for (side, full) in [(ONRECORD, ours.full(&asked)?), (SQLITE, theirs.full(&asked)?)] {
                figures.push(Figure::new(work, side, asked.len() as u64, full.hash));
            }
            same(&figures)?;
            for round in 0..self.rounds {
                for at in turns(round, 0..figures.len()) {
                    let time = if at == 0 { ours.time(&asked)? } else { theirs.time(&asked)? };
                    if let Some(figure) = figures.get_mut(at) {
                        figure.samples.push(time);
                    }
                }
            }
            self.add(figures)?;
        }
        self.same_as(&ours)?;
        ours.close()?;
        self.idle(&folder)
    }
}

/// Returns the bytes that a file takes on the disk.
fn file_bytes(file: &Path) -> Result<u64> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(file)?.blocks() * 512)
}
