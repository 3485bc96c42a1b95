//! `hanpress check`: everything `make` does before typesetting; writes nothing.

use serde_json::json;

use super::Ending;
use super::args::Check;
use super::console::Console;
use super::settings::{Settings, settle};
use super::watch;
use crate::account::read::{self, Entry, read};
use crate::desk::Desk;
use crate::error::Stop;
use crate::finding::{Finding, Lang, Worded};
use crate::run::{CheckSummary, Checked, RunOptions, check_all};

pub(crate) fn check(typed: Check, console: &mut Console) -> Result<Ending, Stop> {
    console.tell_at_most(typed.accounts.max_errors);
    let settings = settle(typed.accounts, Vec::new(), None, None)?;
    let desk = Desk::open(settings.desk.clone())?;
    if settings.columns {
        return columns(&settings, &desk, console);
    }
    for doubtful in desk.fixed().template_warnings() {
        console.warn(&doubtful);
    }
    let accounts = read(settings.inputs.clone(), settings.reading(&desk))?;
    let notes = accounts.notes();
    console.notes(&notes)?;
    let halt = watch::listen()?;
    let options = RunOptions { halt: halt.clone(), ..settings.run() };
    console.begin(options.share_of(accounts.at_most()));
    let checked = check_all(&desk, accounts, &options, &mut |checked| {
        console.step();
        tell(console, &checked)
    });
    console.end();
    console.notes(&notes)?;
    let CheckSummary { sound, refused } = checked?;
    console.event(&json!({ "event": "end", "sound": sound, "refused": refused }))?;
    if sound + refused == 0 {
        console.tell(console.says("warning: the input holds no accounts", "警告：输入中没有账户"));
    }
    console.causes();
    console.tell(&match console.lang {
        Lang::En => format!("{sound} accounts can be made, {refused} refused"),
        Lang::Zh => format!("{sound} 个账户可以出具文书，{refused} 个拒绝"),
    });
    Ok(match refused {
        _ if halt.is_halted() => Ending::Signal,
        0 => Ending::Well,
        _ => Ending::Refused,
    })
}

/// `--columns`: prints which field each heading stands for.
pub(super) fn columns(settings: &Settings, desk: &Desk, console: &Console) -> Result<Ending, Stop> {
    let lines = read::columns(&settings.inputs, &settings.reading(desk), console.lang)?;
    console.data(&lines)?;
    Ok(Ending::Well)
}

fn tell(console: &Console, Checked { entry, id, sound, findings }: &Checked<'_>) -> Result<(), Stop> {
    console.findings(entry, *id, findings);
    let told = worded(entry, findings, console.lang);
    console.event(&json!({
        "event": if *sound { "sound" } else { "refused" }, "seq": entry.seq, "id": id,
        "source": &*entry.source, "line": entry.line, "findings": told,
    }))
}

/// The findings of an account as its event tells them, but those that the issuer accepts, each with the heading of its column where it has one.
pub(super) fn worded<'f>(entry: &Entry, findings: &'f [Finding], lang: Lang) -> Vec<Worded<'f>> {
    let column = |finding: &Finding| Some(entry.row.as_ref()?.header.column(&finding.path)?.heading);
    findings
        .iter()
        .filter(|finding| !finding.is_accepted())
        .map(|finding| finding.worded(lang).in_column(column(finding)))
        .collect()
}
