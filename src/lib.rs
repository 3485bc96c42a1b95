//! hanpress turns account data into letters: it reads, checks, drafts, fills, typesets, signs and delivers.
//!
//! A [`Desk`] holds what is fixed: who sends, by which templates, on which day. [`make`] turns one account into a
//! [`Letter`], or into everything that is wrong with it; [`Run`] makes those of a whole [`Source`] and puts them into a
//! [`Place`]. The program `hanpress` is a client of this library.
//!
//! ```
//! use hanpress::{Account, Desk, DeskOptions, make};
//!
//! let day = "2026-11-23".parse()?;
//! let desk = Desk::open(DeskOptions::new("examples/issuer.toml", day))?;
//! let accounts = std::fs::read_to_string("examples/accounts.jsonl")?;
//! let account = Account::from_json(accounts.lines().next().unwrap_or_default())?;
//! let letter = make(&desk, account)?;
//! assert!(letter.pdf.starts_with(b"%PDF-") && letter.number.starts_with("HP-20261123-"));
//!
//! let refused = Account::from_json(r#"{"id": "A1"}"#).unwrap_err();
//! assert!(refused.findings.iter().any(|finding| finding.path == "debtor"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way of one account
//!
//! `account` (read) → `check` → `draft` → `fill` → `typeset` → `sign` → `deliver`; `produce` is that way as one
//! sentence, `batch` drives many accounts through it, `run` records what became of them. `audit` proves what a run
//! left. `plan`, `money` and `capitals` are arithmetic.
//!
//! # Floors
//!
//! Each room stands on a floor and uses rooms of lower floors only, so that it can be understood and tested
//! without those above it. This is the one place where the order stands; a test reads it here and holds every
//! import under `src/` to it.
//!
//! | floor | rooms | what they know |
//! |---|---|---|
//! | 18 | `inner` | the other rooms, for tests |
//! | 17 | `cli` | what was typed, what is shown |
//! | 16 | `serve` | what is asked over HTTP |
//! | 15 | `letter` `run` | one document; those of a whole input |
//! | 14 | `prove` | templates, tried with samples |
//! | 13 | `audit` `bundle` `contacts` `produce` | a finished run or job; all that was sent to one account, and to all; the way of one account |
//! | 12 | `delivered` `desk` `print` | what became of letters; what is fixed for a run; a run on paper |
//! | 11 | `countersign` `deliver` | one more signature; manifest, lists, report |
//! | 10 | `sign` `wording` | signatures; what words may stand on a page |
//! | 9 | `message` `typeset` | short messages and e-mails; pages and PDF |
//! | 8 | `fill` | templates |
//! | 7 | `course` `draft` | what may be sent when; values as templates see them |
//! | 6 | `check` | rules |
//! | 5 | `kind` | what is sent |
//! | 4 | `issuer` `sample` | who sends; trial accounts |
//! | 3 | `account` `sheaf` | what is owed, as it was read; many PDFs as one |
//! | 2 | `batch` `fonts` `laps` `named_files` `place` `plan` `private_use` `table` `verify` | workers, faces, time, files, arithmetic, rows and signatures of any file |
//! | 1 | `capitals` `clock` `codes` `envelope` `error` `holder` `law` `quiet` `record` | one machine each |
//! | 0 | `country` `delimiter` `digest` `digits` `finding` `known` `mask` `masked` `money` `near` `pattern` `unseen` `weak` | one noun each |
//!
//! # Glossary
//!
//! One English word a term; Chinese terms of the law keep their form in templates and docs.
//!
//! | here | means | in Chinese law and practice | in the standard or trade |
//! |---|---|---|---|
//! | account | one debtor's record as it was read: card, ledgers, dates, blocks | 账户 | record |
//! | addressee, debtor | to whom a document goes; who owes. They differ where a guardian or an heir is written to | 收件人；持卡人、债务人 | – |
//! | basis | the article, standard or house rule a rule rests on | 法律依据 | legal basis |
//! | block | a part of an account that only some kinds need, such as `plan` or `waiver`; in `kind.toml`, a disclosure that a kind owes | – ；必备内容 | – ; mandatory disclosure |
//! | bucket, stage | how many days overdue, in steps of thirty (M0 to M7+); which tone a letter takes | 逾期账龄；催收阶段 | delinquency bucket; dunning level |
//! | bundle | letters that the post ties together; of evidence: all that was sent to one account, and what became of it, as one file | 捆；证据汇编 | – ; evidence file |
//! | chain (manifest) | lines that each hold the hash of the line before, so that none can be changed alone | – | hash chain |
//! | checked account | an account that passed every rule of its kind; only `check` makes one | – | validated record |
//! | context | what a rule may look at beside the account: issuer, kind, date, faces, holidays | – | evaluation context |
//! | course, step | what is sent to a debtor, in which order, when and by which way; one letter or message of it | 催收流程；步骤 | dunning procedure; dunning level |
//! | desk | all that is fixed for a run: issuer, templates, fonts, key, date | – | configuration |
//! | disclosure | something a document must say, `N01` to `N23`; met by phrases | 必备内容（办法第69条） | mandatory disclosure |
//! | draft | the only values a template sees, already worded and masked | – | view model |
//! | DSS, evidence | certificates, CRLs and OCSP responses kept in a PDF so that it can be checked later | 验证信息 | document security store (PAdES, ETSI EN 319 142-1) |
//! | fill | put a draft into a template, which gives Typst source | – | render (a template) |
//! | finding | one thing that is wrong with one account: code, severity, place, basis, hints, in two languages | 检查结果 | diagnostic |
//! | fold | make text comparable: width, case, traditional forms and invisible characters go | – | case and width folding |
//! | issuer file | the TOML file that says who sends, under which contract, with which overrides | 发行方文件 | configuration file |
//! | kind | a kind of document: its facts, its rules, its template | 文书种类 | document type |
//! | ledger | what is owed in one currency: principal, interest, penalty, fees | 账户分录：本金、利息、违约金、费用 | account balance by component |
//! | level | how long a signature can be checked: B-B, B-T, B-LT, B-LTA | – | PAdES baseline level |
//! | limitation | the period after which a debtor may refuse, and what starts it anew | 诉讼时效；中断（民法典188、195） | statute of limitations |
//! | logo, seal | the drawing beside the sender's name; the drawing of its seal. Neither is a signature | 标识；印章 | – |
//! | manifest | a line for each document made, chained, with hashes of file, account, rules and templates | 清单 | manifest |
//! | mask | show only the shape of a person's data: `张*丰`, `138****5678` | 脱敏 | redaction |
//! | normalise | write characters as they are printed: private use, compatibility ideographs, middle dots, NFC | 规范化；自造字（PUA） | Unicode normalisation (UAX #15), GB 18030 |
//! | override, waive | an entry of the issuer file by which somebody approves a document in spite of a finding; to let it through | 特批 | waiver, exception approval |
//! | penalty | what the contract charges on a missed minimum payment; it bears no interest | 违约金（银发〔2016〕111号） | late payment charge |
//! | plan | an agreed schedule of instalments | 个性化分期还款协议（办法第70条） | repayment plan, forbearance |
//! | press, letter's world | what letters of a run are compiled in; one letter's closed file system and fonts | – | compile environment; Typst `World` |
//! | refuse list | words that no document may say, `X101` and on | 禁用语（办法第68条） | deny list |
//! | reserved region, byte range | the bytes kept for a signature; all the others, which it covers | – | `/Contents` placeholder, `/ByteRange` (ISO 32000-2, 12.8.1) |
//! | revision | what one saving appended to a PDF | 修订版本 | incremental update (ISO 32000-2, 7.5.6) |
//! | rule, severity | one function with one code; whether what it finds refuses or warns | 规则；拒绝、提示 | validation rule; severity |
//! | signature, time stamp | proof of who, by a certificate; proof of when, by an authority (over a signature, or over the file) | 可靠电子签名（电子签名法第13条）；可信时间戳 | CMS, RFC 5652; RFC 3161, DocTimeStamp |
//! | theme | by which measures and in which faces documents are set; the words are the same in all | 主题（现代、公文） | – |
//! | waiver | what of a debt is given up | 减免（民法典575条 债务免除） | debt forgiveness |

// What tests look at is reachable with the feature `inner` only; without it the compiler tells what nobody uses.
#![cfg_attr(not(feature = "inner"), allow(unreachable_pub))]

mod account;
mod audit;
mod batch;
mod bundle;
mod capitals;
mod check;
pub mod cli;
mod clock;
mod codes;
mod contacts;
mod countersign;
mod country;
mod course;
mod delimiter;
mod deliver;
mod delivered;
mod desk;
mod digest;
mod digits;
mod draft;
mod envelope;
mod error;
mod fill;
mod finding;
mod fonts;
mod holder;
mod issuer;
mod kind;
mod known;
mod laps;
mod law;
mod letter;
mod mask;
mod masked;
mod message;
mod money;
mod named_files;
mod near;
mod pattern;
mod place;
mod plan;
mod print;
mod private_use;
mod produce;
mod prove;
mod quiet;
mod record;
mod run;
mod sample;
mod serve;
mod sheaf;
mod sign;
mod table;
mod typeset;
mod unseen;
mod verify;
mod weak;
mod wording;

pub use account::read::{Entries, Input, Record, Source};
pub use audit::{Audited, Demands, Flaw, audit};
pub use capitals::capitals as amount;
pub use countersign::sign;
pub use desk::{Desk, DeskOptions, DeskParts, KindChoice};
pub use error::{Stop, StopCode};
pub use finding::{Finding, Lang, Severity, Words};
pub use letter::{Account, Letter, Message, Messages, Refused, check, make, messages};
pub use money::{Currency, Money};
pub use named_files::NamedFiles;
pub use place::{Folder, Place, Store};
pub use plan::schedule::schedule as plan;
pub use run::{Event, Halt, Run, RunOptions, Sealing, Summary};
pub use sample::sample;
pub use sign::{Password, Signer};
pub use verify::{Report, Terms, verify};

/// What the names above are made of, for those who need to name it.
pub mod parts {
    #[cfg(feature = "arrow")]
    pub use crate::account::read::arrow_source;
    pub use crate::account::read::{
        Encoding, Entry, FieldNames, Format, InMemory, LEAST_SALT, Mark, Note, Notes, ReadFault, Reading,
        Row, columns, marks, read, source,
    };
    pub use crate::audit::{AuditEvent, AuditedSigner};
    pub use crate::capitals::{CapitalsFault, read_capitals};
    pub use crate::countersign::Countersignature;
    pub use crate::course::{Awaited, Named, Told};
    pub use crate::deliver::{Counts, Mode, Naming, Recorded, Report as RunReport};
    pub use crate::desk::{Signing, SigningFile};
    pub use crate::finding::{AppliedOverride, Worded};
    pub use crate::fonts::Fonts;
    pub use crate::letter::{
        Part, check_entry, line_of_standing, make_entries, make_entry, make_parts, messages_of_entry, run_of,
        stride,
    };
    pub use crate::message::Ways;
    pub use crate::place::{New, Standing, Temporary};
    pub use crate::plan::{Cycle, Instalment, Method, PlanFault, Remainder, Request, Schedule, StepOf};
    pub use crate::prove::prove;
    pub use crate::record::Node;
    pub use crate::run::{
        AdviceSummary, Advised, CheckSummary, Checked, Ended, Only, Shard, advise_all, check_all,
    };
    pub use crate::sample::{Kind as SampleKind, Sampling};
    pub use crate::sign::{Reached, SignOptions, Signed};
    pub use crate::verify::{Change, Moment, Proof, RequiredSigner, Signature, Signer as SignedBy, Verdict};
}

#[cfg(feature = "inner")]
pub mod inner;
