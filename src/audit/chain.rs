//! Follow the chain of a manifest from line to line, and tell where and how it is broken.

mod messages;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::flaw::{
    ADDED_LINE, AT_ODDS, CHANGED_LINE, COUNTS, Flaw, MISSING_LINE, MOVED_LINE, OTHER_RUN, UNFINISHED,
    UNREADABLE,
};
use super::line_signers::LineSigners;
use super::lines::{Lines, Stood};
use super::signed::{Closing, Sealed, closing};
use crate::deliver::Naming;
use crate::deliver::files::copy_of;
use crate::deliver::manifest::{Counts, Document, End, Hash, Header, Line, hash_of};
use crate::digest;
use crate::error::Stop;
use crate::place::Place;
use crate::verify::Terms;

/// What a manifest says, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub(super) flaws: Vec<Flaw>,
    /// The header of the last run.
    header: Option<Header>,
    naming: Naming,
    /// What the closing lines of all runs count; none where the last run has none.
    pub(super) counts: Option<Counts>,
    /// The closing line of the last run.
    pub(super) last: Option<End>,
    /// How many runs there are.
    pub(super) runs: u64,
    /// The ordinals of the last run's documents, as they stand.
    pub(super) seqs: Vec<u64>,
    /// Which of the last account's lines was the last.
    rank: u8,
    /// How many documents there are in all runs.
    pub(super) documents: u64,
    /// How many messages, likewise.
    pub(super) messages: u64,
    /// The hash of each closing line, in hex.
    closing: Vec<String>,
    /// The files that lines name.
    pub(super) files: HashSet<String>,
    /// How many lines say that their documents are signed.
    pub(super) signed: u64,
    /// Who signed the documents of the last run, by its lines.
    line_signers: LineSigners,
    /// The certificates that signed the runs before it.
    signers: BTreeSet<String>,
    /// Lines that are not signed as their run is; they are told behind what explains them.
    unlike: Vec<Flaw>,
    /// The signature on the closing line.
    pub(super) sealed: Option<Sealed>,
    /// Warnings on the lines.
    warnings: u64,
    /// Every line's hash.
    hashes: Vec<Hash>,
    /// Lines that do not hold the hash of the line before, and the hash that they hold.
    breaks: Vec<(u64, Hash)>,
    /// Lines of which it is said already that they cannot be read.
    unreadable: HashSet<u64>,
    /// How many documents the closing lines count that have no line.
    short: u64,
    /// Counts that are not right; they are told behind what explains them.
    uncounted: Vec<Flaw>,
    /// The line that closes the last run.
    end: Option<u64>,
    cut: bool,
}

impl Chain {
    /// Reads the manifest of a folder and follows it.
    pub(super) fn follow(place: &dyn Place) -> Result<Self, Stop> {
        let mut chain = Self::default();
        let lines = Lines::open(place)?;
        let broken = lines.broken();
        lines.for_each(|stood| chain.add(stood));
        broken.told()?;
        chain.judge();
        chain.flaws.sort_by_key(|flaw| flaw.line);
        Ok(chain)
    }

    /// SHA-256 of the last line, in hex: what all lines come to.
    pub(super) fn head(&self) -> String {
        self.hashes.last().map(|hash| digest::hex(hash)).unwrap_or_default()
    }

    /// The hash of each closing line, in hex.
    pub(super) fn closed(&self) -> &[String] {
        &self.closing
    }

    /// That no run of the folder ends in the hash that was noted elsewhere: another manifest stands here.
    pub(super) fn other_end(&self, noted: &str) -> Option<Flaw> {
        let (noted, line) = (noted.to_lowercase(), self.hashes.len() as u64);
        (!self.closing.contains(&noted)).then(|| {
            Flaw::line(
                OTHER_RUN,
                line,
                format!("no run here ends in the hash `{noted}`: this manifest is not the one that it was noted of"),
                format!("此处没有以 `{noted}` 结尾的批次：该清单不是记录该哈希时的清单"),
            )
        })
    }

    /// Whether the last run followed the issuer's course, so that it lists who got nothing yet.
    pub(super) fn follows_the_course(&self) -> bool {
        self.header.as_ref().is_some_and(Header::follows_the_course)
    }

    /// Whether every account of the last run's input is made or refused by it, so that gaps show.
    pub(super) fn takes_all(&self) -> bool {
        let all = self.header.as_ref().is_some_and(|header| header.only.is_none());
        let added = self.last.as_ref().and_then(|end| end.added.as_ref());
        all && added.is_none_or(|added| added.stood == 0)
    }

    /// The signature of a finished run over its chain. It is by who signed the run's documents; where none are, by
    /// who signed those before.
    pub(super) fn closing(&self, terms: &Terms) -> Option<Closing> {
        let own = self.line_signers.certificate().map(|own| BTreeSet::from([own.clone()]));
        Some(closing(self.sealed.as_ref(), self.end?, own.as_ref().unwrap_or(&self.signers), terms))
    }

    fn add(&mut self, stood: Stood) {
        let Stood { number, hash, ended, line, sealed } = stood;
        let before = self.hashes.last().copied();
        self.hashes.push(hash);
        let Some(line) = line else {
            self.unreadable.insert(number);
            self.cut = !ended;
            return self.flaws.push(unreadable(number, ended));
        };
        let header = matches!(line, Line::Header(_));
        match self.end {
            Some(end) if !header => self.flaws.push(behind_the_end(number, end)),
            None if header && before.is_some() => return self.flaws.push(second_header(number)),
            _ => {}
        }
        let prev = line.prev().map(|hex| hash_of(hex).unwrap_or_default());
        let holds = match (before, prev) {
            (Some(before), Some(prev)) => before == prev,
            (None, None) => true,
            (None, Some(_)) => {
                self.flaws.push(Flaw::line(MISSING_LINE, number, "the header is missing", "缺少首行"));
                true
            }
            (Some(_), None) => return self.flaws.push(second_header(number)),
        };
        if let Some(prev) = prev.filter(|_| !holds) {
            self.breaks.push((number, prev));
        }
        match line {
            Line::Header(header) => self.begin(*header),
            Line::End(end) => {
                if self.end.is_none() {
                    self.closing.push(digest::hex(&hash));
                    (self.end, self.last, self.sealed) = (Some(number), Some(end), sealed);
                }
            }
            Line::Document(document) => self.document(number, &document, holds),
            Line::Message(message) => self.message(number, &message, holds),
        }
    }

    /// A run begins, the first or one that was added to those before.
    fn begin(&mut self, header: Header) {
        self.judge_counts();
        self.judge_signers();
        self.runs += 1;
        self.rank = 0;
        (self.end, self.last, self.sealed) = (None, None, None);
        (self.seqs, self.warnings) = (Vec::new(), 0);
        match Naming::of_header(&header) {
            Some(naming) => self.naming = naming,
            None => self.flaws.push(Flaw::line(
                AT_ODDS,
                self.hashes.len() as u64,
                "the pattern for the names of files cannot be read",
                "文件命名规则无法识别",
            )),
        }
        self.header = Some(header);
    }

    /// Holds a document's line against those before it.
    fn document(&mut self, number: u64, document: &Document, holds: bool) {
        let Document { seq, file, kind, .. } = document;
        let belongs = self.naming.file(document);
        let mut odd = |en: String, zh: String| self.flaws.push(Flaw::line(AT_ODDS, number, en, zh));
        // Where the chain is broken, the break says more than the order.
        if let Some(last) = self.seqs.last().filter(|last| holds && *last >= seq) {
            odd(
                format!("account {seq} stands behind account {last}"),
                format!("第 {seq} 户排在第 {last} 户之后"),
            );
        }
        if belongs.as_ref() != Some(file) {
            odd(
                format!("`{}` does not stand where its number belongs", document.number),
                format!("`{}` 的文件位置与编号不符", document.number),
            );
        }
        if document.copy.as_ref().is_some_and(|copy| *copy != copy_of(file)) {
            odd(
                format!("the copy of `{}` does not stand where its number belongs", document.number),
                format!("`{}` 的副本位置与编号不符", document.number),
            );
        }
        let template = self.header.as_ref().map(|header| header.templates.get(kind));
        if template.is_some_and(|template| template != Some(&document.template)) {
            odd(
                format!("the header knows no such template of `{kind}`"),
                format!("首行中没有 `{kind}` 的这一模板"),
            );
        }
        if !self.files.insert(file.clone()) {
            odd(
                format!("`{}` has a line already", document.number),
                format!("`{}` 已有一行", document.number),
            );
        }
        self.files.extend(document.copy.clone());
        self.signed += u64::from(document.signature.is_some());
        self.line_signers.add(number, document, self.header.as_ref());
        self.seqs.push(*seq);
        self.rank = 0;
        self.documents += 1;
        self.warnings += document.findings.len() as u64;
    }

    /// Says what the breaks mean, and whether the end is right.
    fn judge(&mut self) {
        self.judge_counts();
        self.unlike.extend(self.line_signers.flaws(self.header.as_ref()));
        self.judge_breaks();
        if self.hashes.is_empty() {
            return self.flaws.push(Flaw::line(UNREADABLE, 1, "the manifest is empty", "清单为空"));
        }
        if self.end.is_none() {
            self.counts = None;
            self.flaws.push(unfinished(self.cut, self.runs > 1).at(self.hashes.len() as u64));
        }
        self.flaws.append(&mut self.uncounted);
        self.flaws.append(&mut self.unlike);
    }

    /// Holds the lines of a run that ended against each other, before another begins.
    fn judge_signers(&mut self) {
        let ended = std::mem::take(&mut self.line_signers);
        self.unlike.extend(ended.flaws(self.header.as_ref()));
        self.signers.extend(ended.certificate().cloned());
    }

    /// Holds the counts of the last closing line against the lines of its run.
    fn judge_counts(&mut self) {
        let (Some(end), Some(last)) = (self.end, &self.last) else { return };
        let End { counts: Counts { made, refused, warnings, not_yet }, added, .. } = last;
        let (made, warnings) = (*made, *warnings);
        let listed = refused + added.as_ref().map_or(0, |added| added.unresolved);
        let all = self.counts.get_or_insert_default();
        (all.made, all.refused, all.warnings) = (all.made + made, listed, all.warnings + warnings);
        all.not_yet = *not_yet;
        let found = self.seqs.len() as u64;
        self.short += made.saturating_sub(found);
        // Where lines were changed, lost or added, that was said, and the warnings tell nothing more.
        let odd = self.flaws.is_empty() && self.breaks.is_empty() && warnings != self.warnings;
        if made != found || odd {
            self.uncounted.push(Flaw::line(
                COUNTS,
                end,
                format!("the closing line counts {made} documents, {warnings} warnings; the lines come to {found} and {}", self.warnings),
                format!("末行计 {made} 份文书、{warnings} 条警告，各行合计 {found} 份、{} 条", self.warnings),
            ));
        }
    }

    /// Tells lines that were changed, lost, added and moved apart by which line follows which.
    fn judge_breaks(&mut self) {
        let mut stands: HashMap<Hash, u64> = HashMap::new();
        if !self.breaks.is_empty() {
            for (number, hash) in (1..).zip(&self.hashes) {
                stands.entry(*hash).or_insert(number);
            }
        }
        let broken: HashSet<u64> = self.breaks.iter().map(|(number, _)| *number).collect();
        let claims: HashMap<Hash, u64> = self.breaks.iter().map(|(number, prev)| (*prev, *number)).collect();
        let short = self.short;
        for (number, prev) in std::mem::take(&mut self.breaks) {
            let before = number - 1;
            let claimed = self.hashes.get(before as usize - 1).and_then(|hash| claims.get(hash));
            match (stands.get(&prev), claimed) {
                (Some(&true_before), _) if true_before > number => {
                    self.flaws.push(moved(number, true_before))
                }
                // The line before was moved, which was told where it stands now.
                (Some(true_before), _) if broken.contains(true_before) => {}
                (Some(&true_before), _) => {
                    let between = true_before + 1..=before;
                    let added =
                        between.filter(|line| !broken.contains(line) && !self.unreadable.contains(line));
                    let added: Vec<_> = added.map(|line| added_between(line, true_before, number)).collect();
                    self.flaws.extend(added);
                }
                (None, Some(&next)) => self.flaws.push(added_between(number, before, next)),
                (None, None) if self.unreadable.contains(&before) => {}
                (None, None) if short > 0 => self.flaws.push(missing(before, short)),
                (None, None) => self.flaws.push(changed(before)),
            }
        }
    }
}

fn unreadable(line: u64, ended: bool) -> Flaw {
    match ended {
        true => Flaw::line(UNREADABLE, line, "this line cannot be read", "本行无法读取"),
        false => Flaw::line(UNREADABLE, line, "this line is cut off", "本行被截断"),
    }
}

fn second_header(line: u64) -> Flaw {
    Flaw::line(ADDED_LINE, line, "a second header stands here", "此处有第二个首行")
}

fn behind_the_end(line: u64, end: u64) -> Flaw {
    Flaw::line(
        ADDED_LINE,
        line,
        format!("this line was added behind the closing line {end}"),
        format!("本行是在末行（第 {end} 行）之后添加的"),
    )
}

fn moved(line: u64, before: u64) -> Flaw {
    Flaw::line(
        MOVED_LINE,
        line,
        format!("this line belongs behind line {before}"),
        format!("本行应在第 {before} 行之后"),
    )
}

fn added_between(line: u64, before: u64, next: u64) -> Flaw {
    Flaw::line(
        ADDED_LINE,
        line,
        format!("this line was added: line {next} follows line {before}"),
        format!("本行是添加的：第 {next} 行应接第 {before} 行"),
    )
}

/// A break that a lost line explains: the closing line counts more documents than there are lines.
fn missing(before: u64, short: u64) -> Flaw {
    Flaw::line(
        MISSING_LINE,
        before,
        format!("behind this line others are missing, or it was changed; documents without a line: {short}"),
        format!("本行之后有缺失的行，或本行被更改；缺少对应行的文书：{short}"),
    )
}

fn changed(line: u64) -> Flaw {
    Flaw::line(
        CHANGED_LINE,
        line,
        "this line was changed: the line behind it holds another hash",
        "本行被更改：下一行所记的哈希与之不符",
    )
}

fn unfinished(cut: bool, added: bool) -> Flaw {
    let flaw = match cut {
        true => Flaw::line(UNFINISHED, 1, "the manifest is cut off in this line", "清单在本行被截断"),
        false => Flaw::line(
            UNFINISHED,
            1,
            "no closing line stands behind this one: the run is not finished, or its end was cut off",
            "本行之后没有末行：批次未完成，或末尾被截去",
        ),
    };
    if added { flaw.resumable_by_adding() } else { flaw.resumable() }
}
