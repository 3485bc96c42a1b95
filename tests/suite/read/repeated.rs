//! Heading rows among accounts, headings on two rows, and rows that are passed over below.

use super::*;
use hanpress::inner::account::read::faults;

const CHINESE: &str = "客户编号,客户姓名,证件号码,卡号,币种,本金,利息,违约金,费用,欠款合计,到期还款日,截止日";

fn amounts(entry: &Entry) -> String {
    let account = entry.account.as_ref().unwrap_or_else(|_| panic!("{}", words(entry)));
    let ledger = &account.ledgers[0];
    format!("{:?} {:?}", ledger.interest, ledger.penalty)
}

#[test]
fn rows_below_headings_in_another_order_are_read_by_them() {
    let swapped = CHINESE.replace("利息,违约金", "违约金,利息");
    let other = row("A2").replace("125.64,41.88", "41.88,125.64");
    let text = format!("{CHINESE}\n{}\n{swapped}\n{other}\n", row("A1"));
    let (entries, notes) = Inputs::new().noted("a.csv", text);
    assert_eq!(all_told(&entries), ["2 A1 ok", "4 A2 ok"]);
    assert_eq!(amounts(&entries[0]), amounts(&entries[1]));
    assert_eq!(notes, ["row 3 holds other headings; the rows below it are read by them"]);
}

#[test]
fn headings_once_more_in_another_spelling_are_passed_over() {
    let spelt = CHINESE.replace("本金", "本金（元）").replace("客户姓名", "debtor.name");
    let text = format!("{CHINESE}\n{}\n{spelt}\n{CHINESE}\n{}\n", row("A1"), row("A2"));
    let (entries, notes) = Inputs::new().noted("a.csv", text);
    assert_eq!(all_told(&entries), ["2 A1 ok", "5 A2 ok"]);
    assert_eq!(notes, ["rows 3, 4 with the headings once more passed over"]);
}

#[test]
fn the_input_breaks_off_at_headings_that_cannot_be_read() {
    for wrong in [CHINESE.replace("利息", "复利"), CHINESE.replace("利息", "本金"), format!("{CHINESE},备注")]
    {
        let entries = csv(format!("{CHINESE}\n{}\n{wrong}\n{}\n", row("A1"), row("A2")));
        assert_eq!(all_told(&entries), ["2 A1 ok", "4 - D01"], "{wrong}");
        let fault = &entries[1].account.as_ref().unwrap_err()[0];
        assert!(fault.message.en.contains("row 3 holds other headings"), "{}", fault.message.en);
        assert!(fault.hints.iter().any(|hint| hint.en.starts_with("keep one heading row")));
    }
}

#[test]
fn headings_on_two_rows_are_taken_together() {
    let upper = "客户编号,客户姓名,证件号码,卡号,币种,欠款明细,,,,,到期还款日,截止日";
    let lower = ",,,,,本金,利息,违约金,费用,欠款合计,,";
    let (entries, notes) = Inputs::new().noted("a.csv", format!("{upper}\n{lower}\n{}\n", row("A1")));
    assert_eq!(all_told(&entries), ["3 A1 ok"]);
    assert_eq!(notes, ["rows 1, 2 hold the headings together"]);
    // A group's heading that is a field's name, too.
    let known = upper.replace("欠款明细", "欠款合计");
    let entries = csv(format!("{known}\n{lower}\n{}\n", row("A1")));
    assert_eq!(all_told(&entries), ["3 A1 ok"]);
}

#[test]
fn closing_rows_of_several_cells_are_passed_over() {
    let below = [
        "制表人：张三,审核：李四,复核：王五,,,,,,,,,",
        "制表人：,张三,审核：,李四,,,,,,,,",
        "共2户，合计欠款17898.10元,,,,,,,,,,,",
        "共2户,合计欠款17898.10元,,,,,,,,,,",
    ];
    let text = format!("{CHINESE}\n{}\n{}\n", row("A1"), below.join("\n"));
    let (entries, notes) = Inputs::new().noted("a.csv", text);
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    assert_eq!(notes, ["rows 3, 4, 5, 6 of sums, signatures or notes passed over"]);
}

#[test]
fn rows_to_pass_over_are_told_with_those_that_are_not_there() {
    let mut inputs = Inputs::new();
    inputs.reading.skip_rows = vec![1, 3, 99];
    let (entries, notes) = inputs.noted("a.csv", format!("x\n{HEADER}\n{}\n{}\n", row("A0"), row("A1")));
    assert_eq!(all_told(&entries), ["4 A1 ok"]);
    assert_eq!(
        notes,
        [
            "rows 1, 3 passed over, as `skip_rows` says",
            "row 99 to pass over, as `skip_rows` says, are blank or not there"
        ]
    );
}

#[test]
fn words_are_not_turned_round() {
    let texts = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
    for (nothing, yes, no) in [
        (&["是"][..], &[][..], &[][..]),
        (&["否"], &[], &[]),
        (&[], &["否"], &[]),
        (&[], &[], &["１"]),
        (&[], &[], &[" True"]),
        (&["有"], &["有"], &[]),
        (&["无"], &[], &["无 "]),
        (&[], &["有"], &["有"]),
    ] {
        let reading =
            Reading { nothing: texts(nothing), yes: texts(yes), no: texts(no), ..Reading::default() };
        assert_eq!(faults(&reading).len(), 1, "{nothing:?} {yes:?} {no:?}");
    }
    let reading = Reading { nothing: texts(&["无"]), yes: texts(&["是", "有"]), ..Reading::default() };
    assert!(faults(&reading).is_empty());
    let reading = Reading { skip_rows: vec![0], ..Reading::default() };
    assert_eq!(faults(&reading)[0].message.en, "rows are counted from 1");
}

#[test]
fn what_points_at_the_headings_wrongly_is_named() {
    let text = format!("{HEADER}\n{}\n{}\n", row("A0"), row("A1"));
    let mut inputs = Inputs::new();
    inputs.reading.heading_row = Some(2);
    let fault = inputs.fault("a.csv", &text);
    assert!(fault.message.en.starts_with("row 2: "), "{}", fault.message.en);
    assert!(fault.hints.last().unwrap().en.contains("`heading_row = 2`"));
    let mut inputs = Inputs::new();
    inputs.reading.skip_rows = vec![1];
    assert!(inputs.fault("a.csv", &text).hints.last().unwrap().en.contains("`skip_rows`"));
    let mut inputs = Inputs::new();
    inputs.reading.delimiter = Some(b';');
    let said = inputs.fault("a.csv", &text).message.en;
    assert_eq!(said, "its cells are parted by `,`, not by `;` as `delimiter` says");
    let mut inputs = Inputs::new();
    inputs.reading.from = Some(Format::Tsv);
    let said = inputs.fault("a.csv", &text).message.en;
    assert_eq!(said, "its cells are parted by `,`, not by `tab` as `--from tsv` says");
}

#[test]
fn utf_16_without_a_mark_is_found_and_what_is_none_is_said() {
    let text = format!("{CHINESE}\r\n{}\r\n", row("A1").replace(NAME, "一最"));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(all_told(&Inputs::new().entries("a.csv", wide)), ["2 A1 ok"]);
    let mut inputs = Inputs::new();
    inputs.reading.encoding = Some(Encoding::Utf16);
    assert!(inputs.fault("a.csv", text).message.en.contains("this file is UTF-8, not UTF-16"));
}

#[test]
fn blank_lines_before_the_headings_are_passed_over() {
    let text = format!("{}{HEADER}\n{}\n", "\n".repeat(100_000), row("A1"));
    assert_eq!(all_told(&csv(text)), ["100002 A1 ok"]);
}

#[test]
fn what_is_wrong_with_a_packed_file_is_said() {
    let text = format!("{HEADER}\n{}\n", row("A1"));
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
    let whole = packer.finish().unwrap();
    for (bytes, told) in [
        (whole[..whole.len() - 12].to_vec(), "the packed file is damaged or cut off"),
        ([&whole[..], b"trash of some length"].concat(), "behind the packed text stand bytes"),
    ] {
        let inputs = Inputs::new();
        let said = match read(vec![inputs.file("a.csv.gz", bytes)], Reading::default()) {
            Err(fault) => fault.message.en,
            Ok(entries) => {
                entries.filter_map(|entry| entry.account.err()).map(|all| all[0].message.en.clone()).collect()
            }
        };
        assert!(said.contains(told), "{said}");
    }
}
