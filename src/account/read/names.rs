//! The names that headings have for fields: their Chinese names, which are read, and other words, which are only
//! proposed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every field with its Chinese name, as the handbook lists them.
const FIELDS: &str = include_str!("../../../docs/fields.tsv");

/// Other words that tables have for fields; a heading of these is told with the field it may mean.
const OTHERS: &str = include_str!("headings.tsv");

/// Words in a heading that tell no fields apart.
const HARMLESS: [&str; 10] =
    ["客户", "持卡人", "主卡人", "借款人", "债务人", "信用卡", "本期", "当期", "当前", "人民币"];

static NAMES: LazyLock<Names> = LazyLock::new(Names::read);

/// Names, folded, with the dotted paths of the fields they stand for.
struct Names {
    own: BTreeMap<String, Vec<&'static str>>,
    others: BTreeMap<String, Vec<&'static str>>,
}

impl Names {
    fn read() -> Self {
        let (mut own, mut others): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
        let rows = |text: &'static str| {
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .map(|line| line.split('\t').collect::<Vec<_>>())
        };
        for row in rows(FIELDS) {
            if let [path, name, ..] = row[..] {
                own.entry(folded(name)).or_default().push(path);
            }
        }
        for row in rows(OTHERS) {
            if let [path, names, ..] = row[..] {
                names.split('、').for_each(|name| others.entry(folded(name)).or_default().push(path));
            }
        }
        Self { own, others }
    }
}

/// The field whose Chinese name a folded heading is; `None` where two fields share it, too.
pub(super) fn field(heading: &str) -> Option<&'static str> {
    match NAMES.own.get(heading)?.as_slice() {
        [path] => Some(path),
        _ => None,
    }
}

/// The fields that words may mean, such as 地址 or a heading of a table.
pub(crate) fn fields_meant(words: &str) -> Vec<&'static str> {
    near(&folded(words))
}

/// The Chinese name of a field by its path, `ledgers[1].fees`, whichever item of a list is meant.
pub(crate) fn chinese(path: &str) -> Option<&'static str> {
    let dotted = path.replace('[', ".").replace(']', "");
    let step = |step: &str| if step.parse::<usize>().is_ok() { "0".into() } else { step.to_string() };
    let dotted = dotted.split('.').map(step).collect::<Vec<String>>().join(".");
    FIELDS.lines().find_map(|line| {
        let mut cells = line.split('\t');
        if cells.next() == Some(&dotted) { cells.next() } else { None }
    })
}

/// The fields that a folded heading may mean, by its words: none rather than a wrong one.
pub(super) fn near(heading: &str) -> Vec<&'static str> {
    let Names { own, others } = &*NAMES;
    let same = own.get(heading).or_else(|| others.get(heading));
    if let Some(paths) = same {
        return paths.clone();
    }
    let bare = without_harmless(heading);
    let all = || own.iter().chain(others);
    let mut alike: Vec<_> = all().filter(|(name, _)| without_harmless(name) == bare).collect();
    if alike.is_empty() {
        // A character more or fewer, as in 到期还款日期; another character is another thing.
        let count = heading.chars().count();
        alike = all()
            .filter(|(name, _)| {
                let other = name.chars().count();
                count.min(other) >= 4
                    && count.abs_diff(other) == 1
                    && !name.is_ascii()
                    && strsim::levenshtein(name, heading) == 1
            })
            .collect();
    }
    let mut paths: Vec<_> = alike.into_iter().flat_map(|(_, paths)| paths.iter().copied()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn without_harmless(name: &str) -> String {
    let bare = HARMLESS.iter().fold(name.to_string(), |name, word| name.replace(word, ""));
    if bare.is_empty() { name.to_string() } else { bare }
}

/// A heading as it is compared: without blanks, line breaks, width, case, marks around it and units of one yuan.
pub(super) fn folded(heading: &str) -> String {
    let mut text: String = heading.chars().filter_map(plain).flat_map(char::to_lowercase).collect();
    for unit in ["(元)", "[元]", "(人民币)", "(人民币元)", "(单位:元)", "(rmb)", "(cny)", "(¥)", "/元"]
    {
        if let Some(rest) = text.strip_suffix(unit).filter(|rest| !rest.is_empty()) {
            text.truncate(rest.len());
        }
    }
    let kept = text.trim_matches(['*', ':']);
    if kept.is_empty() { text } else { kept.to_string() }
}

/// A character without its width; `None` for blanks and what cannot be seen.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{2060}' | '\u{00AD}' => None,
        c if c.is_whitespace() => None,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        '￥' => Some('¥'),
        '【' => Some('['),
        '】' => Some(']'),
        c => Some(c),
    }
}
