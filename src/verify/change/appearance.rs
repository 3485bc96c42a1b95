//! Turn the appearance of a newly signed field into whether it is a mere picture in the box that was there for it.

use crate::verify::pdf::{Dict, File, Object};

/// Keys that would make a picture more, or other, than a picture.
const FOREIGN: [&str; 4] = ["OC", "OPI", "Ref", "PS"];

/// Whether a widget's appearance is one plain picture, which a viewer fits into the widget's box.
pub(super) fn is_plain(file: &File<'_>, widget: &Dict, revision: usize) -> bool {
    let shown = file.entry(widget, "AP", revision);
    let Some(shown) = shown.dict() else { return *shown == Object::Null };
    if shown.keys().any(|key| key != b"N") {
        return false;
    }
    let normal = file.entry(shown, "N", revision);
    let Object::Stream(normal) = &*normal else { return false };
    let bounds = file.entry(&normal.dict, "BBox", revision);
    let foreign = FOREIGN.iter().any(|key| normal.dict.contains_key(key.as_bytes()));
    !foreign
        && file.entry(&normal.dict, "Subtype", revision).is("Form")
        && corners(file, &bounds, revision).is_some()
}

/// Left, bottom, right and top of a box, if it is one.
pub(super) fn corners(file: &File<'_>, bounds: &Object, revision: usize) -> Option<[f64; 4]> {
    let numbers = bounds.array()?.iter().map(|item| file.follow(item, revision).points());
    let [a, b, c, d]: [f64; 4] = numbers.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// Whether a widget shows nowhere: its box has no area.
pub(super) fn is_invisible(file: &File<'_>, widget: &Dict, revision: usize) -> bool {
    let bounds = file.entry(widget, "Rect", revision);
    corners(file, &bounds, revision).is_some_and(|[left, bottom, right, top]| left >= right || bottom >= top)
}
