//! Hold refusals back that look like a template's fault, until it is known whether they are the accounts'.

use crate::error::{Stop, StopCode};
use crate::finding::Finding;
use crate::prove;

/// How many accounts in a row one fault of a template may strike before it ends the run.
const MOST: usize = 20;

/// Accounts in a row that the same faults of a template refuse; none of them is recorded yet.
pub(super) struct Streak<T> {
    faults: Vec<Finding>,
    held: Vec<T>,
}

impl<T> Default for Streak<T> {
    fn default() -> Self {
        Self { faults: Vec::new(), held: Vec::new() }
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
    /// Weighs an account with the faults of its template, where those alone refuse it.
    pub(super) fn weigh(&mut self, item: T, faults: Vec<Finding>) -> Verdict<T> {
        if faults.is_empty() {
            let mut all = self.take();
            all.push(item);
            return Verdict::Record(all);
        }
        let others = if faults == self.faults { Vec::new() } else { self.take() };
        self.faults = faults;
        self.held.push(item);
        if self.held.len() < MOST {
            return Verdict::Record(others);
        }
        Verdict::Stop(stop(&self.faults))
    }

    /// All that is held back, which nothing is held against any longer.
    pub(super) fn take(&mut self) -> Vec<T> {
        self.faults.clear();
        std::mem::take(&mut self.held)
    }
}

/// The faults of an account that may be its template's; none where anything else is wrong with it.
pub(super) fn of_template(findings: &[Finding]) -> Vec<Finding> {
    let refusing: Vec<_> = findings.iter().filter(|finding| finding.refuses()).collect();
    let of_template = |finding: &&&Finding| matches!(finding.code, "T01" | "T02" | "T03" | "R25" | "R01");
    let faults: Vec<Finding> = refusing.iter().filter(of_template).map(|fault| (**fault).clone()).collect();
    if faults.len() == refusing.len() { faults } else { Vec::new() }
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
