//! Turn a gallery into one HTML page to look through. Its pictures and e-mails stand in files beside it: there are hundreds.

use super::sheet::told;
use super::{Exhibit, Shown, Tried};
use crate::deliver::html;
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::issuer::Theme;

/// By what a page is known again as written by this program, so that it may be written anew.
pub const GALLERY_MARK: &str = "<!-- hanpress gallery -->";

const STYLE: &str = include_str!("gallery.css");

/// An exhibit with the files of what it shows.
pub struct Hung {
    /// What is shown.
    pub exhibit: Exhibit,
    /// The pictures of the pages of each of its letters.
    pub pages: Vec<Vec<String>>,
    /// The file of each of its messages.
    pub messages: Vec<String>,
}

/// The contact sheet of a gallery: for each kind its exhibits, each with the pages of its letters and with its messages.
pub fn gallery_sheet(sender: &str, kinds: &[(String, Vec<Hung>)], set: &TemplateSet, lang: Lang) -> String {
    let says = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
    let (tag, title) = (says("en", "zh-CN"), says("Gallery of documents", "文书样张集"));
    let note = says(
        "Every kind of document, stage and branch, in each theme and by each way it goes out. All people are invented.",
        "每种文书、每个阶段和情形，每种主题和发送方式各一份。人员信息均为虚构。",
    );
    let named = |kind: &str| set.kinds().get(kind).map_or(kind.to_string(), |kind| kind.facts.title.clone());
    let link =
        |(kind, _): &(String, Vec<Hung>)| format!("<a href=\"#{}\">{}</a>\n", html(kind), html(&named(kind)));
    let mut out = format!(
        "<!doctype html>\n{GALLERY_MARK}\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n<p class=\"note\">{}<br>{note}</p>\n<nav>\n{}</nav>\n",
        html(sender),
        kinds.iter().map(link).collect::<String>()
    );
    for (kind, hung) in kinds {
        let purpose = set.kinds().get(kind).map_or("", |kind| kind.facts.purpose(lang));
        out.push_str(&format!(
            "<section id=\"{0}\">\n<h2>{1} <code>{0}</code></h2>\n<p class=\"note\">{2}</p>\n",
            html(kind),
            html(&named(kind)),
            html(purpose)
        ));
        out.extend(hung.iter().map(|one| exhibit(one, lang)));
        out.push_str("</section>\n");
    }
    out.push_str("</body></html>\n");
    out
}

fn exhibit(Hung { exhibit, pages, messages }: &Hung, lang: Lang) -> String {
    let traits = exhibit.traits.iter().map(|one| one.get(lang)).collect::<Vec<_>>();
    let mut out = match traits.is_empty() {
        true => String::new(),
        false => format!("<h3>{}</h3>\n", html(&traits.join(if lang == Lang::Zh { "、" } else { ", " }))),
    };
    out.extend(
        exhibit.letters.iter().zip(pages).map(|((theme, tried), files)| letter(*theme, tried, files, lang)),
    );
    out.push_str("<div class=\"messages\">\n");
    out.extend(exhibit.messages.iter().zip(messages).map(|(shown, file)| message(shown, file, lang)));
    out.push_str("</div>\n");
    out
}

fn letter(theme: Theme, tried: &Tried, files: &[String], lang: Lang) -> String {
    let word = if lang == Lang::Zh { theme.chinese() } else { theme.word() };
    let count = match (lang, files.len()) {
        (Lang::Zh, count) => format!("{count}页"),
        (Lang::En, 1) => "1 page".to_string(),
        (Lang::En, count) => format!("{count} pages"),
    };
    let mut out = format!("<div class=\"letter\">\n<p class=\"way\"><b>{}</b> {count}</p>\n", html(word));
    out.extend(tried.faults.iter().map(|fault| told(fault, "fault", lang)));
    out.extend(tried.doubts.iter().map(|doubt| told(doubt, "doubt", lang)));
    out.push_str("<div class=\"pages\">");
    out.extend(files.iter().map(|file| {
        let file = html(file);
        format!("<a href=\"{file}\"><img loading=\"lazy\" alt=\"{file}\" src=\"{file}\"></a>")
    }));
    out.push_str("</div>\n</div>\n");
    out
}

fn message(shown: &Shown, file: &str, lang: Lang) -> String {
    let file = html(file);
    match shown {
        Shown::Sms(words, parts) => {
            let way = match (lang, parts) {
                (Lang::Zh, parts) => format!("<b>短信</b> 计{parts}条"),
                (Lang::En, 1) => "<b>short message</b> 1 part".to_string(),
                (Lang::En, parts) => format!("<b>short message</b> {parts} parts"),
            };
            format!(
                "<div class=\"sms\"><p class=\"way\"><a href=\"{file}\">{way}</a></p><p lang=\"zh-CN\">{}</p></div>\n",
                html(words)
            )
        }
        Shown::Email { subject, .. } => {
            let way = if lang == Lang::Zh { "电子邮件" } else { "e-mail" };
            let subject = html(subject);
            format!(
                "<div class=\"email\"><p class=\"way\"><a href=\"{file}\"><b>{way}</b></a> {subject}</p>\
                 <iframe sandbox title=\"{subject}\" loading=\"lazy\" src=\"{file}\"></iframe></div>\n"
            )
        }
    }
}
