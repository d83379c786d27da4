//! Repairs of records that are not quite JSON, tried only after reading failed.

use std::borrow::Cow;

/// Replaces each escape of a lone surrogate, such as `\ud800`, by that of U+FFFD. Returns `None` if
/// there is none.
pub(super) fn surrogates(json: &str) -> Option<String> {
    let mut bytes = json.as_bytes().to_vec();
    let mut changed = false;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'\\')) {
        let start = at + found;
        let Some(unit) = escaped_unit(&bytes, start) else {
            // The escape of another character, which may be a backslash.
            at = start + 2;
            continue;
        };
        let is_pair = matches!(unit, 0xd800..=0xdbff)
            && escaped_unit(&bytes, start + 6).is_some_and(|low| matches!(low, 0xdc00..=0xdfff));
        if is_pair {
            at = start + 12;
            continue;
        }
        if matches!(unit, 0xd800..=0xdfff)
            && let Some(digits) = bytes.get_mut(start + 2..start + 6)
        {
            digits.copy_from_slice(b"fffd");
            changed = true;
        }
        at = start + 6;
    }
    changed.then(|| String::from_utf8(bytes).ok()).flatten()
}

/// Reads an escape such as `\u00e9`.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..)?.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

/// Writes the words of other languages for a value as JSON has them, outside of strings: `True`,
/// `False`, and `None`, `NaN` and infinities as null. Returns the text itself if it has none.
pub(super) fn literals(json: &str) -> Cow<'_, str> {
    const WORDS: [(&str, &str); 7] = [
        ("True", "true"),
        ("False", "false"),
        ("None", "null"),
        ("-NaN", "null"),
        ("NaN", "null"),
        ("-Infinity", "null"),
        ("Infinity", "null"),
    ];
    let bytes = json.as_bytes();
    let mut repaired = String::new();
    let (mut at, mut copied) = (0, 0);
    let mut in_string = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'T' | b'F' | b'N' | b'I' | b'-' if !in_string => {
                let rest = json.get(at..).unwrap_or_default();
                if let Some((word, json_word)) =
                    WORDS.iter().find(|(word, _)| rest.starts_with(word))
                {
                    repaired.push_str(json.get(copied..at).unwrap_or_default());
                    repaired.push_str(json_word);
                    at += word.len();
                    copied = at;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    repaired.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_halves_of_characters_are_replaced() {
        for (json, repaired) in [
            (r#""a\ud800b""#, Some(r#""a\ufffdb""#)),
            (r#""\udc00\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\\ud800""#, None),
            (r#""\ud83d\ude00 \u00e9""#, None),
            (r#""\ud8"#, None),
            ("\"\\", None),
        ] {
            assert_eq!(surrogates(json).as_deref(), repaired, "{json}");
        }
    }

    #[test]
    fn literals_of_other_languages_are_replaced_outside_of_strings() {
        let json = r#"{"a": NaN, "b": [True,False], "None": "NaN \" None", "d": -Infinity}"#;
        let expected = r#"{"a": null, "b": [true,false], "None": "NaN \" None", "d": null}"#;
        assert_eq!(literals(json), expected);
        assert_eq!(literals("{\"a\": -1}"), "{\"a\": -1}");
    }
}
