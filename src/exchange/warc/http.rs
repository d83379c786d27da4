//! The HTTP response in a record: its header, and its body as the server meant it.

use std::borrow::Cow;
use std::io::Read;

use brotli_decompressor::{BrotliDecoderParameter, Decompressor};
use flate2::read::{GzDecoder, ZlibDecoder};

use super::head::{Head, RECORD_BYTES};
use crate::error::{Error, Result};

/// The longest header: 64 KiB. Servers refuse to send more than 8 or 16 KiB.
const HEAD_BYTES: usize = 64 << 10;
/// The bytes of Brotli that are taken at a time: 32 KiB.
const BUFFER_BYTES: usize = 32 << 10;

/// A page and the encoding that its HTTP header gives.
pub(super) struct Page<'b> {
    pub(super) body: Cow<'b, [u8]>,
    pub(super) charset: Option<String>,
}

/// Returns the page of a response. `None` if its status is not 200, or if it is no HTML.
///
/// What the header says of the coding of the body is believed only if the body has the marks of it:
/// archives store bodies decoded and keep the header.
pub(super) fn page(block: &[u8]) -> Result<Option<Page<'_>>> {
    let (lines, body) = split(block);
    if lines.len() > HEAD_BYTES {
        return Err(Error::invalid("a header of HTTP of more than 64 KiB"));
    }
    let mut lines = lines.split(|byte| *byte == b'\n');
    let status = String::from_utf8_lossy(lines.next().unwrap_or_default());
    let mut words = status.split_ascii_whitespace();
    if !words.next().is_some_and(|version| version.starts_with("HTTP/")) {
        return Err(Error::invalid("no response of HTTP"));
    }
    if words.next() != Some("200") {
        return Ok(None);
    }
    let mut head = Head::default();
    for line in lines {
        head.push(line);
    }
    let kind = head.get("content-type").unwrap_or_default();
    let name = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(&*name, "text/html" | "application/xhtml+xml" | "") {
        return Ok(None);
    }
    let charset = kind.split(';').find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| value.to_owned())
    });
    let chunked = head.get("transfer-encoding").or(head.get("x-crawler-transfer-encoding"));
    let body = chunked
        .filter(|coding| coding.to_ascii_lowercase().contains("chunked"))
        .and_then(|_| unchunked(body))
        .map_or(Cow::Borrowed(body), Cow::Owned);
    let coding = head.get("content-encoding").unwrap_or_default();
    let body = match *body {
        [0x1f, 0x8b, 8, ..] => Cow::Owned(inflated(GzDecoder::new(&*body))?),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Cow::Owned(inflated(ZlibDecoder::new(&*body))?),
        _ if coding.eq_ignore_ascii_case("br") => match unbrotli(&body) {
            Ok(whole) => Cow::Owned(whole),
            // It has no mark to tell it by, and may be stored decoded too.
            Err(_) if looks_like_html(&body) => body,
            Err(error) => return Err(error),
        },
        _ => body,
    };
    if name.is_empty() && !looks_like_html(&body) {
        return Ok(None);
    }
    if !coding.is_empty() && !looks_like_html(&body) {
        let message = format!("compressed in a way that is not read: {coding:?}");
        return Err(Error::invalid(message));
    }
    Ok(Some(Page { body, charset }))
}

/// Returns the header and the body.
fn split(block: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in block.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() {
            let head = block.get(..at - line.len()).unwrap_or_default();
            return (head, block.get(at..).unwrap_or_default());
        }
    }
    (block, &[])
}

/// Returns the content of chunks; `None` if these are none.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = rest.iter().take(32).position(|byte| *byte == b'\n')?;
        let (line, after) = rest.split_at_checked(end + 1)?;
        let size = str::from_utf8(line).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(after.get(..size)?);
        rest = after.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

/// Decompresses Brotli (RFC 7932). The larger windows that other programs use are no part of HTTP:
/// one may take 1 GiB of memory.
fn unbrotli(body: &[u8]) -> Result<Vec<u8>> {
    let mut decoder = Decompressor::new(body, BUFFER_BYTES);
    decoder.set_parameter(BrotliDecoderParameter::BROTLI_DECODER_PARAM_LARGE_WINDOW, 0);
    inflated(decoder)
}

fn inflated(from: impl Read) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    from.take(RECORD_BYTES + 1)
        .read_to_end(&mut whole)
        .map_err(|error| Error::invalid("a compressed body that is damaged").with_source(error))?;
    if whole.len() as u64 > RECORD_BYTES {
        return Err(Error::invalid(format!("a body of more than {RECORD_BYTES} bytes")));
    }
    Ok(whole)
}

fn looks_like_html(body: &[u8]) -> bool {
    let head = body.get(..body.len().min(1024)).unwrap_or_default();
    head.contains(&b'<') && !head.iter().any(|byte| *byte != 0 && *byte < 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_that_no_browser_takes_are_refused() {
        // Empty streams: of RFC 7932, and with a window of 1 GiB.
        assert_eq!(unbrotli(&[0x06]).unwrap(), b"");
        assert!(unbrotli(&[0x11, 0xde]).is_err());
    }
}
