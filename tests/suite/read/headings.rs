//! Headings: where they stand, what they mean, and what is told of those that mean nothing.

use super::*;

const CHINESE: &str = "客户编号,客户姓名,证件号码,卡号,币种,本金,利息,违约金,费用,欠款合计,到期还款日,截止日";

#[test]
fn chinese_names_of_fields_are_headings_as_they_are() {
    let entries = csv(format!("{CHINESE}\n{}\n", row("A1")));
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    let entries = csv(format!(
        "{}\n{}\n",
        CHINESE.replace("本金", " 本 金（元）").replace("到期还款日", "\"到期\n还款日\""),
        row("A1")
    ));
    assert_eq!(all_told(&entries), ["3 A1 ok"]);
}

#[test]
fn titles_above_and_sums_below_are_passed_over_and_told() {
    let below = [
        "合计,,,,,8376.25,125.64,41.88,0.00,8543.77,,",
        "总 计：,,,,,1,,,,,,",
        "制表人：张三,,,,审核：李四,,,,,,,",
        "合计,2,,,,1.00,,,,,,",
        "审核 李四,,,,,,,,,,,",
        "以上数据来自：核心系统,,,,,,,,,,,",
    ];
    let text = format!(
        "示例银行2026年11月逾期客户清单,,,,,,,,,,,\n制表日期：2026-11-22,,,,,,,,,,,\n{CHINESE}\n{}\n{}\n{}\n",
        row("A1"),
        below.join("\n"),
        row("A2")
    );
    let (entries, notes) = Inputs::new().noted("a.csv", text);
    assert_eq!(all_told(&entries), ["4 A1 ok", "11 A2 ok"]);
    assert_eq!(
        notes,
        [
            "rows 1, 2 above the headings passed over",
            "rows 5, 6, 7, 8, 9, 10 of sums, signatures or notes passed over"
        ]
    );
}

#[test]
fn nobody_is_passed_over_for_a_name_like_a_sum() {
    let entries = csv_rows(&[row("总计A1"), row("A2").replace(NAME, "合计"), row("小计明")]);
    assert_eq!(entries.len(), 3);
}

#[test]
fn the_heading_row_is_where_it_is_said_to_be() {
    let mut inputs = Inputs::new();
    inputs.reading.heading_row = Some(3);
    inputs.reading.skip_rows = vec![4];
    let text = format!("{HEADER}\nx\n{HEADER}\n{}\n{}\n", row("A0"), row("A1"));
    assert_eq!(all_told(&inputs.entries("a.csv", text)), ["5 A1 ok"]);
    inputs.reading.heading_row = Some(9);
    let fault = inputs.fault("a.csv", format!("{HEADER}\n{}\n", row("A0")));
    assert!(fault.message.en.starts_with("row 9, in which the headings should stand"));
}

#[test]
fn all_unknown_headings_are_told_at_once_each_with_its_nearest() {
    let header = HEADER.replace("debtor.name", "客户名称").replace("as_of", "截至日期")
        + ",经办支行,序号,联系人证件号";
    let fault = Inputs::new().fault("a.csv", format!("{header}\n"));
    assert_eq!(
        fault.message.en,
        "5 columns are no fields of an account: column 2 `客户名称`, column 12 `截至日期`, column 13 `经办支行`, \
         column 14 `序号`, column 15 `联系人证件号`"
    );
    let hints: Vec<_> = fault.hints.iter().map(|hint| hint.en.as_str()).collect();
    assert_eq!(hints[0], "column 2 `客户名称`: did you mean `debtor.name`?");
    assert_eq!(hints[1], "column 12 `截至日期`: did you mean `as_of`?");
    assert!(hints[2].contains("`\"经办支行\" = \"\"`"), "{}", hints[2]);
    assert_eq!(hints.len(), 3, "nothing is proposed for what may mean anything");
}

#[test]
fn a_wrong_field_is_never_proposed() {
    for heading in ["序号", "联系人姓名", "第二期还款日", "name", "未还金额", "担保人证件号码", "备注"]
    {
        let fault = Inputs::new().fault("a.csv", format!("{HEADER},{heading}\n"));
        let said = format!("{:?}", fault.hints);
        let wrong = said.contains("did you mean") && !said.contains(" or ");
        assert!(!wrong, "{heading}: {said}");
    }
}

#[test]
fn several_headings_may_stand_for_one_field_but_not_in_one_file() {
    let mut inputs = Inputs::new();
    let columns = [("户名", "debtor.name"), ("姓名", "debtor.name"), ("备注", ""), ("T.CUST_NO", "id")];
    inputs.reading.columns = columns.map(|(heading, path)| (heading.to_string(), path.to_string())).into();
    for heading in ["户名", "姓名", "户 名", "debtor.name"] {
        let header = HEADER.replace("debtor.name", heading) + ",备注";
        let entries = inputs.entries("a.csv", format!("{header}\n{},secret\n", row("A1")));
        assert_eq!(all_told(&entries), ["2 A1 ok"], "{heading}");
    }
    let fault = inputs.fault("a.csv", format!("{},姓名\n", HEADER.replace("debtor.name", "户名")));
    assert_eq!(fault.message.en, "columns 2 `户名` and 13 `姓名` both stand for `debtor.name`");
    let header = HEADER.replacen("id", "t.cust_no", 1);
    assert_eq!(all_told(&inputs.entries("a.csv", format!("{header}\n{}\n", row("A1")))), ["2 A1 ok"]);
}

#[test]
fn the_first_row_of_a_file_without_headings_is_never_shown() {
    let chinese = format!("甲乙,{NAME},女士,东城区某路一号,普通卡");
    let spaced = chinese.replace(',', "^");
    for sign in [",", ";", "|", "\t", "^", "\u{1}", "，"] {
        for text in [row("A1"), row("甲1"), chinese.clone(), spaced.clone(), format!("id,{chinese}")] {
            let text = text.replace(',', sign);
            let fault = Inputs::new().fault("a.csv", format!("{text}\n{text}\n"));
            let said = format!("{fault:?}");
            let shows = |words: &str| said.contains(words);
            // Where one heading is known, the others are taken for headings, too.
            if !text.starts_with("id") {
                assert!(!shows(NAME) && !shows("东城区"), "{sign:?}: {said}");
            }
            assert!(!shows(ID_NUMBER) && !shows(CARD), "{sign:?}: {said}");
        }
    }
}

#[test]
fn headings_of_a_program_are_shown_though_none_is_known() {
    let fault = Inputs::new().fault("a.csv", "cust_nm,acct_bal_x\n");
    assert!(fault.message.en.contains("`cust_nm`"), "{}", fault.message.en);
}
