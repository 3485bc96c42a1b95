//! Tell what refuses every account whatever is in it: settings that contradict the kinds that are sent, or each other.

use super::{Fixed, KindChoice};
use crate::check::{Context, of_settings};
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Lang, Words};

impl Fixed {
    /// Fails where no account can get a document, or none of a kind that the settings choose: once, before any is read.
    ///
    /// Where accounts say their kind themselves, one that may not be sent is a fault of theirs, unless none may be sent,
    /// or the kind is one of the template folder and asks for what the issuer file does not allow.
    pub fn can_send(&self) -> Result<(), Stop> {
        if self.kind == KindChoice::Auto
            && let Some((from, to)) = self.policy.gap()
        {
            return Err(gap(from, to));
        }
        // Where records name their kinds themselves, each is told with its account.
        if self.kind != KindChoice::Own
            && let Some(found) = self.needed_kinds().iter().find_map(|kind| self.unapproved(kind))
        {
            return Err(Stop { message: found.message, hints: found.hints, code: Some(StopCode::Template) });
        }
        let set = self.templates.set();
        let faults: Vec<(String, Vec<Finding>)> = self
            .needed_kinds()
            .into_iter()
            .filter_map(|name| {
                let found = of_settings(&self.context(&set.kinds().get(&name)?.facts));
                Some((name, found))
            })
            .collect();
        let told_by_all = |one: &Finding| {
            let like = |other: &Finding| (other.code, &other.path) == (one.code, &one.path);
            faults.iter().all(|(_, found)| found.iter().any(like))
        };
        let stops = |name: &str, fault: &Finding| {
            self.kind != KindChoice::Own || told_by_all(fault) || set.uses_own(name) && fault.code == "R03"
        };
        let mut found: Vec<&Finding> = Vec::new();
        for (name, fault) in faults.iter().flat_map(|(name, found)| found.iter().map(move |one| (name, one)))
        {
            let like = |other: &&Finding| (other.code, &other.path) == (fault.code, &fault.path);
            if stops(name, fault) && !found.iter().any(like) {
                found.push(fault);
            }
        }
        if found.is_empty() { Ok(()) } else { Err(refuses_all(&found)) }
    }

    /// What rules may look at beside an account of a kind.
    pub(crate) fn context<'a>(&'a self, kind: &'a crate::kind::KindFacts) -> Context<'a> {
        Context {
            issuer: &self.issuer,
            kind,
            issue_date: self.issue_date,
            fonts: self.press.fonts(),
            shift: &self.shift,
            sent: &self.sent,
        }
    }
}

fn refuses_all(faults: &[&Finding]) -> Stop {
    let all = |lang: Lang, colon: &str| {
        let one = |fault: &&Finding| {
            format!("\n  {}{colon}`{}`{colon}{}", fault.code, fault.path, fault.message.get(lang))
        };
        faults.iter().map(one).collect::<String>()
    };
    let stop = Stop::new(
        format!("the settings refuse every account, whatever is in it:{}", all(Lang::En, ": ")),
        format!("按现有设置，任何账户都会被拒绝，与账户数据无关：{}", all(Lang::Zh, "：")),
    );
    let mut stop = stop.coded(StopCode::Settings);
    for hint in faults.iter().flat_map(|fault| &fault.hints) {
        if !stop.hints.contains(hint) {
            stop.hints.push(hint.clone());
        }
    }
    stop.hints.push(Words::new(
        "mend the issuer file or the kind, then run the same command again",
        "请修正发行方文件或文书种类，再运行同一命令",
    ));
    stop
}

/// A policy that leaves out days between others refuses every account of those days.
fn gap(from: i64, to: i64) -> Stop {
    Stop::new(
        format!("`[policy]` of the issuer file names no kind for {from} to {to} overdue days"),
        format!("发行方文件 `[policy]` 未规定逾期 {from} 至 {to} 天应出具的文书"),
    )
    .coded(StopCode::Settings)
    .hint(
        "add a row for these days, or widen one beside them",
        "请补充这些天数对应的一行，或扩大相邻一行的范围",
    )
}
