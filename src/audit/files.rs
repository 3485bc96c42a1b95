//! Look at every file of a folder: whole, changed, missing, under another's name, or nobody's.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::copies;
use super::flaw::{CHANGED_FILE, Flaw, MISPLACED_FILE, MISSING_FILE};
use super::lines::{Lines, Listed};
use super::signed::{self, Judged};
use super::signers::Signers;
use crate::batch::{Flow, drive};
use crate::deliver::manifest::Document;
use crate::deliver::reading::hash_of;
use crate::digest;
use crate::error::{Stop, cause};
use crate::finding::Words;
use crate::place::{COPIES, DOCUMENTS, EMAILS, Place, Standing};
use crate::verify::{Signer, Terms, Verdict};

/// What is found where a document should stand.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// What its line says.
    Whole,
    /// Nothing.
    Missing,
    /// A folder, a link or something else that is no file.
    NoFile,
    /// Other bytes, with their length, and their hash where they are as many as there should be.
    Other { sha256: Option<String>, bytes: u64 },
    /// Something that the system does not let be read.
    Unread(Words),
    /// What its line says, but for these things about its signature or its copy.
    Flawed(Vec<Flaw>),
}

/// A document that is not whole.
#[derive(Debug)]
struct Bad {
    document: Document,
    seen: Seen,
}

/// A document that was looked at, with who signed it and what each signature is worth.
type Looked = (Seen, Vec<(Signer, Verdict)>);

/// Looks at the file of every line, with `workers` at a time, and calls `step` for each; judges its
/// signature where there are terms for that, and counts its signers.
pub(super) fn documents(
    place: &Arc<dyn Place>,
    strangers: &[String],
    workers: usize,
    terms: Option<Arc<Terms>>,
    signers: &mut Signers,
    halt: &Arc<AtomicBool>,
    mut step: impl FnMut() -> Result<(), Stop>,
) -> Result<Vec<Flaw>, Stop> {
    let mut bad = Vec::new();
    let lines = Lines::open(&**place)?;
    let (broken, here) = (lines.broken(), Arc::clone(place));
    drive(
        lines.documents(),
        workers,
        halt,
        move |listed| see(&*here, listed, terms.as_deref()),
        || (Seen::Unread(Words::new("the program itself failed", "程序自身出错")), Vec::new()),
        |Listed { document, .. }, (seen, signed_by): Looked| {
            step()?;
            signed_by.iter().for_each(|(signer, verdict)| signers.add(signer, *verdict));
            if seen != Seen::Whole {
                bad.push(Bad { document: *document, seen });
            }
            Ok(Flow::On)
        },
    )?;
    broken.told()?;
    judge(&**place, bad, strangers)
}

/// Looks at one document's file; a name that leads elsewhere is not followed.
fn see(place: &dyn Place, listed: &Listed, terms: Option<&Terms>) -> Looked {
    let Listed { belongs, sender, document } = listed;
    if !belongs {
        // Its line was told to be at odds.
        return (Seen::Whole, Vec::new());
    }
    let mut signed_by = Vec::new();
    let judged = terms.zip(document.signature.as_ref());
    let keep = judged.is_some() || document.copy.is_some();
    let seen = match held(place, &document.file, keep, |bytes| bytes == document.bytes) {
        Ok(Found::NoFile) => Seen::NoFile,
        Ok(Found::OfLength(bytes)) => Seen::Other { sha256: None, bytes },
        Ok(Found::Read(file)) if file.sha256 == document.sha256 => {
            let content = file.content.as_deref();
            let Judged { flaw, signers } = judged
                .map(|(terms, said)| signed::document(document, content, said, sender.as_deref(), terms))
                .unwrap_or_default();
            signed_by = signers;
            closely(place, document, content, flaw)
        }
        Ok(Found::Read(file)) => Seen::Other { sha256: Some(file.sha256), bytes: file.bytes },
        Err(error) if error.kind() == ErrorKind::NotFound => Seen::Missing,
        Err(error) => Seen::Unread(cause(&error)),
    };
    (seen, signed_by)
}

/// What else is wrong with a whole document beside the flaw of its signature.
fn closely(place: &dyn Place, document: &Document, content: Option<&[u8]>, flaw: Option<Flaw>) -> Seen {
    let flaws: Vec<_> = flaw.into_iter().chain(copies::copy(place, document, content)).collect();
    if flaws.is_empty() { Seen::Whole } else { Seen::Flawed(flaws) }
}

/// What stands under a name.
pub(super) enum Found {
    /// A folder, a link or something else that is no file.
    NoFile,
    /// A file of another length than is wanted, which was not read.
    OfLength(u64),
    /// A file that was read.
    Read(Held),
}

/// A file as it was read.
pub(super) struct Held {
    pub(super) sha256: String,
    bytes: u64,
    /// What it holds, where that was asked for and is not too long to be held.
    pub(super) content: Option<Vec<u8>>,
}

/// Reads a file, once, if its length is one that is wanted, and no more of it than that: it may grow meanwhile.
pub(super) fn held(
    place: &dyn Place,
    name: &str,
    keep: bool,
    wanted: impl Fn(u64) -> bool,
) -> io::Result<Found> {
    let bytes = match place.standing(name)? {
        Standing::Nothing => return Err(ErrorKind::NotFound.into()),
        Standing::Other => return Ok(Found::NoFile),
        Standing::File(bytes) if !wanted(bytes) => return Ok(Found::OfLength(bytes)),
        Standing::File(bytes) => bytes,
    };
    let mut file = place.read(name)?.ok_or(ErrorKind::NotFound)?.take(bytes);
    if keep && bytes <= signed::LONGEST {
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        let (sha256, bytes) = (digest::sha256(&content), content.len() as u64);
        return Ok(Found::Read(Held { sha256, bytes, content: Some(content) }));
    }
    Ok(Found::Read(Held { sha256: hash_of(&mut file)?, bytes, content: None }))
}

/// Files under the folders of documents, copies and e-mails that no line names, in order of name.
pub(super) fn strangers(place: &dyn Place, named: &HashSet<String>) -> Result<Vec<String>, Stop> {
    let mut found = Vec::new();
    let mut folders = vec![DOCUMENTS.to_string(), COPIES.to_string(), EMAILS.to_string()];
    while let Some(below) = folders.pop() {
        let names = place.list(&below).map_err(|error| Stop::at(&place.shown(&below), &error))?;
        for name in names.iter().map(|name| format!("{below}/{name}")) {
            match name.strip_suffix('/') {
                Some(folder) => folders.push(folder.to_string()),
                None if named.contains(&name) => {}
                None => found.push(name),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Says what became of bad documents, and where strangers came from: by their hashes, files that were
/// renamed or swapped are told from changed ones. A file is read for that only if some document has its length.
fn judge(place: &dyn Place, bad: Vec<Bad>, strangers: &[String]) -> Result<Vec<Flaw>, Stop> {
    let lengths = lengths(place, &bad, strangers)?;
    let hash = |name: &str| match held(place, name, false, |bytes| lengths.contains(&bytes)) {
        Ok(Found::Read(file)) => Some(file.sha256),
        _ => None,
    };
    let bad: Vec<Bad> = bad.into_iter().map(|one| one.hashed(&hash)).collect();
    let mut strange: BTreeMap<&str, Option<String>> =
        strangers.iter().map(|name| (name.as_str(), hash(name))).collect();
    let seen = bad.iter().filter_map(|bad| match &bad.seen {
        Seen::Other { sha256, .. } => sha256.as_ref(),
        _ => None,
    });
    let owners = owners(place, seen.chain(strange.values().flatten()).cloned().collect())?;
    let mut by_hash: BTreeMap<String, VecDeque<&str>> = BTreeMap::new();
    for (name, hash) in &strange {
        by_hash.entry(hash.clone().unwrap_or_default()).or_default().push_back(name);
    }
    let mut flaws = Vec::new();
    for Bad { document, seen } in bad {
        let found = match seen {
            Seen::Missing => match by_hash.get_mut(&document.sha256).and_then(VecDeque::pop_front) {
                Some(name) => {
                    strange.remove(name);
                    vec![renamed(&document.file, name)]
                }
                None => vec![missing(&document.file)],
            },
            Seen::Other { sha256, bytes } => match sha256.and_then(|sha256| owners.get(&sha256)) {
                Some(owner) => vec![swapped(&document.file, owner)],
                None => vec![changed(&document, bytes)],
            },
            Seen::NoFile => vec![Flaw::no_file(&document.file)],
            Seen::Unread(error) => vec![unread(&document.file, &error)],
            Seen::Flawed(found) => found,
            Seen::Whole => continue,
        };
        flaws.extend(found.into_iter().map(|flaw| Flaw { id: Some(document.id.clone()), ..flaw }));
    }
    flaws.extend(
        strange.into_iter().map(|(name, hash)| stranger(name, hash.and_then(|hash| owners.get(&hash)))),
    );
    Ok(flaws)
}

impl Bad {
    /// The same, with the hash of what stands there.
    fn hashed(self, hash: &dyn Fn(&str) -> Option<String>) -> Self {
        match self.seen {
            Seen::Other { sha256: None, bytes } => {
                let sha256 = hash(&self.document.file);
                Self { seen: Seen::Other { sha256, bytes }, ..self }
            }
            _ => self,
        }
    }
}

/// Which lengths of files that are bad or strange are those of documents.
fn lengths(place: &dyn Place, bad: &[Bad], strangers: &[String]) -> Result<HashSet<u64>, Stop> {
    let of_bad = bad.iter().filter_map(|bad| match bad.seen {
        Seen::Other { sha256: None, bytes } => Some(bytes),
        _ => None,
    });
    let of_strangers = strangers.iter().filter_map(|name| match place.standing(name) {
        Ok(Standing::File(bytes)) => Some(bytes),
        _ => None,
    });
    let asked: HashSet<u64> = of_bad.chain(of_strangers).collect();
    if asked.is_empty() {
        return Ok(asked);
    }
    let lines = Lines::open(place)?;
    let broken = lines.broken();
    let known = lines.documents().map(|listed| listed.document.bytes).filter(|bytes| asked.contains(bytes));
    let known = known.collect();
    broken.told()?;
    Ok(known)
}

/// Whose documents these hashes are: their numbers, by hash.
fn owners(place: &dyn Place, hashes: HashSet<String>) -> Result<HashMap<String, String>, Stop> {
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let lines = Lines::open(place)?;
    let broken = lines.broken();
    let owned = lines.documents().map(|listed| listed.document);
    let owned = owned.filter(|document| hashes.contains(&document.sha256));
    let owners = owned.map(|document| (document.sha256, document.number)).collect();
    broken.told()?;
    Ok(owners)
}

pub(super) fn unread(file: &str, Words { en, zh }: &Words) -> Flaw {
    let (en, zh) = (format!("this file cannot be read: {en}"), format!("无法读取该文件：{zh}"));
    Flaw::new(CHANGED_FILE, file, en, zh)
}

fn missing(file: &str) -> Flaw {
    Flaw::new(MISSING_FILE, file, "this document is missing", "文书缺失").resumable()
}

fn renamed(file: &str, name: &str) -> Flaw {
    Flaw::new(
        MISPLACED_FILE,
        file,
        format!("this document was renamed: it stands as `{name}`"),
        format!("文书被改名为 `{name}`"),
    )
}

fn swapped(file: &str, owner: &str) -> Flaw {
    Flaw::new(
        MISPLACED_FILE,
        file,
        format!("another document stands here: that of `{owner}`"),
        format!("此处是另一份文书：`{owner}`"),
    )
    .resumable()
}

fn changed(document: &Document, found: u64) -> Flaw {
    let Document { file, bytes, .. } = document;
    let flaw = if found == *bytes {
        Flaw::new(
            CHANGED_FILE,
            file,
            "this document was changed: its hash is not that of its line",
            "文书被更改：哈希与清单不符",
        )
    } else {
        Flaw::new(
            CHANGED_FILE,
            file,
            format!("this document was changed: it has {found} bytes, its line says {bytes}"),
            format!("文书被更改：现有 {found} 字节，清单记为 {bytes} 字节"),
        )
    };
    flaw.resumable()
}

fn stranger(name: &str, twin: Option<&String>) -> Flaw {
    match twin {
        Some(twin) => Flaw::stranger(
            name,
            format!("no line names this file; it is a copy of `{twin}`"),
            format!("清单中没有该文件；它是 `{twin}` 的副本"),
        ),
        None => Flaw::stranger(name, "no line names this file", "清单中没有该文件"),
    }
}
