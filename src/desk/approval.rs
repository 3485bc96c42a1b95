//! Hold templates against what somebody answers for: the file that `hanpress approve` writes and the issuer file names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Fixed;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words};
use crate::issuer::IssuerFile;
use crate::named_files::NamedFiles;

/// The templates of a version, and who answers for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The version, counted from 1.
    pub version: u64,
    /// When they were approved, as RFC 3339.
    pub at: String,
    /// Who approved them.
    pub by: String,
    /// SHA-256 of each kind's template set (its folder with `shared/`), in hex.
    pub kinds: BTreeMap<String, String>,
}

/// A file of approvals, the latest last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// All versions there were.
    #[serde(default)]
    pub approved: Vec<Approval>,
}

impl Approvals {
    /// Reads a file that `hanpress approve` wrote; `shown` is how messages call it.
    pub fn read(text: &str, shown: &str) -> Result<Self, Stop> {
        let approvals: Self = toml::from_str(text).map_err(|error| unfit(shown, error.message()))?;
        let in_order =
            approvals.approved.iter().zip(1..).all(|(approval, version)| approval.version == version);
        if in_order { Ok(approvals) } else { Err(unfit(shown, "versions are counted from 1, each once")) }
    }

    /// The latest.
    pub fn latest(&self) -> Option<&Approval> {
        self.approved.last()
    }
}

fn unfit(shown: &str, why: &str) -> Stop {
    Stop::new(
        format!("`{shown}` is no file of approved templates: {why}"),
        format!("`{shown}` 不是模板审批文件；程序原文：“{why}”"),
    )
    .coded(StopCode::Settings)
    .hint("`hanpress approve TEMPLATES --by NAME` writes one", "请用 `hanpress approve` 生成")
}

/// The approval that the issuer file demands.
pub(super) fn demanded(issuer: &IssuerFile, files: &NamedFiles) -> Result<Option<Approval>, Stop> {
    let Some(name) = &issuer.templates.approved else { return Ok(None) };
    let shown = files.shown(name);
    let approvals = Approvals::read(&files.text(name)?, &shown)?;
    let latest = approvals.latest().cloned();
    latest.map(Some).ok_or_else(|| unfit(&shown, "it holds no approval"))
}

impl Fixed {
    /// Why no document of a kind may be made: its templates are others than those that were approved.
    pub(crate) fn unapproved(&self, kind: &str) -> Option<Finding> {
        let approval = self.approval.as_ref()?;
        let hash = self.templates.set().kinds().get(kind).map(|kind| &kind.hash);
        if hash.is_some() && approval.kinds.get(kind) == hash {
            return None;
        }
        let version = approval.version;
        let words = Words::new(
            format!(
                "the templates of `{kind}` are others than those that were approved as version {version}"
            ),
            format!("`{kind}` 的模板与已审批的第 {version} 版不同"),
        );
        Some(
            Finding::error("T05", "kind", words)
                .basis(
                    "house rule: nothing goes out that nobody approved",
                    "内部规则：未经审批的模板不得用于出具文书",
                )
                .hint(
                    "have them approved: `hanpress approve TEMPLATES --by NAME`",
                    "请完成审批：`hanpress approve`，以 `--by` 写明审批人",
                ),
        )
    }
}
