//! An account as it was read: nothing derived, nothing judged.

mod addressee_role;
mod balance;
mod blocks;
mod estate;
mod flags;
mod guarantee;
mod history;
mod ledger;
mod look;
mod plan;
mod plan_notice;
pub mod read;
mod shape;

use chrono::NaiveDate;

pub use addressee_role::{AddresseeRole, Party};
pub use balance::Balance;
pub use blocks::{
    AssigneeType, Assignment, BrokenPlan, BucketBasis, Payment, PaymentOrder, Respondent, Settlement, Waiver,
};
pub use estate::{Appointment, Estate};
pub use flags::Flags;
pub use guarantee::{Exception, Guarantee};
#[cfg(feature = "inner")]
pub use history::Contact;
pub use history::History;
pub use ledger::{Accrual, Ledger, Missed, Receipt, Transaction};
pub use look::Look;
pub use plan::{Plan, Row, Step, Terms, Waive};
pub use plan_notice::PlanNotice;
pub use shape::{Shape, shape};

use crate::country::Country;
use crate::masked::Masked;
use crate::plan::Bucket;
use crate::record::{Node, record, words};

record! {
    /// One account, from which one document is made.
    pub struct Account {
        /// The bank's own name of the record, unique in a run; it appears in lists and messages, so it must not be personal.
        pub id: String,
        /// The kind of document, such as `overdue-notice`; may be left out when `--kind` gives it.
        pub kind: Option<String>,
        /// To whom the document is sent; the debtor unless said otherwise.
        pub addressee: Addressee = Addressee::debtor(),
        /// The person who owes.
        pub debtor: Debtor,
        /// The card.
        pub card: Card,
        /// What is owed, one ledger a currency of each card.
        pub ledgers: Vec<Ledger>,
        /// The due date that was missed.
        pub due_date: NaiveDate,
        /// The date the figures stand at (截止日).
        pub as_of: NaiveDate,
        /// The bank's own bucket, `M0` to `M7+`; it must be the one of the overdue days.
        pub bucket: Option<Bucket>,
        /// What that bucket is counted by; one by statement cycles may differ from the days.
        pub bucket_basis: BucketBasis = BucketBasis::Days,
        /// The last day of the limitation period (诉讼时效), where the bank has reckoned it itself.
        pub limitation_end: Option<NaiveDate>,
        /// The date asked for in the letter, that day included.
        pub pay_by: Option<NaiveDate>,
        /// How this document will be delivered.
        pub delivery: Option<Channel>,
        /// The waybill number of this document's delivery.
        pub waybill: Option<String>,
        /// Notices sent before, oldest first.
        pub notices: Vec<Notice> = Vec::new(),
        /// Who handles the account.
        pub handler: Option<Handler>,
        /// Titles of the papers that go into the same envelope.
        pub enclosures: Vec<String> = Vec::new(),
        /// What else is known of the account and forbids or requires things.
        pub flags: Flags = Flags::default(),
        /// What else happened and decides which step of the course may come next.
        pub history: History = History::default(),
        /// The instalment plan that was agreed.
        pub plan: Option<Plan>,
        /// A payment that came in.
        pub payment: Option<Payment>,
        /// A waiver that settles the debt.
        pub waiver: Option<Waiver>,
        /// What a settlement certificate needs.
        pub settlement: Option<Settlement>,
        /// The sale of the debt.
        pub assignment: Option<Assignment>,
        /// The surety that somebody gave for the debt.
        pub guarantee: Option<Guarantee>,
        /// What a notice about a repayment agreement that is not kept is about.
        pub plan_notice: Option<PlanNotice>,
        /// The estate of a debtor who died.
        pub estate: Option<Estate>,
        /// What an application for a payment order needs.
        pub payment_order: Option<PaymentOrder>,
        /// The repayment agreement that was broken; needed with `flags.plan_breach`.
        pub broken_plan: Option<BrokenPlan>,
        /// What only some kinds of document tell of, by the fields that those kinds declare.
        pub matter: Node = Node::Map(Vec::new()),
        /// Free values for templates of one's own.
        pub extra: Node = Node::Map(Vec::new()),
    }
}

record! {
    /// To whom a document is sent.
    pub struct Addressee {
        /// `debtor`, `guarantor`, `heir` or `administrator` (of the estate); nobody else may be written to.
        pub role: AddresseeRole,
        /// Name, where it is not the debtor.
        pub name: Option<Masked<String>>,
        /// 先生 or 女士, where it is not the debtor's.
        pub salutation: Option<Salutation>,
        /// Postcode, where it is not the debtor's; in the shape of the country's.
        pub postcode: Option<String>,
        /// Postal address, where it is not the debtor's.
        pub address: Option<Masked<String>>,
        /// Country or region of that address, by its ISO 3166-1 code or Chinese name; the mainland of China when left out.
        pub country: Option<Country>,
        /// How letters to this person are set: `standard`, `large` (large print) or `one-bit` (for fax and cheap printers);
        /// as the issuer file says when left out.
        pub look: Option<Look>,
        /// Whether the heir's duty has been confirmed on paper; needed for `heir`.
        pub heirship_confirmed: bool = false,
    }
}

record! {
    /// The person who owes.
    pub struct Debtor {
        /// Name as on the identity document.
        pub name: Masked<String>,
        /// 先生 or 女士, from the bank's own record and never guessed; without it the letter says 尊敬的客户.
        pub salutation: Option<Salutation>,
        /// What kind of identity document it is.
        pub id_type: IdType = IdType::ResidentId,
        /// Number of the identity document.
        pub id_number: Option<Masked<String>>,
        /// Mobile number on file; one of another country or region with `+` and its number before it.
        pub mobile: Option<Masked<String>>,
        /// E-mail address on file.
        pub email: Option<Masked<String>>,
        /// Postcode of the postal address; six digits in the mainland of China, none in Hong Kong and Macao.
        pub postcode: Option<String>,
        /// Postal address on file.
        pub address: Option<Masked<String>>,
        /// Country or region of that address, by its ISO 3166-1 code or Chinese name; the mainland of China when left out.
        pub country: Country = Country::CHINA,
    }
}

record! {
    /// The card.
    pub struct Card {
        /// The card number; documents print its last four digits.
        pub number: Masked<String>,
        /// The product's name, such as 标准金卡.
        pub product: Option<String>,
    }
}

record! {
    /// A notice sent before.
    pub struct Notice {
        /// Its document number.
        pub number: String,
        /// The day it was sent.
        pub date: NaiveDate,
        /// How it was sent.
        pub channel: Channel,
        /// The waybill number, for paper.
        pub waybill: Option<String>,
        /// What became of it.
        pub result: DeliveryResult,
        /// The day the result was recorded; the day it was sent when left out.
        pub result_date: Option<NaiveDate>,
        /// What it was: a kind of document, such as `overdue-notice`, or a step of the course, such as `final-demand`.
        pub kind: Option<String>,
    }
}

record! {
    /// Who handles the account.
    pub struct Handler {
        /// Name.
        pub name: String,
        /// Staff number.
        pub staff_no: String,
    }
}

words! {
    /// How a person is addressed.
    pub enum Salutation {
        /// Mr.
        Mr = "先生" / "先生" | "男" | "男士" | "男性" | "m" | "male" | "mr" | "mr.",
        /// Ms.
        Ms = "女士" / "女士" | "女" | "女性" | "f" | "female" | "ms" | "ms." | "mrs" | "mrs.",
    }
}

words! {
    /// A kind of identity document.
    pub enum IdType {
        /// 居民身份证: 18 digits with a check digit.
        ResidentId = "resident-id" / "居民身份证" | "身份证" | "二代身份证" | "第二代身份证" | "二代居民身份证" | "第二代居民身份证" | "中国居民身份证" | "中华人民共和国居民身份证" | "居民身份证(二代)" | "resident id" | "resident_id" | "id card",
        /// 临时居民身份证: the same number.
        TemporaryResidentId = "temporary-resident-id" / "临时居民身份证" | "临时身份证" | "temporary_resident_id",
        /// 户口簿: the person's resident identity number.
        HouseholdRegister = "household-register" / "户口簿" | "户口本" | "居民户口簿" | "household_register",
        /// 护照.
        Passport = "passport" / "护照" | "中国护照" | "外国护照" | "普通护照" | "因私护照" | "中华人民共和国护照" | "护照(中国)" | "护照(外国)",
        /// 港澳居民居住证: 18 digits that begin with 81 or 82.
        HkMacaoPermit = "hk-macao-permit" / "港澳居民居住证" | "港澳居住证" | "中华人民共和国港澳居民居住证" | "香港居民居住证" | "澳门居民居住证" | "hk_macao_permit",
        /// 台湾居民居住证: 18 digits that begin with 83.
        TaiwanPermit = "taiwan-permit" / "台湾居民居住证" | "台湾居住证" | "台胞居住证" | "中华人民共和国台湾居民居住证" | "taiwan_permit",
        /// 外国人永久居留身份证: 18 digits that begin with 9; an older one 3 letters and 12 digits.
        ForeignerPermit = "foreigner-permit" / "外国人永久居留身份证" | "外国人永久居留证" | "中华人民共和国外国人永久居留身份证" | "foreigner_permit",
        /// 港澳居民来往内地通行证: H or M with 8 or 10 digits.
        HkMacaoTravelPermit = "hk-macao-travel-permit" / "港澳居民来往内地通行证" | "港澳通行证(来往内地)" | "回乡证" | "港澳居民通行证" | "港澳来往内地通行证" | "hk_macao_travel_permit",
        /// 台湾居民来往大陆通行证: 8 digits; an older one 10 digits and a letter.
        TaiwanTravelPermit = "taiwan-travel-permit" / "台湾居民来往大陆通行证" | "台胞证" | "台湾居民通行证" | "taiwan_travel_permit",
        /// 军官证.
        OfficerCard = "officer-card" / "军官证" | "中国人民解放军军官证" | "officer_card",
        /// 士兵证.
        SoldierCard = "soldier-card" / "士兵证" | "中国人民解放军士兵证" | "soldier_card",
        /// 武警警官证.
        ArmedPoliceCard = "armed-police-card" / "武警警官证" | "武警证" | "armed_police_card",
    }
}

words! {
    /// A way of delivery.
    pub enum Channel {
        /// Short message.
        Sms = "sms" / "短信" | "手机短信" | "短消息" | "手机短消息" | "短信通知" | "短信息",
        /// E-mail.
        Email = "email" / "电子邮件" | "e-mail" | "电邮" | "邮箱" | "电子邮箱" | "电子邮件通知",
        /// Ordinary post.
        Post = "post" / "平信" | "普通信函" | "平邮" | "普通信件" | "平常信函" | "普通邮寄",
        /// Registered post.
        Registered = "registered" / "挂号信" | "挂号" | "挂号信函" | "挂号邮件" | "挂号寄送" | "registered post",
        /// Express mail with a waybill.
        Ems = "ems" / "EMS" | "特快专递" | "邮政特快" | "邮政特快专递" | "邮政ems" | "ems特快专递" | "ems快递" | "ems邮政特快专递" | "邮政ems特快专递" | "特快专递(ems)" | "邮政特快专递(ems)" | "中国邮政ems",
        /// A recorded telephone call.
        Call = "call" / "电话" | "电话催收" | "电话通知" | "录音电话" | "致电" | "电话联系" | "电话(录音)" | "phone",
        /// Handed over in person.
        Hand = "hand" / "当面送交" | "当面送达" | "当面" | "面交" | "直接送达" | "上门送达" | "专人送达" | "当面交付" | "by hand",
    }
}

words! {
    /// What became of a notice.
    pub enum DeliveryResult {
        /// It arrived (data messages).
        Delivered = "delivered" / "送达" | "已送达" | "成功送达" | "送达成功" | "发送成功" | "已到达",
        /// Signed for by the addressee.
        Signed = "signed" / "本人签收" | "已本人签收" | "收件人签收" | "收件人本人签收" | "本人已签收" | "本人收",
        /// Signed for by somebody else.
        SignedByOther = "signed-by-other" / "他人代收" | "代收" | "他人签收" | "代签收" | "他人代签" | "家属代收" | "家人代收" | "同住成年家属代收" | "物业代收" | "单位代收" | "收发室代收" | "signed_by_other",
        /// Refused.
        Refused = "refused" / "拒收" | "本人拒收" | "拒签" | "拒绝签收" | "收件人拒收",
        /// Came back.
        Returned = "returned" / "退回" | "已退回" | "退信" | "退件" | "被退回" | "退回寄件人",
        /// Could not be delivered.
        Failed = "failed" / "未送达" | "送达失败" | "发送失败" | "投递失败" | "未妥投" | "无法送达" | "未能送达",
        /// Not known yet.
        Pending = "pending" / "投递中" | "在途" | "运输中" | "派送中" | "寄送中" | "寄递中" | "待投递" | "尚无结果",
    }
}

impl Notice {
    /// The day it arrived, by its record; `None` where it did not or nobody knows.
    pub fn arrival(&self) -> Option<NaiveDate> {
        self.result.is_arrival().then(|| self.result_date.unwrap_or(self.date))
    }
}

impl DeliveryResult {
    /// Whether it says that the notice arrived.
    pub const fn is_arrival(self) -> bool {
        matches!(self, Self::Delivered | Self::Signed | Self::SignedByOther)
    }
}

impl Addressee {
    /// The debtor.
    pub fn debtor() -> Self {
        Self {
            role: Party::Debtor.into(),
            name: None,
            salutation: None,
            postcode: None,
            address: None,
            country: None,
            look: None,
            heirship_confirmed: false,
        }
    }

    /// Whether it is the debtor.
    pub fn is_debtor(&self) -> bool {
        self.role.party() == Some(Party::Debtor)
    }
}

impl Account {
    /// Every card number with its path.
    pub fn card_numbers(&self) -> impl Iterator<Item = (String, &str)> {
        let own = ("card.number".to_string(), self.card.number.reveal().as_str());
        let others = self.ledgers.iter().enumerate().filter_map(|(at, ledger)| {
            let card = ledger.card.as_ref()?;
            Some((format!("ledgers[{at}].card.number"), card.number.reveal().as_str()))
        });
        std::iter::once(own).chain(others)
    }

    /// The card that a ledger is kept on.
    pub fn card_of<'a>(&'a self, ledger: &'a Ledger) -> &'a Card {
        ledger.card.as_ref().unwrap_or(&self.card)
    }

    /// The cards of all ledgers, each once; the account's own where there is no ledger.
    pub fn cards(&self) -> Vec<&Card> {
        let mut cards: Vec<&Card> = Vec::new();
        for card in self.ledgers.iter().map(|ledger| self.card_of(ledger)) {
            if cards.iter().all(|known| known.number != card.number) {
                cards.push(card);
            }
        }
        if cards.is_empty() { vec![&self.card] } else { cards }
    }

    /// The places of the ledgers of each of these cards.
    pub fn ledgers_by_card(&self) -> Vec<Vec<usize>> {
        let of = |card: &Card| {
            let ledgers = self.ledgers.iter().enumerate();
            ledgers.filter(|(_, one)| self.card_of(one).number == card.number).map(|(at, _)| at).collect()
        };
        self.cards().into_iter().map(of).collect()
    }
}

/// What is written on the envelope: each field is the addressee's own or else, where that is the debtor,
/// the debtor's.
impl Account {
    /// The name of the addressee.
    pub fn addressed_name(&self) -> Option<&Masked<String>> {
        self.addressed(self.addressee.name.as_ref(), Some(&self.debtor.name))
    }

    /// How the addressee is addressed.
    pub fn addressed_salutation(&self) -> Option<Salutation> {
        self.addressed(self.addressee.salutation, self.debtor.salutation)
    }

    /// The postcode that is written to.
    pub fn addressed_postcode(&self) -> Option<&String> {
        self.addressed(self.addressee.postcode.as_ref(), self.debtor.postcode.as_ref())
    }

    /// The postal address that is written to.
    pub fn addressed_address(&self) -> Option<&Masked<String>> {
        self.addressed(self.addressee.address.as_ref(), self.debtor.address.as_ref())
    }

    /// The country or region that is written to: that of the address.
    pub fn addressed_country(&self) -> Country {
        let own = self.addressee.country;
        own.unwrap_or(if self.addressee.address.is_some() { Country::CHINA } else { self.debtor.country })
    }

    fn addressed<T>(&self, own: Option<T>, debtors: Option<T>) -> Option<T> {
        own.or_else(|| debtors.filter(|_| self.addressee.is_debtor()))
    }
}
