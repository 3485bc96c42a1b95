//! Seal a run that an engine spread over machines: of the lines that tell what became of each account, one manifest, with
//! the lists and the report that one machine would have left.

use std::sync::Arc;

use super::again::Again;
use super::record::finish;
use crate::account::read::repeated;
use crate::check::overrides;
use crate::deliver::manifest::FindingLine;
use crate::deliver::refused::Refused;
use crate::deliver::{Document, Header, Register, Report, Session, gather};
use crate::desk::Desk;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Lang};
use crate::place::{Guarded, Place};

/// A manifest that grows line by line, in memory that does not grow with it. Accounts come in the order of the input.
#[derive(Debug)]
pub struct Sealing {
    desk: Desk,
    register: Register,
    session: Session,
    lang: Lang,
    /// What the list of the refused calls the input.
    source: String,
    /// How many accounts came.
    accounts: u64,
    /// The cards that come more than once.
    again: Again,
}

impl Sealing {
    /// Begins a manifest in a place in which the documents stand, or beside which they do. Lists and report are in
    /// `lang`; the list of the refused calls the input `source`.
    ///
    /// Fails where the place holds another run, or a finished one.
    pub fn begin(desk: &Desk, place: &Arc<dyn Place>, lang: Lang, source: &str) -> Result<Self, Stop> {
        let header = Header { lang, ..desk.fixed().header().clone() };
        let register = gather(&Guarded::around(place), &header)?;
        let (desk, source, again) = (desk.clone(), source.to_string(), Again::default());
        Ok(Self { desk, register, session: Session::start(1), lang, source, accounts: 0, again })
    }

    /// Says, before any account comes, which mark of a card comes in several accounts (`CNY:9f86d081884c7d65` of
    /// [`marks`](crate::account::read::marks)): those alone are remembered and told of (`W14`).
    pub fn expect(&mut self, mark: &str) -> Result<(), Stop> {
        self.again.expect(mark)
    }

    /// A document was made, whose line this is, with the marks of the account's cards. `again` says that an account of
    /// its id came before: then it counts as refused, as in a run. Whether the document is one of the run; if not, its
    /// file is nobody's.
    pub fn made(&mut self, line: &str, again: bool, marks: Option<&str>) -> Result<bool, Stop> {
        let mut document: Document = read(line)?;
        let seq = self.next(document.seq)?;
        let mut found = self.cards_again(marks.filter(|_| !again), seq)?;
        overrides::apply(&mut found, &self.desk.fixed().issuer, &document.id);
        document.findings.extend(FindingLine::all(&found));
        in_order(&mut document.findings);
        if !again && !found.iter().any(Finding::refuses) {
            document.seq = seq;
            return self.register.settled(document).map(|()| true);
        }
        let refused = Refused {
            run: 1,
            seq,
            source: self.source.clone(),
            line: seq,
            id: Some(document.id),
            account_sha256: Some(document.account_sha256),
            sheet: None,
            // What a run would have told of it beside; in the manifest's language.
            findings: document.findings,
        };
        self.refuse(refused, again).map(|()| false)
    }

    /// An account was refused, whose line this is, with the marks of its cards.
    pub fn refused(&mut self, line: &str, again: bool, marks: Option<&str>) -> Result<(), Stop> {
        let mut refused: Refused = read(line)?;
        let seq = self.next(refused.seq)?;
        let found = self.cards_again(marks.filter(|_| !again), seq)?;
        refused.findings.extend(found.iter().map(|finding| FindingLine::of(finding, self.lang)));
        in_order(&mut refused.findings);
        refused = Refused { seq, line: seq, source: self.source.clone(), sheet: None, ..refused };
        self.refuse(refused, again)
    }

    /// Ends the run: lists, index, report, and the closing line, signed where the desk signs.
    pub fn finish(self) -> Result<Report, Stop> {
        let session = Session { accounts: Some(self.accounts), ..self.session };
        finish(self.register, &session, self.desk.fixed())
    }

    fn refuse(&mut self, mut refused: Refused, again: bool) -> Result<(), Stop> {
        if again {
            refused.findings.push(FindingLine::of(&repeated(), self.lang));
            in_order(&mut refused.findings);
        }
        self.register.told(refused)
    }

    /// What a run would have told of an account's cards in reading it.
    fn cards_again(&mut self, marks: Option<&str>, seq: u64) -> Result<Vec<Finding>, Stop> {
        marks.map_or_else(|| Ok(Vec::new()), |marks| self.again.told(marks, seq))
    }

    /// The ordinal of the account that comes next; 0 is that of a line whose place in the input is where it comes.
    fn next(&mut self, told: u64) -> Result<u64, Stop> {
        let next = self.accounts + 1;
        if told != 0 && told != next {
            return Err(out_of_order(told, next));
        }
        self.accounts = next;
        Ok(next)
    }
}

/// The order in which an account's findings are told.
fn in_order(findings: &mut [FindingLine]) {
    findings.sort_by(|a, b| (&a.path, &a.code).cmp(&(&b.path, &b.code)));
}

fn read<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, Stop> {
    serde_json::from_str(line).map_err(|error| {
        Stop::new(
            format!("this is no line of an account: {error}"),
            format!("该行不是账户的结果行；系统原文：“{error}”"),
        )
        .coded(StopCode::Folder)
    })
}

fn out_of_order(told: u64, next: u64) -> Stop {
    Stop::new(
        format!("account {told} comes where account {next} was expected"),
        format!("应为第 {next} 户，却是第 {told} 户"),
    )
    .coded(StopCode::Count)
    .hint(
        "number the accounts from 1 on without gaps, and give every row once, in that order",
        "请从 1 起连续编号，每行只给一次，并按编号顺序给出",
    )
}
