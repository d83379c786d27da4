//! Whether an article is English: by the language that it declares, else by its text.

use crate::model::Draft;

/// A text of fewer bytes says too little: it counts as English.
const LEAST_BYTES: usize = 40;
/// A text of fewer bytes is English if it has one of `WORDS`. Of 674 texts of English news cut off
/// after 120 letters, whichlang alone took 1 for another language, and of those cut off after 250
/// letters none.
const SHORT_BYTES: usize = 200;
const WORDS: [&str; 8] = ["and", "said", "says", "that", "the", "this", "told", "with"];

/// Codes that name no language (ISO 639).
const NONE: [&str; 5] = ["mis", "mul", "und", "xx", "zxx"];

pub(super) fn is_english(draft: &Draft) -> bool {
    draft.language.as_deref().and_then(declared).unwrap_or_else(|| detected(&draft.text))
}

/// Returns whether a tag or a name of a language means English; `None` if it means none that is
/// known.
fn declared(language: &str) -> Option<bool> {
    let first = language.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match first.as_str() {
        "en" | "eng" | "english" => Some(true),
        code if NONE.contains(&code) => None,
        code if matches!(code.len(), 2 | 3) => {
            code.bytes().all(|byte| byte.is_ascii_lowercase()).then_some(false)
        }
        _ => None,
    }
}

fn detected(text: &str) -> bool {
    if text.len() < LEAST_BYTES || whichlang::detect_language(text) == whichlang::Lang::Eng {
        return true;
    }
    let mut words = text.split(|letter: char| !letter.is_alphabetic());
    text.len() < SHORT_BYTES
        && words.any(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_names_of_languages_are_read() {
        for language in ["en", "EN", "en-GB", "en_US", "eng", " English "] {
            assert_eq!(declared(language), Some(true), "{language}");
        }
        for language in ["fr", "pt-BR", "deu", "zh_Hans", "ENM"] {
            assert_eq!(declared(language), Some(false), "{language}");
        }
        for language in ["", "und", "mul", "xx", "unknown", "French", "??", "12"] {
            assert_eq!(declared(language), None, "{language}");
        }
    }
}
