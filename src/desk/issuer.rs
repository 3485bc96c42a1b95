//! Judge the issuer file, its kinds and its texts before any account is read.

use chrono::NaiveDate;

use super::kinds;
use crate::check;
use crate::course::Course;
use crate::deliver;
use crate::digits;
use crate::envelope::{Layout, envelopes};
use crate::error::Stop;
use crate::fill::{TemplateSet, Templates};
use crate::finding::{Finding, Words};
use crate::fonts::Fonts;
use crate::issuer::{Colour, Contract, IssuerFile};
use crate::masked::Masked;
use crate::money::Money;
use crate::near::nearest;
use crate::record::{Amount, Field};
use crate::typeset::codes;

/// Reads the issuer file and what in it can be judged before any account is read.
pub(super) fn issuer(text: &str, shown: &str, issue_date: NaiveDate) -> Result<IssuerFile, Stop> {
    let file = IssuerFile::read(text).map_err(|findings| Stop::of_file(shown, &findings))?;
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
    if !["https://", "http://"].iter().any(|scheme| issuer.verify_url.starts_with(scheme)) {
        refuse(
            "issuer.verify_url",
            "the address does not begin with `https://`: a phone that reads the code would not open it",
            "网址应以 `https://` 开头，否则手机扫码后无法打开",
        );
    }
    if codes::qr(&issuer.verify_url).is_none() || issuer.verify_url.len() > 200 {
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
    if file.page.accent.contrast() < Colour::LEAST_CONTRAST {
        let contrast = (file.page.accent.contrast() * 10.0).floor() / 10.0;
        let least = Colour::LEAST_CONTRAST;
        let (en, zh) = (
            format!("the accent's contrast with white paper is {contrast}, below {least} (WCAG 2.1, 1.4.3)"),
            format!("强调色与白纸的对比度为 {contrast}，低于 {least}（WCAG 2.1 第 1.4.3 条）"),
        );
        refuse("page.accent", &en, &zh);
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
    findings.extend(layout(&file).err());
    findings.extend(check::overrides::faults(&file, issue_date));
    findings.extend(file.reading_faults());
    if findings.is_empty() { Ok(file) } else { Err(Stop::of_file(shown, &findings)) }
}

/// The course of the issuer, which its `[course]` may not loosen.
pub(super) fn course(shown: &str, file: &IssuerFile) -> Result<Course, Stop> {
    Course::of(file).map_err(|findings| Stop::of_file(shown, &findings))
}

/// Where things stand on a letter's first page, for the envelope that the issuer file names.
pub(super) fn layout(file: &IssuerFile) -> Result<Layout, Finding> {
    let Some(window) = &file.window else { return Ok(Layout::cautious()) };
    let (path, all) = ("window.envelope", envelopes());
    let named = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(&window.envelope));
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    let Some((_, envelope)) = named else {
        let asked = &window.envelope;
        let words =
            Words::new(format!("no envelope `{asked}` is known"), format!("没有名为 `{asked}` 的信封"));
        return Err(Finding::error("D09", path, words)
            .hint(format!("known are {}", names.join(", ")), format!("可用：{}", names.join("、"))));
    };
    envelope.layout().map_err(|no_place| {
        let fit = all.iter().filter(|(_, other)| other.layout().is_ok());
        let fit: Vec<&str> = fit.map(|(name, _)| name.as_str()).collect();
        Finding::error("D09", path, no_place.words())
            .basis("house rule: only the address shows in a window", "内部规则：信封窗口只露出收件人地址")
            .hint(
                format!("take one of {}", fit.join(", ")),
                format!("请改用以下信封之一：{}", fit.join("、")),
            )
    })
}

/// Every text that the issuer file and the kinds bring into documents or messages can be printed as it stands.
pub(super) fn printed(
    shown: &str,
    issuer: &IssuerFile,
    set: &TemplateSet,
    fonts: &Fonts,
) -> Result<(), Stop> {
    printable(shown, issuer, "", fonts)?;
    // Those of the program's own kinds are held against its fonts by a test.
    let mut kinds = set.kinds().iter().filter(|(name, _)| set.is_own(&format!("{name}/kind.toml")));
    kinds.try_for_each(|(name, kind)| {
        printable(&set.shown(&format!("{name}/kind.toml")), &kind.facts, "", fonts)
    })
}

pub(super) fn printable(shown: &str, settings: &impl Field, under: &str, fonts: &Fonts) -> Result<(), Stop> {
    let findings = check::unprintable(settings, under, fonts);
    if findings.is_empty() { Ok(()) } else { Err(Stop::of_file(shown, &findings)) }
}

/// The kinds that the issuer file gives a theme must exist: a misspelt one would silently keep that of all.
pub(super) fn themed_kinds(shown: &str, issuer: &IssuerFile, templates: &Templates) -> Result<(), Stop> {
    issuer.kinds.themed().try_for_each(|name| kinds::known_in("[kinds]", shown, name, templates).map(drop))
}

/// The rules a `kind.toml` lists must exist: a misspelt one would silently not apply.
pub(super) fn known_rules(set: &TemplateSet) -> Result<(), Stop> {
    for (name, kind) in set.kinds() {
        for code in &kind.facts.rules {
            if !check::rules().any(|rule| rule.code == code) {
                let shown = set.shown(&format!("{name}/kind.toml"));
                let stop = Stop::new(
                    format!("{shown}: there is no rule `{code}`"),
                    format!("`{shown}`：没有规则 `{code}`"),
                );
                return Err(match nearest(code, check::rules().map(|rule| rule.code)) {
                    Some(near) => stop.hinted(Words::did_you_mean(near)),
                    None => stop.hint("`hanpress rules` lists them", "`hanpress rules` 列出全部规则"),
                });
            }
        }
    }
    Ok(())
}
