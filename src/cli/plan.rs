//! `hanpress plan`: a repayment schedule for the negotiator.

use crate::error::Stop;
use crate::finding::{Lang, Words};
use crate::money::{Currency, Money};
use crate::plan::plan_fault::PlanFault;
use crate::plan::{
    Cycle, Method, PlanCost, Remainder, Request, Schedule, StepOf, five_years_after, schedule,
};
use crate::record::half_width;
use rust_decimal::Decimal;
use serde_json::json;

use super::Ending;
use super::amount::{currency, day, money, rate};
use super::args::{Cut, Format, Pace, Plan, Rest};
use super::console::Console;

pub(crate) fn plan(typed: &Plan, console: &Console) -> Result<Ending, Stop> {
    let request = request(typed)?;
    let schedule = schedule(&request).map_err(|fault| fault.words())?;
    let cost = PlanCost::of(&schedule, request.signed_on, request.cycle)
        .ok_or_else(|| PlanFault::OutOfRange.words())?;
    match console.format {
        Format::Human => console.block(&(table(&schedule, console) + &cost_in_words(&cost, console)))?,
        Format::Json => console.data(&as_json(&schedule, &cost))?,
        Format::Csv => console.block(&as_csv(&schedule, &cost))?,
    }
    let limit = five_years_after(request.signed_on);
    match schedule.last_due().filter(|last| *last > limit) {
        None => Ok(Ending::Well),
        Some(last) => {
            console.refused("R05", &Words::new(
                format!(
                    "the last instalment is due on {last}, later than {limit}: five years from signing at the most (办法 70)"
                ),
                format!("末期还款日 {last} 晚于 {limit}：期限自签署之日起最长五年（办法第七十条）"),
            ));
            Ok(Ending::Refused)
        }
    }
}

fn request(typed: &Plan) -> Result<Request, Stop> {
    let currency = currency(&typed.currency)?;
    let sum = |figure: &str, name: &str| money(figure, currency).map_err(|stop| of_option(name, stop));
    let day = |text: &str, name: &str| day(text).map_err(|stop| of_option(name, stop));
    Ok(Request {
        total: sum(&typed.total, "total")?,
        method: match typed.method {
            Cut::Equal => Method::Equal,
            Cut::EqualPayment => Method::EqualPayment,
            Cut::EqualPrincipal => Method::EqualPrincipal,
            Cut::Steps => Method::Steps,
        },
        instalments: typed.instalments.as_deref().map(instalments).transpose()?,
        first_due: day(&typed.first_due, "first-due")?,
        cycle: match typed.cycle {
            Pace::Month => Cycle::Month,
            Pace::Week => Cycle::Week,
        },
        annual_rate: rate(&typed.annual_rate).map_err(|stop| of_option("annual-rate", stop))?,
        down_payment: sum(&typed.down_payment, "down-payment")?,
        signed_on: day(&typed.signed_on, "signed-on")?,
        remainder: match typed.remainder {
            Rest::Last => Remainder::Last,
            Rest::First => Remainder::First,
            Rest::Spread => Remainder::Spread,
        },
        steps: typed.steps.iter().map(|text| step(text, currency)).collect::<Result<_, _>>()?,
    })
}

/// The same, told of an option.
fn of_option(name: &str, stop: Stop) -> Stop {
    let Words { en, zh } = stop.message;
    Stop { message: Words::new(format!("`--{name}`: {en}"), format!("`--{name}`：{zh}")), ..stop }
}

/// A number of instalments, as it is typed and spoken of: `60`, `60期`.
fn instalments(text: &str) -> Result<u32, Stop> {
    let plain = half_width(text.trim());
    let count = plain.strip_suffix('期').unwrap_or(&plain).trim().parse();
    count.map_err(|_| {
        Stop::new(
            format!("`--instalments {text}`: this is no number of instalments"),
            format!("`--instalments {text}`：不是期数"),
        )
        .hint("give a whole number, such as `60`", "请写整数，如 `60`")
    })
}

/// A step as `6x500` or `18`.
fn step(text: &str, currency: Currency) -> Result<StepOf, Stop> {
    let (count, amount) = match text.split_once(['x', '×']) {
        Some((count, amount)) => (count, Some(amount)),
        None => (text, None),
    };
    let amount =
        amount.map(|amount| money(amount, currency)).transpose().map_err(|stop| of_option("step", stop))?;
    match count.trim().parse() {
        Ok(count) => Ok(StepOf { count, amount }),
        Err(_) => {
            Err(Stop::new(format!("`--step {text}` is no step"), format!("`--step {text}` 不是有效的阶梯"))
                .hint("write it as `6x500`, the last one as `18`", "请写作 `6x500`，末阶段写作 `18`"))
        }
    }
}

/// A yearly share with eight decimals, as data files have it: `0.06167781`.
fn share(of: Decimal) -> String {
    format!("{:.8}", of.round_dp(8))
}

/// What the plan costs, under its table.
fn cost_in_words(cost: &PlanCost, console: &Console) -> String {
    let percent = |share: Option<Decimal>, beyond: &str| match share {
        Some(share) => format!("{}%", PlanCost::percent(share)),
        None => beyond.to_string(),
    };
    let (yearly, simple) = (
        percent(cost.yearly, console.says("more than can be stated", "超出可计算范围")),
        percent(cost.simple, console.says("more than can be stated", "超出可计算范围")),
    );
    let charges = cost.charges;
    match console.lang {
        Lang::En => format!(
            "cost: {charges}, a year {yearly} (internal rate of return by days, compounded); {simple} by periods (simple)\n"
        ),
        Lang::Zh => format!(
            "综合融资成本：{charges}，年化 {yearly}（内部收益率法，按实际天数，复利）；按期折算 {simple}（单利）\n"
        ),
    }
}

fn as_json(schedule: &Schedule, cost: &PlanCost) -> String {
    let rows: Vec<_> = schedule
        .rows()
        .iter()
        .map(|row| {
            json!({
                "n": row.n, "due_date": row.due_date.to_string(), "amount": row.amount.plain(),
                "principal": row.principal.plain(), "interest": row.interest.plain(),
                "fees": row.fees.plain(), "balance": row.balance.plain(),
            })
        })
        .collect();
    json!({
        "currency": schedule.total().currency().code(),
        "total": schedule.total().plain(),
        "principal": schedule.principal().plain(),
        "interest": schedule.interest().plain(),
        "annual_cost": cost.yearly.map(share),
        "annual_cost_simple": cost.simple.map(share),
        "rows": rows,
    })
    .to_string()
}

/// The rows; the yearly cost stands in each, as a table has no other place for it.
fn as_csv(schedule: &Schedule, cost: &PlanCost) -> String {
    let mut out =
        String::from("n,due_date,amount,principal,interest,fees,balance,annual_cost,annual_cost_simple\n");
    let [yearly, simple] = [cost.yearly, cost.simple].map(|of| of.map(share).unwrap_or_default());
    for row in schedule.rows() {
        let sums = [row.amount, row.principal, row.interest, row.fees, row.balance].map(Money::plain);
        out.push_str(&format!("{},{},{},{yearly},{simple}\n", row.n, row.due_date, sums.join(",")));
    }
    out
}

/// A table for a terminal: figures right-aligned, a total below.
fn table(schedule: &Schedule, console: &Console) -> String {
    let head = match console.lang {
        Lang::En => ["n", "due", "amount", "principal", "interest", "balance"],
        Lang::Zh => ["期次", "还款日", "本期应还", "本金", "利息", "剩余本金"],
    };
    let mut out = String::new();
    let mut line = |cells: [String; 6]| {
        let [n, due, sums @ ..] = cells;
        let sums: String = sums.iter().map(|cell| format!("  {}", padded(cell, 16))).collect();
        out.push_str(&format!("{}  {}{sums}\n", padded(&n, 6), padded(&due, 10)));
    };
    line(head.map(str::to_string));
    for row in schedule.rows() {
        let n = if row.n == 0 { console.says("down", "首付").to_string() } else { row.n.to_string() };
        let sums = [row.amount, row.principal, row.interest, row.balance].map(|sum| sum.to_string());
        let [amount, principal, interest, balance] = sums;
        line([n, row.due_date.to_string(), amount, principal, interest, balance]);
    }
    let sums = [schedule.total(), schedule.principal(), schedule.interest()].map(|sum| sum.to_string());
    let [total, principal, interest] = sums;
    line([
        console.says("total", "合计").to_string(),
        String::new(),
        total,
        principal,
        interest,
        String::new(),
    ]);
    out
}

/// Right-aligned in so many columns of a terminal; a Chinese character takes two.
fn padded(text: &str, columns: usize) -> String {
    let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{}{text}", " ".repeat(columns.saturating_sub(taken)))
}
