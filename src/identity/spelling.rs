//! The spellings of one name, and the forms of it that are aliases.

use crate::model::fold_name;

/// Names that papers spell in many ways, each with the others; the first means all.
const SPELLINGS: [&[&str]; 16] = [
    &["muhammad", "mohammed", "mohammad", "mohamed", "mohamad", "muhammed", "mohamud", "mahomed"],
    &["ahmad", "ahmed", "ahmet"],
    &["yusuf", "youssef", "yousef", "yousuf", "yousaf", "yosef"],
    &["hussein", "hussain", "husain", "hossein", "husayn", "huseyin"],
    &["hassan", "hasan"],
    &["mahmoud", "mahmood", "mahmud", "mehmood"],
    &["abdullah", "abdulla", "abdallah"],
    &["umar", "omar", "omer"],
    &["usman", "osman", "uthman", "othman"],
    &["khaled", "khalid"],
    &["mustafa", "mostafa", "moustafa", "mustapha"],
    &["vladimir", "volodymyr", "wladimir"],
    &["sergei", "sergey", "serhiy", "serhii"],
    &["yuri", "yury", "iurii", "yuriy"],
    &["aleksandr", "alexander", "aleksander", "oleksandr", "alexandr"],
    &["dmitry", "dmitri", "dmitriy", "dmytro"],
];

/// The one spelling by which names from other scripts are compared: folded, without articles such
/// as "al-", and each name that has many spellings in one of them.
pub(crate) fn spelling(name: &str) -> String {
    let folded = fold_name(name);
    let several = folded.contains(' ');
    let words = folded
        .split(' ')
        .filter(|word| !(several && matches!(*word, "al" | "el" | "ul" | "ibn" | "bin")));
    let usual = |word: &'_ str| {
        let group = SPELLINGS.iter().find(|group| group.contains(&word));
        group
            .and_then(|group| group.first())
            .map_or_else(|| word.to_owned(), |first| (*first).to_owned())
    };
    words.map(usual).collect::<Vec<_>>().join(" ")
}

/// Returns all spellings of a name part, itself included.
pub(crate) fn spellings(word: &str) -> Vec<&str> {
    let group = SPELLINGS.iter().find(|group| group.contains(&word));
    group.map_or_else(|| vec![word], |group| group.to_vec())
}

/// Returns whether a mention is a form of the name itself ("Mr Rouhani" of "Hassan Rouhani") rather
/// than a pronoun or a description.
pub(crate) fn is_alias(mention: &str, name: &str) -> bool {
    let (mention, name) = (fold_name(mention), fold_name(name));
    !mention.is_empty() && mention.split(' ').all(|part| name.split(' ').any(|whole| whole == part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forms_of_the_name_are_aliases() {
        assert!(is_alias("Mr Al-Kadhimi", "Mustafa al-Kadhimi"));
        assert!(!is_alias("he", "Hector Heston"));
        assert!(!is_alias("the premier", "Mustafa al-Kadhimi"));
    }
}
