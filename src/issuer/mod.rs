//! The issuer file: who sends, under which contract, by which policy.

mod course;
mod kinds;
mod messages;
mod names;
mod page;
mod reading;
mod sign;
mod templates;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::account::AssigneeType;
use crate::finding::Finding;
use crate::law::laws;
use crate::masked::Masked;
use crate::money::Currency;
use crate::plan::accrual::InterestMethod;
use crate::plan::{Allocation, Weekends};
use crate::private_use::PrivateUse;
use crate::record::{Amount, At, Field, Node, Rate, record, words};

pub use course::{CourseTable, StepWord, Way};
#[cfg(feature = "inner")]
pub use kinds::KindWord;
pub use kinds::{Kinds, Masking};
pub use messages::MessagesTable;
pub use names::NamesTable;
pub use page::{Colour, PageTable, Theme, WindowTable};
#[cfg(feature = "inner")]
pub use reading::Lists;
pub use reading::ReadingTable;
pub use sign::{CopyTable, Level, OnFailure, RevocationTable, SignTable, Timestamp, TimestampTable};

pub use templates::TemplatesTable;

record! {
    /// The issuer file.
    pub struct IssuerFile {
        /// Who sends.
        pub issuer: Issuer,
        /// The card contract's terms.
        pub contract: Contract,
        /// For an agency: in whose name it collects.
        pub agency: Option<Agency>,
        /// For a law firm: who writes, and by which mandate.
        pub lawyer: Option<Lawyer>,
        /// For a buyer of debts: how it came by them.
        pub assignee: Option<Acquisition>,
        /// What becomes of warnings: `W01 = "refuse"` refuses, `W01 = "ignore"` accepts them for all accounts.
        pub severity: Names = Names::default(),
        /// The holidays that move a last day.
        pub calendar: Holidays = Holidays::default(),
        /// How pages look.
        pub page: PageTable = PageTable::default(),
        /// Which templates may be used.
        pub templates: TemplatesTable = TemplatesTable::default(),
        /// The window envelope that letters go out in; without it the letter itself begins below every window there is.
        pub window: Option<WindowTable>,
        /// How short messages and e-mails are sent.
        pub messages: MessagesTable = MessagesTable::default(),
        /// Findings that somebody answers for; only rules whose entry in the book allows it.
        pub overrides: Vec<Override> = Vec::new(),
        /// How documents are signed; without it they are not, unless `--sign` names a file that says how.
        pub sign: Option<SignTable>,
        /// Overdue days (`1-60`, `61-`) to the kind that `--kind auto` picks.
        pub policy: Names = Names::default(),
        /// The course of collection that `--kind course` and `hanpress next` go by; with this table, even an empty one,
        /// no document of a step that may not come yet is made.
        pub course: Option<CourseTable>,
        /// What is said of single kinds of document: which may show a person's numbers in full beside the program's own
        /// agreement (`[kinds.settlement-agreement]` with `masking = "contract"`), and which have a theme of their own.
        pub kinds: Kinds = Kinds::default(),
        /// Headings of tables, and names in JSON and Parquet, to field paths; `""` leaves a column out.
        pub columns: Names = Names::default(),
        /// How files of accounts are read: where headings stand, which words mean nothing, yes and no.
        pub reading: ReadingTable = ReadingTable::default(),
        /// Which words of the issuer's systems are no name, address or product.
        pub names: NamesTable = NamesTable::default(),
        /// Characters of the bank's own making (银行造字): `"U+E000" = "㛃"`.
        pub pua: PrivateUse = PrivateUse::default(),
    }
}

record! {
    /// Who sends.
    pub struct Issuer {
        /// Full legal name.
        pub name: String,
        /// What the sender is to the debt.
        pub role: Role = Role::Issuer,
        /// 统一社会信用代码.
        pub uscc: String,
        /// Postal address.
        pub address: String,
        /// Postcode.
        pub postcode: String,
        /// Customer service number.
        pub hotline: String,
        /// Number for complaints.
        pub complaints: String,
        /// Website.
        pub website: String,
        /// Where a document is verified; `{number}` stands for its number.
        pub verify_url: String,
        /// Where a person asks about their data.
        pub privacy_contact: String,
        /// Where money goes.
        pub payee: Payee,
        /// The first letters of document numbers.
        pub number_prefix: String = "HP".into(),
        /// A secret that keeps document numbers from being guessed.
        pub number_key: Option<Masked<String>>,
        /// The logo beside the name: an SVG file, relative to the issuer file.
        pub letterhead: Option<String>,
        /// The seal's picture: an SVG file, relative to the issuer file.
        pub seal: Option<String>,
        /// The contract seal's picture, where agreements bear another than letters.
        pub contract_seal: Option<String>,
        /// What the seal says.
        pub seal_name: Option<String>,
        /// Who signs agreements for the issuer.
        pub agent: Option<Agent>,
    }
}

record! {
    /// Where money goes.
    pub struct Payee {
        /// Account holder.
        pub name: String,
        /// The bank.
        pub bank: String,
        /// The account, such as 本人信用卡账户.
        pub account: String,
    }
}

record! {
    /// An agency's authority to collect for a bank.
    pub struct Agency {
        /// The bank's full legal name.
        pub client: String,
        /// The bank's number, where the agency's authority can be verified.
        pub client_hotline: String,
        /// The number of the authority.
        pub authority: String,
        /// Its first day.
        pub from: NaiveDate,
        /// Its last day.
        pub to: NaiveDate,
        /// Whether the bank has published the agency on its white list.
        pub whitelisted: bool = false,
        /// Where that list stands.
        pub whitelist_url: Option<String>,
    }
}

record! {
    /// The lawyer who writes, and the mandate.
    pub struct Lawyer {
        /// The client's full legal name.
        pub client: String,
        /// The client's number, where the mandate can be verified: a 律师函 names it.
        pub client_hotline: Option<String>,
        /// The number of the firm's licence.
        pub licence: String,
        /// The lawyer's name.
        pub name: String,
        /// The number of the lawyer's certificate (执业证号).
        pub certificate: String,
        /// The number of the mandate.
        pub mandate: String,
        /// The day of the mandate.
        pub mandated_on: NaiveDate,
    }
}

record! {
    /// How a buyer came by the debts.
    pub struct Acquisition {
        /// What the buyer is.
        pub kind: AssigneeType,
        /// The seller's full legal name.
        pub assignor: String,
        /// The number of the assignment contract.
        pub contract: String,
        /// The day the debts passed.
        pub acquired_on: NaiveDate,
    }
}

record! {
    /// The holidays that move a last day off them, where `contract.holiday_shift` says so.
    pub struct Holidays {
        /// A holiday file, relative to the issuer file; the built-in one when left out.
        pub file: Option<String>,
        /// What ordinary weekends do, on which 民法典 203 is silent.
        pub weekends: Weekends = Weekends::Roll,
    }
}

impl Default for Holidays {
    fn default() -> Self {
        Self { file: None, weekends: Weekends::Roll }
    }
}

record! {
    /// A finding that somebody answers for, until a day, for some accounts or all.
    pub struct Override {
        /// Its own id, which the manifest shows.
        pub id: String,
        /// The rule, such as `R23`.
        pub code: String,
        /// The entry of the refuse list, for `R12`.
        pub entry: Option<String>,
        /// Why.
        pub reason: String,
        /// Who answers for it.
        pub approver: String,
        /// Its last day.
        pub expires: NaiveDate,
        /// The ids of the accounts it is for; every account when left out.
        pub accounts: Vec<String> = Vec::new(),
    }
}

record! {
    /// Who signs agreements for the issuer.
    pub struct Agent {
        /// Name.
        pub name: String,
        /// The power of attorney's number.
        pub authority: String,
    }
}

record! {
    /// The card contract's terms.
    pub struct Contract {
        /// The contract's title, without 《》.
        pub name: String,
        /// The clause on interest, such as 第八条.
        pub interest_clause: String,
        /// The clause on 违约金, where it is another.
        pub penalty_clause: Option<String>,
        /// The daily interest rate.
        pub day_rate: Rate = Rate(Decimal::new(5, 4)),
        /// 违约金 as a share of the unpaid minimum.
        pub penalty_rate: Rate = Rate(Decimal::new(5, 2)),
        /// The least 违约金, in CNY; 违约金 in other currencies is not reckoned, so that accounts must give it.
        pub penalty_floor: Amount = Amount(Decimal::new(1000, 2)),
        /// The most 违约金 on one missed minimum payment, in CNY, where the contract sets one.
        pub penalty_cap: Option<Amount>,
        /// Days after the due date that count as in time (容时).
        pub grace_days: u32 = 3,
        /// A shortfall that counts as paid in full (容差), in CNY; in a foreign ledger as many units of
        /// its own currency, since there is no rate of exchange here.
        pub tolerance: Amount = Amount(Decimal::new(1000, 2)),
        /// Which of interest and fees is paid first inside one class.
        pub allocation: Allocation = Allocation::InterestFirst,
        /// Days to object after receipt.
        pub objection_days: u32 = 15,
        /// Days between issue and the date asked for, where the account gives none.
        pub notice_days: u32 = 15,
        /// Days an instalment may be late before the holder is asked to make good.
        pub plan_grace_days: u32 = 3,
        /// Days to make good after that notice.
        pub plan_cure_days: u32 = 10,
        /// Working days in which a settlement certificate is issued.
        pub settle_days: u32 = 5,
        /// Days in which a change of address or telephone is told.
        pub change_days: u32 = 5,
        /// Days in which an objection to reported data is answered (征信业管理条例 25).
        pub correct_days: u32 = 20,
        /// Years that data are kept after the debt is settled.
        pub retention_years: u32 = 5,
        /// Whether a due date on a statutory holiday moves to the next working day (民法典 203).
        pub holiday_shift: bool = true,
        /// Whether agreements have the table of all-in cost as an annex; by the day of signing when left out.
        pub cost_table: Option<bool>,
        /// The court agreements name.
        pub court: String = "甲方住所地有管辖权的人民法院".into(),
        /// The greatest age of the figures at the issue date, in days.
        pub figures_days: u32 = 7,
        /// On what a holder who did not pay in full bears interest.
        pub interest_method: InterestMethod = InterestMethod::Full,
        /// Whether unpaid interest bears interest itself (复利).
        pub compounds: bool = true,
        /// The yearly share of the principal above which all charges together are warned of.
        pub guard_rate: Rate = Rate(laws().interest_ceiling.value.0),
        /// Whether the contract authorises the issuer to set off directly (办法 57).
        pub setoff_authorised: bool = false,
        /// Days between two demands, both of which shall count as effective.
        pub demand_days: u32 = laws().demand_spacing.value,
    }
}

words! {
    /// What the sender is to the debt.
    pub enum Role {
        /// The bank that issued the card.
        Issuer = "issuer" / "发卡银行",
        /// Collects for the bank.
        Agency = "agency" / "受托机构",
        /// Bought the debt.
        Assignee = "assignee" / "受让人",
        /// Acts for a client.
        LawFirm = "law-firm" / "律师事务所",
    }
}

/// A table whose names the issuer chooses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names(pub BTreeMap<String, String>);

impl Field for Names {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let Node::Map(entries) = node else {
            at.unlike(node, "a table of names", "名称表");
            return None;
        };
        let read: Vec<_> = entries
            .iter()
            .map(|(name, value)| Some((name.clone(), String::read(value, &mut at.field(name))?)))
            .collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "object", "additionalProperties": { "type": "string" } })
    }
}

impl Contract {
    /// The currency of the sums it sets: floor, cap and tolerance.
    pub const CURRENCY: Currency = Currency::Cny;

    /// Whether an agreement that is signed on that day shows its cost in a table: as the issuer says, or else
    /// from the day on which the rule is in force.
    pub fn shows_cost(&self, signed_on: NaiveDate) -> bool {
        let begun = || laws().cost_table.text.in_force.is_none_or(|first| first <= signed_on);
        self.cost_table.unwrap_or_else(begun)
    }
}

impl Payee {
    /// Whether money goes into the holder's own card account.
    pub fn is_own_card(&self) -> bool {
        self.account == "本人信用卡账户"
    }
}

impl IssuerFile {
    /// Reads an issuer file's text, telling everything that is wrong with it.
    pub fn read(text: &str) -> Result<Self, Vec<Finding>> {
        crate::record::table::read(text)
    }
}
