//! Turn the pages of samples into one HTML page to look through: a contact sheet, with its pictures in it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Coverage, Tried};
use crate::deliver::html;
use crate::fill::TemplateSet;
use crate::finding::{Finding, Lang};

/// By what a page is known again as written by this program, so that it may be written anew.
pub const MARK: &str = "<!-- hanpress test -->";

const STYLE: &str = "body{font:15px/1.6 system-ui,sans-serif;margin:24px auto;max-width:1500px;padding:0 24px;color:#1d1d1f;background:#f4f4f2}\
h1{font-size:22px}h2{font-size:18px;margin-top:2em}h3{font-size:14px;font-weight:600;margin:1.6em 0 .4em}\
.pages{display:flex;flex-wrap:wrap;gap:14px}.pages a{display:block;box-shadow:0 1px 5px #0003;background:#fff}\
.pages img{display:block;width:340px;height:auto}.fault{color:#a40000;margin:.2em 0}.doubt{color:#7a5200;margin:.2em 0}\
code{font-family:ui-monospace,monospace;font-size:13px}ul{padding-left:1.3em}";

/// A sample with the pictures of its pages: the file of each, and its bytes.
pub struct Shot<'a> {
    /// The sample.
    pub tried: &'a Tried,
    /// Its pages.
    pub pages: Vec<(String, Vec<u8>)>,
}

/// The contact sheet of templates: every sample with its pages and what is wrong, and what no sample reached.
pub fn sheet(folder: &str, shots: &[Shot<'_>], coverage: &Coverage, set: &TemplateSet, lang: Lang) -> String {
    let says = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
    let (tag, title) = (says("en", "zh-CN"), says("Templates on samples", "模板样张"));
    let mut out = format!(
        "<!doctype html>\n{MARK}\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>\n<h1>{title}：<code>{}</code></h1>\n",
        html(folder)
    );
    let mut kind = "";
    for shot in shots {
        if shot.tried.kind != kind {
            kind = &shot.tried.kind;
            let named = set.kinds().get(kind).map_or(kind, |kind| &kind.facts.title);
            out.push_str(&format!("<h2>{} <code>{}</code></h2>\n", html(named), html(kind)));
        }
        out.push_str(&sample(shot, lang));
    }
    out.push_str(&unreached(coverage, set, lang));
    out.push_str("</body></html>\n");
    out
}

fn sample(Shot { tried, pages }: &Shot<'_>, lang: Lang) -> String {
    let separator = if lang == Lang::Zh { "、" } else { ", " };
    let traits: Vec<_> = tried.traits.iter().map(|one| one.get(lang)).collect();
    let mut out = format!("<h3>{}</h3>\n", html(&traits.join(separator)));
    out.extend(tried.faults.iter().map(|fault| told(fault, "fault", lang)));
    out.extend(tried.doubts.iter().map(|doubt| told(doubt, "doubt", lang)));
    out.push_str("<div class=\"pages\">");
    for (file, bytes) in pages {
        let (file, picture) = (html(file), STANDARD.encode(bytes));
        out.push_str(&format!(
            "<a href=\"{file}\"><img alt=\"{file}\" src=\"data:image/png;base64,{picture}\"></a>"
        ));
    }
    out.push_str("</div>\n");
    out
}

fn unreached(coverage: &Coverage, set: &TemplateSet, lang: Lang) -> String {
    let left = coverage.unreached(set);
    if left.is_empty() {
        return String::new();
    }
    let title = if lang == Lang::Zh { "没有样例到达的部分" } else { "What no sample reached" };
    let line = |one: &super::Unreached| format!("<li><code>{}</code></li>\n", html(&one.told(lang)));
    format!("<h2>{title}</h2>\n<ul>\n{}</ul>\n", left.iter().map(line).collect::<String>())
}

/// A finding with what to do about it.
pub(super) fn told(finding: &Finding, class: &str, lang: Lang) -> String {
    let hints = finding.hints.iter().map(|hint| format!("<br>{}", html(hint.get(lang))));
    let message = html(finding.message.get(lang));
    format!("<p class=\"{class}\"><b>{}</b> {message}{}</p>\n", finding.code, hints.collect::<String>())
}
