//! Turn a certificate into whom it names, in few words that may be shown.

use super::certificate::Certificate;
use super::report::Signer;
use crate::digest::hex;
use crate::mask;

/// The certificate in few words: organisations by name, persons masked.
pub(super) fn signer(one: &Certificate) -> Signer {
    let organisations = one.names("2.5.4.10");
    let own = one.names("2.5.4.3");
    let name = match (organisations.first(), own.first()) {
        (Some(organisation), Some(own)) if organisation != own => format!("{organisation}, {}", shown(own)),
        (Some(organisation), _) => organisation.clone(),
        (None, own) => own.map(|own| shown(own)).unwrap_or_default(),
    };
    let issuer = [one.issuer_names("2.5.4.10"), one.issuer_names("2.5.4.3")].concat();
    let units = one.names("2.5.4.11").iter().map(|unit| plain(unit)).collect();
    let serial = hex(one.serial());
    Signer {
        name: plain(&name),
        units,
        issuer: plain(&issuer.join(", ")),
        fingerprint: one.fingerprint(),
        serial,
    }
}

/// A time stamp authority is never a person.
pub(super) fn authority_name(one: &Certificate) -> String {
    let names = [one.names("2.5.4.3"), one.names("2.5.4.10")].concat();
    plain(names.first().map(String::as_str).unwrap_or_default())
}

/// A name as messages may show it: what ends like an organisation's in full, anything else masked.
pub(super) fn shown(name: &str) -> String {
    const ENDINGS: [&str; 12] =
        ["公司", "银行", "中心", "机构", "法院", "事务所", "委员会", "部", "CA", "Co", "Ltd", "Bank"];
    let name = plain(name);
    if ENDINGS.iter().any(|ending| name.trim_end_matches('.').ends_with(ending)) {
        name
    } else {
        mask::name(&name)
    }
}

/// Text from a certificate without what could disturb a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}
