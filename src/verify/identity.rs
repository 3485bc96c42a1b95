//! Turn a certificate into whose it is: the names and numbers by which it is asked for.

use super::certificate::Certificate;
use crate::digits::is_uscc;
use crate::holder::Holder;

/// Attributes that may hold a unified social credit code: `serialNumber`; `organizationIdentifier`, where it stands
/// behind the kind of number and the country, as `NTRCN-…` (ETSI EN 319 412-1, 5.1.4).
const NUMBERS: [&str; 2] = ["2.5.4.5", "2.5.4.97"];

/// Whose a certificate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    holder: Holder,
    /// Unified social credit codes.
    numbers: Vec<String>,
}

impl Identity {
    /// What a certificate says of its holder, who was read from it.
    pub(super) fn of(one: &Certificate, holder: Holder) -> Self {
        let own = holder.number().map(str::to_string);
        let numbers = NUMBERS.iter().flat_map(|attribute| one.names(attribute)).chain(own);
        let bare = |number: String| number.rsplit('-').next().unwrap_or_default().trim().to_ascii_uppercase();
        Self { numbers: numbers.map(bare).filter(|number| is_uscc(number)).collect(), holder }
    }

    /// Whether it is called so.
    pub(super) fn is(&self, name: &str) -> bool {
        self.holder.is(name)
    }

    /// Whether it is called so, or is a part of who is, or the other way round: `…银行` and `…银行信用卡中心`.
    pub(super) fn is_part_of(&self, name: &str) -> bool {
        self.holder.is_part_of(name)
    }

    /// Whether this is its unified social credit code.
    pub(super) fn has_number(&self, number: &str) -> bool {
        self.numbers.iter().any(|own| own == number)
    }
}
