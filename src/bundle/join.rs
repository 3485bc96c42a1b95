//! Put a bundle together: the pages before, the letters' own, and the files that go with them.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use typst::foundations::{Label, Selector};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_pdf::{PdfStandard, PdfStandards};

use super::evidence::{self, Evidence};
use super::front::{self, has_pages};
use super::gather::{Gathered, Letter};
use super::messages::Sent;
use super::{Bundled, Request};
use crate::error::{Stop, StopCode};
use crate::fill::TemplateSet;
use crate::fonts::Fonts;
use crate::sheaf::{About, Attached, Bookmark, Fault, Relation, Sheaf};
use crate::sign;
use crate::typeset::{Paper, Press, Typeset, own_pages};

/// Bytes that are written by one and read by another.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Joins what was gathered. Each file is let go as soon as it is in: a bundle of hundreds would be held twice.
pub(super) fn join(
    mut gathered: Gathered,
    evidence: &Evidence,
    request: &Request<'_>,
) -> Result<Bundled, Stop> {
    let front = front(&gathered, evidence, request)?;
    let signer = request.desk.and_then(|desk| desk.fixed().signer.as_ref());
    let out = Shared::default();
    let ours = |fault: Fault| broken(&format!("{fault:?}"));
    // What will be signed lists its objects as the letters do.
    let begun = match signer {
        Some(_) => Sheaf::begin_plain(Box::new(out.clone()), front.pdf()),
        None => Sheaf::begin(Box::new(out.clone()), front.pdf()),
    };
    let mut sheaf = begun.map_err(ours)?;
    sheaf.add(front.pdf()).map_err(ours)?;
    let mut pages = front.pages() as u64;
    let marks = pages_of(&front, gathered.messages.len()).ok_or_else(|| broken("a message has no page"))?;
    let first = Bookmark {
        title: "封面、目录和时间线".to_string(),
        label: Some("目录".to_string()),
        group: Some("汇编".to_string()),
    };
    let (mut bookmarks, mut apart, mut names) = (vec![first], Vec::new(), BTreeSet::new());
    for (at, (sent, page)) in gathered.messages.iter().zip(marks).enumerate() {
        sheaf.mark(page).map_err(ours)?;
        bookmarks.push(Bookmark {
            title: format!("{} {} {}", sent.issued, sent.called(), sent.message.number),
            label: None,
            group: (at == 0).then(|| "短信和电子邮件".to_string()),
        });
    }
    let mut is_first = true;
    for letter in &mut gathered.letters {
        attach(&mut sheaf, letter, &mut names).map_err(ours)?;
        let number = &letter.document.number;
        if !has_pages(letter) {
            apart.push(number.clone());
            letter.bytes = Vec::new();
            continue;
        }
        let taken = sheaf.add(&letter.bytes).map_err(|fault| not_taken(letter, &fault))?;
        pages += u64::from(taken.pages);
        bookmarks.push(Bookmark {
            title: format!("{} {} {number}", letter.issued, letter.title),
            label: Some(number.clone()),
            group: std::mem::take(&mut is_first).then(|| "文书".to_string()),
        });
        letter.bytes = Vec::new();
    }
    for sent in &mut gathered.messages {
        attach_message(&mut sheaf, sent, &mut names).map_err(ours)?;
        sent.bytes = Vec::new();
    }
    sheaf
        .attach(&Attached {
            name: evidence::NAME,
            mime: "application/jsonl",
            about: "清单和送达登记中与本账户有关的各行",
            relation: Relation::Data,
            date: request.date,
            bytes: evidence.text.as_bytes(),
        })
        .map_err(ours)?;
    let is_archive = sheaf.is_archive();
    let about = About {
        title: front::title(&gathered),
        program: concat!("hanpress ", env!("CARGO_PKG_VERSION")).to_string(),
        date: request.date,
        duplex: true,
        identity: evidence.sha256.clone(),
        shows_bookmarks: true,
    };
    sheaf.finish(&about, &bookmarks).map_err(ours)?;
    let pdf = out.take();
    let pdf = match signer {
        Some(signer) => sign::sign_whole(pdf, signer)?.into_pdf(),
        None => pdf,
    };
    Ok(Bundled {
        id: gathered.id.clone(),
        pdf,
        documents: gathered.letters.len() as u64,
        messages: gathered.messages.len() as u64,
        results: gathered.results() as u64,
        pages,
        apart,
        evidence: evidence.sha256.clone(),
        is_archive,
        signer: signer.map(|signer| signer.holder().shown()),
    })
}

/// The pages before the letters.
pub(super) fn front(
    gathered: &Gathered,
    evidence: &Evidence,
    request: &Request<'_>,
) -> Result<Typeset, Stop> {
    let number = front::number(gathered, evidence);
    let set = |press: &Press| {
        let source = front::source(gathered, evidence, request, press.fonts());
        own_pages(press, &source, &number)
    };
    if let Some(desk) = request.desk {
        return set(&desk.fixed().press);
    }
    let standards = PdfStandards::new(&[PdfStandard::A_3b]);
    let standards = standards.map_err(|error| broken(error.message()))?;
    let (fonts, templates) = (Fonts::shared()?, TemplateSet::built_in()?);
    let press = Press::new(fonts, &templates, [], Paper::default(), request.date, standards);
    set(&press.map_err(|_| broken("a template's name is no path"))?)
}

/// The pages on which messages begin, counted from 0.
fn pages_of(front: &Typeset, messages: usize) -> Option<Vec<usize>> {
    let introspector = front.document().introspector();
    let page = |at: usize| {
        let label = Label::new(PicoStr::intern(&format!("message-{at}")))?;
        let found = introspector.query(&Selector::Label(label)).into_iter().next()?;
        Some(introspector.position(found.location()?)?.page.get() - 1)
    };
    (1..=messages).map(page).collect()
}

/// Puts a message into the sheaf as it was sent.
fn attach_message(sheaf: &mut Sheaf, sent: &Sent, names: &mut BTreeSet<String>) -> Result<(), Fault> {
    let (own, number) = (sent.file(), &sent.message.number);
    // Two of one number are from two runs whose letters differ.
    let others = (2..).map(|at| format!("{at}-{own}"));
    let name = std::iter::once(own.clone()).chain(others).find(|name| names.insert(name.clone()));
    sheaf.attach(&Attached {
        name: &name.unwrap_or(own),
        mime: if sent.is_short() { "application/jsonl" } else { "message/rfc822" },
        about: &format!("{} {number}", sent.called()),
        relation: Relation::Source,
        date: sent.issued,
        bytes: &sent.bytes,
    })
}

/// Puts a letter's file into the sheaf, unchanged.
fn attach(sheaf: &mut Sheaf, letter: &Letter, names: &mut BTreeSet<String>) -> Result<(), Fault> {
    let document = &letter.document;
    let file = document.file.rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').map_or("pdf", |(_, ending)| ending).to_ascii_lowercase();
    let plain = file.is_ascii() && names.insert(file.to_string());
    let name = if plain { file.to_string() } else { format!("{}.{ending}", document.number) };
    names.insert(name.clone());
    sheaf.attach(&Attached {
        name: &name,
        mime: match ending.as_str() {
            "pdf" => "application/pdf",
            "eml" => "message/rfc822",
            "txt" => "text/plain",
            "html" => "text/html",
            _ => "application/octet-stream",
        },
        about: &format!("{} {}", letter.title, document.number),
        relation: Relation::Source,
        date: letter.issued,
        bytes: &letter.bytes,
    })
}

fn not_taken(letter: &Letter, fault: &Fault) -> Stop {
    let (number, why) = (
        &letter.document.number,
        match fault {
            Fault::Encrypted => "it is encrypted",
            Fault::Odd(what) => what,
            Fault::Unwritten(_) => "it cannot be written",
        },
    );
    Stop::new(
        format!("the pages of `{number}` cannot be taken over: {why}; nothing was written"),
        format!("`{number}` 的页面无法并入；程序原文：“{why}”；未写入任何内容"),
    )
    .coded(StopCode::Program)
}

fn broken(why: &str) -> Stop {
    Stop::new(format!("the bundle cannot be put together: {why}"), format!("汇编无法生成；程序原文：“{why}”"))
        .coded(StopCode::Program)
}
