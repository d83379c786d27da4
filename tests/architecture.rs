//! The architecture: layers, circles of imports, the home of each method, and figures of the prose.
//! Each failure names a file, a line and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

mod made_up;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::OnceLock;

use source::{File, Impl, Import, Source};

/// The modules of the crate and their layers. A module imports only from smaller numbers.
const LAYERS: &[(&str, u8)] = &[
    ("error", 0),
    ("fault", 0),
    ("bytes", 1),
    ("model", 1),
    ("text", 2),
    ("identity", 2),
    ("extract", 3),
    ("record", 3),
    ("search", 3),
    ("storage", 4),
    ("query", 5),
    ("ingest", 6),
    ("exchange", 7),
    ("store", 8),
    ("open_options", 9),
];

/// Folders below `src`, each with its entries in their order: files without `.rs`, and folders. An
/// entry imports only from those before it. A `mod.rs` is after all others.
const FOLDERS: &[(&str, &str)] = &[
    (
        "storage",
        "files metrics engine list cache tables btree name_keys tombstone known overrides revision \
         undo memtable compaction writer watchers text shared read_guard decode durability \
         checkpoint write feed documents indexer recovery maintenance",
    ),
    ("storage/btree", "leaf_cursor list_cursor posting_list list_writer list_builder"),
    ("storage/checkpoint", "plan garbage derived lists"),
    (
        "storage/maintenance",
        "stats primary verify_text verify version_1 backup_file builder rewrite_lists compact \
         compact_open backup check_backup publish repair upgrade",
    ),
    (
        "storage/write",
        "validate text_pages fingerprint redact validated_draft prepare commit_group \
         resolve_speakers stated index_delta tombstones commit corrections erase batch",
    ),
    ("extract", "extractor english"),
    ("extract/english", "lexicon document countries grammar cues quotes coref"),
    ("extract/english/lexicon", "word_table classes"),
    ("extract/english/countries", "country_name word_bounds gazetteer scan find leaders publisher"),
    (
        "extract/english/grammar",
        "joined_names names gender titles noun_phrases roles referent_kind premodifiers clauses \
         country_rule conjuncts places descriptions affiliations",
    ),
    ("extract/english/cues", "cue subjects find_cues"),
    ("extract/english/quotes", "confidence classify select_cue turns attribution"),
    (
        "extract/english/coref",
        "people reference pronoun_resolution title_holders organisations coreference \
         speaker_country speaker_details joint_speakers",
    ),
    (
        "query",
        "cursor page plan slow filter iterable view posting text_source quote_source predicate \
         quote_plan facets quote_query paragraph_query article_query speaker_query watch saying \
         serialize navigation snapshot",
    ),
    ("search", "words expression matching snippet hits tokens contents files index"),
    ("query/view", "text paragraph article from_source quote_speaker quote speaker"),
];

/// Crates that only some modules name.
const CRATES: &[(&str, &[&str])] = &[
    ("sled", &["storage", "bytes"]),
    ("rkyv", &["record"]),
    ("bincode", &["record"]),
    ("quick_cache", &["storage"]),
    ("fs2", &["storage"]),
    ("memmap2", &["record"]),
    ("frostem", &["search"]),
    ("tantivy", &["search"]),
];

/// The file that may have unsafe code.
const UNSAFE: &str = "src/record/access.rs";

/// The files with methods away from their types: those that lead to a view that leads back, and
/// those of `Store` that its own file has no room for.
const AWAY: [&str; 5] = [
    "src/query/navigation.rs",
    "src/store/retention.rs",
    "src/store/searching.rs",
    "src/store/tables.rs",
    "src/store/watching.rs",
];

/// The longest file, in lines, its tests included.
const LINES: usize = 700;

/// The longest line, in columns.
const COLUMNS: usize = 100;

/// The most occurrences of "where" in 1,000 words of comments.
const WHERE: f64 = 1.5;

/// The least share of public methods with an example, in per cent.
const EXAMPLES: f64 = 70.0;

/// The most problems of one kind that a failure lists.
const LISTED: usize = 60;

fn source() -> &'static Source {
    static SOURCE: OnceLock<Source> = OnceLock::new();
    SOURCE.get_or_init(|| Source::read(Path::new(env!("CARGO_MANIFEST_DIR"))))
}

/// Fails if there are problems, and lists them.
fn check(problems: &[String]) {
    let more = match problems.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("\n… and {more} more"),
    };
    let listed = problems.iter().take(LISTED).cloned().collect::<Vec<_>>().join("\n");
    assert!(problems.is_empty(), "{} problems:\n{listed}{more}", problems.len());
}

/// The module of a file: the first part of its path below `src`.
fn module(file: &File) -> &str {
    let inside = file.path.trim_start_matches("src/");
    inside.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The entry of a folder that a file belongs to: the name of a file or of a folder in it.
fn entry<'a>(file: &'a File, folder: &str) -> Option<&'a str> {
    let inside = file.path.strip_prefix("src/")?.strip_prefix(folder)?.strip_prefix('/')?;
    Some(inside.split('/').next().unwrap().trim_end_matches(".rs"))
}

fn imports_upwards(source: &Source, layers: &[(&str, u8)]) -> Vec<String> {
    let layer =
        |name: &str| layers.iter().find(|(module, _)| *module == name).map(|(_, layer)| *layer);
    let mut problems = Vec::new();
    for (name, _) in layers {
        if !source.files.iter().any(|file| module(file) == *name) {
            problems.push(format!("there is no module `{name}`: take it out of LAYERS"));
        }
    }
    for file in &source.files {
        if layer(module(file)).is_none() && module(file) != "lib" {
            problems.push(format!("{}: the module has no layer: add it to LAYERS", file.path));
        }
    }
    let mut seen = BTreeSet::new();
    for import in &source.imports {
        let (from, to) = (&source.files[import.from], &source.files[import.to]);
        let Import { line, name, .. } = import;
        if module(from) == "lib" {
            continue;
        }
        if import.by_root {
            let home = module(to);
            problems.push(format!(
                "{}:{line}: `{name}` is a re-export of the root: import it from `crate::{home}`",
                from.path
            ));
            continue;
        }
        let own = layer(module(from));
        for below in BTreeSet::from([import.top.as_str(), module(to)]) {
            if below != module(from)
                && own.is_some()
                && layer(below) >= own
                && seen.insert((import.from, import.to, below))
            {
                problems.push(format!(
                    "{}:{line}: `{below}` is not below `{}`: move the code of this line to \
                     a higher layer, or `{name}` (in {}) to a lower one",
                    from.path,
                    module(from),
                    to.path
                ));
            }
        }
    }
    problems
}

#[test]
fn modules_import_only_from_lower_layers() {
    check(&imports_upwards(source(), LAYERS));
}

/// The imports between entries of a folder: the importing entry, the imported one, and the import.
fn between_entries<'a>(source: &'a Source, folder: &str) -> Vec<(&'a str, &'a str, &'a Import)> {
    let mut found = Vec::new();
    for import in &source.imports {
        let (from, to) = (&source.files[import.from], &source.files[import.to]);
        if let (Some(own), Some(other)) = (entry(from, folder), entry(to, folder))
            && own != other
        {
            found.push((own, other, import));
        }
    }
    found
}

fn imports_backwards(source: &Source, folders: &[(&str, &str)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (folder, entries) in folders {
        let entries: Vec<&str> = entries.split_whitespace().collect();
        let present = entries_of(source, folder);
        let listed: BTreeSet<&str> = entries.iter().copied().collect();
        let missing: Vec<&str> = present.difference(&listed).copied().collect();
        if !missing.is_empty() {
            let (order, missing) = (possible_order(source, folder), missing.join(", "));
            problems.push(format!("src/{folder}: add to FOLDERS: {missing}; {order}"));
        }
        for gone in listed.difference(&present) {
            problems.push(format!("src/{folder}: there is no `{gone}`: take it out of FOLDERS"));
        }
        // `mod.rs` is the last: it imports what it likes, and nothing imports from it.
        let place = |name| entries.iter().position(|entry| *entry == name).unwrap_or(entries.len());
        let mut seen = BTreeSet::new();
        for (own, other, import) in between_entries(source, folder) {
            if place(own) < place(other)
                && (other == "mod" || listed.contains(other))
                && seen.insert((import.from, import.to))
            {
                let Import { line, name, .. } = import;
                problems.push(format!(
                    "{}:{line}: `{own}` is before `{other}` in src/{folder}: move the code of this \
                     line to `{other}` or later, or `{name}` to `{own}` or earlier",
                    source.files[import.from].path
                ));
            }
        }
    }
    problems
}

#[test]
fn folders_import_only_from_entries_before_them() {
    check(&imports_backwards(source(), FOLDERS));
}

/// The entries of a folder without its `mod.rs` and its tests.
fn entries_of<'a>(source: &'a Source, folder: &str) -> BTreeSet<&'a str> {
    let files = source.files.iter().filter(|file| !file.is_test);
    files.filter_map(|file| entry(file, folder)).filter(|name| *name != "mod").collect()
}

/// Says an order of a folder's entries that few imports break.
fn possible_order(source: &Source, folder: &str) -> String {
    let mut left = entries_of(source, folder);
    let between = between_entries(source, folder);
    let mut order = Vec::new();
    let mut breaks = 0;
    let cost = |name: &str, left: &BTreeSet<&str>| {
        between.iter().filter(|(own, other, _)| *own == name && left.contains(other)).count()
    };
    while let Some(next) = left.iter().copied().min_by_key(|name| cost(name, &left)) {
        breaks += cost(next, &left);
        left.remove(next);
        order.push(next);
    }
    format!("{breaks} imports break this order: {}", order.join(" "))
}

/// The circles of a source, each as the files that reach each other.
fn circles(source: &Source) -> Vec<BTreeSet<usize>> {
    let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for import in source.imports.iter().filter(|import| !import.is_module) {
        next.entry(import.from).or_default().insert(import.to);
    }
    let reached = |start: usize| {
        let mut seen = BTreeSet::new();
        let mut left = vec![start];
        while let Some(at) = left.pop() {
            left.extend(
                next.get(&at).into_iter().flatten().copied().filter(|file| seen.insert(*file)),
            );
        }
        seen
    };
    let reach: BTreeMap<usize, BTreeSet<usize>> =
        next.keys().map(|file| (*file, reached(*file))).collect();
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    for (file, seen) in &reach {
        if seen.contains(file) && !found.iter().any(|circle| circle.contains(file)) {
            let mutual = |other: &&usize| reach.get(*other).is_some_and(|back| back.contains(file));
            found.push(seen.iter().filter(mutual).copied().collect());
        }
    }
    found
}

/// The pairs of files that import each other.
fn pairs(source: &Source) -> BTreeSet<(usize, usize)> {
    let imports = source.imports.iter().filter(|import| !import.is_module);
    let edges: BTreeSet<(usize, usize)> = imports.map(|import| (import.from, import.to)).collect();
    edges.iter().copied().filter(|(from, to)| from < to && edges.contains(&(*to, *from))).collect()
}

/// Returns a shortest way through a circle, from its first file back to it.
fn way(source: &Source, circle: &BTreeSet<usize>) -> Vec<usize> {
    let start = *circle.first().unwrap();
    let mut ways = std::collections::VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        let last = *way.last().unwrap();
        for import in
            source.imports.iter().filter(|import| import.from == last && !import.is_module)
        {
            let longer = [way.as_slice(), &[import.to]].concat();
            if import.to == start {
                return longer;
            }
            if circle.contains(&import.to) && seen.insert(import.to) {
                ways.push_back(longer);
            }
        }
    }
    Vec::new()
}

fn circular_imports(source: &Source) -> Vec<String> {
    let path = |file: usize| source.files[file].path.as_str();
    let mut problems = Vec::new();
    for circle in circles(source) {
        let files: Vec<&str> = circle.iter().map(|file| path(*file)).collect();
        let way = way(source, &circle);
        let mut text =
            format!("{} files import each other in a circle: {}", files.len(), files.join(", "));
        let mut fewest: Option<(usize, String)> = None;
        for step in way.windows(2) {
            let lines: BTreeMap<usize, &str> = source
                .imports
                .iter()
                .filter(|import| [import.from, import.to] == *step && !import.is_module)
                .map(|import| (import.line, import.name.as_str()))
                .collect();
            for (line, name) in lines.iter().take(3) {
                write!(
                    text,
                    "\n    {}:{line} takes `{name}` from {}",
                    path(step[0]),
                    path(step[1])
                )
                .unwrap();
            }
            if fewest.as_ref().is_none_or(|(count, _)| lines.len() < *count) {
                let (line, name) = lines.first_key_value().unwrap();
                let first = format!("{}:{line} (`{name}`)", path(step[0]));
                fewest = Some((lines.len(), first));
            }
        }
        let (count, first) = fewest.unwrap();
        write!(text, "\n    move what {first} needs: the cut with the fewest lines here, {count}")
            .unwrap();
        problems.push(text);
    }
    problems
}

#[test]
fn no_files_import_each_other() {
    check(&circular_imports(source()));
}

/// The inherent impls away from their types, those of [`AWAY`] included.
fn away(source: &Source) -> Vec<&Impl> {
    source.impls.iter().filter(|found| found.of.0 != found.file).collect()
}

fn impls_away(source: &Source) -> Vec<String> {
    let away = away(source).into_iter();
    away.filter(|found| !AWAY.contains(&&*source.files[found.file].path))
        .map(|found| {
            let (home, name) = &found.of;
            format!(
                "{}:{}: move this `impl {name}` to {}, or make free functions of its methods",
                source.files[found.file].path, found.line, source.files[*home].path
            )
        })
        .collect()
}

#[test]
fn methods_live_with_their_types() {
    check(&impls_away(source()));
}

fn crates_named(source: &Source, crates: &[(&str, &[&str])]) -> Vec<String> {
    let mut problems = BTreeSet::new();
    for (file, line, name) in &source.externals {
        let file = &source.files[*file];
        if let Some((_, modules)) = crates.iter().find(|(known, _)| known == name)
            && !modules.contains(&module(file))
        {
            let modules = modules.join(" and ");
            problems.insert(format!(
                "{}:{line}: only {modules} may name {name}: call one of them",
                file.path
            ));
        }
    }
    problems.into_iter().collect()
}

#[test]
fn only_some_modules_name_the_engine_and_the_codecs() {
    check(&crates_named(source(), CRATES));
}

fn unsafe_code(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    for file in source.files.iter().filter(|file| file.path != UNSAFE) {
        for line in &file.unsafes {
            problems.push(format!(
                "{}:{line}: unsafe code: do without, or move it to {UNSAFE}",
                file.path
            ));
        }
    }
    problems
}

#[test]
fn unsafe_code_is_in_one_file() {
    check(&unsafe_code(source()));
}

fn long_files(source: &Source) -> Vec<String> {
    let counts = source.files.iter().map(|file| (file, file.text.lines().count()));
    counts
        .filter(|(_, lines)| *lines > LINES)
        .map(|(file, lines)| {
            format!("{}:{LINES}: {lines} lines: split the file from here or before", file.path)
        })
        .collect()
}

#[test]
fn no_file_is_too_long() {
    check(&long_files(source()));
}

fn long_lines(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    for file in &source.files {
        for (number, line) in (1..).zip(file.text.lines()) {
            let columns = line.chars().count();
            let content = line.trim_start_matches([' ', '/', '!', '<']);
            let is_link = content.starts_with("https://") && !content.contains(' ');
            if columns > COLUMNS && !is_link {
                problems.push(format!("{}:{number}: {columns} columns: break the line", file.path));
            }
        }
    }
    problems
}

#[test]
fn no_line_is_too_long() {
    check(&long_lines(source()));
}

/// The words of a file's comments with their lines, except in tests and in code blocks.
fn comment_words(file: &File) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    let mut is_code = false;
    for (number, line) in (1..).zip(file.text.lines()) {
        let comment = if let Some(comment) = line.trim_start().strip_prefix("//") {
            comment.trim_start_matches(['/', '!'])
        } else {
            is_code = false;
            match line.split_once(" // ") {
                // A comment after code, unless it is in a text.
                Some((code, comment)) if code.matches('"').count() % 2 == 0 => comment,
                _ => continue,
            }
        };
        if comment.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code && !file.tests.iter().any(|lines| lines.contains(&number)) {
            let split = comment.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
            words.extend(
                split.filter(|word| !word.is_empty()).map(|word| (number, word.to_lowercase())),
            );
        }
    }
    words
}

/// The number of words in comments, and each "where" among them as file and line.
fn wheres(source: &Source) -> (usize, Vec<String>) {
    let mut count = 0;
    let mut found = Vec::new();
    for file in source.files.iter().filter(|file| !file.is_test) {
        for (line, word) in comment_words(file) {
            count += 1;
            if word == "where" {
                let advice = "say “if” for a condition, “when” for a moment";
                found.push(format!("{}:{line}: “where”: {advice}", file.path));
            }
        }
    }
    (count, found)
}

/// Returns `part` of `whole` in units of `whole / unit`, such as per cent.
#[expect(clippy::cast_precision_loss, reason = "counts of words and methods are far below 2^52")]
fn share(part: usize, whole: usize, unit: f64) -> f64 {
    unit * part as f64 / whole.max(1) as f64
}

fn conditions_as_places(source: &Source) -> Vec<String> {
    let (words, found) = wheres(source);
    if share(found.len(), words, 1000.0) > WHERE { found } else { Vec::new() }
}

#[test]
fn where_is_a_place() {
    check(&conditions_as_places(source()));
}

/// The number of public methods of types that the root re-exports, and those without an example.
fn without_example(source: &Source) -> (usize, Vec<String>) {
    let mut count = 0;
    let mut found = Vec::new();
    for home in source.impls.iter().filter(|home| source.public.contains(&home.of)) {
        for method in &home.methods {
            count += 1;
            if !method.has_example {
                found.push(format!(
                    "{}:{}: `{}::{}` has no example: add one to its documentation",
                    source.files[home.file].path, method.line, home.of.1, method.name
                ));
            }
        }
    }
    (count, found)
}

fn too_few_examples(source: &Source) -> Vec<String> {
    let (methods, found) = without_example(source);
    if share(methods - found.len(), methods, 100.0) < EXAMPLES { found } else { Vec::new() }
}

#[test]
fn public_methods_have_examples() {
    check(&too_few_examples(source()));
}

#[test]
#[ignore = "prints the figures"]
fn figures() {
    let source = source();
    let lines: usize = source.files.iter().map(|file| file.text.lines().count()).sum();
    let longest = source.files.iter().max_by_key(|file| file.text.lines().count()).unwrap();
    let (words, wheres) = wheres(source);
    let (methods, bare) = without_example(source);
    let (away, long) = (away(source).len(), long_lines(source).len());
    let impls = source.impls.len();
    let example = methods - bare.len();
    println!("| figure | now | asked |");
    println!("| --- | --- | --- |");
    println!(
        "| circles of files | {} ({} pairs import each other) | 0 |",
        circles(source).len(),
        pairs(source).len()
    );
    println!(
        "| inherent impls away from their type | {:.1} % ({away} of {impls}) | 2 % |",
        share(away, impls, 100.0)
    );
    println!(
        "| “where” in 1,000 words of comments | {:.2} | {WHERE} |",
        share(wheres.len(), words, 1000.0)
    );
    println!(
        "| lines over {COLUMNS} columns | {:.2} % ({long}) | 0 % |",
        share(long, lines, 100.0)
    );
    println!(
        "| public methods with an example | {:.1} % ({example} of {methods}) | {EXAMPLES} % |",
        share(example, methods, 100.0)
    );
    println!("| longest file | {} ({}) | {LINES} |", longest.text.lines().count(), longest.path);
    for (folder, _) in FOLDERS {
        println!("src/{folder}: {}", possible_order(source, folder));
    }
}
