//! `hanpress make`: one document per account.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::json;

use super::args::{Format, Make};
use super::check::{columns, failed_fast, no_accounts};
use super::console::Console;
use super::one::one;
use super::places;
use super::settings::{Settings, a_place, apart, password, settle};
use super::{Ending, signalled, watch};
use crate::account::read::{TWICE, read};
use crate::deliver::{self, Counts, Made, Mode, Naming, Recorded, Report, Tally};
use crate::desk::{Desk, KindChoice, open_ahead};
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::money::grouped;
use crate::place::{Place, Standing};
use crate::run::{Ended, Event, Only, Run, RunOptions, Summary, told};
use crate::sign::SignOptions;

pub(crate) fn make(typed: Make, console: &mut Console) -> Result<Ending, Stop> {
    console.tell_at_most(typed.accounts.max_errors);
    open_ahead(typed.accounts.font_dir.is_none());
    let sign = SignOptions { config: typed.sign.clone(), password: password() };
    let (time_limit, plain) = (Duration::from_secs(typed.time_limit), typed.plain);
    let Some(out) = typed.out.clone() else {
        let settings = settle(typed.accounts, typed.standard, Some(sign), None);
        let mut settings = settings.map_err(|stop| stop.coded(StopCode::Usage))?;
        (settings.desk.time_limit, settings.desk.plain) = (time_limit, plain);
        return one(&settings, console);
    };
    a_place(&out, true)?;
    let shown = places::shown(&out);
    if !typed.accounts.columns {
        console.know(json!({ "out": shown, "finished": false }));
    }
    let watch = watch::listen(console)?;
    let begun = begun(&typed, &out)?;
    let name = typed.name.or_else(|| begun.as_ref().and_then(|begun| begun.name.clone()));
    let naming = name.map(|name| Naming::of_pattern(&name)).transpose()?.unwrap_or_default();
    let begun = begun.and_then(|begun| begun.issue_date);
    let settings = settle(typed.accounts, typed.standard, Some(sign), begun);
    let mut settings = settings.map_err(|stop| stop.coded(StopCode::Usage))?;
    (settings.desk.time_limit, settings.desk.plain) = (time_limit, plain);
    apart(&out, &settings.inputs)?;
    places::for_letters_alone(&out, &settings.desk)?;
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
    let options = RunOptions {
        mode: if typed.resume { Mode::Resume } else { Mode::Fresh },
        times: typed.times,
        only: Only::of(typed.only),
        add: typed.add,
        naming,
        lang: console.lang,
        halt: watch.halt.clone(),
        ..settings.run()
    };
    let place = places::to_write(&out)?;
    let run = Run { desk, accounts, place: Arc::clone(&place), options };
    let mut again = Again::default();
    let made = run.go(&mut |event| {
        // Looking at what stands there may take long, and nothing is in hand meanwhile.
        if matches!(event, Event::Begun(_)) {
            watch.begin();
        }
        if let Event::Account { recorded: Recorded::Made(made), .. } = &event {
            again.see(made);
        }
        tell_event(&event, console)
    });
    console.end();
    console.notes(&notes)?;
    again.told().iter().for_each(|words| console.warn(words));
    let summary = made?;
    conclude(&summary, &settings, &*place, console)
}

/// Documents of an added run for ids that have one of the same kind, made from another record.
#[derive(Default)]
struct Again {
    count: u64,
    first: Option<String>,
}

impl Again {
    fn see(&mut self, made: &Made) {
        if made.findings().any(|finding| finding.code == TWICE && finding.path == "id") {
            self.count += 1;
            self.first.get_or_insert_with(|| made.id().to_string());
        }
    }

    fn told(&self) -> Option<Words> {
        let (count, first) = (self.count, self.first.as_deref()?);
        let are =
            if count == 1 { "document is for an id that has" } else { "documents are for ids that have" };
        Some(Words::new(
            format!(
                "{count} {are} one of the same kind from another record ({TWICE}), the first `{first}`: see index.csv"
            ),
            format!(
                "有 {count} 份文书的编号此前已按另一份数据出具过同种文书（{TWICE}），首个为 `{first}`，见 index.csv"
            ),
        ))
    }
}

/// What a run takes over from those that stand in its folder.
struct Begun {
    issue_date: Option<NaiveDate>,
    name: Option<String>,
}

/// What is taken over from the folder: by a run that goes on with another its date and how files are named, by one
/// that is added only the latter. Where single documents are asked for, the date is that of their run.
fn begun(typed: &Make, out: &Path) -> Result<Option<Begun>, Stop> {
    if !typed.resume && !typed.add && typed.only.is_empty() {
        return Ok(None);
    }
    let place = places::to_read(out)?;
    let runs = deliver::runs(&*place)?;
    if runs.is_empty() {
        return Ok(None);
    }
    let asked_for = || typed.only.first().map(|id| deliver::run_of(&*place, id)).transpose();
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
    match event {
        Event::Begun(total) => console.begin(*total),
        Event::Account { entry, id, recorded } => {
            console.step();
            if let Recorded::Refused(findings) = recorded {
                console.findings(entry, *id, findings);
            }
        }
    }
    if console.format != Format::Json {
        return Ok(());
    }
    told(event, console.lang).iter().try_for_each(|event| console.event(event))
}

/// Tells what came of a run.
fn conclude(
    summary: &Summary,
    settings: &Settings,
    place: &dyn Place,
    console: &mut Console,
) -> Result<Ending, Stop> {
    let out = &place.shown("");
    let Summary { ended, counts, .. } = summary;
    let unfinished = |stop: Stop| {
        let stop = stop.unfinished();
        if summary.stood.is_some() { stop.of_added() } else { stop }
    };
    let stop = match ended {
        Ended::Halted | Ended::Left => Some(unfinished(signalled())),
        Ended::FailFast => Some(unfinished(failed_fast())),
        Ended::Cut | Ended::Finished | Ended::AlreadyMade => summary.stop.clone(),
    };
    let finished = matches!(ended, Ended::Finished | Ended::AlreadyMade);
    let ending = match ended {
        Ended::Halted | Ended::Left => Ending::Signal,
        Ended::Cut => Ending::Stopped,
        // Accounts that were named and are not in the input are not made, as refused ones are not.
        _ if counts.refused == 0 && stop.is_none() => Ending::Well,
        _ => Ending::Refused,
    };
    // What a finished folder does not hold does not belong here: the same command again ends with the same bytes.
    let Counts { made, refused, warnings, not_yet } = *counts;
    let mut facts = json!({
        "made": made, "refused": refused, "warnings": warnings, "out": out,
        "issue_date": settings.desk.issue_date.to_string(), "finished": finished,
    });
    if settings.desk.kind == KindChoice::Course {
        facts["not_yet"] = not_yet.into();
    }
    if let Some(stood) = summary.stood {
        facts["stood"] = stood.into();
    }
    console.close(ending, stop.as_ref(), facts)?;
    if *ended == Ended::AlreadyMade {
        tell_already_made(summary, out, console);
        stop.iter().for_each(|stop| console.stop(stop));
        return Ok(ending);
    }
    tell(summary, place, console);
    if let (Some(report), Some(why)) = (&summary.report, &summary.mishap) {
        unstamped(report, why, console);
    }
    summary.slower.iter().for_each(|told| console.warn(told));
    match &stop {
        Some(stop) if finished || *ended == Ended::Cut => console.stop(stop),
        Some(stop) => tell_cut(stop, console),
        None => {}
    }
    Ok(ending)
}

fn tell_already_made(summary: &Summary, folder: &str, console: &Console) {
    let Counts { made, refused, .. } = summary.counts;
    let stood = stood(summary, console.lang);
    console.tell(&match console.lang {
        Lang::En => format!("already made: {made} documents, {refused} refused{stood}  ({folder})"),
        Lang::Zh => format!("已经完成：{made} 份文书，{refused} 份拒绝{stood}  （{folder}）"),
    });
    if !summary.lists.is_empty() {
        let lists: Vec<_> = summary.lists.iter().map(|name| format!("{folder}/{name}")).collect();
        console.tell(&match console.lang {
            Lang::En => format!("lists that were missing are made again: {}", lists.join(", ")),
            Lang::Zh => format!("已重新生成缺失的清单文件：{}", lists.join("、")),
        });
    }
}

/// How many accounts earlier runs had made, where there were any.
fn stood(summary: &Summary, lang: Lang) -> String {
    let Some(stood) = summary.stood.filter(|stood| *stood > 0) else { return String::new() };
    let stood = grouped(&stood.to_string());
    match lang {
        Lang::En => format!(", {stood} stood already and are not made again"),
        Lang::Zh => format!("，另有 {stood} 份此前已经生成，不再重复"),
    }
}

/// Why a run ended before its input did, and how it is gone on with.
fn tell_cut(stop: &Stop, console: &Console) {
    let colon = console.says(": ", "：");
    let hints = stop.hints.iter().map(|hint| format!("{colon}{}", hint.get(console.lang)));
    console.tell(&format!("{}{}", stop.get(console.lang), hints.collect::<String>()));
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
fn tell_lists(place: &dyn Place, console: &Console) {
    let names = ["refused.xlsx", "refused.csv", "report.html"].into_iter();
    let there = names.filter(|name| matches!(place.standing(name), Ok(Standing::File(_))));
    let files: Vec<_> = there.map(|name| place.shown(name)).collect();
    console.tell(&match console.lang {
        Lang::En => format!("what was refused, and why: {}", files.join(", ")),
        Lang::Zh => format!("拒绝的账户及原因，请打开：{}", files.join("、")),
    });
}

/// How many messages a folder holds, where there are any.
fn messages(tally: &Tally, lang: Lang) -> Option<String> {
    let of = |channel: &str| tally.messages.get(channel).copied();
    let (sms, email) = (of("sms"), of("email"));
    let shown = |count: u64| grouped(&count.to_string());
    let parts = shown(tally.parts);
    let told = match lang {
        Lang::En => [
            sms.map(|count| {
                format!("{} short messages in {parts} parts (messages.jsonl, messages.csv)", shown(count))
            }),
            email.map(|count| format!("{} e-mails (emails/)", shown(count))),
        ],
        Lang::Zh => [
            sms.map(|count| {
                format!("短信 {} 条，计费 {parts} 条（messages.jsonl、messages.csv）", shown(count))
            }),
            email.map(|count| format!("电子邮件 {} 封（emails/）", shown(count))),
        ],
    };
    let told: Vec<String> = told.into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(if lang == Lang::Zh { "；" } else { ", " }))
}

/// The last words of a run.
fn tell(summary: &Summary, place: &dyn Place, console: &Console) {
    let folder = place.shown("");
    let Counts { made, refused, not_yet, .. } = summary.counts;
    if made + refused + not_yet + summary.stood.unwrap_or_default() == 0 {
        console.warn(&no_accounts());
    }
    console.causes();
    let (counts, stood) = (|count: u64| grouped(&count.to_string()), stood(summary, console.lang));
    if let Some(told) = summary.report.as_ref().and_then(|report| messages(&report.tally, console.lang)) {
        console.tell(&told);
    }
    console.tell(&match console.lang {
        Lang::En => format!(
            "{} documents made, {} refused{stood}  ({folder}/manifest.jsonl, {folder}/refused.jsonl)",
            counts(made),
            counts(refused)
        ),
        Lang::Zh => format!(
            "已生成 {} 份文书，拒绝 {} 份{stood}  （{folder}/manifest.jsonl、{folder}/refused.jsonl）",
            counts(made),
            counts(refused)
        ),
    });
    if not_yet > 0 {
        console.tell(&match console.lang {
            Lang::En => format!(
                "{} accounts get nothing of the course yet, with day and reason  ({folder}/not-yet.jsonl)",
                counts(not_yet)
            ),
            Lang::Zh => {
                format!(
                    "按流程本次不办理的账户 {} 户，日期和原因见 （{folder}/not-yet.jsonl）",
                    counts(not_yet)
                )
            }
        });
    }
    if refused > 0 {
        tell_lists(place, console);
    }
}
