//! Turn words of the command line into numbers and days, or into what is wrong with them in both languages.

use std::ffi::OsString;
use std::str::FromStr;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::{Color, Common, Format, Tongue};
use crate::cli::amount;
use crate::error::Stop;
use crate::finding::Words;
use crate::issuer::Theme;
use crate::message::Ways;
use crate::near::nearest;
use crate::record::meant;
use crate::verify::RequiredSigner;

/// A day in any of the ways that have one reading.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Stop> {
    amount::day(text)
}

/// A whole number.
pub(crate) fn number<T: FromStr>(text: &str) -> Result<T, Stop> {
    text.trim().parse().map_err(|_| {
        Stop::new(format!("`{text}` is no whole number"), format!("`{text}` 不是整数"))
            .hint("write its digits alone, such as `12`", "请只写数字，如 `12`")
    })
}

/// How many documents are in hand at a time.
pub(crate) fn workers(text: &str) -> Result<u16, Stop> {
    number(text).ok().filter(|count| (1..=256).contains(count)).ok_or_else(|| {
        Stop::new(format!("`{text}` is no number from 1 to 256"), format!("`{text}` 不是 1 至 256 的整数"))
    })
}

/// Which ways documents go out.
pub(crate) fn channels(text: &str) -> Result<Ways, Stop> {
    Ways::parse(text)
}

/// A theme by its word, in English or Chinese, or by what is written for it beside.
pub(crate) fn theme(text: &str) -> Result<Theme, Stop> {
    meant(text).ok_or_else(|| {
        let words: Vec<_> = Theme::ALL.iter().map(|theme| theme.word()).collect();
        let named = |theme: &Theme| format!("{}（`{}`）", theme.chinese(), theme.word());
        let chinese: Vec<_> = Theme::ALL.iter().map(named).collect();
        let stop = Stop::new(format!("there is no theme `{text}`"), format!("没有名为 `{text}` 的主题"));
        match nearest(text, words.iter().copied()) {
            Some(near) => stop.hinted(Words::did_you_mean(near)),
            None => stop.hint(
                format!("the themes are {}", words.join(", ")),
                format!("可用主题：{}", chinese.join("、")),
            ),
        }
    })
}

/// SHA-256 in hex.
pub(crate) fn hash(text: &str) -> Result<String, Stop> {
    let digits = text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    digits.then(|| text.to_lowercase()).ok_or_else(|| {
        Stop::new(
            format!("`{text}` is no SHA-256, which has 64 hexadecimal digits"),
            format!("`{text}` 不是 SHA-256，应为 64 位十六进制数字"),
        )
        .hint("give it whole, as `hanpress audit` printed it", "请完整给出 `hanpress audit` 所示的哈希")
    })
}

/// Who must have signed. The words themselves are not told again: they may be a person's name.
pub(crate) fn signer(text: &str) -> Result<RequiredSigner, Stop> {
    RequiredSigner::parse(text).map_err(|Words { en, zh }| {
        Stop::new(en, zh).hint(
            "`--signer [ROLE=]WHO`: a name, a unified social credit code or a certificate's SHA-256",
            "`--signer [签名域=]签名者`：名称、统一社会信用代码或证书的 SHA-256",
        )
    })
}

/// The common options as far as they can be told before all else is understood: they say how a fault of the
/// command line itself is told.
pub(crate) fn common(typed: &[OsString]) -> Common {
    let typed = typed.iter().skip(1).take_while(|word| *word != "--");
    let words: Vec<_> = typed.map(|word| word.to_string_lossy()).collect();
    let value = |name: &str| {
        words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix(name)? {
            "" => words.get(at + 1).map(|next| &**next),
            rest => rest.strip_prefix('='),
        })
    };
    Common {
        format: chosen(value("--format")).unwrap_or(Format::Human),
        log_format: chosen(value("--log-format")).unwrap_or(LogFormat::Human),
        quiet: words.iter().any(|word| word == "--quiet"),
        color: chosen(value("--color")).unwrap_or(Color::Auto),
        lang: chosen::<Tongue>(value("--lang")),
    }
}

fn chosen<T: ValueEnum>(word: Option<&str>) -> Option<T> {
    word.and_then(|word| T::from_str(word, false).ok())
}

/// How words on standard error are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    #[value(alias = "text")]
    Human,
    Json,
}
