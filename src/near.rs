//! Find the name that is nearest to a misspelt one.

/// The nearest of some names, where it is near enough to be meant.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let lower = name.to_lowercase();
    let distance = |other: &str| {
        let as_written = strsim::damerau_levenshtein(name, other);
        as_written.min(strsim::damerau_levenshtein(&lower, &other.to_lowercase()))
    };
    let near = names.into_iter().map(|other| (distance(other), other)).min()?;
    // What differs in capitals alone is meant, however much of it does.
    if name.eq_ignore_ascii_case(near.1) {
        return Some(near.1);
    }
    (near.0 <= name.chars().count().max(3) / 3).then_some(near.1)
}
