//! Hold refusals back that look like a template's fault, until it is known whether they are the accounts'.

use crate::error::{Stop, StopCode};
use crate::finding::Finding;
use crate::prove;

/// How many accounts in a row one fault of a template may strike before it ends the run.
const MOST: usize = 20;

/// How many accounts are held back at the most, with those between them that never came to a template.
const MOST_HELD: usize = 2000;

/// Accounts in a row that the same faults of a template refuse; none of them is recorded yet.
pub(super) struct Streak<T> {
    faults: Vec<Finding>,
    /// How many of those that are held the faults struck.
    struck: usize,
    held: Vec<T>,
}

/// How an account fared with its template.
pub(super) enum Fared {
    /// These faults, which may be its template's, and nothing else refuse it.
    Struck(Vec<Finding>),
    /// It was refused before it came to a template, so that it tells nothing of one.
    Never,
    /// It came through, or was refused for what stands in it.
    Otherwise,
}

impl Fared {
    /// How an account fared that these findings refuse.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let refusing = || findings.iter().filter(|finding| finding.refuses());
        let is_template = |finding: &&Finding| matches!(finding.code, "T01" | "T02" | "T03" | "R25" | "R01");
        let faults: Vec<Finding> = refusing().filter(is_template).cloned().collect();
        if faults.is_empty() {
            // Words are judged in filled templates only.
            let of_words = refusing().any(|finding| finding.code.starts_with(['X', 'N', 'T']));
            return if of_words { Self::Otherwise } else { Self::Never };
        }
        if faults.len() == refusing().count() { Self::Struck(faults) } else { Self::Otherwise }
    }
}

impl<T> Default for Streak<T> {
    fn default() -> Self {
        Self { faults: Vec::new(), struck: 0, held: Vec::new() }
    }
}

/// What is to be done now that one more account has come to its end.
pub(super) enum Verdict<T> {
    /// These are to be recorded, in order.
    Record(Vec<T>),
    /// The same faults struck too many: nothing of these is recorded.
    Stop(Stop),
}

impl<T> Streak<T> {
    /// Weighs an account by how it fared with its template.
    pub(super) fn weigh(&mut self, item: T, fared: Fared) -> Verdict<T> {
        let waits = self.struck > 0 && self.held.len() < MOST_HELD;
        let faults = match fared {
            Fared::Struck(faults) => faults,
            Fared::Never if waits => {
                self.held.push(item);
                return Verdict::Record(Vec::new());
            }
            Fared::Never | Fared::Otherwise => {
                let mut all = self.take();
                all.push(item);
                return Verdict::Record(all);
            }
        };
        let others = if faults == self.faults { Vec::new() } else { self.take() };
        self.faults = faults;
        self.struck += 1;
        self.held.push(item);
        if self.struck < MOST {
            return Verdict::Record(others);
        }
        Verdict::Stop(stop(&self.faults))
    }

    /// All that is held back, which nothing is held against any longer.
    pub(super) fn take(&mut self) -> Vec<T> {
        self.faults.clear();
        self.struck = 0;
        std::mem::take(&mut self.held)
    }
}

fn stop(faults: &[Finding]) -> Stop {
    let told = prove::told(faults);
    Stop::new(
        format!("the same fault of a template struck {MOST} accounts in a row, none of which is listed as refused:{}", told.en),
        format!("同一模板错误接连出现在 {MOST} 个账户上，这些账户未列入拒绝清单：{}", told.zh),
    )
    .coded(StopCode::Template)
    .hint(
        "mend the template and make all into a new folder with `--out`: documents of one folder are of the same templates; where the data are at fault, mend them and go on with `--resume`",
        "修正模板后，请用 `--out` 另指定输出目录重新生成：同一目录的文书须出自同一套模板；如系数据问题，修正后用 `--resume` 继续",
    )
}
