//! Bytes to text: by the byte order mark, the declared encoding, and the bytes themselves.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// The bytes that are searched for a declared encoding. The HTML standard has 1,024; pages put more
/// in front of it.
const HEAD_BYTES: usize = 4096;

/// Returns the text of a page or a feed. `declared` is the encoding that the HTTP header gave it.
///
/// Bytes that are UTF-8 are read as UTF-8, whatever is declared: those of another encoding are not
/// UTF-8 by chance. If the bytes are invalid in the declared encoding, the bytes tell.
pub(super) fn decode<'b>(bytes: &'b [u8], declared: Option<&str>) -> Cow<'b, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let bytes = bytes.get(mark..).unwrap_or_default();
        return encoding.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = str::from_utf8(bytes) {
        // Encodings of two bytes a character for which all bytes are ASCII.
        let is_escaped = text.contains("\u{1b}$");
        if !is_escaped {
            return Cow::Borrowed(text);
        }
    }
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    for encoding in named.into_iter().chain(in_head(bytes)) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return text;
        }
    }
    let wrong = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let letters = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    // A few wrong bytes in UTF-8, such as a character that was cut.
    if wrong * 20 < letters {
        return String::from_utf8_lossy(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    guessed.decode_without_bom_handling(bytes).0
}

/// Returns the encoding that a `<meta>` at the beginning of a page names, or a declaration of XML.
fn in_head(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD_BYTES.min(bytes.len()))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, label) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:".contains(letter));
    let encoding = Encoding::for_label(label.get(..end?)?.as_bytes())?;
    // A page in which this could be read is not in UTF-16 (HTML, 13.2.3.2).
    Some(if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
}
