//! Code as names: what a file defines, declares with `use` and names in its paths.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::{Impl, Method, Name, STEPS, Source, Target};

/// Returns the name that an item defines; `None` if it defines none.
pub(super) fn item_name(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// The `use` declarations of an item: each name with its path, and the paths of globs.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) names: Vec<(String, Vec<String>)>,
    pub(super) globs: Vec<Vec<String>>,
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if item.leading_colon.is_some() {
            return;
        }
        for leaf in leaves(&item.tree) {
            match leaf.name {
                Some(name) => self.names.push((name, leaf.path)),
                None => self.globs.push(leaf.path),
            }
        }
    }
}

struct Leaf {
    /// The name that is bound; none of a glob.
    name: Option<String>,
    path: Vec<String>,
    line: usize,
}

fn leaves(tree: &syn::UseTree) -> Vec<Leaf> {
    fn walk(tree: &syn::UseTree, path: &mut Vec<String>, found: &mut Vec<Leaf>) {
        let (ident, bound) = match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                walk(&inner.tree, path, found);
                path.pop();
                return;
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|inner| walk(inner, path, found));
                return;
            }
            syn::UseTree::Glob(glob) => {
                let line = glob.star_token.spans[0].start().line;
                found.push(Leaf { name: None, path: path.clone(), line });
                return;
            }
            syn::UseTree::Name(name) => (&name.ident, name.ident.to_string()),
            syn::UseTree::Rename(name) => (&name.ident, name.rename.to_string()),
        };
        let mut whole = path.clone();
        let mut bound = bound;
        if ident == "self" {
            if bound == "self" {
                bound = path.last().cloned().unwrap_or_default();
            }
        } else {
            whole.push(ident.to_string());
        }
        found.push(Leaf { name: Some(bound), path: whole, line: ident.span().start().line });
    }
    let mut found = Vec::new();
    walk(tree, &mut Vec::new(), &mut found);
    found
}

/// A pass over the code of a module, which notes what it names.
pub(super) struct Visitor<'a> {
    pub(super) source: &'a mut Source,
    pub(super) module: usize,
}

impl Visitor<'_> {
    fn note(&mut self, path: &[String], line: usize, reexports: bool) {
        if let Some(first) = path.first() {
            self.note_external(first.clone(), line);
        }
        self.source.note(self.module, path, line, reexports);
    }

    /// Notes the first name of a path, which may be a crate.
    fn note_first(&mut self, path: &syn::Path) {
        if let Some(first) = path.segments.first() {
            self.note_external(first.ident.to_string(), first.ident.span().start().line);
        }
    }

    fn note_external(&mut self, name: String, line: usize) {
        self.source.externals.push((self.source.modules[self.module].file, line, name));
    }

    /// Notes the paths in tokens that are not parsed: of macros and attributes.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Group(group) => self.note_tokens(group.stream()),
                TokenTree::Ident(ident) => {
                    let mut path = vec![ident.to_string()];
                    while let Some([one, two, TokenTree::Ident(next)]) = tokens.get(at..at + 3)
                        && [one, two].map(ToString::to_string) == [":", ":"]
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if path.len() > 1 || self.source.knows(self.module, &path[0]) {
                        self.note(&path, ident.span().start().line, false);
                    }
                }
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let Some((_, items)) = &item.content else { return };
        let outer = self.module;
        let bound = &self.source.modules[outer].names[&item.ident.to_string()];
        self.module = bound
            .iter()
            .find_map(|name| match name {
                Name::Module(inner) => Some(*inner),
                _ => None,
            })
            .unwrap();
        for item in items {
            self.visit_item(item);
        }
        self.module = outer;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let reexports = !matches!(item.vis, syn::Visibility::Inherited);
        for leaf in leaves(&item.tree) {
            self.note(&leaf.path, leaf.line, reexports);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        visit::visit_item_impl(self, item);
        let (None, syn::Type::Path(of)) = (&item.trait_, &*item.self_ty) else { return };
        let file = self.source.modules[self.module].file;
        let path = names(&of.path);
        let home =
            self.source.follow(self.module, &path, STEPS).into_iter().find_map(
                |target| match target {
                    Target::Item(file, name) => Some((file, name)),
                    Target::Module(_) => None,
                },
            );
        let of = home.unwrap_or_else(|| (file, path.last().cloned().unwrap_or_default()));
        let line = item.impl_token.span.start().line;
        let methods = item.items.iter().filter_map(method).collect();
        self.source.impls.push(Impl { file, line, of, methods });
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        visit::visit_path(self, path);
        let names = names(path);
        if path.leading_colon.is_some() {
            self.note_first(path);
        } else if names.len() > 1 || self.source.knows(self.module, &names[0]) {
            self.note(&names, path.segments[0].ident.span().start().line, false);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        self.note_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        // The attributes of a derive have its crate's name: `#[rkyv(…)]`.
        self.note_first(attribute.path());
        if let syn::Meta::List(list) = &attribute.meta {
            self.note_tokens(list.tokens.clone());
        }
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(in crate::storage)` takes nothing from there.
    }
}

fn names(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// Returns a `pub` function, if `item` is one and its documentation is not hidden.
fn method(item: &syn::ImplItem) -> Option<Method> {
    let syn::ImplItem::Fn(function) = item else { return None };
    let is_public = matches!(function.vis, syn::Visibility::Public(_));
    let mut docs = String::new();
    for attribute in function.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        match &attribute.meta {
            syn::Meta::NameValue(meta) => {
                if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) = &meta.value {
                    docs.push_str(line.value().trim());
                    docs.push('\n');
                }
            }
            syn::Meta::List(list) if list.tokens.to_string() == "hidden" => return None,
            _ => {}
        }
    }
    is_public.then(|| Method {
        line: function.sig.ident.span().start().line,
        name: function.sig.ident.to_string(),
        has_example: has_example(&docs),
    })
}

/// Whether documentation has a block of Rust that is compiled.
fn has_example(docs: &str) -> bool {
    let mut fences = docs.lines().filter_map(|line| line.strip_prefix("```"));
    let compiled = ["", "rust", "no_run", "should_panic"];
    // The fences come in pairs, of which the first says the language.
    while let Some(language) = fences.next() {
        if language.split(',').all(|word| compiled.contains(&word.trim())) {
            return true;
        }
        fences.next();
    }
    false
}
