//! Turn draws into a person who does not exist, and their card.

use chrono::{Days, Months, NaiveDate};

use super::dice::Dice;
use super::tree::{maybe, object, text};
use super::{address, names};
use crate::account::{IdType, Salutation};
use crate::digits;
use crate::record::Node;

/// An area code that GB/T 2260 gives no region: 99 is no province's.
const AREA: &str = "990000";

/// An issuer number of no known bank: a leading 9 is left to national bodies (ISO/IEC 7812-1).
const ISSUER: &str = "990000";

/// Products with one currency, and with two.
const PRODUCTS: &[&str] = &["示例标准普卡", "示例标准金卡", "示例标准白金卡", "示例青年卡"];
const DUAL_PRODUCTS: &[&str] = &["示例双币金卡", "示例双币白金卡"];

/// A mobile prefix no operator has been given (154), and the zeros of a block never sold.
const MOBILE: &str = "1540000";

/// The debtor of record `id`: mostly with a resident identity card, addressed as 先生 or 女士 or neither.
pub(super) fn debtor(dice: &mut Dice, id: &str, as_of: NaiveDate) -> Node {
    let name = names::name(dice);
    let salutation = dice.one_of(&[Some(Salutation::Mr), Some(Salutation::Ms), None]);
    let (id_type, id_number) = if name.foreign {
        (IdType::Passport, format!("ZZ{}", dice.digits(7)))
    } else {
        (IdType::ResidentId, resident_id(dice, salutation, as_of))
    };
    let email = dice.chance(60).then(|| format!("{}@example.com", id.to_lowercase()));
    let (postcode, address) = address::address(dice);
    object([
        ("name", text(name.words)),
        ("salutation", maybe(salutation.map(Salutation::word))),
        ("id_type", text(id_type.word())),
        ("id_number", text(id_number)),
        ("mobile", text(format!("{MOBILE}{}", dice.digits(4)))),
        ("email", maybe(email)),
        ("postcode", text(postcode)),
        ("address", text(address)),
    ])
}

/// A resident identity number (GB 11643) of somebody between 22 and 65, odd before the check digit for 先生.
fn resident_id(dice: &mut Dice, salutation: Option<Salutation>, as_of: NaiveDate) -> String {
    let born = birthday(dice, as_of);
    let parity = match salutation {
        Some(Salutation::Mr) => 1,
        Some(Salutation::Ms) => 0,
        None => dice.below(2),
    };
    let order = 2 * dice.below(500) + parity;
    let first = format!("{AREA}{}{order:03}", born.format("%Y%m%d"));
    complete(&first, digits::resident_id_check_digit(&first))
}

/// The card, of a bank that does not exist; one with two currencies says so in its name.
pub(super) fn card(dice: &mut Dice, two_currencies: bool) -> Node {
    let length = if dice.chance(10) { 19 } else { 16 };
    let first = format!("{ISSUER}{}", dice.digits(length - ISSUER.len() - 1));
    let product = if two_currencies { DUAL_PRODUCTS } else { PRODUCTS };
    object([
        ("number", text(complete(&first, digits::luhn_check_digit(&first)))),
        ("product", text(dice.one_of(product))),
    ])
}

/// Digits with their check digit.
fn complete(first: &str, check: Option<char>) -> String {
    first.chars().chain(check).collect()
}

/// A day 22 to 65 years before the figures' date.
fn birthday(dice: &mut Dice, as_of: NaiveDate) -> NaiveDate {
    let years = dice.between(22, 64) as u32;
    let day = as_of.checked_sub_months(Months::new(12 * years)).unwrap_or(as_of);
    day - Days::new(dice.below(365))
}
