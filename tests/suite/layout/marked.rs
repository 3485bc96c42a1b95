//! What a careful typographer marked, each as it is now.

use super::faults::{one, stress};
use super::lines::{MM, lines};
use crate::workshop::{desk, example, with};

#[test]
fn the_date_and_the_amounts_of_a_panel_stand_on_one_baseline() {
    let amount = regex::Regex::new(r"^[\d,]+\.\d\d$").unwrap();
    for case in ["notice-m1", "demand-letter-final"] {
        let letter = one(desk(), &example(case));
        let lines = lines(&letter);
        let date = lines.iter().find(|line| line.page == 0 && line.size > 15.0 && line.text.ends_with('日'));
        let date = date.unwrap_or_else(|| panic!("{case}: a panel with a date"));
        let beside: Vec<_> = lines
            .iter()
            .filter(|line| line.page == 0 && (line.y - date.y).abs() < 5.0 && amount.is_match(&line.text))
            .collect();
        assert!(beside.len() > 1, "{case}: {beside:?}");
        assert!(beside.iter().all(|line| (line.y - date.y).abs() < 0.05), "{case}: {date:?} {beside:?}");
    }
}

#[test]
fn a_salutation_of_more_lines_is_ragged() {
    let letter = one(desk(), &stress("S02"));
    let lines = lines(&letter);
    let first = lines.iter().find(|line| line.page == 0 && line.text.starts_with("尊敬的")).unwrap();
    let next = lines
        .iter()
        .find(|line| line.page == 0 && line.y > first.y + 1.0 && (line.x - first.x).abs() < 0.5)
        .unwrap();
    assert!(next.text.contains("女士"), "{first:?} {next:?}");
    let column = 25.0 * MM + 43.0 * 10.5;
    assert!(first.right < column - 3.0, "{first:?}");
}

#[test]
fn large_print_is_ragged_and_keeps_words_together() {
    let account =
        with(example("notice-m1"), "/addressee", serde_json::json!({ "role": "debtor", "look": "large" }));
    let letter = one(desk(), &account);
    let lines = lines(&letter);
    // A line of large print that is full would be as wide as its column. What a row of the sums says stands in two columns.
    let rows = ["透支本金", "利息", "违约金", "费用", "合计"];
    let torn: Vec<_> = lines
        .iter()
        .filter(|line| {
            let count = line.text.chars().filter(|c| !c.is_ascii()).count() as f64;
            line.size > 13.9
                && !rows.iter().any(|row| line.text.starts_with(row))
                && count > 15.0
                && line.right - line.x > (line.text.chars().count() as f64) * line.size * 1.02
        })
        .collect();
    assert!(torn.is_empty(), "{torn:#?}");
}

#[test]
fn who_signs_for_the_sender_is_named_beside_the_place_to_sign() {
    for look in ["standard", "large"] {
        let account = with(
            example("agreement-waiver"),
            "/addressee",
            serde_json::json!({ "role": "debtor", "look": look }),
        );
        let letter = one(desk(), &account);
        let lines = lines(&letter);
        let agent = lines.iter().find(|line| line.text.starts_with("授权代理人（")).unwrap();
        assert!(agent.text.ends_with("签字："), "{look}: {agent:?}");
        // No words where the pen goes: three centimetres to the right of it.
        let pen = agent.right..agent.right + 30.0 * MM;
        let there = lines.iter().find(|line| {
            line.page == agent.page && (line.y - agent.y).abs() < agent.size && pen.contains(&line.x)
        });
        assert!(there.is_none(), "{look}: {there:?}");
        assert!(pen.end < 190.5 * MM, "{look}");
    }
}
