//! Turn lines of JSON into records, every number as its text.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::mapping::Mapping;
use super::trailers::{self, Said, Trailers};
use super::{ENCODING, NAME, Record, Source, TOO_MUCH, UNREADABLE, encoding_fault};
use crate::error::StopCode;
use crate::finding::{Finding, Words};
use crate::record::{Node, shortened};
use crate::table::text::{CUT_OFF, LONGEST, Line, Lines, too_long};

/// How deep a record may be nested.
const DEEPEST: usize = 32;

/// Reads the records of a JSON Lines text.
pub(super) struct JsonLines {
    name: Arc<str>,
    lines: Lines,
    /// What the names of the folders say of all records.
    partitions: Vec<(String, String)>,
    mapping: Arc<Mapping>,
    state: State,
    trailers: Trailers,
}

#[derive(PartialEq, Eq)]
enum State {
    AtStart,
    Within,
    Done,
}

impl JsonLines {
    /// The records of a text.
    pub(super) fn new(
        name: Arc<str>,
        lines: Lines,
        partitions: Vec<(String, String)>,
        mapping: Arc<Mapping>,
    ) -> Self {
        Self { name, lines, partitions, mapping, state: State::AtStart, trailers: Trailers::default() }
    }

    /// The record with the names that the issuer's data has put right.
    fn mapped(&self, mut record: Record) -> Record {
        if let Some(Node::Map(fields)) = &mut record.node {
            let twice = self.partitions.iter().filter(|(name, _)| fields.iter().any(|(own, _)| own == name));
            for (name, _) in twice {
                let message = Words::new(
                    "this field stands in the record and in the name of its folder",
                    "该字段在记录和文件夹名称中重复出现",
                );
                record.findings.push(Finding::error(NAME, shortened(name), message));
            }
            let more = self.partitions.iter().map(|(name, value)| (name.clone(), Node::Text(value.clone())));
            fields.extend(more);
        }
        record.node = record.node.map(|node| self.mapping.renamed(node, &mut record.findings));
        record
    }

    /// The one object that stands over many lines.
    fn whole(&mut self, first: Line) -> io::Result<Record> {
        self.state = State::Done;
        let mut all = first;
        while let Some(line) = self.lines.next_line()? {
            if line.long || all.bytes.len() + line.bytes.len() >= LONGEST {
                let fault =
                    one_a_line("one object stands over many lines and never ends", "单个对象跨多行且过长");
                return Ok(Record::faulty(all.number, fault));
            }
            all.bytes.push(b'\n');
            all.bytes.extend(line.bytes);
            all.ended = line.ended;
        }
        let mut record = self.mapped(of_line(&all));
        if record.node.is_none() {
            for finding in record.findings.iter_mut().filter(|finding| finding.code == UNREADABLE) {
                finding.hints.push(jq("."));
            }
        }
        Ok(record)
    }
}

impl Source for JsonLines {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        while self.state != State::Done {
            let Some(line) = self.lines.next_line()? else { break };
            if line.is_blank() {
                continue;
            }
            let words = line.bytes.trim_ascii();
            if self.state == State::AtStart {
                self.state = State::Within;
                if words == b"{" {
                    return self.whole(line).map(Some);
                }
                if words.starts_with(b"[") {
                    self.state = State::Done;
                    return Ok(Some(Record::faulty(line.number, one_a_line("this is a list", "这是列表"))));
                }
            }
            let fault = match trailers::said(words) {
                None => {
                    self.trailers.met();
                    return Ok(Some(self.mapped(of_line(&line))));
                }
                Some(Said::Count(count)) => self.trailers.ended_by(count),
                Some(Said::Garbled) => Some(trailers::garbled()),
            };
            if let Some(fault) = fault {
                self.state = State::Done;
                return Ok(Some(Record::cut_off(line.number, StopCode::Count, fault)));
            }
        }
        self.state = State::Done;
        let fault = self.trailers.missing();
        Ok(fault.map(|fault| Record::cut_off(self.lines.count(), StopCode::Count, fault)))
    }

    fn line(&self) -> u64 {
        self.lines.count()
    }

    fn at_most(&self) -> Option<u64> {
        self.lines.at_most()
    }
}

fn one_a_line(en: &str, zh: &str) -> Finding {
    let message = Words::new(format!("{en}, not one account a line"), format!("{zh}，而不是每行一个账户"));
    let mut fault = Finding::error(UNREADABLE, "", message);
    fault.hints.push(jq(if en.contains("list") { ".[]" } else { "." }));
    fault
}

fn jq(filter: &str) -> Words {
    Words::new(
        format!("write each account on one line: `jq -c '{filter}' FILE > accounts.jsonl`"),
        format!("请每个账户写一行：`jq -c '{filter}' 文件 > accounts.jsonl`"),
    )
}

/// Reads the record of a JSON text, which is not a part of another.
pub(super) fn record(number: u64, text: &str) -> Record {
    of_line(&Line { number, bytes: text.as_bytes().to_vec(), ended: true, long: text.len() > LONGEST })
}

/// Reads one record.
pub(super) fn of_line(line: &Line) -> Record {
    let unread = |fault: Finding| match line.ended {
        true => Record::faulty(line.number, fault),
        false => Record::cut_off(line.number, StopCode::CutFeed, fault.hint(CUT_OFF.en, CUT_OFF.zh)),
    };
    if line.long {
        return unread(too_long());
    }
    let text = String::from_utf8_lossy(&line.bytes);
    let spoilt = matches!(text, Cow::Owned(_));
    if text.contains('\0') {
        return Record::faulty(line.number, encoding_fault("", &text));
    }
    let raw: &RawValue = match serde_json::from_str(&text) {
        Ok(raw) => raw,
        Err(_) if spoilt => return unread(encoding_fault("", &text)),
        Err(error) => {
            let mut record = unread(not_json(&text, line, &error));
            record.id = salvaged_id(&text);
            return record;
        }
    };
    if !raw.get().starts_with('{') {
        let message = Words::new("a record is an object in braces", "每条记录须为花括号内的对象");
        return Record::faulty(line.number, Finding::error(UNREADABLE, "", message));
    }
    let mut tree = Tree { spoilt, findings: Vec::new() };
    let node = tree.node(raw, "", 0);
    let findings = tree.findings;
    Record { line: line.number, row: None, id: None, node: Some(node), findings, cut: None, open: false }
}

/// Says where a line is no JSON and why, without repeating any of it.
fn not_json(text: &str, line: &Line, error: &serde_json::Error) -> Finding {
    let here = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let column = here.get(..error.column()).map_or(error.column(), |before| before.chars().count());
    let number = line.number + (error.line() as u64).saturating_sub(1);
    let at_brace = here.get(..error.column()).is_some_and(|before| before.ends_with('}'));
    let (en, zh) = match error.to_string() {
        _ if error.is_eof() => ("the record stops in its middle", "记录不完整"),
        said if at_brace && said.starts_with("key must be") => reason("trailing comma"),
        said => reason(&said),
    };
    let message = Words::new(
        format!("not JSON at line {number}, column {column}: {en}"),
        format!("第 {number} 行第 {column} 列不是有效的 JSON：{zh}"),
    );
    Finding::error(UNREADABLE, "", message)
}

/// What the parser's fault means to the one who wrote the line.
fn reason(error: &str) -> (&'static str, &'static str) {
    const REASONS: [(&str, &str, &str); 9] = [
        ("expected `,` or `}`", "a comma or the closing `}` is missing", "缺少逗号或 `}`"),
        ("expected `,` or `]`", "a comma or the closing `]` is missing", "缺少逗号或 `]`"),
        ("expected `:`", "a colon is missing after a field's name", "字段名后缺少冒号"),
        ("trailing comma", "a comma stands before the end", "末尾多余逗号"),
        ("trailing characters", "something stands after the record", "记录之后有多余内容"),
        ("key must be a string", "a field's name stands without quotes", "字段名未加引号"),
        ("control character", "a line break or tab stands inside quotes", "引号内有换行或制表符"),
        ("invalid escape", "a backslash stands before the wrong letter", "反斜杠转义有误"),
        ("invalid number", "a number is miswritten", "数字写法有误"),
    ];
    REASONS
        .into_iter()
        .find(|(start, ..)| error.starts_with(start))
        .map_or(("a value is missing or miswritten", "值缺失或写法有误"), |(_, en, zh)| (en, zh))
}

/// The id of a record whose later part cannot be read.
fn salvaged_id(text: &str) -> Option<String> {
    let (pairs, _) = pairs(text);
    let (_, raw) = pairs.into_iter().find(|(name, _)| name == "id")?;
    serde_json::from_str(raw.get()).ok()
}

/// Builds a record's tree; faults in it go to `findings`.
struct Tree {
    /// Whether U+FFFD stands in place of bytes that are no text.
    spoilt: bool,
    findings: Vec<Finding>,
}

impl Tree {
    fn node(&mut self, raw: &RawValue, path: &str, depth: usize) -> Node {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'{' | b'[') if depth == DEEPEST => {
                let message = Words::new(
                    format!("nested more than {DEEPEST} levels deep"),
                    format!("嵌套超过 {DEEPEST} 层"),
                );
                self.findings.push(Finding::error(TOO_MUCH, path, message));
                Node::Null
            }
            Some(b'{') => self.map(text, path, depth),
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
                let items = items.into_iter().enumerate();
                Node::List(
                    items.map(|(at, item)| self.node(item, &format!("{path}[{at}]"), depth + 1)).collect(),
                )
            }
            Some(b'"') => self.text(text, path),
            Some(b't') => Node::Bool(true),
            Some(b'f') => Node::Bool(false),
            Some(b'n') | None => Node::Null,
            Some(_) => Node::Number(text.to_string()),
        }
    }

    fn map(&mut self, text: &str, path: &str, depth: usize) -> Node {
        let (pairs, whole) = pairs(text);
        if whole.is_err() {
            self.half_a_character(path);
        }
        let mut seen = HashSet::new();
        let mut entries = Vec::with_capacity(pairs.len());
        for (name, raw) in &pairs {
            let shown = shortened(name);
            let below = if path.is_empty() { shown } else { format!("{path}.{shown}") };
            if seen.insert(name) {
                entries.push((name.clone(), self.node(raw, &below, depth + 1)));
            } else {
                let message = Words::new("this field is given twice", "字段重复出现");
                self.findings.push(Finding::error(NAME, below, message));
            }
        }
        Node::Map(entries)
    }

    fn text(&mut self, quoted: &str, path: &str) -> Node {
        let Ok(text) = serde_json::from_str::<String>(quoted) else {
            self.half_a_character(path);
            return Node::Null;
        };
        if self.spoilt && text.contains('\u{FFFD}') {
            self.findings.push(encoding_fault(path, &text));
        }
        Node::Text(text)
    }

    fn half_a_character(&mut self, path: &str) {
        let message = Words::new(
            "an escape such as `\\ud83d` stands without its other half",
            "`\\ud83d` 这类转义缺少另一半",
        );
        self.findings.push(Finding::error(ENCODING, path, message));
    }
}

/// The fields of an object as far as they can be read, and whether that is all of them.
fn pairs(text: &str) -> (Vec<(String, &RawValue)>, serde_json::Result<()>) {
    let mut read = Vec::new();
    let whole = Pairs(&mut read).deserialize(&mut serde_json::Deserializer::from_str(text));
    (read, whole)
}

/// Collects the fields of an object in their order, twins too.
struct Pairs<'v, 'text>(&'v mut Vec<(String, &'text RawValue)>);

impl<'text> DeserializeSeed<'text> for Pairs<'_, 'text> {
    type Value = ();

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'text> Visitor<'text> for Pairs<'_, 'text> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(pair) = map.next_entry()? {
            self.0.push(pair);
        }
        Ok(())
    }
}
