//! Where the fields of signatures stand for who has a document read aloud.

use std::fs;

use super::{agreement, scene};
use crate::golden::aloud;

#[test]
fn a_field_is_read_where_one_signs() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let tree = aloud(&fs::read(scene.path("agreement.pdf")).unwrap());
    let lines: Vec<&str> = tree.lines().map(str::trim).collect();
    let at = |start: &str| lines.iter().position(|line| line.starts_with(start)).expect(start);
    let seal = at("Figure(发函方签章：");
    assert_eq!(lines[seal + 1], "Form(发函方签章) <creditor>");
    let borrower = at("Form(乙方签名)");
    let before = lines[..borrower].iter().rposition(|line| line.starts_with("Figure(乙方签名)"));
    assert!(before.is_some_and(|before| borrower - before <= 2), "{:?}", &lines[borrower - 3..=borrower]);
    assert!(at("P 甲方（盖章）") < borrower && borrower < at("H2 附件一还款计划表"), "{tree}");
}
