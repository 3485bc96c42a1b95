//! Read what a template says of its pages by marks: where words may stand, and where signatures go.

use typst::foundations::{Dict, Label, Selector, Str};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::Length;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use super::sheet::Area;

/// The label of the metadata by which a template states its margins.
const MARGINS: &str = "type-area";

/// The label of the metadata that marks the place of a signature.
const FIELD: &str = "signature-field";

/// The sender's own signature, which stands where its seal does.
const SENDER: &str = "creditor";

/// Where words may stand on a page, in points from the paper's edges, as its template states.
#[derive(Debug)]
pub(super) struct Margins {
    pub(super) left: f64,
    pub(super) right: f64,
    /// Where the head ends, and the foot begins.
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Margins {
    /// Those the template states (`type-area` of `shared/text.typ`); `None` where it states none.
    pub(super) fn of(document: &PagedDocument) -> Option<Self> {
        let selector = Selector::Label(Label::new(PicoStr::intern(MARGINS))?);
        let found = document.introspector().query_first(&selector)?;
        let value = found.to_packed::<MetadataElem>()?.value.clone().cast::<Dict>().ok()?;
        let side = |key| length(&value, key);
        Some(Self { left: side("left")?, right: side("right")?, top: side("top")?, bottom: side("bottom")? })
    }
}

/// The place of a signature.
#[derive(Debug)]
pub(super) struct Field {
    /// Its page, from 0.
    pub(super) page: usize,
    pub(super) area: Area,
    /// Whether the sender signs there.
    pub(super) is_senders: bool,
}

/// Every place that the template marks for a signature; marks that cannot be read are found when it is signed.
pub(super) fn fields(document: &PagedDocument) -> Vec<Field> {
    let Some(label) = Label::new(PicoStr::intern(FIELD)) else { return Vec::new() };
    let introspector = document.introspector();
    let found = introspector.query(&Selector::Label(label));
    let field = |found: &typst::foundations::Content| {
        let mark = found.to_packed::<MetadataElem>()?.value.clone().cast::<Dict>().ok()?;
        let name = mark.get("name").ok()?.clone().cast::<Str>().ok()?;
        let at = introspector.position(found.location()?)?;
        let (left, top) = (at.point.x.to_pt(), at.point.y.to_pt());
        let (right, bottom) = (left + length(&mark, "width")?, top + length(&mark, "height")?);
        let is_senders = name.as_str() == SENDER;
        Some(Field { page: at.page.get() - 1, area: Area { left, top, right, bottom }, is_senders })
    };
    found.iter().filter_map(field).collect()
}

/// A length in points.
fn length(mark: &Dict, key: &str) -> Option<f64> {
    Some(mark.get(key).ok()?.clone().cast::<Length>().ok()?.abs.to_pt())
}
