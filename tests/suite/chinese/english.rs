//! Find the English in a Chinese text.

use std::sync::LazyLock;

use regex::Regex;

/// Names that are the same in both languages: of formats, standards, programs and units.
const NAMES: &[&str] = &[
    "hanpress",
    "Typst",
    "minijinja",
    "Jinja",
    "Arrow",
    "Parquet",
    "Lines",
    "Excel",
    "WPS",
    "Schema",
    "Luhn",
    "Unicode",
    "Kubernetes",
    "Slurm",
    "Hive",
    "Spark",
    "Windows",
    "MiB",
    "gzip",
    "https",
    "chmod",
    "OpenSSL",
    "panic",
    "digitalSignature",
    "nonRepudiation",
    "Linux",
    "Base64",
    "Latin",
    "PKCS#12",
    "PKCS#11",
    "Asia/Shanghai",
];

/// What may stand there: text in backticks or in Chinese quotation marks, options, and words that hold a sign or a
/// digit, which are names of files, fields or codes.
static APART: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"`[^`]*`|“[^”]*”|「[^」]*」|--?[a-z][a-z-]*|https?://\S+").unwrap());
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.?[A-Za-z0-9][A-Za-z0-9_./#\[\]{}'*=-]*").unwrap());

/// The English words of a text that should be Chinese.
pub(crate) fn english(text: &str) -> Vec<String> {
    let bare = APART.replace_all(text, " ");
    let words = WORD.find_iter(&bare).map(|word| word.as_str().trim_end_matches(['.', '\'', '/', ']', '}']));
    words.filter(|word| is_english(word)).map(str::to_string).collect()
}

fn is_english(word: &str) -> bool {
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    let is_plain = word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'' || c == '-');
    let is_code = word.chars().all(|c| !c.is_ascii_lowercase());
    letters > 1 && is_plain && !is_code && !NAMES.contains(&word)
}
