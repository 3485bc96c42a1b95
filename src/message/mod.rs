//! Turn a checked account into the short message and the e-mail of its kind, and hold them to what messages may say.
//!
//! A kind that is sent so has `sms.txt.jinja`, or `email.txt.jinja` and `email.html.jinja`, in its folder. They are filled
//! with the values of the letter, which show less of the person here. What networks and mailboxes want (the signature,
//! parts, headers) is added by the program, so that no template can get it wrong.

mod email;
mod hours;
mod settings;
mod sms;
mod spoken;
mod units;
mod ways;

pub use email::{Email, mail};
#[cfg(feature = "inner")]
pub use hours::{Clock, Hours};
pub use settings::{Settings, settings};
pub use sms::Sms;
#[cfg(feature = "inner")]
pub use units::{Alphabet, counted};
pub use ways::Ways;

use crate::account::{Account, Channel};
use crate::check::Checked;
use crate::draft::{Occasion, draft};
use crate::fill::{Filled, Form, Templates, Unfilled};
use crate::finding::{Finding, Words};

/// What a message is written of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The account.
    pub checked: &'a Checked,
    /// The document that it goes with, or would.
    pub occasion: Occasion<'a>,
    /// The templates.
    pub templates: &'a Templates,
    /// What the issuer says of messages.
    pub settings: &'a Settings,
}

/// A written message.
#[derive(Debug)]
pub enum Written {
    /// A short message.
    Sms(Box<Sms>),
    /// An e-mail without what is attached to it.
    Email(Box<Email>),
}

impl Written {
    /// The filled templates whose words are judged.
    pub fn filled(&self) -> Vec<&Filled> {
        match self {
            Self::Sms(sms) => vec![&sms.filled],
            Self::Email(email) => vec![&email.text, &email.html],
        }
    }
}

/// What stands against a message.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "it is made once an account, and taken apart at once")]
pub enum Unwritten {
    /// The account, or the words that it leads to.
    Account(Vec<Finding>),
    /// A template could not be filled.
    Template(Unfilled),
}

/// Writes the messages that are asked for, with what was found and does not refuse them; or everything that does.
pub fn write(ways: Ways, subject: &Subject<'_>) -> Result<(Vec<Written>, Vec<Finding>), Unwritten> {
    let occasion = Occasion { message: true, ..subject.occasion };
    let draft = draft(subject.checked, &occasion);
    let fill = |form: Form| subject.templates.fill_form(&draft, form).map_err(Unwritten::Template);
    let (mut written, mut warnings, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    if ways.sms {
        match lacking(subject, Channel::Sms, &[Form::Sms]) {
            Some(fault) => faults.push(fault),
            None => {
                let (sms, found) = sms::sms(subject, fill(Form::Sms)?);
                written.push(Written::Sms(Box::new(sms)));
                warnings.extend(found);
            }
        }
    }
    if ways.email {
        match lacking(subject, Channel::Email, &[Form::EmailText, Form::EmailHtml]) {
            Some(fault) => faults.push(fault),
            None => {
                let (email, found) = email::email(subject, fill(Form::EmailText)?, fill(Form::EmailHtml)?);
                written.push(Written::Email(Box::new(email)));
                warnings.extend(found);
            }
        }
    }
    if faults.is_empty() { Ok((written, warnings)) } else { Err(Unwritten::Account(faults)) }
}

/// Why a kind has no message of a channel, or why this addressee gets none.
fn lacking(subject: &Subject<'_>, channel: Channel, forms: &[Form]) -> Option<Finding> {
    let (kind, account) = (subject.occasion.kind, subject.checked.account());
    if let Some(form) = forms.iter().find(|form| !subject.templates.has(&kind.name, **form)) {
        let (file, name) = (form.file(), &kind.name);
        let (en, zh) = match channel {
            Channel::Sms => ("short message", "短信"),
            _ => ("e-mail", "电子邮件"),
        };
        let message =
            Words::new(format!("the kind `{name}` has no {en}"), format!("文书种类 `{name}` 没有{zh}模板"));
        return Some(Finding::error("M01", "kind", message).hint(
            format!("leave `{}` out of `--channel` for it, or put `{file}` into its folder", channel.word()),
            format!("该文书请在 `--channel` 中去掉 `{}`，或在其模板文件夹中加入 `{file}`", channel.word()),
        ));
    }
    let missing = |path: &str, en: &str, zh: &str| {
        let basis =
            ("house rule: a message reaches the addressee and nobody else", "内部规则：消息只发给收件人本人");
        Finding::error("M02", path, Words::new(en, zh)).basis(basis.0, basis.1)
    };
    if !account.addressee.is_debtor() {
        let finding = missing(
            "addressee",
            "no telephone number or e-mail address of this addressee is known: those on record are the debtor's",
            "收件人不是债务人本人，而记录中的手机号码和电子邮箱属于债务人",
        );
        return Some(finding.hint("send it a letter", "请寄送纸质函件"));
    }
    let nothing = match channel {
        Channel::Sms => account.debtor.mobile.is_none().then(|| {
            missing("debtor.mobile", "a short message needs a mobile number", "发送短信需要手机号码")
        }),
        _ => match address(account) {
            None => Some(missing("debtor.email", "an e-mail needs an address", "发送电子邮件需要邮箱地址")),
            Some(address) if !address.is_ascii() => Some(
                missing(
                    "debtor.email",
                    "this address has letters that many mail servers do not take (RFC 6531)",
                    "该邮箱地址含有许多邮件服务器不接受的字符（RFC 6531）",
                )
                .hint("ask for an address in plain letters", "请取得只含英文字母、数字的邮箱地址"),
            ),
            Some(_) => None,
        },
    };
    nothing.map(|finding| {
        finding.hint(
            format!("give it, or leave `{}` out of `--channel`", channel.word()),
            format!("请填写，或在 `--channel` 中去掉 `{}`", channel.word()),
        )
    })
}

/// The debtor's e-mail address.
fn address(account: &Account) -> Option<&str> {
    account.debtor.email.as_ref().map(|email| email.reveal().trim())
}

/// From when a message of a channel may be sent, as RFC 3339; nothing where it may be when it is planned.
fn not_before(subject: &Subject<'_>, channel: Channel) -> Option<String> {
    let (account, settings) = (subject.checked.account(), subject.settings);
    let day = subject.occasion.issued_on;
    let sent =
        account.notices.iter().filter(|notice| notice.date == day && notice.channel == channel).count();
    let debtor = &account.debtor;
    let address = debtor.address.as_ref().map(|address| address.reveal().as_str());
    let clock = hours::Clock::of(debtor.country, debtor.postcode.as_deref(), address);
    let hours = settings.hours(day);
    hours.not_before(clock, sent >= settings.per_day).map(|moment| moment.to_rfc3339())
}
