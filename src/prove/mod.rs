//! Try templates with samples before any account: what is wrong with a template is told once, not account by account.
//!
//! Samples are invented accounts of every stage ([`mod@crate::sample`]). What the rules hold against one, for want of this
//! issuer's rates say, is no fault of its template; a value that is blank in a sample may be there in an account.
//! Built-in templates are held to theirs by the program's own tests, and are not tried again at run time.

mod coverage;
mod gallery;
mod gallery_sheet;
mod places;
mod samples;
mod sheet;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use typst_layout::PagedDocument;

pub use coverage::{Coverage, Unreached};
pub use gallery::{Exhibit, Shown, exhibits};
pub use gallery_sheet::{GALLERY_MARK, Hung, gallery_sheet};
#[cfg(feature = "inner")]
pub use samples::sampled_with;
pub use samples::{Trait, sampled};
pub use sheet::{MARK, Shot, sheet};

use crate::batch::JobError;
use crate::desk::{Desk, Fixed};
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Lang, Words};
use crate::produce::{self, Sample, Unprepared};
use samples::Candidate;

/// How many of a template's faults are told.
const MOST: usize = 8;

/// A sample that a template was tried with.
pub struct Tried {
    /// The kind of document.
    pub kind: String,
    /// What the sample has.
    pub traits: BTreeSet<Trait>,
    /// Its pages, where it could be set.
    pub document: Option<PagedDocument>,
    /// What is wrong with the template.
    pub faults: Vec<Finding>,
    /// What is blank in the sample and printed without being asked for.
    pub doubts: Vec<Finding>,
    /// Which of the kind's samples it is, counted from 0: that of the same number again, as long as the kind asks for
    /// the same fields.
    pub place: usize,
}

impl Tried {
    fn of(kind: &str, traits: BTreeSet<Trait>) -> Self {
        Self {
            kind: kind.to_string(),
            traits,
            document: None,
            faults: Vec::new(),
            doubts: Vec::new(),
            place: 0,
        }
    }
}

/// Names the kind only: pages are not for messages.
impl std::fmt::Debug for Tried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a tried `{}` with {} faults", self.kind, self.faults.len())
    }
}

/// Tries the templates of every kind and stage that a run of this desk may need, where they are not built in.
///
/// A fault of a template is the reason to stop, with all that were found; before it, settings that refuse every account.
pub fn prove(desk: &Desk) -> Result<(), Stop> {
    let fixed = Arc::clone(desk.fixed());
    fixed.can_send()?;
    let templates = fixed.templates.set();
    let mut kinds = fixed.needed_kinds();
    kinds.retain(|kind| templates.uses_own(kind));
    if kinds.is_empty() {
        return Ok(());
    }
    let found = faults(&kinds, desk)?;
    if found.is_empty() { Ok(()) } else { Err(stop(&found)) }
}

/// Tries a template with a sample on a worker, no longer than a document of an account may take.
fn tried_in_time(desk: &Desk, kind: &str, candidate: Candidate) -> Result<Option<Tried>, Stop> {
    let (fixed, name) = (Arc::clone(desk.fixed()), kind.to_string());
    let work = move || tried(&name, candidate, &fixed, None);
    let (broken, name) = (produce::broken, kind.to_string());
    let failed = move || Some(Tried { faults: vec![broken()], ..Tried::of(&name, BTreeSet::new()) });
    desk.pool().run(desk.time_limit(), work, failed).map_err(|error| match error {
        JobError::NoWorker(stop) => stop,
        JobError::TooLong => too_long(),
    })
}

/// What is wrong with the templates of some kinds, each fault once.
fn faults(kinds: &[String], desk: &Desk) -> Result<Vec<Finding>, Stop> {
    let mut found: Vec<Finding> = Vec::new();
    for kind in kinds {
        let mut stages = BTreeSet::new();
        for candidate in samples::plain(kind, desk.fixed()) {
            let stage = candidate.stage;
            if stages.contains(&stage) {
                continue;
            }
            let Some(tried) = tried_in_time(desk, kind, candidate)? else { continue };
            stages.insert(stage);
            for fault in tried.faults {
                if !found.contains(&fault) {
                    found.push(fault);
                }
            }
        }
    }
    Ok(found)
}

/// Tries a kind's templates with samples of all branches that they can reach, on a worker and within a time; with what
/// they reached.
pub fn try_kind(
    desk: &Desk,
    kind: &str,
    coverage: Coverage,
    limit: Duration,
) -> Result<(Vec<Tried>, Coverage), Stop> {
    let (fixed, kind) = (Arc::clone(desk.fixed()), kind.to_string());
    let work = move || {
        let mut coverage = coverage;
        Some((try_all(&kind, &fixed, &mut coverage), coverage))
    };
    match desk.pool().run(limit, work, || None) {
        Ok(Some(done)) => Ok(done),
        Ok(None) => Err(prove_broken()),
        Err(JobError::NoWorker(stop)) => Err(stop),
        Err(JobError::TooLong) => Err(too_long()),
    }
}

/// Tries a kind's templates with one of the samples that [`try_kind`] takes, by its place among them; nothing where there
/// is none, or it fits neither kind nor issuer.
pub fn try_one(desk: &Desk, kind: &str, place: usize) -> Result<Option<Tried>, Stop> {
    let (fixed, name) = (Arc::clone(desk.fixed()), kind.to_string());
    let work = move || {
        let candidate = samples::of_all_branches_at(&name, &fixed, place)?;
        Some(Tried { place, ..tried(&name, candidate, &fixed, None)? })
    };
    let failed = || Some(Tried { faults: vec![produce::broken()], ..Tried::of("", BTreeSet::new()) });
    desk.pool().run(desk.time_limit(), work, failed).map_err(|error| match error {
        JobError::NoWorker(stop) => stop,
        JobError::TooLong => too_long(),
    })
}

fn prove_broken() -> Stop {
    Stop::from(produce::broken().message).coded(StopCode::Program)
}

/// Tries a kind's templates with samples of all branches that they can reach.
///
/// A sample is set where it reaches a part of a template that none before it did, or has traits that none had.
fn try_all(kind: &str, fixed: &Fixed, coverage: &mut Coverage) -> Vec<Tried> {
    let mut seen: BTreeSet<BTreeSet<Trait>> = BTreeSet::new();
    let mut all = Vec::new();
    for (place, candidate) in samples::of_all_branches(kind, fixed).into_iter().enumerate() {
        let key = candidate.key.clone();
        let anew = !seen.contains(&key);
        let Some(mut done) = tried(kind, candidate, fixed, Some((&mut *coverage, anew))) else { continue };
        seen.insert(key);
        done.place = place;
        all.push(done);
    }
    all
}

/// Tries a template with a sample; nothing where the sample fits neither kind nor issuer, or shows nothing new.
fn tried(
    kind: &str,
    candidate: Candidate,
    fixed: &Fixed,
    coverage: Option<(&mut Coverage, bool)>,
) -> Option<Tried> {
    let (sample, mut tried) = filled(kind, candidate, fixed)?;
    let Some(mut sample) = sample else { return Some(tried) };
    if let Some((coverage, anew)) = coverage {
        let mut spans = fixed.templates.spans(&sample.prepared.filled).unwrap_or_default();
        for filled in sample.prepared.messages.iter().flat_map(|message| message.filled()) {
            spans.extend(fixed.templates.spans(filled).unwrap_or_default());
        }
        if !coverage.add(&spans) && !anew {
            return None;
        }
    }
    set(&mut sample, &mut tried, fixed);
    Some(placed_in(tried, fixed))
}

/// A sample filled into a kind's templates, with what is told of it; only that where the templates are at fault, and
/// nothing where it fits neither kind nor issuer.
fn filled(
    kind: &str,
    Candidate { account, sha256, traits, .. }: Candidate,
    fixed: &Fixed,
) -> Option<(Option<Sample>, Tried)> {
    let facts = &fixed.templates.set().kinds().get(kind)?.facts;
    let mut tried = Tried::of(kind, traits);
    let sample = match produce::prepare_sample(account, &sha256, facts, fixed) {
        Ok(sample) => Some(sample),
        Err(Unprepared::Unfit) => return None,
        Err(Unprepared::Template(fault)) => {
            tried.faults.push(fault);
            None
        }
        Err(Unprepared::Blank(doubt)) => {
            tried.doubts.push(doubt);
            None
        }
    };
    Some((sample, tried))
}

/// What was tried, its faults with their places in one's own templates.
fn placed_in(mut tried: Tried, fixed: &Fixed) -> Tried {
    let templates = fixed.templates.set();
    tried.faults = tried.faults.into_iter().map(|fault| places::placed(fault, templates)).collect();
    tried
}

/// Sets a sample and reads its pages.
fn set(sample: &mut Sample, tried: &mut Tried, fixed: &Fixed) {
    tried.faults.extend(produce::sample_words(sample, None, fixed));
    match produce::set(&mut sample.prepared, fixed) {
        Err(found) => tried.faults.extend(found),
        Ok(typeset) => {
            let found = produce::sample_words(sample, Some(&typeset), fixed);
            let new = found.into_iter().filter(|finding| !tried.faults.contains(finding)).collect::<Vec<_>>();
            tried.faults.extend(new);
            tried.document = Some(typeset.document().clone());
        }
    }
}

/// The faults of templates as a reason to stop.
pub fn stop(faults: &[Finding]) -> Stop {
    let Words { en, zh } = told(faults);
    Stop::new(
        format!("the templates fail on samples, before any account:{en}"),
        format!("模板在样例上即已出错，尚未处理任何账户：{zh}"),
    )
    .coded(StopCode::Template)
    .hint(
        "mend them; `hanpress test FOLDER` tries every branch and shows the pages",
        "请先修正模板；`hanpress test 模板文件夹` 可试遍各分支并查看版面",
    )
}

/// Faults of templates, each on lines of its own with its place and what to do.
pub fn told(faults: &[Finding]) -> Words {
    let all = |lang: Lang| {
        let one = |fault: &Finding| {
            let hints = fault.hints.iter().map(|hint| format!("\n    {}", hint.get(lang)));
            format!("\n  {}: {}{}", fault.code, fault.message.get(lang), hints.collect::<String>())
        };
        faults.iter().take(MOST).map(one).collect::<String>()
    };
    let left = faults.len().saturating_sub(MOST);
    let (more_en, more_zh) = match left {
        0 => Default::default(),
        _ => (format!("\n  and {left} further faults"), format!("\n  另有 {left} 处错误")),
    };
    Words::new(format!("{}{more_en}", all(Lang::En)), format!("{}{more_zh}", all(Lang::Zh)))
}

fn too_long() -> Stop {
    let Words { en, zh } =
        Words::new("the templates do not come to an end on samples", "模板在样例上未能在时限内完成");
    Stop::new(en, zh)
        .coded(StopCode::Template)
        .hint("look for loops, or allow more with `--time-limit`", "请检查循环，或用 `--time-limit` 放宽时限")
}
