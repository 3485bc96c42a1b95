//! `hanpress next`: for each account which step of the course is due, why, and what comes next and when.
//! `hanpress course`: the steps themselves.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::args::{Course, Format, Next};
use super::check::{failed_fast, no_accounts};
use super::console::Console;
use super::settings::{Settings, a_place, settle};
use super::{Ending, signalled, watch};
use crate::account::read::read;
use crate::course::{self, Awaited, Named};
use crate::deliver::course_book::CourseBook;
use crate::desk::{Desk, KindChoice};
use crate::error::{Stop, StopCode};
use crate::finding::Lang;
use crate::issuer::IssuerFile;
use crate::place::{Folder, Place};
use crate::run::{AdviceSummary, Advised, RunOptions, advise_all};
use crate::run::{event_of, worded};

pub(crate) fn next(typed: Next, console: &mut Console) -> Result<Ending, Stop> {
    console.tell_at_most(typed.accounts.max_errors);
    if typed.accounts.kind.is_some() {
        let stop = Stop::new("`--kind` is for `make` and `check`", "`--kind` 用于 `make` 和 `check`");
        return Err(stop.coded(StopCode::Usage).hint(
            "`next` tells which kind is due; `make --kind course` makes it",
            "`next` 指出应出的文书；`make --kind course` 予以生成",
        ));
    }
    let watch = watch::listen(console)?;
    let settings = settle(typed.accounts, Vec::new(), None, None);
    let mut settings = settings.map_err(|stop| stop.coded(StopCode::Usage))?;
    settings.desk.kind = KindChoice::Course;
    let desk = Desk::open(settings.desk.clone())?;
    if settings.columns {
        return super::check::columns(&settings, &desk, console);
    }
    let mut book = typed.out.as_deref().map(|out| book(out, &settings, console)).transpose()?;
    let accounts = read(settings.inputs.clone(), settings.reading(&desk))?;
    let notes = accounts.notes();
    console.notes(&notes)?;
    watch.begin();
    let options = RunOptions { halt: watch.halt.clone(), ..settings.run() };
    if console.format == Format::Json || book.is_some() {
        console.begin(options.share_of(accounts.at_most()));
    }
    let advised = advise_all(&desk, accounts, &options, &mut |advised| {
        console.step();
        tell(console, book.as_mut(), &advised)
    });
    console.end();
    console.notes(&notes)?;
    let AdviceSummary { due, others, refused, stop: short } = advised?;
    if let Some(book) = book.filter(|_| !watch.halt.is_halted()) {
        book.close()?;
    }
    let (ending, stop) = match refused {
        _ if watch.halt.is_halted() => (Ending::Signal, Some(signalled())),
        _ if short.is_some() => (Ending::Stopped, short),
        0 => (Ending::Well, None),
        _ if settings.fail_fast => (Ending::Refused, Some(failed_fast())),
        _ => (Ending::Refused, None),
    };
    console.close(ending, stop.as_ref(), json!({ "due": due, "not_yet": others, "refused": refused }))?;
    if due + others + refused == 0 {
        console.warn(&no_accounts());
    }
    console.causes();
    console.tell(&match console.lang {
        Lang::En => {
            format!("{due} accounts have a step due, {others} have none now, {refused} cannot be read")
        }
        Lang::Zh => format!("{due} 户有应办步骤，{others} 户目前没有，{refused} 户无法读取"),
    });
    if let Some(stop) = stop.filter(|_| ending == Ending::Stopped) {
        console.stop(&stop);
    }
    Ok(ending)
}

/// The workbook that is asked for.
fn book(out: &Path, settings: &Settings, console: &Console) -> Result<CourseBook, Stop> {
    a_place(out, false)?;
    let name = out.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".xlsx"));
    let Some(name) = name else {
        let shown = out.display();
        let stop = Stop::new(
            format!("`--out {shown}`: the file is a workbook, whose name ends with `.xlsx`"),
            format!("`--out {shown}`：应为工作簿，文件名以 `.xlsx` 结尾"),
        );
        return Err(stop.coded(StopCode::Usage));
    };
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // One file beside whatever stands there: the folder is nobody's run, so it is neither locked nor cleared.
    let place: Arc<dyn Place> = Arc::new(Folder::to_read(folder));
    CourseBook::begin(&place, name, console.lang, settings.desk.issue_date)
}

fn tell(console: &Console, book: Option<&mut CourseBook>, advised: &Advised<'_>) -> Result<(), Stop> {
    let Advised { entry, id, said } = advised;
    match said {
        Ok(awaited) => {
            if let Some(book) = book {
                book.add(id.unwrap_or_default(), awaited)?;
            } else if console.format == Format::Human {
                console.block(&lines(id.unwrap_or("–"), awaited, console.lang))?;
            }
            console.event(&event_of("next", entry, *id, awaited.told(console.lang)))
        }
        Err(findings) => {
            console.findings(entry, *id, findings);
            console.event(&json!({
                "event": "refused", "seq": entry.seq, "id": id, "source": &*entry.source, "line": entry.line,
                "findings": worded(entry, findings, console.lang),
            }))
        }
    }
}

/// The lines of an account: what is due, why and on what ground, what comes then.
fn lines(id: &str, awaited: &Awaited, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let pick = |en: &'static str, of_zh: &'static str| if zh { of_zh } else { en };
    let colon = pick(": ", "：");
    let day = awaited.days;
    let mut first = if zh {
        format!("{id}  到期后第 {day} 天  {}", awaited.now_in(lang))
    } else {
        format!("{id}  day {day}  {}", awaited.now_in(lang))
    };
    if let Some(step) = &awaited.step {
        first += &format!("{colon}{}", of_step(step, lang, awaited.now != "due"));
    }
    let mut lines = vec![first];
    if !awaited.lacks.is_empty() {
        let fields =
            awaited.lacks.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(pick(", ", "、"));
        let by = awaited
            .by
            .map(|by| if zh { format!("，应于 {by} 前办理") } else { format!(", wanted by {by}") });
        lines.push(format!("  {}{colon}{fields}{}", pick("give", "请填写"), by.unwrap_or_default()));
    }
    for told in &awaited.why {
        // What a step is called stands in the first line already.
        if told.name != "step" {
            lines.push(format!("  {}{colon}{}", pick("why", "原因"), told.message.get(lang)));
        }
        lines.push(format!("  {}{colon}{}", pick("basis", "依据"), told.basis.get(lang)));
        if let Some(end) = &told.end {
            lines.push(format!("  {}{colon}{}", pick("ended by", "如何结束"), end.get(lang)));
        }
    }
    if let Some(then) = &awaited.then {
        lines.push(format!("  {}{colon}{}", pick("then", "其后"), of_step(then, lang, true)));
    }
    if !awaited.open.is_empty() {
        let open = awaited.open.iter().map(|open| open.get(lang)).collect::<Vec<_>>();
        lines.push(format!(
            "  {}{colon}{}",
            pick("open to decision", "可由人员决定"),
            open.join(pick("; ", "；"))
        ));
    }
    lines.join("\n") + "\n"
}

fn of_step(step: &Named, lang: Lang, dated: bool) -> String {
    let day = step.day.filter(|_| dated);
    match lang {
        Lang::En => {
            let day = day.map(|day| format!(" on {day}")).unwrap_or_default();
            format!("{} (`{}`) by {}{day}", step.title.en, step.name, step.way.word())
        }
        Lang::Zh => {
            let day = day.map(|day| format!("{day} ")).unwrap_or_default();
            format!("{day}{}（`{}`），{}", step.title.zh, step.name, step.way.chinese())
        }
    }
}

/// Prints the steps of the built-in course, or of an issuer's.
pub(crate) fn steps(typed: &Course, console: &Console) -> Result<Ending, Stop> {
    let file = match &typed.issuer {
        Some(path) => {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| Stop::at(&shown, &error))?;
            IssuerFile::read(&text).map_err(|findings| Stop::of_file(&shown, &findings))?
        }
        None => IssuerFile::read(super::example::ISSUER)
            .map_err(|findings| Stop::of_file("issuer.toml", &findings))?,
    };
    let shown =
        typed.issuer.as_ref().map_or_else(|| "issuer.toml".to_string(), |path| path.display().to_string());
    let course = course::Course::of(&file).map_err(|findings| Stop::of_file(&shown, &findings))?;
    match console.format {
        Format::Json => {
            course.facts(console.lang).iter().try_for_each(|fact| console.data(&fact.to_string()))?
        }
        _ => console.block(&course.page(console.lang))?,
    }
    Ok(Ending::Well)
}
