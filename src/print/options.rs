//! Say how a job is printed.

use serde::{Deserialize, Serialize};

use super::paper::{Paper, envelope_names};
use crate::error::{Stop, StopCode};

/// How a job is printed. It stands in the job's first line, so that a reprint is laid out as the job was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintOptions {
    /// The most sheets of a file; all stand in one file without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<u32>,
    /// Whether only the front of each sheet is printed.
    pub simplex: bool,
    /// What letters are printed on.
    pub paper: Paper,
    /// The name of the envelope, after GB/T 1416.
    pub envelope: String,
    /// The most letters of a bundle.
    pub bundle: u32,
    /// The most letters of a tray.
    pub tray: u32,
    /// Kinds whose documents stay single files, as contracts that are signed by hand do.
    pub single: Vec<String>,
}

impl Default for PrintOptions {
    /// On both sides of 80 g/m², for DL, in bundles of 50 and trays of 500; agreements stay single files.
    fn default() -> Self {
        Self {
            sheets: None,
            simplex: false,
            paper: Paper { grammage: 80 },
            envelope: "DL".to_string(),
            bundle: 50,
            tray: 500,
            single: vec!["repayment-agreement".to_string()],
        }
    }
}

impl PrintOptions {
    /// How many sheets so many pages take.
    pub(super) fn sheets_of(&self, pages: u32) -> u32 {
        if self.simplex { pages } else { pages.div_ceil(2) }
    }

    /// Refuses what cannot be printed.
    pub(super) fn checked(&self) -> Result<(), Stop> {
        let wrong = |en: String, zh: String| Err(Stop::new(en, zh).coded(StopCode::Usage));
        if !envelope_names().contains(&self.envelope.as_str()) {
            let names = envelope_names().join(", ");
            return wrong(
                format!("`{}` is no envelope; known are {names}", self.envelope),
                format!("没有 `{}` 这种信封；可用：{names}", self.envelope),
            );
        }
        if !(40..=300).contains(&self.paper.grammage) {
            return wrong(
                format!("paper of {} g/m² cannot be folded; 40 to 300 can", self.paper.grammage),
                format!("纸张定量 {} g/m² 不适用；应为 40 至 300", self.paper.grammage),
            );
        }
        if self.bundle == 0 || self.tray == 0 || self.sheets == Some(0) {
            return wrong(
                "a file, a bundle or a tray of nothing cannot be made".to_string(),
                "每个文件、每捆或每箱的数量不能为 0".to_string(),
            );
        }
        Ok(())
    }
}
