//! Turn the marks a template sets for signatures into rectangles on pages.

use typst::foundations::{Dict, Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::Length;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::finding::{Finding, Words};

/// The field the sender signs.
pub const CREDITOR: &str = "creditor";

/// The label of the metadata by which `shared/signing.typ` marks a place.
const LABEL: &str = "signature-field";

/// A place for a signature.
#[derive(Debug, Clone, PartialEq)]
pub struct SignaturePlace {
    /// The field's name, such as `creditor`, `borrower`, `guarantor`, `witness`.
    pub name: String,
    /// What a reader says aloud.
    pub title: String,
    /// The page, from 0.
    pub page: usize,
    /// Left, bottom, right, top in points from the page's lower left corner.
    pub rect: [f32; 4],
}

impl SignaturePlace {
    /// A signature without a place: an empty rectangle on the first page.
    fn nowhere() -> Self {
        Self { name: CREDITOR.into(), title: "签章".into(), page: 0, rect: [0.0; 4] }
    }
}

/// Every place of a document in reading order. Where the template marks none for the sender, the
/// signature has no place on the page.
pub fn signature_places(document: &PagedDocument) -> Result<Vec<SignaturePlace>, Vec<Finding>> {
    let Some(label) = Label::new(PicoStr::intern(LABEL)) else { return Ok(vec![SignaturePlace::nowhere()]) };
    let introspector = document.introspector();
    let mut places: Vec<SignaturePlace> = Vec::new();
    let mut findings = Vec::new();
    for found in introspector.query(&Selector::Label(label)) {
        let at = found.location().and_then(|location| introspector.position(location));
        let mark = found.to_packed::<MetadataElem>().and_then(|mark| mark.value.clone().cast::<Dict>().ok());
        let read = at.zip(mark).and_then(|(at, mark)| {
            let page = at.page.get() - 1;
            let sheet = document.pages().get(page)?;
            let (size, bleed) = (sheet.frame.size(), &sheet.bleed);
            let (x, y) = (at.point.x.to_pt(), at.point.y.to_pt());
            let (width, height) = (length_entry(&mark, "width")?, length_entry(&mark, "height")?);
            let inside = x >= 0.0 && y >= 0.0 && x + width <= size.x.to_pt() && y + height <= size.y.to_pt();
            // The page of the file reaches over the sheet by the bleed.
            let (left, top) = (x + bleed.left.to_pt(), size.y.to_pt() - y + bleed.bottom.to_pt());
            let rect = [left, top - height, left + width, top].map(rounded);
            let (name, title) = (string_entry(&mark, "name")?, string_entry(&mark, "title")?);
            (inside && is_name(&name)).then_some(SignaturePlace { name, title, page, rect })
        });
        match read {
            Some(place) if places.iter().all(|other| other.name != place.name) => places.push(place),
            Some(place) => findings.push(twice(&place.name)),
            None => findings.push(unfit()),
        }
    }
    if places.iter().all(|place| place.name != CREDITOR) {
        places.insert(0, SignaturePlace::nowhere());
    }
    if findings.is_empty() { Ok(places) } else { Err(findings) }
}

/// Whether a word can name a field: small letters, digits and hyphens, and no dot, which would part it.
pub fn is_name(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=40).contains(&word.len()) && word.chars().all(plain)
}

fn string_entry(mark: &Dict, key: &str) -> Option<String> {
    mark.get(key).ok()?.clone().cast::<typst::foundations::Str>().ok().map(|word| word.to_string())
}

/// A length in points, above zero.
fn length_entry(mark: &Dict, key: &str) -> Option<f64> {
    let value: Value = mark.get(key).ok()?.clone();
    value.cast::<Length>().ok().map(|length| length.abs.to_pt()).filter(|points| *points > 0.0)
}

/// Points to a hundredth: finer than any printer, and the same on every machine.
fn rounded(points: f64) -> f32 {
    ((points * 100.0).round() / 100.0) as f32
}

fn unfit() -> Finding {
    let message = Words::new("a place marked for a signature cannot be used", "签名位置的标记无法使用");
    Finding::error("T01", "", message).hint(
        "mark it with `signature-field` of `shared/signing.typ`: a name of small letters, and a size on the page",
        "请用 `shared/signing.typ` 的 `signature-field` 标记：名称为小写字母，范围须在页面之内",
    )
}

fn twice(name: &str) -> Finding {
    let message = Words::new(
        format!("two places are marked for the signature `{name}`"),
        format!("签名域 `{name}` 标记了两处"),
    );
    Finding::error("T01", "", message)
}
