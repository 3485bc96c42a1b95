//! What is fixed for a run: issuer, templates, press, date. Built once, shared by all workers.

mod approval;
mod course;
mod drawing;
mod header;
mod issuer;
mod kinds;
mod options;
mod policy;
mod sending;
mod signer;
mod standards;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use chrono::NaiveDate;
use typst::foundations::Bytes;

pub use approval::{Approval, Approvals};
pub use options::{DeskOptions, DeskParts, Signing, SigningFile, TIME_LIMIT};

use drawing::drawing;
use policy::Policy;
use signer::signer;

use crate::account::Account;
use crate::account::read::Reading;
use crate::batch::{JobError, WorkerPool};
use crate::course::{Course, kind_of_step};
use crate::deliver::{self, Header};
use crate::error::{Stop, StopCode};
use crate::fill::{Form, TemplateFault, TemplateSet, Templates};
use crate::finding::Words;
use crate::fonts::Fonts;
use crate::issuer::{Issuer, IssuerFile};
use crate::kind::sent::SentKinds;
use crate::message::{self, Settings, Ways};
use crate::named_files::NamedFiles;
use crate::plan::{Calendar, Shift};
use crate::sign::{Signer, drawn_seal};
use crate::typeset::{Paper, Press};
use crate::wording::{self, Wording};

/// Which kind of document an account gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindChoice {
    /// The one its record names.
    Own,
    /// This one.
    Named(String),
    /// The one the issuer's policy names for its overdue days.
    Auto,
    /// What is due by the issuer's course, by the way that it is due by; those to whom nothing is due get nothing.
    Course,
}

/// A desk at which documents are made: who sends, by which templates, on which day.
///
/// Opening one takes longer than making a letter; clones share everything, and any number of threads may make
/// documents at the same desk.
#[derive(Debug, Clone)]
pub struct Desk {
    fixed: Arc<Fixed>,
    pool: WorkerPool,
    time_limit: Duration,
}

/// What is fixed for a run.
#[derive(Debug)]
pub struct Fixed {
    /// Who sends, under which contract.
    pub issuer: IssuerFile,
    /// The templates.
    pub templates: Templates,
    /// The lists of words, held against these templates.
    pub wording: Wording,
    /// The press.
    pub press: Press,
    /// The date on every document.
    pub issue_date: NaiveDate,
    /// How last days move off holidays.
    pub shift: Shift,
    /// What may have been sent to somebody before.
    pub sent: SentKinds,
    /// Whether there is a picture of the seal.
    pub has_seal: bool,
    /// The contract seal's picture, where agreements bear another than letters.
    pub contract_seal: Option<Bytes>,
    /// Whether there is a logo.
    pub has_logo: bool,
    /// What signs the documents, where they are signed.
    pub signer: Option<Signer>,
    /// Which ways documents go out.
    pub ways: Ways,
    /// What short messages and e-mails are written by.
    pub messages: Settings,
    kind: KindChoice,
    policy: Policy,
    course: OnceLock<Course>,
    /// The templates that may be used, where the issuer demands that somebody approved them.
    approval: Option<Approval>,
    header: Header,
}

/// Tests look at what is fixed.
#[cfg(feature = "inner")]
impl std::ops::Deref for Desk {
    type Target = Fixed;

    fn deref(&self) -> &Fixed {
        &self.fixed
    }
}

/// Tests stand in for an exporter of another release.
#[cfg(feature = "inner")]
impl Desk {
    /// Exports by another exporter from now on; only before the desk is shared.
    pub fn export_by(&mut self, exporter: crate::typeset::Exporter) {
        if let Some(fixed) = Arc::get_mut(&mut self.fixed) {
            fixed.press.export_by(exporter);
        }
    }
}

impl Desk {
    /// Opens a desk from files: the issuer file with every file it names, the templates and fonts.
    pub fn open(options: DeskOptions) -> Result<Self, Stop> {
        open_ahead(false);
        Self::new(options.read().map_err(|stop| stop.coded(StopCode::Settings))?)
    }

    /// Opens a desk from what is in memory.
    ///
    /// Templates are compiled on a worker, whose stack is deep enough for any of the length that is read.
    pub fn new(parts: DeskParts) -> Result<Self, Stop> {
        open_ahead(false);
        let (time_limit, pool) = (parts.time_limit, WorkerPool::default());
        let opened = pool.run(Duration::ZERO, move || Fixed::of(parts), || Err(broken()));
        let fixed = opened.unwrap_or_else(|error| match error {
            JobError::NoWorker(stop) => Err(stop),
            JobError::TooLong => Err(broken()),
        });
        let fixed = fixed.map_err(|stop| stop.coded(StopCode::Settings))?;
        Ok(Self { fixed: Arc::new(fixed), pool, time_limit })
    }

    /// What is fixed.
    pub(crate) fn fixed(&self) -> &Arc<Fixed> {
        &self.fixed
    }

    /// Who makes single documents.
    pub(crate) fn pool(&self) -> &WorkerPool {
        &self.pool
    }

    /// How long one document may take; nothing is no limit.
    pub fn time_limit(&self) -> Duration {
        self.time_limit
    }

    /// The date on every document.
    pub fn issue_date(&self) -> NaiveDate {
        self.fixed.issue_date
    }

    /// What the reader should know, such as a key file that others can read.
    pub fn warnings(&self) -> &[Words] {
        self.fixed.signer.as_ref().map_or(&[], |signer| &signer.warnings)
    }

    /// How files of accounts are read, as the issuer file says.
    pub fn reading(&self) -> Reading {
        self.fixed.issuer.reading()
    }

    /// The headings of tables and the fields they stand for, as the issuer file maps them.
    pub fn columns(&self) -> &BTreeMap<String, String> {
        &self.fixed.issuer.columns.0
    }
}

/// Begins to compile the lists of words, and to open the faces of the binary where documents will be set in them, beside
/// whatever else a start takes; once a process. Nobody waits for it but who asks for them.
pub(crate) fn open_ahead(faces: bool) {
    static ONCE: Once = Once::new();
    let open = move || {
        let _ = wording::book();
        if faces && let Ok(fonts) = Fonts::shared() {
            fonts.open_ahead();
        }
    };
    ONCE.call_once(|| drop(std::thread::Builder::new().spawn(open)));
}

impl Fixed {
    fn of(mut parts: DeskParts) -> Result<Self, Stop> {
        let (standards, names) = standards::standards(&parts.standards)?;
        parts.standards = names;
        let issuer = issuer::issuer(&parts.issuer, &parts.issuer_name, parts.issue_date)?;
        let templates = templates(&mut parts)?;
        let wording = Wording::new(templates.set(), &issuer)?;
        let fonts = Arc::clone(&parts.fonts);
        issuer::printed(&parts.issuer_name, &issuer, templates.set(), &fonts)?;
        let drawn = |name: &Option<String>| drawing(&parts.files, name.as_deref());
        let [logo, seal, contract_seal] = [
            drawn(&issuer.issuer.letterhead)?,
            drawn(&issuer.issuer.seal)?,
            drawn(&issuer.issuer.contract_seal)?,
        ];
        let policy = Policy::read(&issuer.policy)?.naming(|kind| kinds::known(kind, &templates))?;
        // What the issuer says of its course is judged at once; the program's own table alone, where it is asked for.
        let asked = issuer.course.is_some();
        let course = asked.then(|| issuer::course(&parts.issuer_name, &issuer)).transpose()?;
        let course = course.map_or_else(OnceLock::new, OnceLock::from);
        if let KindChoice::Named(name) = &mut parts.kind {
            *name = kinds::known(name, &templates)?;
        }
        issuer::themed_kinds(&parts.issuer_name, &issuer, &templates)?;
        let signer = signer(&parts, &issuer, &templates, &fonts)?;
        let seal = seal.or_else(|| {
            let name = issuer.issuer.seal_name.as_ref().unwrap_or(&issuer.issuer.name);
            signer
                .as_ref()
                .map(|signer| drawn_seal(&fonts, name, signer.holder().below_the_name()).into_bytes())
        });
        let (shift, holidays) = shift(&parts.files, &issuer)?;
        let [a, b, c] = [&logo, &seal, &contract_seal].map(|bytes| bytes.as_deref().unwrap_or_default());
        let named = [a, b, c, holidays.as_bytes()];
        let approval = approval::demanded(&issuer, &parts.files)?;
        let messages = message::settings(&issuer);
        let messages = messages.map_err(|found| Stop::of_file(&parts.issuer_name, &found))?;
        if parts.ways.is_some_and(|ways| ways.email) && !messages.has_sender() {
            let named = format!("`{}`", parts.issuer_name);
            return Err(no_sender(&named, &named));
        }
        let ways = parts.ways.unwrap_or_else(|| course::ways(&parts.kind, &messages));
        let mut header = header::header(&parts, &issuer, &named, &templates, &fonts, signer.as_ref(), ways);
        header.approved = approval.as_ref().map(|approval| approval.version);
        let (has_logo, has_seal) = (logo.is_some(), seal.is_some());
        let contract_seal = contract_seal.map(Bytes::new);
        let drawings = [("/desk/logo.svg", logo), ("/desk/seal.svg", seal)];
        let drawings = drawings.into_iter().filter_map(|(name, bytes)| Some((name, bytes?)));
        let said = spoken(&issuer.issuer).map(|(name, text)| (name, text.as_bytes().to_vec()));
        let layout = issuer::layout(&issuer).map_err(|found| Stop::of_file(&parts.issuer_name, &[found]))?;
        let paper = Paper { look: issuer.page.clone(), layout };
        let press =
            Press::new(fonts, templates.set(), drawings.chain(said), paper, parts.issue_date, standards)
                .map_err(|_| Stop::new("a template file's name is no path", "模板文件名无效"))?
                .plain(parts.plain);
        let facts = templates.set().kinds().values().map(|kind| &kind.facts);
        let sent = SentKinds::of(facts, kind_of_step);
        let DeskParts { kind, issue_date, .. } = parts;
        Ok(Self {
            issuer,
            templates,
            wording,
            press,
            issue_date,
            shift,
            sent,
            has_seal,
            has_logo,
            contract_seal,
            signer,
            ways,
            messages,
            kind,
            policy,
            course,
            approval,
            header,
        })
    }

    /// The messages that a sample of a kind is tried with: those of which the kind has templates and the sample the address.
    pub(crate) fn messages_of(&self, kind: &str, account: &Account) -> Ways {
        let debtor = &account.debtor;
        let known = account.addressee.is_debtor();
        Ways {
            letter: false,
            sms: known && debtor.mobile.is_some() && self.templates.has(kind, Form::Sms),
            email: known && debtor.email.is_some() && self.templates.has(kind, Form::EmailText),
        }
    }

    /// The manifest's header: what decides the bytes of every document.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What may not be meant in one's own templates: signs that are printed as something else, files that nothing uses.
    pub fn template_warnings(&self) -> Vec<Words> {
        let told = |fault: &TemplateFault| {
            let place = fault.place.as_ref().map(ToString::to_string).unwrap_or_default();
            let Words { en, zh } = &fault.message;
            Words::new(format!("{place}: {en}"), format!("{place}：{zh}"))
        };
        self.templates.doubtful().iter().map(told).collect()
    }

    /// The kind that is named, by its folder or its Chinese title.
    pub fn known_kind(&self, kind: &str) -> Result<String, Stop> {
        kinds::known(kind, &self.templates)
    }

    /// The kinds of document that accounts may get here.
    pub fn needed_kinds(&self) -> Vec<String> {
        match &self.kind {
            KindChoice::Named(name) => vec![name.clone()],
            KindChoice::Own => self.templates.set().kinds().keys().cloned().collect(),
            KindChoice::Course => {
                let steps = self.course().steps().iter().filter(|step| !step.off && !step.by_person);
                let made = steps.filter(|step| step.ways.iter().any(|way| self.ways.holds(*way)));
                let kinds: BTreeSet<&str> = made.map(|step| step.row.kind.as_str()).collect();
                kinds.into_iter().map(str::to_string).collect()
            }
            KindChoice::Auto => {
                let kinds: BTreeSet<&str> = self.policy.kinds().collect();
                kinds.into_iter().map(str::to_string).collect()
            }
        }
    }

    /// The number of an account's document: the same for the same record, on any machine.
    pub fn number(&self, account: &Account, kind: &str, sha256: &[u8; 32]) -> String {
        let issuer = &self.issuer.issuer;
        let key = issuer.number_key.as_ref().map(|key| key.reveal().as_bytes());
        let to = &account.addressee;
        let name = to.name.as_ref().unwrap_or(&account.debtor.name);
        let addressee = format!("{} {}", to.role, name.reveal());
        deliver::number(&issuer.number_prefix, key, self.issue_date, kind, &addressee, sha256)
    }

    /// The address at which a document is verified.
    pub fn verify_address(&self, number: &str) -> String {
        self.issuer.issuer.verify_url.replace("{number}", number)
    }
}

/// What modules read of the issuer as text: whose the seal is, and where a link leads. As values these would have to be
/// handed through every template that draws a seal.
fn spoken(issuer: &Issuer) -> [(&'static str, &str); 2] {
    [
        ("/desk/seal.txt", issuer.seal_name.as_ref().unwrap_or(&issuer.name)),
        ("/desk/website.txt", &issuer.website),
    ]
}

/// That an issuer file does not say from which address e-mails come.
pub(crate) fn no_sender(issuer: &str, chinese: &str) -> Stop {
    Stop::new(
        format!("{issuer} does not say from which address e-mails come"),
        format!("{chinese} 未写明电子邮件的发件地址"),
    )
    .hint(
        "add `email_from = \"…@…\"` to its table `[messages]`",
        "请在其 `[messages]` 表中填写 `email_from = \"…@…\"`",
    )
}

fn broken() -> Stop {
    Stop::new("the program itself failed while it opened the desk", "打开批次设置时程序内部出错")
        .coded(StopCode::Program)
}

/// The built-in templates, with those of one's own over them.
fn templates(parts: &mut DeskParts) -> Result<Templates, Stop> {
    let own = std::mem::take(&mut parts.templates);
    let set = if own.is_empty() {
        TemplateSet::built_in()?
    } else {
        TemplateSet::with_files(own, &parts.templates_name)?
    };
    issuer::known_rules(&set)?;
    Ok(Templates::new(set)?)
}

/// How last days move: by the holiday file the issuer file names, or the built-in one; with its text.
fn shift(files: &NamedFiles, issuer: &IssuerFile) -> Result<(Shift, String), Stop> {
    let (shown, text) = match &issuer.calendar.file {
        Some(name) => (files.shown(name), files.text(name)?),
        None => ("holidays.toml".to_string(), Calendar::BUILT_IN.to_string()),
    };
    let calendar = Calendar::read(&text).map_err(|findings| Stop::of_file(&shown, &findings))?;
    let moves = issuer.contract.holiday_shift;
    Ok((Shift { calendar, weekends: issuer.calendar.weekends, moves }, text))
}
