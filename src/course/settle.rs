//! Put the issuer's word over the table of steps: tightened and shifted, and never below it.

use super::book::{Book, StepRow, Who};
use super::rests::Rests;
use super::{Course, Limit, Step};
use crate::account::Party;
use crate::finding::{Finding, Lang, Said, Words, said};
use crate::issuer::{IssuerFile, StepWord, Way};
use crate::law::laws;
use crate::near::nearest;

const ONE_BY_ONE: Said = said(
    "house rule: what the law or the table of steps wants is tightened, never loosened",
    "内部规则：法律和催收流程表的要求只可从严，不可放宽",
);

/// The course of an issuer, or everything that is wrong with its `[course]`.
pub(super) fn settle(book: &'static Book, file: &IssuerFile) -> Result<Course, Vec<Finding>> {
    let table = file.course.clone().unwrap_or_default();
    let mut faults = Vec::new();
    let mut steps = Vec::new();
    for row in &book.steps {
        let word = table.steps.0.get(&row.name);
        match step(row, word, &table.channels, book, file, &mut faults) {
            Ok(step) => steps.push(step),
            Err(name) => unreachable!("steps.toml: `{}` of `{}` is nothing", name, row.name),
        }
    }
    unknown(
        "course.steps",
        table.steps.0.keys(),
        book.steps.iter().map(|row| row.name.as_str()),
        &mut faults,
    );
    unknown(
        "course.limits",
        table.limits.0.keys(),
        book.limits.iter().map(|row| row.way.as_str()),
        &mut faults,
    );
    faults.extend(unserved(&steps));
    let mut limits = Vec::new();
    for row in &book.limits {
        let word = table.limits.0.get(&row.way);
        let mut bounded = |name: &str, asked: Option<u32>, own: u32, most: u32| {
            let Some(asked) = asked else { return own };
            if asked == 0 || asked > most {
                let path = format!("course.limits.{}.{name}", row.way);
                let en = format!("from 1 to {most} contacts may be set, not {asked}");
                let zh = format!("可设为 1 至 {most} 次，不得为 {asked} 次");
                let basis = row.basis().words();
                faults.push(Finding::error("D09", path, Words::new(en, zh)).basis(basis.en, basis.zh));
            }
            asked
        };
        let day = bounded("day", word.and_then(|word| word.day), row.day, row.most_day);
        let week = bounded("week", word.and_then(|word| word.week), row.week, row.most_week);
        let way = Way::ALL.iter().copied().find(|way| way.word() == row.way);
        limits.push(Limit { way, day: day as usize, week: week as usize });
    }
    if faults.is_empty() { Ok(Course { book, steps, limits }) } else { Err(faults) }
}

/// That what the law wants goes out by no way that the issuer uses.
fn unserved(steps: &[Step]) -> Option<Finding> {
    let left = || steps.iter().filter(|step| step.row.duty && step.ways.is_empty());
    left().next()?;
    let named = |mark: &str, of: &dyn Fn(&Step) -> String| left().map(of).collect::<Vec<_>>().join(mark);
    let ways = |step: &Step| step.row.channels.join("/");
    let en = named(", ", &|step| format!("`{}` ({})", step.row.name, ways(step)));
    let zh = named("、", &|step| format!("`{}`（{}）", step.row.title(Lang::Zh), ways(step)));
    let message = Words::new(
        format!("steps that the law wants go out by none of these: {en}"),
        format!("下列法定或者约定的步骤不能以所列渠道进行：{zh}"),
    );
    let finding = Finding::error("D09", "course.channels", message).basis(ONE_BY_ONE.en, ONE_BY_ONE.zh);
    Some(finding.hint("name `letter` too, or leave `channels` out", "请同时列出 `letter`，或删去 `channels`"))
}

/// One step; the name of what the table itself names wrongly comes back.
fn step(
    row: &'static StepRow,
    word: Option<&StepWord>,
    of_issuer: &[Way],
    book: &'static Book,
    file: &IssuerFile,
    faults: &mut Vec<Finding>,
) -> Result<Step, String> {
    let named = |names: &[String]| {
        let place = |name: &String| book.steps.iter().position(|step| step.name == *name).ok_or(name.clone());
        names.iter().map(place).collect::<Result<Vec<_>, _>>()
    };
    let all_ways = row
        .channels
        .iter()
        .map(|name| Way::ALL.iter().copied().find(|way| way.word() == name).ok_or(name.clone()));
    let all_ways = all_ways.collect::<Result<Vec<_>, _>>()?;
    let to = row
        .to
        .iter()
        .map(|name| Party::ALL.iter().copied().find(|party| party.word() == name).ok_or(name.clone()));
    let to = to.collect::<Result<Vec<_>, _>>()?;
    let mut bounds = Bounds { row, faults };
    let from = bounds.from(word.and_then(|word| word.from).map(|days| days.0));
    let until = bounds.until(word.and_then(|word| word.until).map(|days| days.0), from);
    let gap = bounds.gap(word.and_then(|word| word.gap));
    let again = bounds.again(word.and_then(|word| word.again));
    let ways = bounds.ways(word.map_or(&[][..], |word| &word.channels), &all_ways);
    let off = bounds.off(word.is_some_and(|word| word.off));
    // No contract shortens the days of grace of the table, and a longer grace shifts the steps behind it.
    let grace = i64::from(file.contract.grace_days) + 1;
    let from = from.map(|from| if from > 0 { from.max(grace) } else { from });
    let spaced =
        if row.gap >= laws().demand_spacing.value { gap.max(file.contract.demand_days) } else { gap };
    let ways: Vec<Way> =
        ways.into_iter().filter(|way| of_issuer.is_empty() || of_issuer.contains(way)).collect();
    Ok(Step {
        row,
        to,
        from,
        until,
        gap: spaced,
        again,
        off: off || ways.is_empty(),
        ways,
        only: Rests::named(&row.only)?,
        despite: Rests::named(&row.despite)?,
        after: named(&row.after)?,
        never_after: named(&row.never_after)?,
        by_person: row.who == Who::Person,
    })
}

/// What may be set of a step.
struct Bounds<'f> {
    row: &'static StepRow,
    faults: &'f mut Vec<Finding>,
}

impl Bounds<'_> {
    fn tell(&mut self, name: &str, en: String, zh: String) {
        let path = format!("course.steps.{}.{name}", self.row.name);
        let basis = self.row.basis().words();
        self.faults.push(Finding::error("D09", path, Words::new(en, zh)).basis(basis.en, basis.zh));
    }

    fn from(&mut self, asked: Option<i32>) -> Option<i64> {
        let Some(asked) = asked else { return self.row.from.map(i64::from) };
        match self.row.least_from.or(self.row.from) {
            None => self.tell("from", "this step does not go by days".into(), "本步不按天数".into()),
            Some(least) if asked < least => self.tell(
                "from",
                format!("day {asked} is too early: day {least} is the first"),
                format!("第 {asked} 天过早，最早为第 {least} 天"),
            ),
            Some(_) => {}
        }
        Some(asked.into())
    }

    fn until(&mut self, asked: Option<i32>, from: Option<i64>) -> Option<i64> {
        let until = asked.or(self.row.until).map(i64::from);
        if let (Some(asked), Some(most)) = (asked, self.row.most_until)
            && asked > most
        {
            self.tell(
                "until",
                format!("day {asked} is too late: day {most} is the last"),
                format!("第 {asked} 天过晚，最晚为第 {most} 天"),
            );
        }
        if let (Some(from), Some(last)) = (from, until)
            && last < from
        {
            self.tell(
                "until",
                format!("it would end on day {last}, before it begins on day {from}"),
                format!("第 {last} 天结束，早于第 {from} 天开始"),
            );
        }
        until
    }

    fn gap(&mut self, asked: Option<u32>) -> u32 {
        let (Some(asked), least) = (asked, self.row.least_gap.unwrap_or(self.row.gap)) else {
            return self.row.gap;
        };
        if asked < least {
            self.tell(
                "gap",
                format!("{asked} days are too few: at least {least} lie between two demands"),
                format!("间隔 {asked} 日过短，至少 {least} 日"),
            );
        }
        asked
    }

    fn again(&mut self, asked: Option<u32>) -> Option<u32> {
        let Some(asked) = asked else { return self.row.again };
        match self.row.least_again.or(self.row.again) {
            None => self.tell("again", "this step is taken once".into(), "本步只进行一次".into()),
            Some(least) if asked < least => self.tell(
                "again",
                format!("{asked} days are too few: it is taken again after {least} at the least"),
                format!("重复间隔 {asked} 日过短，至少 {least} 日"),
            ),
            Some(_) => {}
        }
        Some(asked)
    }

    fn ways(&mut self, asked: &[Way], all: &[Way]) -> Vec<Way> {
        for way in asked.iter().filter(|way| !all.contains(way)) {
            let (words, chinese): (Vec<_>, Vec<_>) =
                all.iter().map(|way| (way.word(), way.chinese())).unzip();
            self.tell(
                "channels",
                format!("this step does not go out by `{}`, but by {}", way.word(), words.join(", ")),
                format!("本步不得使用{}，可用：{}", way.chinese(), chinese.join("、")),
            );
        }
        if asked.is_empty() { all.to_vec() } else { asked.to_vec() }
    }

    fn off(&mut self, asked: bool) -> bool {
        if asked && self.row.duty {
            self.tell("off", "the law wants this step".into(), "本步为法定或者约定义务，不得省略".into());
        }
        asked
    }
}

/// Tells of names that are none.
fn unknown<'a>(
    under: &str,
    given: impl Iterator<Item = &'a String>,
    known: impl Iterator<Item = &'static str> + Clone,
    faults: &mut Vec<Finding>,
) {
    for name in given.filter(|name| !known.clone().any(|one| one == *name)) {
        let shown = crate::record::shortened(name);
        let words = Words::new(format!("there is no `{shown}` here"), format!("没有 `{shown}`"));
        let all: Vec<_> = known.clone().collect();
        let finding =
            Finding::error("D03", format!("{under}.{shown}"), words).basis(ONE_BY_ONE.en, ONE_BY_ONE.zh);
        faults.push(match nearest(name, known.clone()) {
            Some(near) => finding.hinted(Words::did_you_mean(near)),
            None => {
                finding.hint(format!("known are {}", all.join(", ")), format!("可用：{}", all.join("、")))
            }
        });
    }
}
