//! The files of an index of words.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use tantivy::{Index, SegmentMeta};

/// Returns the names of the files of a segment.
fn files(segment: &SegmentMeta) -> Vec<String> {
    let of = |rest: &str| format!("{}.{rest}", segment.id().uuid_string());
    let deleted = segment.delete_opstamp().map(|stamp| of(&format!("{stamp}.del")));
    ["fast", "fieldnorm", "idx", "pos", "store", "term"]
        .map(of)
        .into_iter()
        .chain(deleted)
        .collect()
}

/// Returns the names of the files of segments whose bytes do not have their checksum. Those that
/// `Index::validate_checksum` looks at are in a list that may be damaged itself.
pub(super) fn damaged(index: &Index) -> tantivy::Result<Vec<String>> {
    let mut damaged = Vec::new();
    for file in index.searchable_segment_metas()?.iter().flat_map(files) {
        if !index.directory().validate_checksum(Path::new(&file))? {
            damaged.push(file);
        }
    }
    Ok(damaged)
}

/// Removes the files that no segment has. They are of a commit that did not come to its end, and a
/// later one would fail to write files of the same names.
pub(super) fn remove_orphans(path: &Path, segments: &[SegmentMeta]) -> io::Result<()> {
    let known: HashSet<String> = segments.iter().flat_map(files).collect();
    for file in fs::read_dir(path)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name != "meta.json" && !name.starts_with('.') && !known.contains(&name) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}
