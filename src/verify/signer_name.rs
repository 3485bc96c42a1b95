//! Turn a certificate into whom it names, in few words that may be shown.

use super::certificate::Certificate;
use super::identity::Identity;
use super::report::Signer;
use crate::digest::hex;
use crate::holder::{Holder, Names, plain, shown_body, shown_unit};

/// Whom a certificate was issued to.
pub(super) fn holder(one: &Certificate) -> Holder {
    Holder::of(&Names {
        organisations: one.names("2.5.4.10"),
        units: one.names("2.5.4.11"),
        own: one.names("2.5.4.3"),
        issuer: [one.issuer_names("2.5.4.10"), one.issuer_names("2.5.4.3")].concat(),
    })
}

/// The certificate in few words: organisations by name, persons masked.
pub(super) fn signer(one: &Certificate) -> Signer {
    let holder = holder(one);
    let issuer = [one.issuer_names("2.5.4.10"), one.issuer_names("2.5.4.3")].concat();
    Signer {
        name: holder.shown(),
        number: holder.shown_number(),
        units: one.names("2.5.4.11").iter().map(|unit| shown_unit(unit)).collect(),
        issuer: issuer.iter().map(|name| shown_body(name)).collect::<Vec<_>>().join(", "),
        fingerprint: one.fingerprint(),
        serial: hex(one.serial()),
        identity: Identity::of(one, holder),
    }
}

/// A time stamp authority is never a person.
pub(super) fn authority_name(one: &Certificate) -> String {
    let names = [one.names("2.5.4.3"), one.names("2.5.4.10")].concat();
    plain(names.first().map(String::as_str).unwrap_or_default())
}
