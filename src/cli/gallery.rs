//! `hanpress gallery`: shows every kind as it is sent, in a folder of pictures with a contact sheet.

use serde_json::json;

use super::Ending;
use super::args::Gallery;
use super::console::Console;
use super::trial::{Sheet, TIME_LIMIT, Trial};
use crate::desk::Desk;
use crate::error::Stop;
use crate::finding::{Finding, Lang};
use crate::issuer::Theme;
use crate::prove::{self, Exhibit, GALLERY_MARK, Hung, Shown};

pub(crate) fn gallery(typed: &Gallery, console: &Console) -> Result<Ending, Stop> {
    let sheet =
        Sheet { out: &typed.out, mark: GALLERY_MARK, command: "gallery", endings: &["png", "txt", "html"] };
    sheet.may_write()?;
    let trial = Trial {
        templates: typed.templates.as_deref(),
        issuer: typed.issuer.as_deref(),
        fonts: typed.font_dir.clone(),
        issue_date: typed.issue_date,
    };
    let desk = trial.desk()?;
    let set = desk.fixed().templates.set();
    for doubtful in desk.fixed().template_warnings() {
        console.warn(&doubtful);
    }
    let mut kinds: Vec<String> = set.kinds().keys().cloned().collect();
    if !typed.kind.is_empty() {
        let named = typed.kind.iter().map(|kind| desk.fixed().known_kind(kind));
        let named: Vec<String> = named.collect::<Result<_, _>>()?;
        kinds.retain(|kind| named.contains(kind));
    }
    let themes = if typed.theme.is_empty() { Theme::ALL } else { &typed.theme };
    sheet.clear()?;
    let (mut walls, mut count) = (Vec::new(), Count::default());
    for kind in kinds {
        let own = set.kinds().get(&kind).map(|kind| trial.own_desk(&kind.facts)).transpose()?.flatten();
        let exhibits = prove::exhibits(own.as_ref().unwrap_or(&desk), &kind, themes, TIME_LIMIT)?;
        let hung = hang(&kind, exhibits, &sheet)?;
        tell(&kind, &hung, &mut count, console)?;
        if !hung.is_empty() {
            walls.push((kind, hung));
        }
    }
    let page = prove::gallery_sheet(&sender(&desk), &walls, set, console.lang);
    sheet.write("index.html", page.as_bytes())?;
    let exit = if count.faulty == 0 { Ending::Well } else { Ending::Refused };
    let Count { letters, pages, messages, faulty } = count;
    let index = typed.out.join("index.html").display().to_string();
    let facts =
        json!({ "file": index, "letters": letters, "pages": pages, "messages": messages, "faulty": faulty });
    console.close(exit, None, facts)?;
    console.tell(&match console.lang {
        Lang::En => format!(
            "{letters} letters of {pages} pages and {messages} messages, {faulty} with faults; contact sheet: {index}"
        ),
        Lang::Zh => format!(
            "共 {letters} 份文书 {pages} 页，{messages} 条消息，{faulty} 份有错误；总览：{index}"
        ),
    });
    Ok(exit)
}

/// What there is in a gallery.
#[derive(Default)]
struct Count {
    letters: usize,
    pages: usize,
    messages: usize,
    faulty: usize,
}

fn sender(desk: &Desk) -> String {
    desk.fixed().issuer.issuer.name.clone()
}

/// Writes the files of the exhibits of a kind. Their pages are not kept: there are hundreds.
fn hang(kind: &str, exhibits: Vec<Exhibit>, sheet: &Sheet<'_>) -> Result<Vec<Hung>, Stop> {
    let mut hung = Vec::new();
    for (number, mut exhibit) in (1..).zip(exhibits) {
        let mut pages = Vec::new();
        for (theme, tried) in &mut exhibit.letters {
            let name = format!("{kind}-{number:02}-{}", theme.word());
            let written = sheet.pages(&name, tried.document.take().as_ref())?;
            pages.push(written.into_iter().map(|(name, _)| name).collect());
        }
        let mut messages = Vec::new();
        for message in &exhibit.messages {
            let name = format!("{kind}-{number:02}");
            messages.push(match message {
                Shown::Sms(words, _) => written(sheet, format!("{name}-sms.txt"), &format!("{words}\n"))?,
                Shown::Email { text, html, .. } => {
                    written(sheet, format!("{name}-email.txt"), text)?;
                    written(sheet, format!("{name}-email.html"), html)?
                }
            });
        }
        hung.push(Hung { exhibit, pages, messages });
    }
    Ok(hung)
}

fn written(sheet: &Sheet<'_>, name: String, words: &str) -> Result<String, Stop> {
    sheet.write(&name, words.as_bytes())?;
    Ok(name)
}

/// Tells what came of a kind, and counts it.
fn tell(kind: &str, hung: &[Hung], count: &mut Count, console: &Console) -> Result<(), Stop> {
    let (before, lang) = (count.pages, console.lang);
    for Hung { exhibit, pages, messages } in hung {
        let traits: Vec<_> = exhibit.traits.iter().map(|one| one.get(lang)).collect();
        for ((theme, tried), files) in exhibit.letters.iter().zip(pages) {
            let found: Vec<&Finding> = tried.faults.iter().chain(&tried.doubts).collect();
            let worded: Vec<_> = found.iter().map(|one| json!(one.worded(lang))).collect();
            console.event(&json!({ "event": "shown", "kind": kind, "traits": traits, "channel": "letter",
                "theme": theme.word(), "files": files, "findings": worded }))?;
            let told = [traits.as_slice(), &[theme.word()]].concat().join(console.says(", ", "、"));
            found.into_iter().for_each(|one| console.tried(one, tried.faults.contains(one), kind, &told));
            count.letters += usize::from(!files.is_empty());
            count.pages += files.len();
            count.faulty += usize::from(!tried.faults.is_empty());
        }
        for (message, file) in exhibit.messages.iter().zip(messages) {
            let channel = if matches!(message, Shown::Sms(..)) { "sms" } else { "email" };
            console.event(&json!({ "event": "shown", "kind": kind, "traits": traits, "channel": channel,
                "theme": null, "files": [file], "findings": [] }))?;
            count.messages += 1;
        }
    }
    let (exhibits, pages) = (hung.len(), count.pages - before);
    console.tell(&match lang {
        Lang::En => format!("{kind}: {exhibits} samples, {pages} pages"),
        Lang::Zh => format!("{kind}：{exhibits} 份样例，{pages} 页"),
    });
    Ok(())
}
