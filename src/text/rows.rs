//! The rows of the lists that are compiled in.

use std::iter::from_fn;

use super::ascii::next_stop;

/// Reads a list: of each line its first `N` fields, which tabs part; those that it lacks are empty.
/// A line that begins with `#` is no row.
pub(crate) fn rows<const N: usize>(
    list: &'static str,
) -> impl Iterator<Item = [&'static str; N]> + Clone {
    let mut at = 0;
    from_fn(move || {
        let bytes = list.as_bytes();
        while at < bytes.len() {
            let is_row = bytes.get(at) != Some(&b'#');
            let mut row = [""; N];
            let mut fields = row.iter_mut();
            loop {
                let end = next_stop(bytes, at);
                if let (Some(field), Some(found)) = (fields.next(), list.get(at..end)) {
                    *field = found;
                }
                at = end + 1;
                if bytes.get(end) != Some(&b'\t') {
                    break;
                }
            }
            if is_row {
                return Some(row);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_fields_that_tabs_part_and_comments_are_none() {
        let list = "# a\tcomment\none\ttwo\tthree\n\nfour\na rather long field\t\tlast";
        let three = [
            ["one", "two", "three"],
            [""; 3],
            ["four", "", ""],
            ["a rather long field", "", "last"],
        ];
        assert!(rows::<3>(list).eq(three));
        assert!(rows::<1>(list).eq([["one"], [""], ["four"], ["a rather long field"]]));
        assert_eq!((rows::<2>("").count(), rows::<2>("#").count()), (0, 0));
    }
}
