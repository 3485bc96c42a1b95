//! Tell what in the issuer's own texts cannot be printed as it stands, before any account is read.
//!
//! An account's characters are normalised with a warning (`G08` to `G10`), since its data come as they are; the issuer
//! file is written once, so that there they are mended in the file.

use super::characters::{Flaw, flaw_finding};
use super::lookalikes::meant;
use super::normalise::{is_dot, normal_form};
use crate::finding::{Finding, Words};
use crate::fonts::Fonts;
use crate::private_use::PrivateUse;
use crate::record::Field;

/// Texts that name files or keys, and are printed nowhere.
const UNPRINTED: &[&str] = &[
    "issuer.number_key",
    "issuer.letterhead",
    "issuer.seal",
    "issuer.contract_seal",
    "calendar.file",
    "overrides.accounts",
    "names",
    "sign.key",
    "sign.token",
    "sign.password_file",
    "sign.certificate",
    "sign.trust",
    "sign.copy",
];

/// The names in which other dots stand for the middle dot.
const NAMES: &[&str] = &["issuer.agent.name", "lawyer.name"];

/// What no face prints, or stands for another character or none, in every text of a settings file that documents
/// or messages show; reported once a field, by code point and place.
pub fn unprintable(settings: &impl Field, under: &str, fonts: &Fonts) -> Vec<Finding> {
    let mut findings = Vec::new();
    settings.texts(under, &mut |path, text| {
        let bare: String =
            path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect();
        let within = |part: &&str| {
            bare.strip_prefix(*part).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if !UNPRINTED.iter().any(within) {
            findings.extend(faults(path, text, fonts));
        }
    });
    findings
}

fn faults(path: &str, text: &str, fonts: &Fonts) -> Vec<Finding> {
    let chars: Vec<char> = text.chars().collect();
    let mut reported: Vec<char> = Vec::new();
    let mut faults = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some((code, message, hint)) = fault(path, &chars, at, fonts).filter(|_| !reported.contains(c))
        else {
            continue;
        };
        reported.push(*c);
        let finding = Finding::error(code, path, message);
        let finding = finding.hint(hint.en, hint.zh);
        faults.push(finding.hint(format!("`hanpress rules {code}`"), format!("`hanpress rules {code}`")));
    }
    faults
}

/// What is wrong with the character at a place: the rule's code, what is said, and what to do.
fn fault(path: &str, chars: &[char], at: usize, fonts: &Fonts) -> Option<(&'static str, Words, Words)> {
    let (c, place) = (chars[at], at + 1);
    let code = format!("U+{:04X}", u32::from(c));
    let instead = |rule, to: char| {
        let to = u32::from(to);
        let said = Words::new(
            format!("character {place} is `{code}`, which stands for `U+{to:04X}`"),
            format!("第 {place} 个字符 `{code}` 代表 `U+{to:04X}`"),
        );
        Some((rule, said, Words::new(format!("write `U+{to:04X}`"), format!("请改为 `U+{to:04X}`"))))
    };
    if let Some((to, _)) = normal_form(c, &PrivateUse::default()) {
        return instead(if crate::private_use::is_private(c) { "G08" } else { "G10" }, to);
    }
    if NAMES.contains(&path) && is_dot(chars, at) {
        return instead("G09", '·');
    }
    if let Some(to) = meant(chars, at) {
        return instead("G11", to);
    }
    if let Some(flaw) = Flaw::of(c, path, fonts) {
        let (rule, said, hint) = flaw_finding(flaw, c, place);
        let own =
            (flaw == Flaw::PrivateUse).then(|| Words::new("write it in Unicode", "请改用 Unicode 编码"));
        return Some((rule, said, own.unwrap_or(hint)));
    }
    (!fonts.prints(c)).then(|| {
        let said = Words::new(
            format!("no face prints character {place} (`{code}`)"),
            format!("第 {place} 个字符（`{code}`）没有可用字形"),
        );
        ("G01", said, Words::new("write another character", "请改用其他字符"))
    })
}
