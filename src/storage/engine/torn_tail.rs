//! The end of the engine's log after a loss of power: what is torn is cut off, so that a prefix is left.
//!
//! The engine takes all of its log for whole up to where the head of any segment says that the log was written, and
//! passes over what it cannot read before that. But written is not forced onto the disk: a head may survive whose
//! predecessors did not. So the log is read from where it is known to be on the disk, and the segments behind
//! the first record that is not whole lose their heads.
//!
//! A segment has 512 KiB: a head of 20 bytes, records, and an end that is too short for one. A head is the CRC-32 of
//! the rest, inverted; the position of the segment in the log, and how far the log was written, both with all bits
//! but the highest flipped. A record is the CRC-32 of its body and of what follows in its head, inverted; its kind;
//! the length of its body, the number of the segment and the number of a page, each as 1 to 9 bytes; and the body.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

const SEGMENT_BYTES: usize = 512 << 10;
/// The same, as a length of the log.
const SEGMENT: i64 = 512 << 10;
const HEAD_BYTES: usize = 20;
/// No record begins so near to the end of a segment.
const RECORD_HEAD_BYTES: usize = 32;
/// The kind of the record that fills a segment up.
const CAP: u8 = 2;
/// Kinds of records: 0 is what was never written, and above the last nothing is.
const KINDS: std::ops::RangeInclusive<u8> = 1..=11;

/// Cuts off what is behind the first torn record of the log, which is whole up to `reached`. Returns up to where it is
/// whole, and how many segments lost their heads.
///
/// Changes nothing and returns nothing where the log is torn before `reached`: that is damage, and no loss of power.
pub(crate) fn cut(log: &mut File, reached: i64) -> io::Result<Option<(i64, usize)>> {
    let segments = segments(log)?;
    let mut position = reached.max(0) / SEGMENT * SEGMENT;
    let mut whole = position - 1;
    while let Some(offset) = segments.get(&position) {
        let mut segment = Vec::with_capacity(SEGMENT_BYTES);
        log.seek(SeekFrom::Start(*offset))?;
        Read::take(&mut *log, SEGMENT_BYTES as u64).read_to_end(&mut segment)?;
        let end = read(&segment, (position / SEGMENT).unsigned_abs());
        whole = position + i64::try_from(end).unwrap_or(SEGMENT) - 1;
        position += SEGMENT;
        if end < SEGMENT_BYTES {
            break;
        }
    }
    if whole < reached {
        return Ok(None);
    }
    let behind: Vec<u64> = segments.range(position..).map(|(_, offset)| *offset).collect();
    for offset in &behind {
        log.seek(SeekFrom::Start(*offset))?;
        log.write_all(&[0; HEAD_BYTES])?;
    }
    Ok(Some((whole, behind.len())))
}

/// Finds the segments that have a head: their positions in the log, and where they lie in the file.
fn segments(log: &mut File) -> io::Result<BTreeMap<i64, u64>> {
    let length = log.metadata()?.len();
    let mut found = BTreeMap::new();
    for offset in (0..length).step_by(SEGMENT_BYTES) {
        if length - offset < HEAD_BYTES as u64 {
            break;
        }
        let mut head = [0; HEAD_BYTES];
        log.seek(SeekFrom::Start(offset))?;
        log.read_exact(&mut head)?;
        let Some((sum, rest)) = head.split_first_chunk::<4>() else { continue };
        let Some(position) = rest.first_chunk::<8>() else { continue };
        if u32::from_le_bytes(*sum) == !crc32fast::hash(rest) {
            found.insert(i64::from_le_bytes(*position) ^ i64::MAX, offset);
        }
    }
    Ok(found)
}

/// Reads the records of the segment with this number, and returns where it is whole up to: all of it, or the end of the
/// last record before something else.
fn read(segment: &[u8], number: u64) -> usize {
    let mut at = HEAD_BYTES;
    while at + RECORD_HEAD_BYTES <= SEGMENT_BYTES {
        match record(segment.get(at..).unwrap_or_default(), number) {
            Some((CAP, _)) => return SEGMENT_BYTES,
            Some((_, length)) => at += length,
            None => return at,
        }
    }
    SEGMENT_BYTES
}

/// Reads a record: its kind and its length, or nothing where it is not whole.
fn record(bytes: &[u8], number: u64) -> Option<(u8, usize)> {
    let (sum, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, mut rest) = rest.split_first()?;
    let length = usize::try_from(varint(&mut rest)?).ok()?;
    let of = varint(&mut rest)?;
    varint(&mut rest)?;
    let head = bytes.len() - rest.len();
    let mut crc = crc32fast::Hasher::new();
    crc.update(rest.get(..length)?);
    crc.update(bytes.get(4..head)?);
    let whole = u32::from_le_bytes(*sum) == !crc.finalize() && of == number && KINDS.contains(kind);
    whole.then_some((*kind, head + length))
}

/// Reads a number of 1 to 9 bytes: up to 240 as it is, up to 2,287 in two bytes, up to 67,823 in three, and behind 250
/// to 255 in three to eight.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let (first, rest) = bytes.split_first()?;
    let first = u64::from(*first);
    let after = match first {
        0..=240 => 0,
        241..=248 => 1,
        249 => 2,
        _ => usize::try_from(first).ok()? - 247,
    };
    let (digits, rest) = rest.split_at_checked(after)?;
    *bytes = rest;
    Some(match (first, digits) {
        (0..=240, _) => first,
        (241..=248, [low]) => 240 + 256 * (first - 241) + u64::from(*low),
        (249, [high, low]) => 2288 + 256 * u64::from(*high) + u64::from(*low),
        (_, digits) => digits.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    })
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::super::{Engine, Table};
    use super::*;

    const VALUES: u64 = 1500;

    /// Writes an engine of several segments; returns its log.
    fn written(folder: &Path) -> PathBuf {
        let engine = Engine::open(folder, 1 << 20).unwrap();
        for number in 0..VALUES {
            engine
                .insert(Table::Bodies, &number.to_be_bytes(), number.to_le_bytes().repeat(128))
                .unwrap();
        }
        drop(engine);
        folder.join("db")
    }

    fn held(folder: &Path) -> u64 {
        let engine = Engine::open(folder, 1 << 20).unwrap();
        let values: Vec<_> = engine.scan(Table::Bodies, Vec::new()..).map(Result::unwrap).collect();
        for (number, (key, value)) in (0_u64..).zip(&values) {
            assert_eq!(**key, number.to_be_bytes());
            assert_eq!(**value, *number.to_le_bytes().repeat(128));
        }
        values.len() as u64
    }

    /// The positions of the last segments in the log, and where they lie.
    fn last(log: &Path, count: usize) -> Vec<(i64, u64)> {
        let found = segments(&mut File::open(log).unwrap()).unwrap();
        found.into_iter().rev().take(count).collect()
    }

    fn opened(log: &Path) -> File {
        File::options().read(true).write(true).open(log).unwrap()
    }

    #[test]
    fn a_log_that_is_whole_is_read_to_its_end_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let log = written(folder.path());
        let before = std::fs::read(&log).unwrap();
        let [(position, _), _, (from, _)] = last(&log, 3)[..] else { panic!("too few segments") };
        let (whole, cut_off) = cut(&mut opened(&log), from).unwrap().unwrap();
        assert!(whole > position && cut_off == 0, "{whole} of {position}");
        assert_eq!(cut(&mut opened(&log), whole).unwrap(), Some((whole, 0)));
        assert_eq!(std::fs::read(&log).unwrap(), before);
    }

    #[test]
    fn what_is_behind_a_torn_record_is_cut_off_and_a_prefix_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let log = written(folder.path());
        let [_, (_, offset), (from, _)] = last(&log, 3)[..] else { panic!("too few segments") };
        let mut bytes = std::fs::read(&log).unwrap();
        // A page that did not reach the disk.
        let page = usize::try_from(offset).unwrap() + 8 * 4096;
        bytes[page..page + 4096].fill(0);
        std::fs::write(&log, &bytes).unwrap();
        let (whole, cut_off) = cut(&mut opened(&log), from).unwrap().unwrap();
        assert_eq!(cut_off, 1);
        assert_eq!(whole / SEGMENT, from / SEGMENT + 1);
        let left = held(folder.path());
        assert!(left > 0 && left < VALUES, "{left}");
    }

    #[test]
    fn damage_to_what_was_on_the_disk_is_left_to_be_found() {
        let folder = tempfile::tempdir().unwrap();
        let log = written(folder.path());
        let [_, _, (from, offset)] = last(&log, 3)[..] else { panic!("too few segments") };
        let mut bytes = std::fs::read(&log).unwrap();
        bytes[usize::try_from(offset).unwrap() + 5000] ^= 1;
        std::fs::write(&log, &bytes).unwrap();
        assert_eq!(cut(&mut opened(&log), from + 400_000).unwrap(), None);
        assert_eq!(std::fs::read(&log).unwrap(), bytes);
    }
}
