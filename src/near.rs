//! Find the name that is nearest to a misspelt one.

/// The nearest of some names, where it is near enough to be meant.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    let near = names.into_iter().map(|other| (distance(other), other)).min()?;
    (near.0 <= name.chars().count().max(3) / 3).then_some(near.1)
}
