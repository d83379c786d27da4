//! Iterating over queries.

/// Makes a query iterable, owned or borrowed, by its method `iter`; the iterator returns `None` for
/// good after its last item.
macro_rules! iterable {
    ($query:ident, $results:ident, $view:ident) => {
        impl IntoIterator for $query {
            type Item = Result<$view>;
            type IntoIter = $results;

            fn into_iter(self) -> $results {
                self.iter()
            }
        }

        impl IntoIterator for &$query {
            type Item = Result<$view>;
            type IntoIter = $results;

            fn into_iter(self) -> $results {
                self.iter()
            }
        }

        impl std::iter::FusedIterator for $results {}
    };
}

pub(super) use iterable;
