//! What is fixed for a run: issuer, templates, press, date. Built once, shared by all workers.

mod drawing;
mod policy;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use typst::foundations::Bytes;
use typst_pdf::PdfStandards;

use drawing::drawing;
use policy::Policy;

use crate::account::Account;
use crate::beside::Beside;
use crate::check;
use crate::deliver::{self, Header, Versions};
use crate::digest::hex;
use crate::digits;
use crate::error::Stop;
use crate::fill::{TemplateSet, Templates};
use crate::finding::{Finding, Words};
use crate::fonts::Fonts;
use crate::issuer::{Contract, IssuerFile};
use crate::kind::KindFacts;
use crate::masked::Masked;
use crate::money::Money;
use crate::plan::{Calendar, Shift, overdue_days};
use crate::record::{Amount, Field};
use crate::sign::{SignOptions, Signer, config, drawn_seal};
use crate::typeset::Press;
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
}

/// What a desk is built from.
#[derive(Debug, Clone)]
pub struct DeskOptions {
    /// The issuer file.
    pub issuer: PathBuf,
    /// A folder of templates over the built-in ones.
    pub templates: Option<PathBuf>,
    /// A folder of more fonts.
    pub fonts: Option<PathBuf>,
    /// Which kind of document accounts get.
    pub kind: KindChoice,
    /// The date on every document.
    pub issue_date: NaiveDate,
    /// PDF standards every document keeps.
    pub standards: PdfStandards,
    /// The standards' names, for the manifest.
    pub standard_names: Vec<String>,
    /// What signs the documents; `None` where none is to be signed, as for a check.
    pub sign: Option<SignOptions>,
}

/// What is fixed for a run.
#[derive(Debug)]
pub struct Desk {
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
    /// Whether there is a picture of the seal.
    pub has_seal: bool,
    /// The contract seal's picture, where agreements bear another than letters.
    pub contract_seal: Option<Bytes>,
    /// Whether there is a picture of the sign beside the name.
    pub has_logo: bool,
    /// What signs the documents, where they are signed.
    pub signer: Option<Signer>,
    kind: KindChoice,
    policy: Policy,
    header: Header,
}

impl Desk {
    /// Reads the issuer file with every file it names, the templates and fonts.
    pub fn new(options: DeskOptions) -> Result<Self, Stop> {
        let (issuer, text) = read_issuer(&options.issuer, options.issue_date)?;
        let set = match &options.templates {
            Some(folder) => TemplateSet::with_folder(folder)?,
            None => TemplateSet::built_in()?,
        };
        known_rules(&set)?;
        let templates = Templates::new(set)?;
        let wording = Wording::new(templates.set(), &issuer)?;
        let mut fonts = Fonts::built_in()
            .map_err(|error| Stop::new(format!("the font index is broken: {error}"), "字体索引损坏"))?;
        if let Some(folder) = &options.fonts {
            fonts.add_folder(folder).map_err(|error| Stop::unreadable(folder, &error))?;
        }
        printed(&options.issuer, &issuer, templates.set(), &fonts)?;
        let beside = &Beside::of(&options.issuer);
        let logo = drawing(beside, issuer.issuer.letterhead.as_deref())?;
        let seal = drawing(beside, issuer.issuer.seal.as_deref())?;
        let contract_seal = drawing(beside, issuer.issuer.contract_seal.as_deref())?;
        let policy = Policy::read(&issuer.policy)?;
        policy.kinds().try_for_each(|kind| known(kind, &templates))?;
        if let KindChoice::Named(name) = &options.kind {
            known(name, &templates)?;
        }
        let signer = signer(&options, &issuer, &fonts)?;
        let seal = seal.or_else(|| {
            let name = issuer.issuer.seal_name.as_ref().unwrap_or(&issuer.issuer.name);
            signer.as_ref().map(|signer| drawn_seal(&fonts, name, signer.subject()).into_bytes())
        });
        let (shift, holidays) = shift(beside, &issuer)?;
        let drawings = [&logo, &seal, &contract_seal].map(|bytes| bytes.as_deref().unwrap_or_default());
        let named = drawings.into_iter().chain([holidays.as_bytes()]);
        let mut header = header(&options, (&issuer, &text), named, &templates, &fonts);
        header.signing = signer.as_ref().map(Signer::hash);
        let (has_logo, has_seal) = (logo.is_some(), seal.is_some());
        let contract_seal = contract_seal.map(Bytes::new);
        let drawings = [("/desk/logo.svg", logo), ("/desk/seal.svg", seal)];
        let drawings = drawings.into_iter().filter_map(|(name, bytes)| Some((name, bytes?)));
        let press = Press::new(fonts, templates.set(), drawings, options.issue_date, options.standards)
            .map_err(|_| Stop::new("a template file's name is no path", "模板文件名无效"))?;
        let DeskOptions { kind, issue_date, .. } = options;
        Ok(Self {
            issuer,
            templates,
            wording,
            press,
            issue_date,
            shift,
            has_seal,
            has_logo,
            contract_seal,
            signer,
            kind,
            policy,
            header,
        })
    }

    /// The manifest's header: what decides the bytes of every document.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The kind of document an account gets, or why none.
    pub fn kind_of(&self, account: &Account) -> Result<&KindFacts, Finding> {
        let name = match &self.kind {
            KindChoice::Named(name) => name.as_str(),
            KindChoice::Own => account.kind.as_deref().ok_or_else(no_kind)?,
            KindChoice::Auto => self.by_policy(overdue_days(account.as_of, account.due_date))?,
        };
        let kind = self.templates.set().kinds().get(name);
        kind.map(|kind| &kind.facts).ok_or_else(|| unknown_kind(name, &self.templates))
    }

    fn by_policy(&self, days: i64) -> Result<&str, Finding> {
        self.policy.kind(days).ok_or_else(|| {
            Finding::error(
                "D09",
                "due_date",
                Words::new(
                    format!("the issuer's policy names no kind for {days} overdue days"),
                    format!("发行方策略未规定逾期 {days} 天应出具的文书"),
                ),
            )
            .hint("add a row to `[policy]` of the issuer file", "请在发行方文件的 `[policy]` 中补充")
        })
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

/// Reads the issuer file and what in it can be judged before any account is read.
fn read_issuer(path: &Path, issue_date: NaiveDate) -> Result<(IssuerFile, String), Stop> {
    let text = std::fs::read_to_string(path).map_err(|error| Stop::unreadable(path, &error))?;
    let shown = path.display().to_string();
    let file = IssuerFile::read(&text).map_err(|findings| Stop::of_file(&shown, &findings))?;
    let issuer = &file.issuer;
    let mut findings = Vec::new();
    let mut refuse = |path: &str, en: &str, zh: &str| {
        findings.push(Finding::error("D09", path, Words::new(en, zh)));
    };
    if !deliver::is_prefix(&issuer.number_prefix) {
        refuse(
            "issuer.number_prefix",
            "a prefix is 1 to 12 capital letters, digits or hyphens",
            "前缀须为 1 至 12 位大写字母、数字或连字符",
        );
    }
    if !issuer.verify_url.contains("{number}") {
        refuse("issuer.verify_url", "the address has no `{number}` in it", "网址中缺少 `{number}`");
    }
    if crate::typeset::codes::qr(&issuer.verify_url).is_none() || issuer.verify_url.len() > 200 {
        refuse("issuer.verify_url", "the address is too long for a QR code", "网址过长，无法生成二维码");
    }
    if !digits::is_postcode(&issuer.postcode) {
        refuse("issuer.postcode", "a postcode has six digits", "邮政编码应为六位数字");
    }
    if !digits::is_uscc(&issuer.uscc) {
        refuse(
            "issuer.uscc",
            "this is no 统一社会信用代码 (GB 32100-2015)",
            "统一社会信用代码校验不通过（GB 32100-2015）",
        );
    }
    if issuer.number_key.as_ref().is_some_and(|key: &Masked<String>| key.reveal().len() < 16) {
        refuse("issuer.number_key", "a key has at least 16 characters", "密钥至少 16 个字符");
    }
    let contract = &file.contract;
    let sums = [
        ("contract.penalty_floor", Some(contract.penalty_floor)),
        ("contract.penalty_cap", contract.penalty_cap),
        ("contract.tolerance", Some(contract.tolerance)),
    ];
    let not_whole =
        |sum: Option<Amount>| sum.is_some_and(|sum| Money::exact(sum.0, Contract::CURRENCY).is_none());
    for (path, _) in sums.into_iter().filter(|(_, sum)| not_whole(*sum)) {
        refuse(
            path,
            "a sum of the contract is in CNY, of at most two decimals",
            "合约金额以人民币计，至多两位小数",
        );
    }
    findings.extend(check::overrides::faults(&file, issue_date));
    if findings.is_empty() { Ok((file, text)) } else { Err(Stop::of_file(&shown, &findings)) }
}

/// Opens the key of the signing file, or else of the issuer file's own table; the certificate must be that
/// of the organisation on the seal.
fn signer(options: &DeskOptions, file: &IssuerFile, fonts: &Fonts) -> Result<Option<Signer>, Stop> {
    let Some(asked) = &options.sign else { return Ok(None) };
    let (table, at) = match (&asked.config, &file.sign) {
        (Some(path), _) => (config::read(path)?, path),
        (None, Some(table)) => (table.clone(), &options.issuer),
        (None, None) => return Ok(None),
    };
    let shown = at.display().to_string();
    config::check(&table).map_err(|findings| Stop::of_file(&shown, &findings))?;
    printable(&shown, &table, "sign", fonts)?;
    let beside = Beside::of(at);
    let signer = Signer::open(&table, &beside, &asked.password, options.issue_date)?;
    signer.stands_behind(file.issuer.seal_name.as_ref().unwrap_or(&file.issuer.name))?;
    Ok(Some(signer))
}

/// How last days move: by the holiday file the issuer file names, or the built-in one; with its text.
fn shift(beside: &Beside, issuer: &IssuerFile) -> Result<(Shift, String), Stop> {
    let (shown, text) = match &issuer.calendar.file {
        Some(name) => (beside.shown(name), beside.text(name)?),
        None => ("holidays.toml".to_string(), Calendar::BUILT_IN.to_string()),
    };
    let calendar = Calendar::read(&text).map_err(|findings| Stop::of_file(&shown, &findings))?;
    let moves = issuer.contract.holiday_shift;
    Ok((Shift { calendar, weekends: issuer.calendar.weekends, moves }, text))
}

/// Every text that the issuer file and the kinds bring into documents or messages can be printed as it stands.
fn printed(path: &Path, issuer: &IssuerFile, set: &TemplateSet, fonts: &Fonts) -> Result<(), Stop> {
    printable(&path.display().to_string(), issuer, "", fonts)?;
    let mut kinds = set.kinds().iter();
    kinds.try_for_each(|(name, kind)| {
        printable(&format!("templates/{name}/kind.toml"), &kind.facts, "", fonts)
    })
}

fn printable(shown: &str, settings: &impl Field, under: &str, fonts: &Fonts) -> Result<(), Stop> {
    let findings = check::unprintable(settings, under, fonts);
    if findings.is_empty() { Ok(()) } else { Err(Stop::of_file(shown, &findings)) }
}

/// The rules a `kind.toml` lists must exist: a misspelt one would silently not apply.
fn known_rules(set: &TemplateSet) -> Result<(), Stop> {
    for (name, kind) in set.kinds() {
        for code in &kind.facts.rules {
            if !check::rules().any(|rule| rule.code == code) {
                return Err(Stop::new(
                    format!("templates/{name}/kind.toml: there is no rule `{code}`"),
                    format!("templates/{name}/kind.toml：没有规则 `{code}`"),
                ));
            }
        }
    }
    Ok(())
}

fn known(kind: &str, templates: &Templates) -> Result<(), Stop> {
    if templates.set().kinds().contains_key(kind) {
        return Ok(());
    }
    let finding = unknown_kind(kind, templates);
    Err(Stop { message: finding.message, hints: finding.hints })
}

fn no_kind() -> Finding {
    Finding::error("D02", "kind", Words::new("`kind` is missing", "缺少 `kind`")).hint(
        "give it in the record, or for the whole run with `--kind`",
        "请在记录中给出，或用 `--kind` 统一指定",
    )
}

fn unknown_kind(name: &str, templates: &Templates) -> Finding {
    let shown: String = name.chars().take(40).collect();
    let kinds: Vec<&str> = templates.set().kinds().keys().map(String::as_str).collect();
    let near =
        kinds.iter().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    let finding = Finding::error(
        "D04",
        "kind",
        Words::new(format!("there is no kind `{shown}`"), format!("没有 `{shown}` 这种文书")),
    );
    let all = finding
        .hint(format!("the kinds are {}", kinds.join(", ")), format!("可用的文书种类：{}", kinds.join("、")));
    match near {
        Some(near) if strsim::jaro_winkler(name, near) > 0.8 => {
            all.hint(format!("did you mean `{near}`?"), format!("是否应为 `{near}`？"))
        }
        _ => all,
    }
}

/// What decides the bytes of every document of the run.
fn header<'a>(
    options: &DeskOptions,
    (file, text): (&IssuerFile, &'a str),
    named: impl Iterator<Item = &'a [u8]>,
    templates: &Templates,
    fonts: &Fonts,
) -> Header {
    let mut hash = Sha256::new();
    for part in std::iter::once(text.as_bytes()).chain(named) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let kind = match &options.kind {
        KindChoice::Own => "own".to_string(),
        KindChoice::Auto => "auto".to_string(),
        KindChoice::Named(name) => name.clone(),
    };
    Header {
        versions: Versions {
            hanpress: env!("CARGO_PKG_VERSION").into(),
            typst: "0.15.1".into(),
            minijinja: "3.1.0".into(),
        },
        issue_date: options.issue_date,
        kind,
        standards: options.standard_names.clone(),
        issuer: hex(&hash.finalize()),
        rules: hex(&check::book::hash(file, &wording::pack_hash())),
        fonts: fonts.hash(),
        signing: None,
        templates: templates
            .set()
            .kinds()
            .iter()
            .map(|(name, kind)| (name.clone(), kind.hash.clone()))
            .collect(),
    }
}
