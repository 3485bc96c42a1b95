//! `hanpress make`: one document per account.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::json;

use super::Ending;
use super::args::Make;
use super::check::{columns, worded};
use super::console::Console;
use super::settings::{Settings, password, settle};
use super::watch;
use crate::account::read::read;
use crate::deliver::{self, Counts, Mode, Naming, Recorded, Report, Tally};
use crate::desk::Desk;
use crate::error::Stop;
use crate::finding::{Lang, Words};
use crate::money::grouped;
use crate::place::Folder;
use crate::run::{Ended, Event, Halt, Only, Run, RunOptions, Summary};
use crate::sign::SignOptions;

pub(crate) fn make(typed: Make, console: &mut Console) -> Result<Ending, Stop> {
    console.tell_at_most(typed.accounts.max_errors);
    let begun = begun(&typed)?;
    let name = typed.name.or_else(|| begun.as_ref().and_then(|begun| begun.name.clone()));
    let naming = name.map(|name| Naming::of_pattern(&name)).transpose()?.unwrap_or_default();
    let (out, begun) = (typed.out, begun.and_then(|begun| begun.issue_date));
    let sign = SignOptions { config: typed.sign, password: password() };
    let mut settings = settle(typed.accounts, typed.standard, Some(sign), begun)?;
    settings.desk.time_limit = Duration::from_secs(typed.time_limit);
    let desk = Desk::open(settings.desk.clone())?;
    for warning in desk.warnings() {
        console.warn(warning);
    }
    if settings.columns {
        return columns(&settings, &desk, console);
    }
    let accounts = read(settings.inputs.clone(), settings.reading(&desk))?;
    let notes = accounts.notes();
    console.notes(&notes)?;
    let halt = Halt::default();
    let options = RunOptions {
        mode: if typed.resume { Mode::Resume } else { Mode::Fresh },
        times: typed.times,
        only: Only::of(typed.only),
        add: typed.add,
        naming,
        lang: console.lang,
        halt: halt.clone(),
        ..settings.run()
    };
    let place = Arc::new(Folder::open(&out)?);
    let run = Run { desk, accounts, place, options };
    let made = run.go(&mut |event| {
        // Looking at what stands there may take long, and nothing is in hand meanwhile.
        if matches!(event, Event::Begun(_)) {
            watch::listen_for(&halt)?;
        }
        tell_event(&event, console)
    });
    console.end();
    console.notes(&notes)?;
    let summary = made?;
    conclude(&summary, &settings, &out.display().to_string(), console)
}

/// What a run takes over from those that stand in its folder.
struct Begun {
    issue_date: Option<NaiveDate>,
    name: Option<String>,
}

/// What is taken over from the folder: by a run that goes on with another its date and how files are named, by one
/// that is added only the latter. Where single documents are asked for, the date is that of their run.
fn begun(typed: &Make) -> Result<Option<Begun>, Stop> {
    if !typed.resume && !typed.add && typed.only.is_empty() {
        return Ok(None);
    }
    let folder = Folder::to_read(&typed.out);
    let runs = deliver::runs(&folder)?;
    let asked_for = || typed.only.first().map(|id| deliver::run_of(&folder, id)).transpose();
    let of = match runs.last() {
        Some((last, None)) if typed.resume => Some(last),
        _ if typed.add => None,
        _ => runs.get(asked_for()?.flatten().unwrap_or(0)).map(|(header, _)| header),
    };
    let name = of.or(runs.first().map(|(header, _)| header)).and_then(|header| header.name.clone());
    Ok(Some(Begun { issue_date: of.map(|header| header.issue_date), name }))
}

/// Tells what happens as it happens.
fn tell_event(event: &Event<'_>, console: &mut Console) -> Result<(), Stop> {
    let (entry, id, recorded) = match event {
        Event::Begun(total) => {
            console.begin(*total);
            return Ok(());
        }
        Event::Account { entry, id, recorded } => (entry, id, recorded),
    };
    console.step();
    let seq = entry.seq;
    match recorded {
        Recorded::Made => console.event(&json!({ "event": "made", "seq": seq, "id": id })),
        Recorded::Stood => console.event(&json!({ "event": "kept", "seq": seq, "id": id })),
        Recorded::Refused(findings) => {
            let told = worded(entry, findings, console.lang);
            console.event(&json!({
                "event": "refused", "seq": seq, "id": id,
                "source": &*entry.source, "line": entry.line, "findings": told,
            }))?;
            console.findings(entry, *id, findings);
            Ok(())
        }
    }
}

/// Tells what came of a run.
fn conclude(
    summary: &Summary,
    settings: &Settings,
    out: &str,
    console: &mut Console,
) -> Result<Ending, Stop> {
    let Summary { ended, counts, .. } = summary;
    if *ended == Ended::AlreadyMade {
        return already_made(*counts, out, console);
    }
    tell(summary, settings, out, console)?;
    if let (Some(report), Some(why)) = (&summary.report, &summary.mishap) {
        unstamped(report, why, console);
    }
    summary.slower.iter().for_each(|told| console.warn(told));
    match ended {
        Ended::Halted | Ended::Left => tell_cut(console.says("stopped by a signal", "已因信号停止"), console),
        Ended::FailFast => {
            tell_cut(
                console.says("stopped at the first refused account", "已在第一个被拒绝的账户处停止"),
                console,
            );
        }
        Ended::Finished | Ended::AlreadyMade => {}
    }
    Ok(match counts.refused {
        _ if matches!(ended, Ended::Halted | Ended::Left) => Ending::Signal,
        0 => Ending::Well,
        _ => Ending::Refused,
    })
}

fn already_made(counts: Counts, folder: &str, console: &Console) -> Result<Ending, Stop> {
    console.event(&json!({ "event": "already-made", "made": counts.made, "refused": counts.refused }))?;
    console.tell(&match console.lang {
        Lang::En => {
            format!("already made: {} documents, {} refused  ({folder})", counts.made, counts.refused)
        }
        Lang::Zh => format!("已经完成：{} 份文书，{} 份拒绝  （{folder}）", counts.made, counts.refused),
    });
    Ok(Ending::Well)
}

/// How a run that ended before its input did is gone on with.
fn tell_cut(why: &str, console: &Console) {
    let (colon, go_on) = (console.says(": ", "："), Stop::go_on());
    console.tell(&format!("{why}{colon}{}", go_on.get(console.lang)));
}

/// Says how many documents did without a time stamp, or without the level asked for, and why the first of
/// this run did.
fn unstamped(report: &Report, why: &Words, console: &Console) {
    let Tally { unstamped, below_level, .. } = report.tally;
    let (en, zh, count) = match unstamped {
        0 => ("do not reach the level asked for", "未达到要求的级别", below_level),
        count => ("bear no time stamp", "未加盖时间戳", count),
    };
    let count = grouped(&count.to_string());
    console.warn(&Words::new(
        format!("{count} documents {en}: {}", why.en),
        format!("{count} 份文书{zh}：{}", why.zh),
    ));
}

/// Names the files to open where accounts were refused: those that the run has.
fn tell_lists(folder: &str, console: &Console) {
    let names = ["refused.xlsx", "refused.csv", "report.html"].into_iter();
    let there = names.filter(|name| Path::new(folder).join(name).exists());
    let files: Vec<_> = there.map(|name| format!("{folder}/{name}")).collect();
    console.tell(&match console.lang {
        Lang::En => format!("what was refused, and why: {}", files.join(", ")),
        Lang::Zh => format!("拒绝的账户及原因，请打开：{}", files.join("、")),
    });
}

/// The last words of a run.
fn tell(summary: &Summary, settings: &Settings, folder: &str, console: &Console) -> Result<(), Stop> {
    let Counts { made, refused, warnings } = summary.counts;
    console.event(&json!({
        "event": "end", "made": made, "refused": refused, "warnings": warnings, "out": folder,
        "issue_date": settings.desk.issue_date.to_string(), "finished": summary.ended == Ended::Finished,
    }))?;
    if made + refused == 0 {
        console.tell(console.says("warning: the input holds no accounts", "警告：输入中没有账户"));
    }
    console.causes();
    let counts = |count: u64| grouped(&count.to_string());
    console.tell(&match console.lang {
        Lang::En => format!(
            "{} documents made, {} refused  ({folder}/manifest.jsonl, {folder}/refused.jsonl)",
            counts(made),
            counts(refused)
        ),
        Lang::Zh => format!(
            "已生成 {} 份文书，拒绝 {} 份  （{folder}/manifest.jsonl、{folder}/refused.jsonl）",
            counts(made),
            counts(refused)
        ),
    });
    if refused > 0 {
        tell_lists(folder, console);
    }
    Ok(())
}
