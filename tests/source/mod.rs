//! The source of the crate: its files and modules, and each name that a file takes from another.
//!
//! A name is followed through `use`, re-exports and module paths to the file that defines it. Code
//! under `#[cfg(test)]` is cut out before the rest is parsed.

mod names;
mod tokens;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use proc_macro2::TokenStream;
use syn::visit::Visit;

use names::{Uses, Visitor, item_name};
use tokens::{find_unsafe, without_tests};

/// A crate's files, and what was found in them.
#[derive(Default)]
pub(crate) struct Source {
    pub(crate) files: Vec<File>,
    /// Names that a file takes from another file.
    pub(crate) imports: Vec<Import>,
    /// The first names of paths, crates among them: file, line and name.
    pub(crate) externals: Vec<(usize, usize, String)>,
    /// Inherent impls.
    pub(crate) impls: Vec<Impl>,
    /// Items that the root re-exports, each by its defining file and its name there.
    pub(crate) public: HashSet<(usize, String)>,
    modules: Vec<Module>,
}

/// A source file.
pub(crate) struct File {
    /// Relative to the crate, with `/` between folders: `src/model/id.rs`.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Whether the file holds tests only.
    pub(crate) is_test: bool,
    /// The lines of code under `#[cfg(test)]`.
    pub(crate) tests: Vec<RangeInclusive<usize>>,
    /// The lines with the word `unsafe` in code, tests included.
    pub(crate) unsafes: Vec<usize>,
}

/// A name that a file takes from another file.
pub(crate) struct Import {
    pub(crate) from: usize,
    pub(crate) line: usize,
    /// The file that defines the name; for a module, the file of the module.
    pub(crate) to: usize,
    /// The name as written, such as `super::names::hash`.
    pub(crate) name: String,
    /// The module of the crate that the path begins with. May re-export the name from elsewhere.
    pub(crate) top: String,
    pub(crate) is_module: bool,
    /// Whether the path uses a re-export of the root, as `crate::Country` does.
    pub(crate) by_root: bool,
}

/// An inherent impl.
pub(crate) struct Impl {
    pub(crate) file: usize,
    pub(crate) line: usize,
    /// The file that defines the type, and the type's name there.
    pub(crate) of: (usize, String),
    pub(crate) methods: Vec<Method>,
}

/// A `pub` function of an inherent impl.
pub(crate) struct Method {
    pub(crate) line: usize,
    pub(crate) name: String,
    /// Whether its documentation has a code block that is compiled.
    pub(crate) has_example: bool,
}

/// A module, inline or of a file.
struct Module {
    /// Names from the root, which has none.
    path: Vec<String>,
    parent: Option<usize>,
    file: usize,
    names: HashMap<String, Vec<Name>>,
    globs: Vec<Vec<String>>,
}

/// The meaning of a name in a module.
enum Name {
    Item,
    Module(usize),
    Use(Vec<String>),
}

/// The end of a path.
enum Target {
    Module(usize),
    Item(usize, String),
}

/// The most re-exports that a name is followed through. Ends circles of `use`.
const STEPS: usize = 16;

impl Source {
    /// Reads the crate in `folder`.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(folder, "src", &mut files);
        Self::parse(files)
    }

    /// Parses files, given as path and text; `src/lib.rs` is the root.
    pub(crate) fn parse(contents: BTreeMap<String, String>) -> Self {
        let mut source = Self::default();
        let mut streams = HashMap::new();
        for (path, text) in contents {
            let stream: TokenStream =
                text.parse().unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
            let mut unsafes = Vec::new();
            find_unsafe(stream.clone(), &mut unsafes);
            let mut tests = Vec::new();
            streams.insert(path.clone(), without_tests(stream, &mut tests));
            source.files.push(File { path, text, is_test: true, tests, unsafes });
        }
        let mut asts = Vec::new();
        source.add_file("src/lib.rs", "src", None, &streams, &mut asts);
        for (module, items) in &asts {
            let mut visitor = Visitor { source: &mut source, module: *module };
            for item in items {
                visitor.visit_item(item);
            }
        }
        source.public = source.find_public();
        source
    }

    /// Returns the file at `path`, if there is one.
    fn file(&self, path: &str) -> Option<usize> {
        self.files.iter().position(|file| file.path == path)
    }

    /// Adds a file as a module, and its child modules, which are below `children`.
    fn add_file(
        &mut self,
        path: &str,
        children: &str,
        module: Option<(usize, String)>,
        streams: &HashMap<String, TokenStream>,
        asts: &mut Vec<(usize, Vec<syn::Item>)>,
    ) {
        let file = self.file(path).unwrap();
        let tree: syn::File = syn::parse2(streams[path].clone())
            .unwrap_or_else(|error| panic!("{path}:{}: {error}", error.span().start().line));
        self.files[file].is_test = false;
        let index = self.add_module(file, module);
        self.add_items(index, children, &tree.items, streams, asts);
        asts.push((index, tree.items));
    }

    /// Adds a module under its parent and name; the root has neither.
    fn add_module(&mut self, file: usize, module: Option<(usize, String)>) -> usize {
        let index = self.modules.len();
        let (parent, path) = match module {
            None => (None, Vec::new()),
            Some((parent, name)) => {
                let mut path = self.modules[parent].path.clone();
                path.push(name.clone());
                self.bind(parent, name, Name::Module(index));
                (Some(parent), path)
            }
        };
        self.modules.push(Module { path, parent, file, names: HashMap::new(), globs: Vec::new() });
        index
    }

    fn bind(&mut self, module: usize, name: String, to: Name) {
        self.modules[module].names.entry(name).or_default().push(to);
    }

    fn add_items(
        &mut self,
        module: usize,
        children: &str,
        items: &[syn::Item],
        streams: &HashMap<String, TokenStream>,
        asts: &mut Vec<(usize, Vec<syn::Item>)>,
    ) {
        for item in items {
            if let syn::Item::Mod(inner) = item {
                let name = inner.ident.to_string();
                let below = format!("{children}/{name}");
                if let Some((_, items)) = &inner.content {
                    let index = self.add_module(self.modules[module].file, Some((module, name)));
                    self.add_items(index, &below, items, streams, asts);
                } else {
                    let path = [format!("{below}.rs"), format!("{below}/mod.rs")]
                        .into_iter()
                        .find(|path| self.file(path).is_some())
                        .unwrap_or_else(|| panic!("no file for `mod {name}` in {children}"));
                    self.add_file(&path, &below, Some((module, name)), streams, asts);
                }
                continue;
            }
            if let Some(name) = item_name(item) {
                self.bind(module, name, Name::Item);
            }
            // Functions may have `use` in their bodies.
            let mut uses = Uses::default();
            uses.visit_item(item);
            for (name, path) in uses.names {
                self.bind(module, name, Name::Use(path));
            }
            self.modules[module].globs.extend(uses.globs);
        }
    }

    /// Returns what a path in `module` leads to. Empty if it leads out of the crate.
    fn follow(&self, module: usize, path: &[String], steps: usize) -> Vec<Target> {
        let Some((start, rest)) = self.start(module, path) else { return Vec::new() };
        self.resolve(start, rest, steps)
    }

    /// Returns the module that a path begins in, and the rest of it.
    fn start<'a>(&self, module: usize, path: &'a [String]) -> Option<(usize, &'a [String])> {
        let (first, rest) = path.split_first()?;
        let mut start = match first.as_str() {
            "crate" => return Some((0, rest)),
            "self" => return Some((module, rest)),
            "super" => self.modules[module].parent?,
            name if self.knows(module, name) => return Some((module, path)),
            _ => return None,
        };
        let mut rest = rest;
        while let Some(("super", after)) =
            rest.split_first().map(|(name, rest)| (name.as_str(), rest))
        {
            start = self.modules[start].parent?;
            rest = after;
        }
        Some((start, rest))
    }

    /// Returns what a path leads to that begins in `module` itself.
    fn resolve(&self, module: usize, path: &[String], steps: usize) -> Vec<Target> {
        let Some((name, rest)) = path.split_first() else { return vec![Target::Module(module)] };
        let Some(steps) = steps.checked_sub(1) else { return Vec::new() };
        let bound = self.modules[module].names.get(name).map_or(&[][..], Vec::as_slice);
        // A module and a function may have one name; only a module has names below it.
        if !rest.is_empty()
            && let Some(Name::Module(inner)) =
                bound.iter().find(|name| matches!(name, Name::Module(_)))
        {
            return self.resolve(*inner, rest, steps);
        }
        let mut targets = Vec::new();
        for found in bound {
            match found {
                Name::Item => targets.push(Target::Item(self.modules[module].file, name.clone())),
                Name::Module(inner) => targets.push(Target::Module(*inner)),
                Name::Use(path) => targets.extend(self.follow(module, path, steps)),
            }
        }
        if !rest.is_empty() {
            let inner = targets.iter().find_map(|target| match target {
                Target::Module(inner) => Some(*inner),
                Target::Item(..) => None,
            });
            if let Some(inner) = inner {
                return self.resolve(inner, rest, steps);
            }
        }
        if bound.is_empty() {
            for glob in &self.modules[module].globs {
                for target in self.follow(module, glob, steps) {
                    if let Target::Module(inner) = target
                        && self.has(inner, name)
                    {
                        targets.extend(self.resolve(inner, path, steps));
                    }
                }
            }
            if targets.is_empty() {
                // The compiler finds the name in this module: a macro makes it.
                targets.push(Target::Item(self.modules[module].file, name.clone()));
            }
        }
        targets
    }

    fn has(&self, module: usize, name: &str) -> bool {
        self.modules[module].names.contains_key(name)
    }

    /// Whether a module has a name, by itself or by a glob.
    fn knows(&self, module: usize, name: &str) -> bool {
        let by_glob = |glob: &Vec<String>| {
            // A glob of names that other globs bring in is not followed.
            glob.first().is_some_and(|first| {
                ["crate", "self", "super"].contains(&first.as_str()) || self.has(module, first)
            }) && self
                .follow(module, glob, STEPS)
                .iter()
                .any(|target| matches!(target, Target::Module(inner) if self.has(*inner, name)))
        };
        self.has(module, name) || self.modules[module].globs.iter().any(by_glob)
    }

    fn find_public(&self) -> HashSet<(usize, String)> {
        let mut public = HashSet::new();
        for (name, bound) in &self.modules[0].names {
            if bound.iter().any(|bound| matches!(bound, Name::Use(_))) {
                for target in self.resolve(0, std::slice::from_ref(name), STEPS) {
                    if let Target::Item(file, name) = target {
                        public.insert((file, name));
                    }
                }
            }
        }
        public
    }

    /// Notes what a path in `module` takes from other files.
    fn note(&mut self, module: usize, path: &[String], line: usize, reexports: bool) {
        let own = self.modules[module].file;
        let Some((start, rest)) = self.start(module, path) else { return };
        let Some(first) = rest.first() else { return };
        let by_root = start == 0
            && module != 0
            && !self.modules[0]
                .names
                .get(first)
                .is_some_and(|bound| bound.iter().any(|name| matches!(name, Name::Module(_))));
        let top = self.modules[start].path.first().unwrap_or(first).clone();
        for target in self.resolve(start, rest, STEPS) {
            let (to, is_module) = match &target {
                Target::Module(inner) if self.is_within(module, *inner) => continue,
                Target::Module(inner) if reexports && self.is_within(*inner, module) => continue,
                Target::Module(inner) => (self.modules[*inner].file, true),
                Target::Item(file, _) if reexports && self.is_below(*file, own) => continue,
                Target::Item(file, _) => (*file, false),
            };
            if to != own {
                let (name, top) = (path.join("::"), top.clone());
                self.imports.push(Import { from: own, line, to, name, top, is_module, by_root });
            }
        }
    }

    /// Whether `inner` is `outer` or a module in it.
    fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.modules[inner].path.starts_with(&self.modules[outer].path)
    }

    /// Whether `file` is in the folder of the module that `parent` defines.
    fn is_below(&self, file: usize, parent: usize) -> bool {
        let parent = &self.files[parent].path;
        let folder =
            parent.trim_end_matches("mod.rs").trim_end_matches("lib.rs").trim_end_matches(".rs");
        let folder = format!("{}/", folder.trim_end_matches('/'));
        self.files[file].path.starts_with(&folder)
    }
}

/// Reads the `.rs` files below `folder/path`.
fn collect(folder: &Path, path: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder.join(path)).unwrap() {
        let entry = entry.unwrap();
        let inside = format!("{path}/{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(folder, &inside, files);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            files.insert(inside, fs::read_to_string(entry.path()).unwrap());
        }
    }
}
