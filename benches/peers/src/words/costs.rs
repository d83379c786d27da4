//! What the index of words and watchers cost a load, what an idle store with the index costs, and
//! quotations with the same words.

use std::path::Path;
use std::time::Instant;

use onrecord::{Draft, ExtractedQuote, Extraction, Span};

use super::{Asked, ONRECORD, Onrecord, Searched};
use crate::Result;
use crate::child::{self, Task};
use crate::data::{self, Random};
use crate::report::Figure;
use crate::rows::ready;
use crate::run::{Run, turns};
use crate::work::Work;

/// How many watchers never read.
const WATCHERS: u32 = 100;
/// How many sayings are in several articles, and in how many each.
const SAYINGS: u32 = 40;
const ARTICLES_EACH: u32 = 25;

const LOADS: [Work; 3] = [Work::TextLoadWithout, Work::TextLoad, Work::WatchedLoad];

impl Run {
    /// Loads stores without an index of words, with one that has caught up in the end, and without
    /// one but with watchers.
    pub(super) fn text_costs(&mut self) -> Result<()> {
        let works = LOADS.into_iter().filter(|work| self.works.contains(work));
        let mut figures: Vec<Figure> =
            works.map(|work| Figure::new(work, ONRECORD, self.articles().into(), 0)).collect();
        for round in 0..self.rounds {
            for at in turns(round, 0..figures.len()) {
                let Some(figure) = figures.get_mut(at) else { continue };
                let folder = tempfile::tempdir()?;
                let indexed = figure.work == Work::TextLoad;
                let made: Vec<_> = ready(0, self.articles(), self.articles()).collect();
                let ours = Onrecord::open(&folder.path().join("store"), &self.warm(), indexed)?;
                let count = if figure.work == Work::WatchedLoad { WATCHERS } else { 0 };
                let watchers = (0..count)
                    .map(|rank| ours.store.watch(ours.store.quotes().speaker(data::speaker(rank))));
                let watchers = watchers.collect::<onrecord::Result<Vec<_>>>()?;
                let start = Instant::now();
                ours.load(made.into_iter())?;
                if indexed {
                    ours.catch_up()?;
                }
                let taken = start.elapsed().as_secs_f64();
                drop(watchers);
                ours.close()?;
                figure.samples.push(f64::from(self.articles()) / taken);
            }
        }
        figures.into_iter().try_for_each(|figure| self.add(vec![figure]))
    }

    /// Adds sayings that several articles have, and asks for the newest quotes with the words of
    /// each; beside that for pages of the most quoted speakers.
    pub(super) fn same_as(&mut self, ours: &Onrecord) -> Result<()> {
        if !self.works.contains(&Work::SameAs) {
            return Ok(());
        }
        let mut random = Random::new(23);
        for _ in 0..SAYINGS {
            let words: Vec<String> = (0..12).map(|_| data::word(3, &mut random)).collect();
            let saying = words.join(" ");
            for article in 0..ARTICLES_EACH {
                let name = data::speaker(article);
                let text = format!("{name} said: “{saying}”");
                let start = name.len() + " said: “".len();
                let mut extraction = Extraction::default();
                let mut quote = ExtractedQuote::new(Span::of(start..start + saying.len()));
                quote.speaker = Some(name);
                extraction.quotes.push(quote);
                let day = jiff::civil::date(2021, 1, 1)
                    .checked_add(jiff::Span::new().days(i64::from(article)))?;
                ours.store.put(&Draft::new(text).published(day).extraction(extraction))?;
            }
        }
        ours.catch_up()?;
        let last = |saying| self.articles() + saying * ARTICLES_EACH;
        let same = (0..SAYINGS).map(|saying| Asked::SameAs(last(saying).into(), 0)).collect();
        // Each of the speakers of sayings has more quotes than a page.
        let ranks = (0..SAYINGS).map(|saying| saying % ARTICLES_EACH);
        let pages = ranks.map(|rank| Asked::Speaker(data::speaker(rank))).collect();
        let works: [(Work, Vec<Asked>); 2] = [(Work::SameAs, same), (Work::SameAsPage, pages)];
        let mut figures = Vec::new();
        for (work, asked) in &works {
            let mut found = crate::ask::Touch::default();
            asked.iter().try_for_each(|asked| ours.ask(asked, &mut found))?;
            if found.items != u64::from(SAYINGS) * crate::ask::PAGE as u64 {
                return Err(format!("{work}: {} quotes instead of full pages", found.items).into());
            }
            figures.push(Figure::new(*work, ONRECORD, asked.len() as u64, 0));
        }
        for round in 0..self.rounds {
            for at in turns(round, 0..works.len()) {
                if let (Some((_, asked)), Some(figure)) = (works.get(at), figures.get_mut(at)) {
                    figure.samples.push(ours.time(asked)?);
                }
            }
        }
        figures.into_iter().try_for_each(|figure| self.add(vec![figure]))
    }

    /// Opens a store in processes of their own, with the index of words and without.
    pub(super) fn idle(&mut self, folder: &Path) -> Result<()> {
        for (work, task) in [(Work::TextIdle, Task::IdleText), (Work::TextIdleWithout, Task::Idle)]
        {
            if self.works.contains(&work) {
                let mut figure = Figure::new(work, ONRECORD, self.articles().into(), 0);
                for _ in 0..self.rounds {
                    let told = child::ask(task, ONRECORD, folder, self.articles())?;
                    figure.samples.push(told.number);
                }
                self.add(vec![figure])?;
            }
        }
        Ok(())
    }
}
