//! What the issuer file says of pages, as the module `/desk/paper.typ` that the theme reads.

use crate::envelope::{Layout, Rect};
use crate::issuer::PageTable;

/// The module's name.
pub(super) const MODULE: &str = "/desk/paper.typ";

/// How far pages with a bleed reach over their edges, in millimetres: as much as printers commonly ask for.
const BLEED: f64 = 3.0;

/// The paper that letters are set on.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// What the issuer file says of its look.
    pub look: PageTable,
    /// Where things stand on a first page.
    pub layout: Layout,
}

/// The paper of an issuer who says nothing of it.
impl Default for Paper {
    fn default() -> Self {
        Self { look: PageTable::default(), layout: Layout::cautious() }
    }
}

impl Paper {
    /// The module's source.
    pub fn module(&self) -> String {
        let Layout { address, head, beside, body, folds, .. } = &self.layout;
        let Rect { left, top, .. } = address;
        let (width, height) = (address.width(), address.height());
        let bleed = if self.look.bleed { BLEED } else { 0.0 };
        let folds: String = folds.iter().map(|fold| format!("{fold:.2}mm, ")).collect();
        format!(
            "#let accent = rgb(\"{}\")\n#let bleed = {bleed:.2}mm\n#let head = {head:.2}mm\n\
             #let beside = {beside:.2}mm\n#let body = {body:.2}mm\n#let folds = ({folds})\n\
             #let address = (x: {left:.2}mm, y: {top:.2}mm, width: {width:.2}mm, height: {height:.2}mm)\n",
            self.look.accent.hex(),
        )
    }
}
