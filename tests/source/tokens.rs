//! Code as tokens: what is unsafe, and what is for tests alone.

use std::ops::RangeInclusive;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Adds the lines of the word `unsafe`.
pub(super) fn find_unsafe(stream: TokenStream, lines: &mut Vec<usize>) {
    for token in stream {
        match token {
            TokenTree::Group(group) => find_unsafe(group.stream(), lines),
            TokenTree::Ident(ident) if ident == "unsafe" => lines.push(ident.span().start().line),
            _ => {}
        }
    }
}

/// Cuts out what is under `#[cfg(test)]`, and adds its lines to `cut`.
pub(super) fn without_tests(
    stream: TokenStream,
    cut: &mut Vec<RangeInclusive<usize>>,
) -> TokenStream {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if attribute(&tokens, at).is_some_and(|group| is_test(group.stream())) {
            let end = end_of_item(&tokens, at);
            // Attributes before the `cfg` belong to the item too.
            while kept.len() > 1 && attribute(&kept, kept.len() - 2).is_some() {
                kept.truncate(kept.len() - 2);
            }
            cut.push(token.span().start().line..=tokens[end - 1].span().end().line);
            at = end;
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_tests(group.stream(), cut));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other.clone(),
        });
        at += 1;
    }
    kept.into_iter().collect()
}

/// Returns the brackets of the attribute that begins at `at`, if one does.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<&Group> {
    match (tokens.get(at)?, tokens.get(at + 1)?) {
        (TokenTree::Punct(hash), TokenTree::Group(group))
            if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
        {
            Some(group)
        }
        _ => None,
    }
}

/// Whether an attribute is a `cfg` that asks for tests.
fn is_test(attribute: TokenStream) -> bool {
    fn asks(stream: TokenStream) -> bool {
        let mut tokens = stream.into_iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) if ident == "not" => {
                    tokens.next();
                }
                TokenTree::Ident(ident) if ident == "test" => return true,
                TokenTree::Group(group) if asks(group.stream()) => return true,
                _ => {}
            }
        }
        false
    }
    let mut tokens = attribute.into_iter();
    matches!(tokens.next(), Some(TokenTree::Ident(ident)) if ident == "cfg")
        && asks(tokens.collect())
}

/// Returns the position after the item, statement, field or arm whose attributes begin at `at`.
fn end_of_item(tokens: &[TokenTree], mut at: usize) -> usize {
    while attribute(tokens, at).is_some() {
        at += 2;
    }
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    };
    if word(at) == "pub" {
        at += 1;
        at += usize::from(matches!(tokens.get(at), Some(TokenTree::Group(_))));
    }
    let first = word(at);
    let to_semicolon = ["use", "let", "static", "type"].contains(&first.as_str())
        || first == "const" && word(at + 1) != "fn";
    let is_item =
        ["fn", "impl", "struct", "enum", "trait", "mod", "const", "unsafe", "async", "macro_rules"]
            .contains(&first.as_str());
    let mut angles = 0_u32;
    let mut before = ' ';
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    ';' => return at,
                    ',' if angles == 0 && !is_item && !to_semicolon => return at,
                    '<' => angles += 1,
                    '>' if before != '-' && before != '=' => angles = angles.saturating_sub(1),
                    _ => {}
                }
                before = punct.as_char();
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !to_semicolon => {
                if word(at) != "else" {
                    let has_comma = tokens.get(at).is_some_and(|token| token.to_string() == ",");
                    return at + usize::from(has_comma);
                }
            }
            _ => before = ' ',
        }
    }
    at
}
