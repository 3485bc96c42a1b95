//! `hanpress check`: everything `make` does before typesetting; writes nothing.

use std::sync::Arc;

use hanpress::account::read::Entry;
use hanpress::batch::{Flow, OneStride, drive_strides};
use hanpress::desk::Desk;
use hanpress::error::Stop;
use hanpress::finding::{Finding, Lang};
use hanpress::produce;
use serde_json::json;

use super::Ending;
use super::args::Check;
use super::console::Console;
use super::run;
use super::settings::settle;
use super::watch::Signals;

pub(crate) fn check(typed: Check, console: &mut Console) -> Result<Ending, Stop> {
    let settings = settle(typed.accounts, &[], None, None)?;
    let desk = Desk::new(settings.desk.clone())?;
    let entries = run::feed(&settings, &desk, &Arc::default())?;
    let signals = Signals::listen()?;
    run::hush_panics();
    console.begin(run::estimate(&settings));
    let (mut sound, mut refused) = (0_u64, 0_u64);
    drive_strides(
        entries,
        settings.workers,
        &signals.halt,
        &OneStride(|entry: &Entry| work(entry, &desk), || Err(vec![run::broken()])),
        |entry, done| {
            console.step();
            let (word, findings) = match &done {
                Ok(warnings) => ("sound", warnings),
                Err(findings) => ("refused", findings),
            };
            tell(console, &entry, word, findings)?;
            if done.is_ok() {
                sound += 1;
                return Ok(Flow::On);
            }
            refused += 1;
            Ok(if settings.fail_fast { Flow::End } else { Flow::On })
        },
        || {
            if signals.urge() {
                std::process::exit(i32::from(Ending::Signal.code()));
            }
            Ok(())
        },
    )?;
    console.end();
    console.event(&json!({ "event": "end", "sound": sound, "refused": refused }))?;
    if sound + refused == 0 {
        console.tell(console.says("warning: the input holds no accounts", "警告：输入中没有账户"));
    }
    console.tell(&match console.lang {
        Lang::En => format!("{sound} accounts can be made, {refused} refused"),
        Lang::Zh => format!("{sound} 个账户可以出具文书，{refused} 个拒绝"),
    });
    Ok(match refused {
        _ if signals.came() => Ending::Signal,
        0 => Ending::Well,
        _ => Ending::Refused,
    })
}

/// The warnings of a sound account, or all findings of a refused one.
fn work(entry: &Entry, desk: &Desk) -> Result<Vec<Finding>, Vec<Finding>> {
    let account = entry.account.clone()?;
    let sha256 = entry.sha256.ok_or_else(|| vec![run::broken()])?;
    Ok(produce::prepare(account, &sha256, desk)?.warnings)
}

fn tell(console: &Console, entry: &Entry, word: &str, findings: &[Finding]) -> Result<(), Stop> {
    let id = run::shown_id(entry, findings);
    console.findings(&entry.source, entry.line, id, findings);
    let told: Vec<_> = findings.iter().map(|finding| finding.worded(console.lang)).collect();
    console.event(&json!({
        "event": word, "seq": entry.seq, "id": id,
        "source": &*entry.source, "line": entry.line, "findings": told,
    }))
}
