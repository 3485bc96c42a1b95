//! `hanpress check`: everything `make` does before typesetting; writes nothing.

use serde_json::json;

use super::args::{Check, Format};
use super::console::Console;
use super::settings::{Settings, settle};
use super::{Ending, signalled, watch};
use crate::account::read::{self, read};
use crate::desk::Desk;
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::run::event_of;
use crate::run::{CheckSummary, Checked, RunOptions, check_all, worded};

pub(crate) fn check(typed: Check, console: &mut Console) -> Result<Ending, Stop> {
    console.tell_at_most(typed.accounts.max_errors);
    let watch = watch::listen(console)?;
    let settings = settle(typed.accounts, Vec::new(), None, None);
    let settings = settings.map_err(|stop| stop.coded(StopCode::Usage))?;
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
    watch.begin();
    let options = RunOptions { halt: watch.halt.clone(), ..settings.run() };
    console.begin(options.share_of(accounts.at_most()));
    let checked = check_all(&desk, accounts, &options, &mut |checked| {
        console.step();
        tell(console, &checked)
    });
    console.end();
    console.notes(&notes)?;
    let CheckSummary { sound, refused, not_yet, stop: short } = checked?;
    let (ending, stop) = match refused {
        _ if watch.halt.is_halted() => (Ending::Signal, Some(signalled())),
        _ if short.is_some() => (Ending::Stopped, short),
        0 => (Ending::Well, None),
        _ if settings.fail_fast => (Ending::Refused, Some(failed_fast())),
        _ => (Ending::Refused, None),
    };
    let mut facts = json!({ "sound": sound, "refused": refused });
    if not_yet > 0 {
        facts["not_yet"] = not_yet.into();
    }
    console.close(ending, stop.as_ref(), facts)?;
    if sound + refused + not_yet == 0 {
        console.warn(&no_accounts());
    }
    console.causes();
    console.tell(&match console.lang {
        Lang::En => format!("{sound} accounts can be made, {refused} refused"),
        Lang::Zh => format!("{sound} 个账户可以出具文书，{refused} 个拒绝"),
    });
    if not_yet > 0 {
        console.tell(&match console.lang {
            Lang::En => format!("{not_yet} accounts get nothing of the course yet: see `hanpress next`"),
            Lang::Zh => format!("按流程尚无应出信函的账户 {not_yet} 户，见 `hanpress next`"),
        });
    }
    if let Some(stop) = stop.filter(|_| ending == Ending::Stopped) {
        console.stop(&stop);
    }
    Ok(ending)
}

pub(super) fn no_accounts() -> Words {
    Words::new("the input holds no accounts", "输入中没有账户")
}

/// Why a command that the first refused account ended, as was asked, did not come to the end of its input.
pub(super) fn failed_fast() -> Stop {
    Stop::new("stopped at the first refused account", "已在第一个被拒绝的账户处停止")
        .coded(StopCode::FailFast)
}

/// `--columns`: prints which field each heading stands for.
pub(super) fn columns(settings: &Settings, desk: &Desk, console: &Console) -> Result<Ending, Stop> {
    let lines = read::columns(&settings.inputs, &settings.reading(desk), console.lang)?;
    if console.format == Format::Json {
        console.event(&json!({ "event": "columns", "toml": lines }))?;
        console.close(Ending::Well, None, json!({}))?;
    } else {
        console.data(&lines)?;
    }
    Ok(Ending::Well)
}

fn tell(console: &Console, checked: &Checked<'_>) -> Result<(), Stop> {
    let Checked { entry, id, sound, findings, awaited } = checked;
    if let Some(awaited) = awaited {
        return console.event(&event_of("not-yet", entry, *id, awaited.told(console.lang)));
    }
    console.findings(entry, *id, findings);
    let told = worded(entry, findings, console.lang);
    console.event(&json!({
        "event": if *sound { "sound" } else { "refused" }, "seq": entry.seq, "id": id,
        "source": &*entry.source, "line": entry.line, "findings": told,
    }))
}
