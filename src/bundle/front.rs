//! Word the pages before the letters as the source that the typesetter sets: the cover here, the rest in [`tables`](super::tables).

use chrono::NaiveDate;

use super::Request;
use super::evidence::Evidence;
use super::gather::{Gathered, Letter};
use super::judge::Seal;
use super::tables::{contents, said, timeline};
use crate::fonts::Fonts;
use crate::money::grouped;

/// The templates of these pages.
const PAGES: &str = include_str!("front.typ");

/// Whether a document's pages can stand in a bundle: a PDF of version 1; later ones and other files go with it as files.
pub(super) fn has_pages(letter: &Letter) -> bool {
    letter.bytes.starts_with(b"%PDF-1.")
}

/// What the pages are called in the foot, and the file is known by.
pub(super) fn number(gathered: &Gathered, evidence: &Evidence) -> String {
    format!("{}-{}", gathered.id, evidence.sha256[..8].to_uppercase())
}

/// Typst source, as it grows.
pub(super) struct Source<'f> {
    text: String,
    fonts: &'f Fonts,
}

impl Source<'_> {
    /// A string; what no face prints is a blank box.
    pub(super) fn string(&self, text: &str) -> String {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if c.is_control() => out.push(' '),
                c if self.fonts.prints(c) => out.push(c),
                _ => out.push('□'),
            }
        }
        out.push('"');
        out
    }

    /// Strings with commas between.
    pub(super) fn cells(&self, cells: &[&str]) -> String {
        cells.iter().map(|cell| self.string(cell)).collect::<Vec<_>>().join(", ")
    }

    /// An array of strings.
    pub(super) fn row(&self, cells: &[&str]) -> String {
        format!("({},)", self.cells(cells))
    }

    fn entry(&mut self, name: &str, value: &str) {
        self.text.push_str(&format!("  {name}: {value},\n"));
    }

    /// An entry that is an array of arrays.
    fn rows(&mut self, name: &str, rows: &[String]) {
        let rows: String = rows.iter().map(|row| format!("    {row},\n")).collect();
        self.text.push_str(&format!("  {name}: (\n{rows}  ),\n"));
    }
}

/// The source of the pages.
pub(super) fn source(
    gathered: &Gathered,
    evidence: &Evidence,
    request: &Request<'_>,
    fonts: &Fonts,
) -> String {
    let mut source = Source { text: String::new(), fonts };
    let fixed = request.desk.map(|desk| desk.fixed());
    let sender = sender(gathered, request);
    source.entry("title", &source.string(&title(gathered)));
    source.entry("id", &source.string(&gathered.id));
    source.entry("sender", &source.string(sender.as_deref().unwrap_or("催收文书汇编")));
    let hotline = fixed.map(|fixed| source.string(&fixed.issuer.issuer.hotline));
    source.entry("hotline", hotline.as_deref().unwrap_or("none"));
    source.entry("logo", if fixed.is_some_and(|fixed| fixed.has_logo) { "true" } else { "false" });
    source.entry("verdict", &source.string(verdict(gathered)));
    let count = |count: usize| grouped(&count.to_string());
    let pages =
        gathered.letters.iter().filter(|letter| has_pages(letter)).map(|letter| letter.document.pages).sum();
    let mut sums = vec![("文书（份）", gathered.letters.len()), ("页数", pages)];
    if !gathered.messages.is_empty() {
        sums.push(("短信和邮件（件）", gathered.messages.len()));
    }
    sums.push(("送达记录（条）", gathered.results()));
    let sums: Vec<_> = sums.into_iter().map(|(word, sum)| source.row(&[word, &count(sum)])).collect();
    source.rows("sums", &sums);
    let facts = facts(gathered, evidence, request, sender.as_deref());
    let facts: Vec<_> = facts.iter().map(|(word, value)| source.row(&[word, value])).collect();
    source.rows("facts", &facts);
    let checked: Vec<_> = checked(gathered).iter().map(|one| one.row(&source)).collect();
    source.rows("checked", &checked);
    let notes: Vec<_> = notes(gathered).iter().map(|note| source.string(note)).collect();
    source.rows("notes", &notes);
    let contents = contents(gathered, &source);
    source.rows("contents", &contents);
    let timeline = timeline(gathered, &source);
    source.rows("timeline", &timeline);
    let said = said(gathered, &source);
    source.rows("messages", &said);
    format!("{PAGES}\n#front((\n{}))\n", source.text)
}

/// What the file is called.
pub(super) fn title(gathered: &Gathered) -> String {
    format!("催收文书与送达证据汇编 {}", gathered.id)
}

/// Who sent the documents: as the issuer file says, else as the runs do.
fn sender(gathered: &Gathered, request: &Request<'_>) -> Option<String> {
    let own = request.desk.map(|desk| desk.fixed().issuer.issuer.name.clone());
    let of_runs = || {
        let letters = gathered.letters.iter().map(|letter| &letter.sender);
        letters.chain(gathered.messages.iter().map(|sent| &sent.sender)).find_map(Clone::clone)
    };
    own.or_else(of_runs)
}

fn verdict(gathered: &Gathered) -> &'static str {
    let judged = |letter: &Letter| match &letter.seal {
        Seal::None => true,
        Seal::Holds { trusted, .. } => *trusted,
    };
    if gathered.letters.iter().all(judged) { "全部一致" } else { "内容一致，签名机构未核对" }
}

fn facts(
    gathered: &Gathered,
    evidence: &Evidence,
    request: &Request<'_>,
    sender: Option<&str>,
) -> Vec<(&'static str, String)> {
    let letters = gathered.letters.iter().map(|letter| letter.document.name.as_str());
    let messages = gathered.messages.iter().map(|sent| sent.message.name.as_str());
    let mut names: Vec<&str> = letters.chain(messages).collect();
    names.sort_unstable();
    names.dedup();
    let mut facts = vec![("账户编号", gathered.id.clone()), ("收件人", names.join("、"))];
    facts.extend(sender.map(|sender| ("发出单位", sender.to_string())));
    if let (Some(first), Some(last)) = (gathered.days().min(), gathered.days().max()) {
        let period =
            if first == last { chinese(first) } else { format!("{}至{}", chinese(first), chinese(last)) };
        facts.push(("文书日期", period));
    }
    facts.push(("汇编日期", chinese(request.date)));
    let signer = request.desk.and_then(|desk| desk.fixed().signer.as_ref());
    facts.push((
        "汇编签名",
        match signer {
            Some(signer) => format!("{}（电子签名，附于本文件）", signer.holder().signs_as()),
            None => "无".to_string(),
        },
    ));
    facts.push(("汇编指纹", format!("附件 {} 的 SHA-256：", super::evidence::NAME)));
    facts.push(("", spaced(&evidence.sha256)));
    facts
}

/// A hash in groups, as the tables have it.
fn spaced(hash: &str) -> String {
    let groups: Vec<&str> = (0..hash.len()).step_by(8).filter_map(|at| hash.get(at..at + 8)).collect();
    groups.join(" ")
}

/// Something that was checked.
struct Checked {
    what: String,
    how: String,
    hashes: Vec<String>,
    verdict: &'static str,
}

impl Checked {
    fn row(&self, source: &Source<'_>) -> String {
        let Self { what, how, hashes, verdict } = self;
        let hashes: Vec<&str> = hashes.iter().map(String::as_str).collect();
        let hashes = if hashes.is_empty() { "()".to_string() } else { source.row(&hashes) };
        let [what, how, verdict] = [what, how, *verdict].map(|text| source.string(text));
        format!("({what}, {how}, {hashes}, {verdict})")
    }
}

fn checked(gathered: &Gathered) -> Vec<Checked> {
    let count = |count: u64| grouped(&count.to_string());
    let several = gathered.chains.len() > 1;
    let mut rows = Vec::new();
    for (at, chain) in (1..).zip(&gathered.chains) {
        let of = if several { format!("（{at}）") } else { String::new() };
        rows.push(Checked {
            what: format!("批次清单{of}"),
            how: format!("{} 行逐行相接，无增删改；末行的 SHA-256：", count(chain.lines)),
            hashes: vec![chain.head.clone()],
            verdict: "完整",
        });
        if let Some(head) = &chain.results_head {
            rows.push(Checked {
                what: format!("送达登记{of}"),
                how: format!("{} 条逐条相接，并接于批次清单之后；末条的 SHA-256：", count(chain.all_results)),
                hashes: vec![head.clone()],
                verdict: "完整",
            });
        }
    }
    if !gathered.letters.is_empty() {
        rows.push(Checked {
            what: "文书文件".into(),
            how: format!(
                "{} 份文书的长度和 SHA-256 与清单各行相符，原件作为附件原样附于本文件",
                count(gathered.letters.len() as u64)
            ),
            hashes: Vec::new(),
            verdict: "相符",
        });
    }
    if !gathered.messages.is_empty() {
        rows.push(Checked {
            what: "短信和邮件".into(),
            how: messages(gathered),
            hashes: Vec::new(),
            verdict: "相符",
        });
    }
    if !gathered.letters.is_empty() {
        rows.push(signatures(gathered));
    }
    rows
}

/// How the short messages and e-mails were checked.
fn messages(gathered: &Gathered) -> String {
    let short = gathered.messages.iter().filter(|sent| sent.is_short()).count();
    let mails = gathered.messages.len() - short;
    let all = [(short, "条短信"), (mails, "封电子邮件")];
    let all = all.iter().filter(|(count, _)| *count > 0).map(|(count, of)| format!("{count} {of}"));
    let all = all.collect::<Vec<_>>().join("、");
    let locked = gathered.messages.iter().filter(|sent| sent.message.locked).count();
    let also = if locked > 0 {
        format!("；其中 {locked} 封所附为加锁副本，逐次加密，哈希按去除附件后的邮件计算")
    } else {
        String::new()
    };
    format!("{all}的 SHA-256 与清单各行相符，原件作为附件原样附于本文件{also}")
}

fn signatures(gathered: &Gathered) -> Checked {
    let (mut signed, mut names, mut all_trusted) = (0_u64, Vec::new(), true);
    for letter in &gathered.letters {
        if let Seal::Holds { signers, trusted } = &letter.seal {
            signed += 1;
            all_trusted &= trusted;
            names.extend(signers.iter().cloned());
        }
    }
    names.sort();
    names.dedup();
    let unsigned = gathered.letters.len() as u64 - signed;
    let (how, verdict) = match signed {
        0 => ("文书未作电子签名".to_string(), "无签名"),
        _ => {
            let rest =
                if unsigned > 0 { format!("；另有 {unsigned} 份未签名") } else { String::new() };
            let by = names.join("、");
            let trust = if all_trusted {
                "，证书链可信"
            } else {
                "；未给定信任的发证机构，证书链未核对"
            };
            (format!("{signed} 份由{by}签署，签署后未被更改{trust}{rest}"), "成立")
        }
    };
    Checked { what: "电子签名".into(), how, hashes: Vec::new(), verdict }
}

fn notes(gathered: &Gathered) -> Vec<String> {
    let mut notes = vec![
        "本文件为 PDF/A-3。各文书的页面依原件照排，签名以附件中的原件为准；原件可用任何 PDF 阅读器的附件栏另存，或用 pdfdetach -saveall 取出。".to_string(),
        "取出的原件可用 sha256sum 计算哈希，与目录所载核对；电子签名可用任何验证程序核对。".to_string(),
        format!(
            "附件 {} 载有清单和送达登记中与本账户有关的各行原文及其 SHA-256，每行记有上一行的哈希；末行哈希可与另行留存的记录核对。",
            super::evidence::NAME
        ),
    ];
    if gathered.letters.iter().any(|letter| !has_pages(letter)) {
        notes.push("目录中起始页为“附件”的文书，其页面不在本文件中，仅作为附件附上。".to_string());
    }
    if !gathered.messages.is_empty() {
        notes.push("短信和电子邮件的起始页所示为其文字，收件号码和邮箱已遮蔽；完整内容（含邮件附件）以附件中的原件为准，短信原件为交付网关的一行 JSON。".to_string());
    }
    notes
}

/// A day in the words of documents.
pub(super) fn chinese(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}
