//! The template folders of a run: the built-in ones, and those that override them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::built_in::{built_in, built_in_kinds, built_in_names, built_in_text};
use super::drawing;
use super::folder::{meant, read_folder, too_large};
use super::place::TemplatePlace;
use crate::digest::hex;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Lang, Words};
use crate::kind::{KindFacts, Origin};

/// The folder whose files every kind may use.
pub const SHARED: &str = "shared";

/// The largest template file read from disk, in bytes.
pub(super) const MOST_BYTES: u64 = 1 << 20;

/// Something wrong with a template, found before any account is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFault {
    /// Where, when it can be told.
    pub place: Option<TemplatePlace>,
    /// What.
    pub message: Words,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{} ({place})", self.message.en),
            None => f.write_str(&self.message.en),
        }
    }
}

impl From<Vec<TemplateFault>> for Stop {
    fn from(faults: Vec<TemplateFault>) -> Self {
        let told = |lang: Lang| {
            let one = |fault: &TemplateFault| {
                let Some(place) = &fault.place else { return format!("\n  {}", fault.message.get(lang)) };
                let words =
                    place.excerpt.as_ref().map(|words| format!("\n    `{words}`")).unwrap_or_default();
                format!("\n  {place}: {}{words}", fault.message.get(lang))
            };
            faults.iter().map(one).collect::<String>()
        };
        Self::new(
            format!("the templates cannot be used:{}", told(Lang::En)),
            format!("模板无法使用：{}", told(Lang::Zh)),
        )
        .coded(StopCode::Template)
    }
}

/// A kind of document with the hash of all the files that make it.
#[derive(Debug, Clone)]
pub struct Kind {
    /// What its `kind.toml` says.
    pub facts: KindFacts,
    /// SHA-256 in hex over its folder and `shared/`: names and contents, in order of name.
    pub hash: String,
}

/// All template files of a run, by name such as `shared/page.typ`, and the kinds they make.
#[derive(Debug, Clone)]
pub struct TemplateSet {
    files: BTreeMap<String, String>,
    kinds: BTreeMap<String, Kind>,
    /// The names of the files that are not built in as they are.
    own: BTreeSet<String>,
    /// How messages call the folder of those that were given.
    folder: String,
}

/// How messages call a folder of templates that has no name.
pub const NO_FOLDER: &str = "templates";

impl TemplateSet {
    /// The templates in the binary.
    pub fn built_in() -> Result<Self, Vec<TemplateFault>> {
        Self::of(built_in(), BTreeSet::new(), NO_FOLDER)
    }

    /// The built-in templates with those of a folder over them: a kind's folder replaces the
    /// built-in kind of that name whole, files under `shared/` replace those of the same name.
    pub fn with_folder(folder: &Path) -> Result<Self, Vec<TemplateFault>> {
        Self::with_files(Self::read_folder(folder)?, &folder.display().to_string())
    }

    /// The files of a template folder by name; a folder without any is a fault.
    pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, Vec<TemplateFault>> {
        let mut own = BTreeMap::new();
        read_folder(folder, "", &mut own).map_err(|error| vec![error])?;
        if own.is_empty() {
            let (en, zh) = meant(folder);
            return Err(vec![fault(
                format!("`{}` holds no templates{en}", folder.display()),
                format!("`{}` 中没有模板{zh}", folder.display()),
            )]);
        }
        Ok(own)
    }

    /// The built-in templates with these over them, likewise; names are such as `shared/page.typ`, and messages call
    /// the folder that they stand in `folder`.
    pub fn with_files(own: BTreeMap<String, String>, folder: &str) -> Result<Self, Vec<TemplateFault>> {
        if let Some((name, _)) = own.iter().find(|(_, text)| text.len() as u64 > MOST_BYTES) {
            return Err(vec![too_large(&format!("{folder}/{name}"))]);
        }
        let mut files = built_in();
        let kinds: Vec<String> =
            own.keys().filter_map(|name| Some(name.split_once('/')?.0.to_string())).collect();
        files.retain(|name, _| {
            !kinds.iter().any(|kind| kind != SHARED && name.starts_with(&format!("{kind}/")))
        });
        // What is copied and left as it is stays the program's own.
        let changed = own.iter().filter(|(name, text)| built_in_text(name) != Some(text.as_str()));
        let names = changed.map(|(name, _)| name.clone()).collect();
        files.extend(own);
        Self::of(files, names, folder)
    }

    fn of(
        files: BTreeMap<String, String>,
        own: BTreeSet<String>,
        folder: &str,
    ) -> Result<Self, Vec<TemplateFault>> {
        let mut kinds = BTreeMap::new();
        let mut faults = Vec::new();
        let names =
            files.keys().filter_map(|name| name.split_once('/')).filter(|(folder, _)| *folder != SHARED);
        let mut folders: Vec<&str> = names.map(|(folder, _)| folder).collect();
        folders.dedup();
        let named = named(&files);
        for name in folders {
            let read = || kind(name, &files, &own, &named, folder);
            match as_built_in(name, &files, &own, &named).map_or_else(read, |kind| Ok(kind.clone())) {
                Ok(kind) => drop(kinds.insert(name.to_string(), kind)),
                Err(found) => faults.extend(found),
            }
        }
        let drawings = own.iter().filter(|name| name.ends_with(".svg"));
        faults.extend(drawings.filter_map(|name| no_drawing(&format!("{folder}/{name}"), files.get(name)?)));
        if faults.is_empty() {
            Ok(Self { files, kinds, own, folder: folder.to_string() })
        } else {
            Err(faults)
        }
    }

    /// The kinds, by name.
    pub fn kinds(&self) -> &BTreeMap<String, Kind> {
        &self.kinds
    }

    /// All files: name and text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The minijinja templates: name and text.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.named(|name| name.ends_with(".jinja"))
    }

    /// The Typst modules that letters import: name and text.
    pub fn modules(&self) -> impl Iterator<Item = (&str, &str)> {
        self.named(|name| name.ends_with(".typ"))
    }

    /// The drawings that letters show: name and text.
    pub fn drawings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.named(|name| name.ends_with(".svg"))
    }

    /// Whether there is a file of that name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The templates and modules of documents, in Typst's language: name and text.
    pub fn typst(&self) -> impl Iterator<Item = (&str, &str)> {
        self.named(|name| name.ends_with(".typ.jinja") || name.ends_with(".typ"))
    }

    /// The text of a file.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// Whether any file is not built in.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// The path by which an author knows a file: in their folder, or in the program's own.
    pub fn shown(&self, name: &str) -> String {
        let folder = if self.own.contains(name) { self.folder.trim_end_matches('/') } else { NO_FOLDER };
        format!("{folder}/{name}")
    }

    /// Whether any file that a kind's documents may use is not built in.
    pub fn uses_own(&self, kind: &str) -> bool {
        let of_kind = |name: &String| {
            let folder = name.split('/').next().unwrap_or_default();
            folder == kind || folder == SHARED
        };
        self.own.iter().any(of_kind)
    }

    /// Whether this file is not built in.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains(name)
    }

    fn named(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(move |(name, _)| wanted(name))
    }
}

/// The Chinese title of a built-in kind.
pub fn built_in_title(kind: &str) -> Option<String> {
    own_kind(kind).map(|facts| facts.title)
}

/// The built-in kinds, read once.
static BUILT_IN: LazyLock<BTreeMap<String, Kind>> = LazyLock::new(|| {
    let files = built_in();
    let named = named(&files);
    let read =
        |name: &str| Some((name.to_string(), kind(name, &files, &BTreeSet::new(), &named, NO_FOLDER).ok()?));
    built_in_kinds().filter_map(read).collect()
});

/// A kind that is built in, where all that its documents may use is, too: that of every other kind than an author works at.
fn as_built_in(
    name: &str,
    files: &BTreeMap<String, String>,
    own: &BTreeSet<String>,
    named: &Named<'_>,
) -> Option<&'static Kind> {
    let folder = |file: &str| file.split('/').next() == Some(name);
    let is_of_kind = |file: &str| folder(file) || file.starts_with("shared/");
    let from_afar = || named.iter().filter(|(file, _)| is_of_kind(file)).flat_map(|(_, named)| named);
    if own.iter().any(|file| is_of_kind(file)) || from_afar().any(|file| !is_of_kind(file)) {
        return None;
    }
    // Those of a folder of one's own replace the built-in ones whole.
    let count = files.keys().filter(|file| folder(file)).count();
    let whole = count == built_in_names().filter(|file| folder(file)).count();
    BUILT_IN.get(name).filter(|_| whole)
}

/// The templates that files name, by name.
type Named<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Which templates each of some files names.
fn named(files: &BTreeMap<String, String>) -> Named<'_> {
    let names = |text: &str| {
        let quoted = text.split('"').filter(|word| word.ends_with(".jinja"));
        quoted.filter_map(|word| Some(files.get_key_value(word)?.0.as_str())).collect::<Vec<_>>()
    };
    files.iter().map(|(name, text)| (name.as_str(), names(text))).collect()
}

/// Reads a kind's `kind.toml` and hashes its files.
fn kind(
    name: &str,
    files: &BTreeMap<String, String>,
    own: &BTreeSet<String>,
    named: &Named<'_>,
    shown: &str,
) -> Result<Kind, Vec<TemplateFault>> {
    for needed in ["kind.toml", "letter.typ.jinja"] {
        if !files.contains_key(&format!("{name}/{needed}")) {
            return Err(vec![fault(
                format!(
                    "the kind `{name}` has no `{needed}`; a folder that is no kind has a name that begins with `_`"
                ),
                format!("文书种类 `{name}` 缺少 `{needed}`；不是文书种类的文件夹，请将名称改为以 `_` 开头"),
            )]);
        }
    }
    let file = format!("{name}/kind.toml");
    let folder = if own.contains(&file) { shown.trim_end_matches('/') } else { NO_FOLDER };
    let read = if own.contains(&file) { KindFacts::of } else { KindFacts::built_in };
    let facts = read(name, &files[&file]).map_err(|findings| {
        findings.iter().map(|one| of_kind_file(&format!("{folder}/{file}"), one)).collect::<Vec<_>>()
    })?;
    // The program's own says all of it itself.
    let of_program = || own.contains(&file).then(|| own_kind(name)).flatten();
    let masking = facts.masking.or_else(|| of_program()?.masking);
    let facts = KindFacts { masking, ..facts }.with_origin(origin(name, own, named));
    let mut hash = Sha256::new();
    let folder = format!("{name}/");
    let of_kind = |file: &str| file.starts_with(&folder) || file.starts_with("shared/");
    for (file, text) in files.iter().filter(|(file, _)| of_kind(file)) {
        for part in [file.as_bytes(), text.as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    Ok(Kind { facts, hash: hex(&hash.finalize()) })
}

/// A fault of a `kind.toml`, with what to do about it.
fn of_kind_file(shown: &str, finding: &Finding) -> TemplateFault {
    let told = |lang: Lang| {
        let hints = finding.hints.iter().map(|hint| match lang {
            Lang::En => format!(" ({})", hint.get(lang)),
            Lang::Zh => format!("（{}）", hint.get(lang)),
        });
        let at = if finding.path.is_empty() { String::new() } else { format!("`{}`: ", finding.path) };
        format!("{shown}: {at}{}{}", finding.message.get(lang), hints.collect::<String>())
    };
    fault(told(Lang::En), told(Lang::Zh))
}

/// A fault of a drawing, with what to do about it.
fn no_drawing(shown: &str, text: &str) -> Option<TemplateFault> {
    let (flaw, remedy) = (drawing::flaw(shown, text)?, drawing::remedy());
    Some(fault(format!("{} ({})", flaw.en, remedy.en), format!("{}（{}）", flaw.zh, remedy.zh)))
}

/// What the program's own kind of that name says. A folder in its place that is silent on masking asks for as
/// much: copied before there was that key, it would else print a contract with numbers masked.
fn own_kind(name: &str) -> Option<KindFacts> {
    KindFacts::built_in(name, built_in_text(&format!("{name}/kind.toml"))?).ok()
}

/// Whether a kind is the program's own with every template unchanged that sees its values: those of its folder,
/// and the shared ones that it names, one by way of the other. Modules see only what these hand them.
fn origin(name: &str, own: &BTreeSet<String>, named: &Named<'_>) -> Origin {
    if own.is_empty() {
        return Origin::Program;
    }
    let folder = format!("{name}/");
    let mut seen: BTreeSet<&str> = named.keys().copied().filter(|file| file.starts_with(&folder)).collect();
    let mut next: Vec<&str> = seen.iter().copied().collect();
    while let Some(file) = next.pop() {
        if own.contains(file) {
            return Origin::Folder;
        }
        for other in named.get(file).into_iter().flatten() {
            if seen.insert(other) {
                next.push(other);
            }
        }
    }
    Origin::Program
}

/// A fault that no place is known of.
pub(super) fn fault(en: String, zh: String) -> TemplateFault {
    TemplateFault { place: None, message: Words::new(en, zh) }
}
