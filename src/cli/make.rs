//! `hanpress make`: one document per account.

use std::cell::RefCell;
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use hanpress::account::read::Entry;
use hanpress::batch::{Flow, drive_strides};
use hanpress::deliver::manifest::Line;
use hanpress::deliver::reading::Reading;
use hanpress::deliver::{
    self, Counts, Document, Mode, Opened, Origin, Outcome, Output, Recorded, Register, Report, Session, Tally,
};
use hanpress::desk::Desk;
use hanpress::digest::hex;
use hanpress::error::Stop;
use hanpress::finding::{Lang, Words};
use hanpress::money::grouped;
use hanpress::sign::{SignOptions, Signer};
use serde_json::json;

use super::Ending;
use super::args::Make;
use super::console::Console;
use super::letters::{Done, Letters};
use super::run;
use super::settings::{Out, Settings, password, settle};
use super::watch::{Hands, Signals, TooLong};

pub(crate) fn make(typed: Make, console: &mut Console) -> Result<Ending, Stop> {
    let out = Out { folder: typed.out, resume: typed.resume };
    let begun = if out.resume { deliver::begun(&out.folder)?.map(|header| header.issue_date) } else { None };
    let sign = SignOptions { config: typed.sign, password: password() };
    let settings = settle(typed.accounts, &typed.standard, Some(sign), begun)?;
    let desk = Desk::new(settings.desk.clone())?;
    for warning in desk.signer.iter().flat_map(|signer| &signer.warnings) {
        console.warn(warning);
    }
    let accounts = Arc::default();
    let entries = run::feed(&settings, &desk, &accounts)?;
    let mode = if out.resume { Mode::Resume } else { Mode::Fresh };
    let (output, register) = match Output::open(&out.folder, desk.header(), mode, console.lang)? {
        Opened::AlreadyMade(counts) => {
            same_input(entries, counts, &out)?;
            return already_made(counts, &out, console);
        }
        Opened::Ready(output, register) => (output, *register),
    };
    let (signals, hands, limit) = (Signals::listen()?, Hands::default(), typed.time_limit);
    run::hush_panics();
    console.begin(run::estimate(&settings));
    let session = Session { pictured: typed.times, ..Session::start(settings.workers) };
    let press_room = RefCell::new(Room { register, console, fail_fast: settings.fail_fast, failed: false });
    let driven = thread::scope(|scope| {
        scope.spawn(|| desk.press.fonts().open_ahead());
        drive_strides(
            run::Timed(entries),
            settings.workers,
            &signals.halt,
            &Letters { desk: &desk, output: &output, hands: &hands },
            |(entry, _), done| press_room.borrow_mut().take(&entry, done),
            || press_room.borrow_mut().look_after(&signals, hands.overdue(limit), &session),
        )
    });
    let Room { register, failed, .. } = press_room.into_inner();
    console.end();
    if let Err(stop) = driven {
        // What was made is kept and listed; the reason to stop is what the reader needs to hear.
        let _ = register.leave(&session);
        return Err(stop.unfinished());
    }
    let ended = Ended { settings, out, session, signalled: signals.came(), failed };
    ended.conclude(register, accounts.load(Ordering::Relaxed), &desk, console)
}

/// A run whose workers have stopped.
struct Ended {
    settings: Settings,
    out: Out,
    session: Session,
    /// Whether a signal stopped them.
    signalled: bool,
    /// Whether the first refused account did.
    failed: bool,
}

impl Ended {
    /// Closes the register of a run that went through its `accounts`, leaves that of one cut off open,
    /// and tells what came of it.
    fn conclude(
        mut self,
        register: Register,
        accounts: u64,
        desk: &Desk,
        console: &mut Console,
    ) -> Result<Ending, Stop> {
        let cut = self.signalled || self.failed;
        let report = if cut {
            register.leave(&self.session)
        } else {
            self.session.accounts = Some(accounts);
            finish(register, &self.session, desk)
        };
        let report = report.map_err(Stop::unfinished)?;
        tell(&report, !cut, &self.settings, &self.out, console)?;
        unstamped(&report, desk, console);
        if cut {
            tell_cut(self.signalled, console);
        }
        Ok(match report.tally.counts.refused {
            _ if self.signalled => Ending::Signal,
            0 => Ending::Well,
            _ => Ending::Refused,
        })
    }
}

/// Ends a run; what signs the documents signs the chain of the manifest.
fn finish(register: Register, session: &Session, desk: &Desk) -> Result<Report, Stop> {
    let Some(signer) = &desk.signer else { return register.finish(session) };
    let seal = |line: &[u8]| run::seal(signer, line);
    register.finish_sealed(session, Some(&seal))
}

/// Where results are recorded in order and told.
struct Room<'a> {
    register: Register,
    console: &'a Console,
    fail_fast: bool,
    failed: bool,
}

impl Room<'_> {
    fn take(&mut self, entry: &Entry, done: Done) -> Result<Flow, Stop> {
        let outcome = match done {
            Done::Came(outcome) => outcome,
            Done::Stopped(stop) => return Err(stop),
        };
        self.console.step();
        let id = match &outcome {
            Outcome::Refused(findings) => run::shown_id(entry, findings),
            _ => entry.id.as_deref(),
        };
        let recorded = self.register.record(&origin(entry, id), outcome)?;
        self.event(entry, id, &recorded)?;
        if let Recorded::Refused(findings) = &recorded {
            self.console.findings(&entry.source, entry.line, id, findings);
            if self.fail_fast {
                self.failed = true;
                return Ok(Flow::End);
            }
        }
        Ok(Flow::On)
    }

    /// Ends the program where it is urged to, or where an account does not come to an end: a worker
    /// cannot be stopped. What is done is recorded; where even that does not come about, `--resume` mends it.
    /// Otherwise brings down what waits for more to come.
    fn look_after(
        &mut self,
        signals: &Signals,
        overdue: Option<TooLong>,
        session: &Session,
    ) -> Result<(), Stop> {
        let urged = signals.urge();
        let ending = match overdue {
            _ if urged => i32::from(Ending::Signal.code()),
            Some(_) => 2,
            None => return self.register.flush_late(),
        };
        if let Err(fault) = self.register.abandon(session) {
            self.console.stop(&fault);
        }
        match overdue {
            Some(overdue) if !urged => self.console.stop(&overdue.into()),
            _ => tell_cut(true, self.console),
        }
        exit(ending)
    }

    fn event(&self, entry: &Entry, id: Option<&str>, recorded: &Recorded) -> Result<(), Stop> {
        let seq = entry.seq;
        match recorded {
            Recorded::Made => self.console.event(&json!({ "event": "made", "seq": seq, "id": id })),
            Recorded::Stood => self.console.event(&json!({ "event": "kept", "seq": seq, "id": id })),
            Recorded::Refused(findings) => {
                let told: Vec<_> = findings.iter().map(|finding| finding.worded(self.console.lang)).collect();
                self.console.event(&json!({
                    "event": "refused", "seq": seq, "id": id,
                    "source": &*entry.source, "line": entry.line, "findings": told,
                }))
            }
        }
    }
}

fn origin(entry: &Entry, id: Option<&str>) -> Origin {
    Origin {
        seq: entry.seq,
        source: entry.source.clone(),
        line: entry.line,
        id: id.map(str::to_string),
        row: entry.row.clone(),
    }
}

/// A finished folder is left alone only for the input it was made from: every made document's
/// account stands at its place, and as many are left as were refused.
fn same_input(entries: impl Iterator<Item = Entry>, counts: Counts, out: &Out) -> Result<(), Stop> {
    let mut manifest = Reading::open(&out.folder)?;
    let mut next = || -> Result<Option<Document>, Stop> {
        while let Some(good) = manifest.as_mut().map(Reading::next_line).transpose()?.flatten() {
            if let Line::Document(document) = good.line {
                return Ok(Some(*document));
            }
        }
        Ok(None)
    };
    let (mut document, mut left) = (next()?, 0);
    for entry in entries {
        let made = document.as_ref().is_some_and(|document| {
            document.seq == entry.seq
                && entry.sha256.is_some_and(|hash| hex(&hash) == document.account_sha256)
        });
        if made {
            document = next()?;
        } else {
            left += 1;
        }
    }
    if document.is_none() && left == counts.refused {
        return Ok(());
    }
    Err(Stop::new(
        format!("`{}` holds the finished run of another input", out.folder.display()),
        format!("`{}` 中是另一份输入的已完成结果", out.folder.display()),
    )
    .hint("give this input a folder of its own with `--out`", "请用 `--out` 另指定输出目录"))
}

fn already_made(counts: Counts, out: &Out, console: &Console) -> Result<Ending, Stop> {
    let folder = out.folder.display();
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
fn tell_cut(signalled: bool, console: &Console) {
    let why = match signalled {
        true => console.says("stopped by a signal", "已因信号停止"),
        false => console.says("stopped at the first refused account", "已在第一个被拒绝的账户处停止"),
    };
    let (colon, go_on) = (console.says(": ", "："), Stop::go_on());
    console.tell(&format!("{why}{colon}{}", go_on.get(console.lang)));
}

/// Says how many documents did without a time stamp, or without the level asked for, and why the first of
/// this run did.
fn unstamped(report: &Report, desk: &Desk, console: &Console) {
    let Tally { unstamped, below_level, .. } = report.tally;
    if below_level == 0 {
        return;
    }
    let why = desk.signer.as_ref().and_then(Signer::failure).unwrap_or_else(|| {
        Words::new("the authority failed an earlier run", "此前的运行中时间戳机构未能应答")
    });
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

/// The last words of a run.
fn tell(
    report: &Report,
    finished: bool,
    settings: &Settings,
    out: &Out,
    console: &Console,
) -> Result<(), Stop> {
    let Counts { made, refused, warnings } = report.tally.counts;
    console.event(&json!({
        "event": "end", "made": made, "refused": refused, "warnings": warnings, "out": out.folder,
        "issue_date": settings.desk.issue_date.to_string(), "finished": finished,
    }))?;
    let folder = out.folder.display();
    if made + refused == 0 {
        console.tell(console.says("warning: the input holds no accounts", "警告：输入中没有账户"));
    }
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
    Ok(())
}
