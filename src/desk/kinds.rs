//! Tell which kind of document an account gets, or why none.

use super::{Fixed, KindChoice};
use crate::account::Account;
use crate::error::{Stop, StopCode};
use crate::fill::Templates;
use crate::finding::{Finding, Words};
use crate::kind::KindFacts;
use crate::mask;
use crate::plan::overdue_days;
use crate::record::{is_plain, shortened};

impl Fixed {
    /// The kind of document an account gets, or why none.
    pub fn kind_of(&self, account: &Account) -> Result<&KindFacts, Finding> {
        let name = match &self.kind {
            KindChoice::Named(name) => name.as_str(),
            KindChoice::Own => account.kind.as_deref().ok_or_else(no_kind)?,
            KindChoice::Course => self.step_due(account)?.0.row.kind.as_str(),
            KindChoice::Auto => self.by_policy(overdue_days(account.as_of, account.due_date))?,
        };
        let kind = called(name, &self.templates)?;
        self.unapproved(&kind.name).map_or(Ok(kind), Err)
    }

    fn by_policy(&self, days: i64) -> Result<&str, Finding> {
        self.policy.kind(days).ok_or_else(|| {
            Finding::error(
                "D09",
                "due_date",
                Words::new(
                    format!("the issuer's policy names no kind for {days} overdue days"),
                    format!("发行方策略未规定逾期 {days} 天应出具的文书"),
                ),
            )
            .hint("add a row to `[policy]` of the issuer file", "请在发行方文件的 `[policy]` 中补充")
        })
    }
}

/// The kind that a word names: by its name, or by a title that no other kind has.
fn called<'a>(word: &str, templates: &'a Templates) -> Result<&'a KindFacts, Finding> {
    let kinds = templates.set().kinds();
    if let Some(kind) = kinds.get(word) {
        return Ok(&kind.facts);
    }
    let meant: Vec<_> = kinds.values().map(|kind| &kind.facts).filter(|kind| kind.is_called(word)).collect();
    match meant[..] {
        [] => Err(unknown_kind(word, templates)),
        [kind] => Ok(kind),
        _ => Err(of_one_title(&meant)),
    }
}

fn of_one_title(kinds: &[&KindFacts]) -> Finding {
    let names: Vec<_> = kinds.iter().map(|kind| format!("`{}`", kind.name)).collect();
    let message = Words::new(
        format!("several kinds have this title: {}", names.join(", ")),
        format!("有多种文书使用该标题：{}", names.join("、")),
    );
    Finding::error("D04", "kind", message)
        .hint("write the name of the one that is meant", "请写明所指文书的名称")
}

/// The name of a kind that is named, which must be there.
pub(super) fn known(kind: &str, templates: &Templates) -> Result<String, Stop> {
    match called(kind, templates) {
        Ok(kind) => Ok(kind.name.clone()),
        Err(finding) => {
            Err(Stop { message: finding.message, hints: finding.hints, code: Some(StopCode::Usage) })
        }
    }
}

/// The same for a kind that a table of a settings file names.
pub(super) fn known_in(table: &str, shown: &str, kind: &str, templates: &Templates) -> Result<String, Stop> {
    known(kind, templates).map_err(|stop| Stop {
        message: Words::new(
            format!("`{table}` of `{shown}`: {}", stop.message.en),
            format!("`{shown}` 的 `{table}`：{}", stop.message.zh),
        ),
        ..stop
    })
}

fn no_kind() -> Finding {
    Finding::error("D02", "kind", Words::new("`kind` is missing", "缺少 `kind`")).hint(
        "give it in the record, or for the whole run with `--kind`",
        "请在记录中给出，或用 `--kind` 统一指定",
    )
}

fn unknown_kind(name: &str, templates: &Templates) -> Finding {
    // What is no word like a kind's may have slipped in from another column.
    let shown = if name.is_ascii() || is_plain(name) { shortened(name) } else { mask::shape(name) };
    let kinds: Vec<_> = templates.set().kinds().values().map(|kind| &kind.facts).collect();
    let likeness = |kind: &KindFacts| {
        [&kind.name, &kind.title].map(|one| strsim::jaro_winkler(name, one)).into_iter().fold(0.0, f64::max)
    };
    // Part of a title is meant for it.
    let likeness = |kind: &KindFacts| {
        let part = name.chars().count() > 1 && kind.title.contains(name);
        if part { 1.0 } else { likeness(kind) }
    };
    let near = kinds.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let finding = Finding::error(
        "D04",
        "kind",
        Words::new(format!("there is no kind `{shown}`"), format!("没有 `{shown}` 这种文书")),
    );
    let names: Vec<_> = kinds.iter().map(|kind| kind.name.as_str()).collect();
    let titles: Vec<_> = kinds.iter().map(|kind| format!("{}（`{}`）", kind.title, kind.name)).collect();
    let all = finding.hint(
        format!("the kinds are {}", names.join(", ")),
        format!("可用的文书种类：{}", titles.join("、")),
    );
    match near {
        Some(near) if likeness(near) > 0.8 => all.hint(
            format!("did you mean `{}`?", near.name),
            format!("是否应为{}（`{}`）？", near.title, near.name),
        ),
        _ => all,
    }
}
