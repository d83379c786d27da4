//! URIs of articles and quotes, as RFC 3986 has them.

use std::fmt::Write;
use std::net::Ipv6Addr;

use crate::query::{Article, Quote};

/// Returns the URI of an article: its key or its URL if that is one, the URL with the characters
/// escaped that no URI has, and else the URI of the key.
pub(super) fn of_article(article: &Article) -> String {
    if is_uri(article.key()) {
        return article.key().to_owned();
    }
    article.url().and_then(of_address).unwrap_or_else(|| of_key(article.key()))
}

/// Returns the URI of a quote in the article of this key.
pub(super) fn of_quote(key: &str, quote: &Quote) -> String {
    let [first, second] = hash_of_quote(key, quote);
    uuid(first, second)
}

/// Returns two numbers that a key and the place of a quote give, and other ones do not.
pub(super) fn hash_of_quote(key: &str, quote: &Quote) -> [u64; 2] {
    let [start, end] = [quote.span().start(), quote.span().end()].map(|at| at.to_string());
    hash(&[key, &start, &end])
}

/// Returns the URI of a key that is none itself. It is the same for one key in all stores.
pub(in crate::exchange) fn of_key(key: &str) -> String {
    let [first, second] = hash(&[key]);
    uuid(first, second)
}

fn hash(parts: &[&str]) -> [u64; 2] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut reader = hasher.finalize_xof();
    [(); 2].map(|()| {
        let mut bytes = [0; 8];
        reader.fill(&mut bytes);
        u64::from_be_bytes(bytes)
    })
}

/// Returns a UUID (RFC 9562, version 8) with the bits of a hash, as a URI.
fn uuid(first: u64, second: u64) -> String {
    let version = (first & !0xf000) | 0x8000;
    let variant = (second & !(0x3 << 62)) | 0x2 << 62;
    let digits = format!("{version:016x}{variant:016x}");
    let mut uri = String::from("urn:uuid:");
    for (at, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&at) {
            uri.push('-');
        }
        uri.push(digit);
    }
    uri
}

/// Returns an address of the web with the characters escaped that no URI has. Returns `None` if it
/// is no address of the web, or has no host that a URI can have.
pub(in crate::exchange) fn of_address(address: &str) -> Option<String> {
    let is_web = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if !is_web("https://") && !is_web("http://") {
        return None;
    }
    if is_uri(address) {
        return Some(address.to_owned());
    }
    let mut escaped = String::with_capacity(address.len() + 16);
    let mut has_fragment = false;
    for (at, byte) in address.bytes().enumerate() {
        let kept = match byte {
            b'%' => is_escape(address.as_bytes(), at),
            b'[' | b']' => false,
            b'#' => !std::mem::replace(&mut has_fragment, true),
            byte => is_allowed(byte),
        };
        if kept {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    is_uri(&escaped).then_some(escaped)
}

fn is_escape(text: &[u8], at: usize) -> bool {
    text.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Returns whether a byte may be in a URI outside of an escape, a fragment's mark and an IP
/// address.
fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte)
}

/// Returns whether a text is a URI with a scheme.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let path = match before.strip_prefix("//") {
        None => before,
        Some(after) => {
            let (authority, path) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
            let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
            if !are_allowed(user) || user.contains(['/', '@']) || !is_place(place) {
                return false;
            }
            path
        }
    };
    is_scheme && !rest.is_empty() && are_allowed(path) && are_allowed(fragment)
}

/// Returns whether a text is a host, with or without a port.
fn is_place(place: &str) -> bool {
    let (host, port) = match place.strip_prefix('[') {
        None => place.split_once(':').unwrap_or((place, "")),
        Some(literal) => {
            let Some((address, after)) = literal.split_once(']') else { return false };
            if address.parse::<Ipv6Addr>().is_err() {
                return false;
            }
            match after.strip_prefix(':') {
                Some(port) => ("host", port),
                None if after.is_empty() => ("host", ""),
                None => return false,
            }
        }
    };
    !host.is_empty() && are_allowed(host) && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn are_allowed(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .iter()
        .enumerate()
        .all(|(at, byte)| if *byte == b'%' { is_escape(bytes, at) } else { is_allowed(*byte) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_told_from_other_texts() {
        for uri in [
            "https://example.org/a?b=c#d",
            "http://user:x@example.org:80/%C3%A9",
            "https://[2001:db8::1]:80/",
            "urn:newsml:example.org:20200721:1",
            "tag:example.org,2020:x",
        ] {
            assert!(is_uri(uri), "{uri}");
            if uri.starts_with("http") {
                assert_eq!(of_address(uri).as_deref(), Some(uri));
            }
        }
        for other in [
            "",
            "17",
            "wire/2020/17",
            "09:30",
            "c:\\news\\a.txt",
            "urn:",
            "https://",
            "https:///a",
            "https://example.org/a b",
            "https://example.org/é",
            "https://example.org/%zz",
            "https://example.org/#a#b",
            "https://example.org/[a]",
            "https://example.org:a/",
            "https://[x]/",
            "a\nb:c",
        ] {
            assert!(!is_uri(other), "{other}");
        }
    }

    #[test]
    fn addresses_are_escaped_and_other_texts_are_none() {
        for (address, uri) in [
            ("https://example.org/é b", Some("https://example.org/%C3%A9%20b")),
            ("https://example.org/[a]#b#c", Some("https://example.org/%5Ba%5D#b%23c")),
            ("https://example.org/50%", Some("https://example.org/50%25")),
            ("HTTPS://example.org/<a>", Some("HTTPS://example.org/%3Ca%3E")),
            ("https://", None),
            ("ftp://example.org/é", None),
            ("é", None),
        ] {
            assert_eq!(of_address(address).as_deref(), uri, "{address}");
        }
    }

    #[test]
    fn names_are_uuids_of_version_8_and_tell_parts_apart() {
        let uri = of_key("wire/17");
        assert!(is_uri(&uri), "{uri}");
        let groups: Vec<_> = uri.trim_start_matches("urn:uuid:").split('-').collect();
        assert!(groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]), "{uri}");
        assert!(groups[2].starts_with('8') && groups[3].starts_with(['8', '9', 'a', 'b']), "{uri}");
        assert_eq!(uri, of_key("wire/17"));
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
