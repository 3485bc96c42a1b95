//! G22: nothing leaves the page, the width that its template states, or a box that cuts it off.

use super::fault::Faults;
use super::marks::{Field, Margins};
use super::sheet::{Area, MM, Sheet};
use crate::finding::Words;

/// What no printer puts to paper at top and bottom, in points.
const WHITE: f64 = 5.0 * MM;

/// How far words may stand out, in points: a rounding, or the white side of a mark.
const SLACK: f64 = 1.0;

/// Looks through a page. Where the address stands, the window rules.
pub(super) fn look(sheet: &Sheet<'_>, margins: Option<&Margins>, fields: &[Field], faults: &mut Faults) {
    let page = sheet.area;
    let words = margins.map_or(page, |margins| Area {
        left: page.left + margins.left,
        top: page.top + WHITE,
        right: page.right - margins.right,
        bottom: page.bottom - WHITE,
    });
    for run in sheet.runs.iter().filter(|run| !run.is_blank()) {
        let place = (run.x, run.y);
        if run.cut {
            let told = Words::new("a box cuts words off", "文字超出所在的框，被截去一部分");
            faults.add("G22", sheet, place, told);
        } else if !run.in_window
            && !words.holds(&run.body(), SLACK)
            && run.ink().any(|ink| !words.holds(&ink, SLACK))
        {
            let told = Words::new("words leave the area of type", "文字超出版心");
            faults.add("G22", sheet, place, told);
        }
    }
    for picture in sheet.pictures.iter().filter(|picture| !sheet.bled.holds(&picture.area, SLACK)) {
        let told = Words::new("a picture leaves the page", "图形超出页面");
        faults.add("G22", sheet, (picture.area.left, picture.area.top), told);
    }
    let here = fields.iter().filter(|field| field.page + 1 == sheet.number);
    for field in here.filter(|field| !page.holds(&field.area, SLACK)) {
        let told = Words::new("the place of a signature leaves the page", "签名位置超出页面");
        faults.add("G22", sheet, (field.area.left, field.area.top), told);
    }
}
