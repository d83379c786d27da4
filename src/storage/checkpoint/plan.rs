//! The plan of a checkpoint: what it makes and what it retires, for a recovery if it is
//! interrupted.

use std::mem::take;

use crate::error::Result;
use crate::record::{Kind, PlanValue, PlannedList, encode_owned, page_key};
use crate::storage::engine::Table;
use crate::storage::shared::Storage;

/// The most page ids on one page of a plan, which must fit a value.
const PLAN_PAGE_IDS: usize = 256;

/// Writes the plan of a checkpoint, in pages; the last one says so.
pub(super) fn write_plan(
    storage: &Storage,
    lsn: u64,
    lists: &[&PlannedList],
    revisions: &[u64],
) -> Result<()> {
    let mut pages = Vec::new();
    let mut page = PlanValue::default();
    let mut page_ids = 0;
    for list in lists {
        // A list with more page ids than a page holds takes several entries.
        let mut all = list
            .old
            .iter()
            .map(|number| (true, *number))
            .chain(list.new.iter().map(|number| (false, *number)))
            .peekable();
        while all.peek().is_some() {
            let mut entry = PlannedList { key: list.key.clone(), ..PlannedList::default() };
            page_ids += 8;
            while page_ids < PLAN_PAGE_IDS
                && let Some((old, number)) = all.next()
            {
                if old { &mut entry.old } else { &mut entry.new }.push(number);
                page_ids += 1;
            }
            page.lists.push(entry);
            if page_ids >= PLAN_PAGE_IDS {
                pages.push(take(&mut page));
                page_ids = 0;
            }
        }
    }
    pages.push(page);
    pages.extend(
        revisions
            .chunks(PLAN_PAGE_IDS)
            .map(|chunk| PlanValue { revisions: chunk.to_vec(), ..PlanValue::default() }),
    );
    if let Some(last) = pages.last_mut() {
        last.last = true;
    }
    for (number, page) in (0..).zip(&pages) {
        let key = page_key(lsn, number);
        storage.tables().engine.insert(
            Table::Plans,
            &key,
            encode_owned(Kind::Plan, &key, page)?,
        )?;
    }
    Ok(())
}

/// Removes the pages of a plan whose checkpoint has nothing left to delete.
pub(crate) fn forget_plan(storage: &Storage, lsn: u64) -> Result<()> {
    storage.tables().engine.remove_prefix(Table::Plans, &lsn.to_be_bytes())
}
