//! Notes of the pages that a load has stored, for the same load if it is interrupted.
//!
//! The notes are a file beside the store. A page is known by the hash of its bytes and address,
//! never by the name of its file, and is noted only after the store has synced its article. A load
//! that ends removes the file.
//!
//! A note counts if the store has an article with its key. Whether that is still the version which
//! was noted is not looked at: whoever puts an older store in the place of a store removes the
//! file.

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use onrecord::Store;
use serde::{Deserialize, Serialize};

/// The time between two syncs of the store, each for the notes of what was stored before it.
const INTERVAL: Duration = Duration::from_secs(1);

type Failure = Box<dyn Error>;

/// The pages that an interrupted load has stored, each with how often it did.
#[derive(Clone, Default)]
pub(crate) struct Known(Arc<Mutex<HashMap<u128, u64>>>);

impl Known {
    /// Returns whether no page is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().is_ok_and(|known| known.is_empty())
    }

    /// Returns whether a page is known. It is as often as it was stored: between two copies of a
    /// page there may be another version of it.
    pub(crate) fn take(&self, page: u128) -> bool {
        let Ok(mut known) = self.0.lock() else { return false };
        let Some(times) = known.get_mut(&page).filter(|times| **times > 0) else { return false };
        *times -= 1;
        true
    }
}

/// The first line of the notes: how the load reads. Notes of a load that reads otherwise are of no
/// use.
#[derive(Deserialize, PartialEq, Serialize)]
struct Head {
    load: String,
}

/// A page that was read.
#[derive(Deserialize, Serialize)]
struct Note {
    /// The hash in hexadecimal.
    page: String,
    /// The key of its article. `None` if the page is no article.
    key: Option<String>,
}

impl Note {
    fn of(page: u128, key: Option<String>) -> Self {
        Self { page: format!("{page:032x}"), key }
    }
}

/// The notes of a load.
pub(crate) struct Resume {
    path: PathBuf,
    file: File,
    known: Known,
    /// The articles that were read and are not known to be stored, in the order of the input.
    read: VecDeque<(String, Option<u128>)>,
    /// The notes of articles that the store may not have synced.
    stored: Vec<Note>,
    synced: Instant,
}

impl Resume {
    /// Reads the notes that an interrupted load left beside a store, and goes on with them. `load`
    /// says how pages are read and stored: what was done in another way is done again. So is what
    /// was removed from the store since.
    pub(crate) fn open(store: &Store, path: &Path, load: String) -> Result<Self, Failure> {
        // The store may be named by a path that ends with a slash, or by a dot.
        let path = fs::canonicalize(path)?.with_added_extension("resume");
        let head = Head { load };
        let mut known = HashMap::new();
        let mut notes = serde_json::to_vec(&head)?;
        notes.push(b'\n');
        for note in read(&path, &head)? {
            let is_there = match &note.key {
                Some(key) => store.article_by_key(key)?.is_some(),
                None => true,
            };
            if is_there && let Ok(page) = u128::from_str_radix(&note.page, 16) {
                *known.entry(page).or_default() += 1;
                serde_json::to_writer(&mut notes, &note)?;
                notes.push(b'\n');
            }
        }
        // The end of the file may be half written.
        let new = path.with_added_extension("new");
        fs::write(&new, notes)?;
        fs::rename(&new, &path)?;
        let file = File::options().append(true).open(&path)?;
        Ok(Self {
            path,
            file,
            known: Known(Arc::new(Mutex::new(known))),
            read: VecDeque::new(),
            stored: Vec::new(),
            synced: Instant::now(),
        })
    }

    /// Returns the pages that need not be read.
    pub(crate) fn known(&self) -> Known {
        self.known.clone()
    }

    /// Takes the key of an article that was read, and the hash of its page if the key is the page's
    /// own.
    pub(crate) fn read(&mut self, key: String, page: Option<u128>) {
        self.read.push_back((key, page));
    }

    /// Notes a page that is no article.
    pub(crate) fn no_article(&mut self, page: Option<u128>) {
        self.stored.extend(page.map(|page| Note::of(page, None)));
    }

    /// Notes the articles of these keys, which are in the order of the input.
    pub(crate) fn stored(&mut self, store: &Store, keys: &[String]) -> Result<(), Failure> {
        for key in keys {
            // Articles before it that were not stored were refused, or had been erased.
            while let Some((of, page)) = self.read.pop_front() {
                let is_it = of == *key;
                if is_it {
                    self.stored.extend(page.map(|page| Note::of(page, Some(of))));
                    break;
                }
            }
        }
        if self.stored.is_empty() || self.synced.elapsed() < INTERVAL {
            return Ok(());
        }
        store.sync()?;
        let mut lines = Vec::new();
        for note in self.stored.drain(..) {
            serde_json::to_writer(&mut lines, &note)?;
            lines.push(b'\n');
        }
        self.file.write_all(&lines)?;
        self.synced = Instant::now();
        Ok(())
    }

    /// Removes the notes of a load that has ended.
    pub(crate) fn end(self) -> Result<(), Failure> {
        drop(self.file);
        Ok(fs::remove_file(self.path)?)
    }
}

/// Reads the notes of a load that read as this one does.
fn read(path: &Path, head: &Head) -> Result<Vec<Note>, Failure> {
    let Ok(file) = File::open(path) else { return Ok(Vec::new()) };
    let mut lines = BufReader::new(file).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return Ok(Vec::new()) };
    let Ok(first) = serde_json::from_str::<Head>(&first) else {
        return Err(format!("{} has no notes of a load: move it away", path.display()).into());
    };
    if first != *head {
        return Ok(Vec::new());
    }
    Ok(lines.map_while(|line| serde_json::from_str(&line).ok()).collect())
}
