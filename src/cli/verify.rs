//! `hanpress verify`: what the signatures of PDF files are worth.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::clock;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Lang, Severity};
use crate::verify::{Change, Moment, Proof, Report, Signature, Terms, Verdict, is_only_by_another};
use anstyle::AnsiColor;
use serde_json::json;

use super::args::{Format, Verify};
use super::console::Console;
use super::{Ending, watch};

/// The longest file that is judged, in bytes: it is held in memory.
const LONGEST: u64 = 256 << 20;

pub(crate) fn verify(typed: &Verify, console: &Console) -> Result<Ending, Stop> {
    watch::listen(console)?;
    let mut terms = trusting(&typed.trust)?;
    typed.signer.iter().cloned().for_each(|who| terms.require(who));
    if let Some(path) = &typed.password_file {
        terms.open_with(password(path)?);
    }
    let (mut good, mut opened, mut judged) = (true, true, true);
    for path in &typed.files {
        match pdf(path) {
            Ok(bytes) => {
                let report = crate::verify::verify(&bytes, &terms);
                good &= report.verdict == Verdict::Good;
                opened &= report.verdict != Verdict::Locked;
                judged &= report.verdict != Verdict::NotJudged;
                tell(path, &report, console)?;
            }
            Err(stop) => {
                console.stop(&stop);
                opened = false;
            }
        }
    }
    let ending = match (opened && judged, good) {
        (false, _) => Ending::Unopened,
        (true, true) => Ending::Well,
        (true, false) => Ending::Refused,
    };
    let stop = match (opened, judged) {
        (false, _) => Some(Stop::new("a file could not be opened", "有文件无法打开")),
        (true, false) => Some(Stop::new("a file could not be judged", "有文件无法判定")),
        (true, true) => None,
    };
    if let Some(stop) = stop.map(|stop| stop.coded(StopCode::Input)) {
        console.close(ending, Some(&stop), json!({}))?;
    }
    Ok(ending)
}

/// Terms that trust the certificates of files, as of now.
pub(crate) fn trusting(files: &[PathBuf]) -> Result<Terms, Stop> {
    let mut terms = Terms::now();
    for path in files {
        terms.trust(&read(path)?).map_err(|message| {
            Stop::new(
                format!("`{}`: {}", path.display(), message.en),
                format!("`{}`：{}", path.display(), message.zh),
            )
        })?;
    }
    Ok(terms)
}

/// The password that is a file's first line.
fn password(path: &Path) -> Result<String, Stop> {
    let text = String::from_utf8(read(path)?).map_err(|_| {
        Stop::new(
            format!("`{}` does not hold a password in UTF-8", path.display()),
            format!("`{}` 中的密码不是 UTF-8 文本", path.display()),
        )
    })?;
    Ok(text.lines().next().unwrap_or_default().to_string())
}

/// A PDF's bytes, as many as it had when it was opened. What is no file is not opened: a pipe would be waited for,
/// and a device never ends.
pub(crate) fn pdf(path: &Path) -> Result<Vec<u8>, Stop> {
    let unreadable = |error| Stop::unreadable(path, &error);
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() && !about.is_dir() {
        return Err(Stop::new(
            format!("cannot read `{}`: it is no file", path.display()),
            format!("无法读取 `{}`：不是文件", path.display()),
        )
        .hint("write what comes through a pipe to a file first", "请先将管道中的内容写入文件"));
    }
    if about.len() > LONGEST {
        return Err(Stop::new(
            format!("`{}` is longer than {} MiB and is not judged", path.display(), LONGEST >> 20),
            format!("`{}` 超过 {} MiB，不作判定", path.display(), LONGEST >> 20),
        ));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(about.len()).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| Stop::unreadable(path, &error))
}

fn tell(path: &Path, report: &Report, console: &Console) -> Result<(), Stop> {
    let file = path.display().to_string();
    if console.format == Format::Json {
        return console.data(&report.as_json(&file, console.lang).to_string());
    }
    let all = report.findings.iter().chain(report.signatures.iter().flat_map(|one| &one.findings));
    let mut out = format!("{file}: {}\n", verdict(report.verdict, all, console));
    if report.revisions > 1 {
        out.push_str(&match console.lang {
            Lang::En => format!("  {} revisions\n", report.revisions),
            Lang::Zh => format!("  共 {} 个修订版本\n", report.revisions),
        });
    }
    out.push_str(&listed(&report.findings, "  ", console));
    for signature in &report.signatures {
        out.push_str(&one(signature, console));
    }
    console.block(&out)
}

/// A verdict in words, with the findings that it rests on.
fn verdict<'f>(verdict: Verdict, findings: impl Iterator<Item = &'f Finding>, console: &Console) -> String {
    let (color, en, zh) = match verdict {
        Verdict::Untrusted if is_only_by_another(findings) => (
            AnsiColor::Yellow,
            "whole, but not by who must have signed",
            "未被改动，但签名者不是指定的签名者",
        ),
        Verdict::Good => (AnsiColor::Green, "good", "有效"),
        Verdict::Untrusted => (
            AnsiColor::Yellow,
            "whole, but by nobody you told me to trust",
            "未被改动，但签名者不在您指定的信任范围内",
        ),
        Verdict::NotJudged => (AnsiColor::Yellow, "not judged", "不作判定"),
        Verdict::Bad => (AnsiColor::Red, "bad", "无效"),
        Verdict::Unsigned => (AnsiColor::Red, "not signed", "没有签名"),
        Verdict::Unreadable => (AnsiColor::Red, "broken, or no PDF", "已损坏或不是 PDF"),
        Verdict::Locked => (AnsiColor::Red, "encrypted", "已加密"),
    };
    console.painted(console.says(en, zh), color)
}

/// A signature in some lines: who, when, over what, how it is, what changed after.
fn one(signature: &Signature, console: &Console) -> String {
    let what = match signature.is_stamp {
        true => console.says("time stamp", "时间戳"),
        false => console.says("signature", "签名"),
    };
    let mut out = format!(
        "  {what} `{}`: {}\n",
        signature.field,
        verdict(signature.verdict, signature.findings.iter(), console)
    );
    let mut row = |en: &str, zh: &str, words: String| {
        out.push_str(&format!("    {}{}{words}\n", console.says(en, zh), console.says(": ", "：")));
    };
    if let Some(signer) = &signature.signer {
        row("by", "签署者", signer.name.clone());
        row("vouched for by", "证书颁发者", signer.issuer.clone());
        row("certificate", "证书指纹", format!("SHA-256 {}", signer.fingerprint));
    }
    if let Some(level) = signature.level {
        row("level", "级别", level.word().into());
    }
    if let Some(time) = &signature.time {
        row("at", "时间", moment(time, console));
    }
    if let Some(covered) = signature.covered {
        row(
            "over",
            "范围",
            match (covered.whole, console.lang) {
                (true, _) => console.says("the whole file", "整个文件").into(),
                (false, Lang::En) => {
                    format!("revision {}, the first {} bytes", covered.revision, covered.bytes)
                }
                (false, Lang::Zh) => format!("修订版本 {}，前 {} 个字节", covered.revision, covered.bytes),
            },
        );
    }
    for change in &signature.changes {
        row("afterwards", "其后改动", changed(change, console));
    }
    out.push_str(&listed(&signature.findings, "    ", console));
    out
}

fn moment(time: &Moment, console: &Console) -> String {
    let when = clock::shanghai(time.seconds).map(|moment| moment.to_rfc3339()).unwrap_or_default();
    match (time.proof, &time.authority) {
        (Proof::Claim, _) => {
            format!("{when}{}", console.says(" (its own word, proven by nothing)", "（仅为自称，无证明）"))
        }
        (Proof::Stamp, Some(authority)) => match console.lang {
            Lang::En => format!("{when} (proven by the time stamp of {authority})"),
            Lang::Zh => format!("{when}（由 {authority} 的时间戳证明）"),
        },
        (Proof::Stamp, None) => {
            format!("{when}{}", console.says(" (proven by a time stamp)", "（由时间戳证明）"))
        }
    }
}

fn changed(change: &Change, console: &Console) -> String {
    let words = change.words.get(console.lang);
    let weight = match change.allowed {
        true => console.says("allowed", "允许"),
        false => console.says("not allowed", "不允许"),
    };
    match console.lang {
        Lang::En => format!("revision {}: {words} ({weight})", change.revision),
        Lang::Zh => format!("修订版本 {}：{words}（{weight}）", change.revision),
    }
}

fn listed(findings: &[Finding], indent: &str, console: &Console) -> String {
    let mut out = String::new();
    for finding in findings {
        let (word, color) = match finding.severity {
            Severity::Error => (console.says("error", "错误"), AnsiColor::Red),
            Severity::Warning => (console.says("note", "提示"), AnsiColor::Yellow),
        };
        let head = console.painted(&format!("{word}[{}]", finding.code), color);
        let colon = console.says(": ", "：");
        out.push_str(&format!("{indent}{head}{colon}{}\n", finding.message.get(console.lang)));
        for hint in &finding.hints {
            out.push_str(&format!(
                "{indent}  {}{colon}{}\n",
                console.says("hint", "建议"),
                hint.get(console.lang)
            ));
        }
    }
    out
}
