//! Lay out the course of an issuer as a page that a legal officer reads.

use super::book::Special;
use super::{Course, Step};
use crate::account::Party;
use crate::finding::Lang;
use crate::issuer::Way;

use serde_json::{Value, json};

impl Course {
    /// The steps, what stops them and the limits, as Markdown.
    pub fn page(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let pick = |en: &'static str, of_zh: &'static str| if zh { of_zh } else { en };
        let mut page = String::new();
        page += pick(
            "| step | document | to | days after the due date | ways | waits for | once or again | ground |\n",
            "| 步骤 | 文书 | 收件人 | 到期后天数 | 方式 | 须先满足 | 次数 | 依据 |\n",
        );
        page += "|---|---|---|---|---|---|---|---|\n";
        for step in self.steps().iter().filter(|step| !step.off) {
            page += &self.row(step, lang);
        }
        page += pick("\n| what stops | ended by | ground |\n", "\n| 暂停事由 | 如何结束 | 依据 |\n");
        page += "|---|---|---|\n";
        for rest in &self.book.rests {
            let cells = [rest.about().get(lang), rest.end().get(lang), rest.basis().get(lang)];
            page += &format!(
                "| `{}`{}{} | {} | {} |\n",
                rest.name,
                pick(": ", "："),
                cells[0],
                cells[1],
                cells[2]
            );
        }
        page +=
            pick("\n| contacts | a day | in seven days | ground |\n", "\n| 联系 | 每日 | 七日内 | 依据 |\n");
        page += "|---|---|---|---|\n";
        for (limit, row) in self.limits.iter().zip(&self.book.limits) {
            let way = limit.way.map_or(pick("all together", "合计"), |way| way_in(way, lang));
            page += &format!("| {way} | {} | {} | {} |\n", limit.day, limit.week, row.basis().get(lang));
        }
        page
    }

    /// The steps, an object each.
    pub fn facts(&self, lang: Lang) -> Vec<Value> {
        let steps = self.steps().iter().map(|step| {
            let row = step.row;
            json!({
                "step": row.name, "title": row.title(lang), "kind": row.kind, "off": step.off,
                "decides": if step.by_person { "person" } else { "program" },
                "to": step.to.iter().map(|party| party.word()).collect::<Vec<_>>(),
                "from": step.from, "until": step.until, "gap": step.gap, "again": step.again,
                "channels": step.ways.iter().map(|way| way.word()).collect::<Vec<_>>(),
                "duty": row.duty, "basis": row.ground(lang),
            })
        });
        steps.collect()
    }

    fn row(&self, step: &Step, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let pick = |en: &'static str, of_zh: &'static str| if zh { of_zh } else { en };
        let join = pick(", ", "、");
        let row = step.row;
        let person = if step.by_person { pick(" (somebody decides)", "（由人员决定）") } else { "" };
        let to: Vec<_> = step.to.iter().map(|to: &Party| if zh { to.chinese() } else { to.word() }).collect();
        let days = match (step.from, step.until) {
            (None, _) => "–".to_string(),
            (Some(from), None) => format!("{from} …"),
            (Some(from), Some(until)) => format!("{from} … {until}"),
        };
        let ways: Vec<_> = step.ways.iter().map(|way| way_in(*way, lang)).collect();
        let again = match step.again {
            None => pick("once", "一次").to_string(),
            Some(days) if zh => format!("每 {days} 日"),
            Some(days) => format!("every {days} days"),
        };
        format!(
            "| `{}`{}{}{person} | `{}` | {} | {days} | {} | {} | {again} | {} |\n",
            row.name,
            pick(": ", "："),
            row.title(lang),
            row.kind,
            to.join(join),
            ways.join(join),
            self.waits(step, lang),
            row.ground(lang),
        )
    }

    /// What a step waits for, in a few words.
    fn waits(&self, step: &Step, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let mut all = Vec::new();
        let title = |at: &usize| format!("`{}`", self.steps()[*at].row.name);
        if !step.only.is_empty() {
            let names: Vec<_> = step.only.iter().map(|rest| format!("`{}`", rest.name())).collect();
            all.push(if zh {
                format!("仅限 {}", names.join("、"))
            } else {
                format!("only {}", names.join(", "))
            });
        }
        if step.gap > 0 {
            let gap = step.gap;
            all.push(if zh {
                format!("上次催告送达后 {gap} 日")
            } else {
                format!("{gap} days after the last demand arrived")
            });
        }
        if !step.after.is_empty() {
            let names: Vec<_> = step.after.iter().map(title).collect();
            let days = step.row.days;
            all.push(match (zh, step.row.arrived) {
                (true, true) => format!("{} 送达满 {days} 日", names.join("、")),
                (true, false) => format!("曾进行 {} 之一", names.join("、")),
                (false, true) => format!("{days} days after {} arrived", names.join(" or ")),
                (false, false) => format!("one of {} before", names.join(", ")),
            });
        }
        if !step.never_after.is_empty() {
            let names: Vec<_> = step.never_after.iter().map(title).collect();
            all.push(if zh {
                format!("{} 之后不再进行", names.join("、"))
            } else {
                format!("not after {}", names.join(", "))
            });
        }
        if let Some(special) = step.row.special {
            let words = match special {
                Special::PlanGrace => ("the instalment's days of grace", "该期宽限期届满"),
                Special::PlanCure => (
                    "`plan-default` arrived, the days to make good are over",
                    "`plan-default` 送达且补足期限届满",
                ),
                Special::Mourning => ("30 days after the death", "死亡后满 30 日"),
                Special::Limitation => {
                    ("180 days before the limitation period ends", "诉讼时效届满前 180 日起")
                }
            };
            all.push(if zh { words.1 } else { words.0 }.to_string());
        }
        let given =
            step.row.when.iter().chain(&step.row.needs).map(|path| format!("`{path}`")).collect::<Vec<_>>();
        if !given.is_empty() {
            all.push(if zh {
                format!("填写 {}", given.join("、"))
            } else {
                format!("{} given", given.join(", "))
            });
        }
        if let Some(days) = step.row.within {
            all.push(if zh { format!("{days} 日内") } else { format!("within {days} days") });
        }
        if all.is_empty() { "–".to_string() } else { all.join(if zh { "；" } else { "; " }) }
    }
}

fn way_in(way: Way, lang: Lang) -> &'static str {
    if lang == Lang::Zh { way.chinese() } else { way.word() }
}
