//! Records that name their fields as the issuer's data does.

use super::*;

fn mapped(columns: &[(&str, &str)], text: String) -> Vec<Entry> {
    let mut inputs = Inputs::new();
    inputs.reading.columns =
        columns.iter().map(|(name, path)| (name.to_string(), path.to_string())).collect();
    inputs.entries("a.jsonl", text)
}

/// The account as a flat object of these names.
fn flat(names: [&str; 12]) -> String {
    let cells = row("A1");
    let fields = names.iter().zip(cells.split(',')).map(|(name, cell)| format!("\"{name}\":\"{cell}\""));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

#[test]
fn flat_records_of_any_names_make_the_same_account() {
    let expected = json(account("A1"))[0].sha256;
    let dotted: Vec<&str> = HEADER.split(',').map(str::trim).collect();
    let dotted: [&str; 12] = dotted.try_into().unwrap();
    let chinese = "客户编号,客户姓名,证件号码,卡号,币种,本金,利息,违约金,费用,欠款合计,到期还款日,截止日";
    let chinese: Vec<&str> = chinese.split(',').collect();
    for text in [flat(dotted), flat(chinese.try_into().unwrap())] {
        let entries = mapped(&[], text);
        assert_eq!(all_told(&entries), ["1 A1 ok"]);
        assert_eq!(entries[0].sha256, expected);
    }
    let snake = flat(dotted).replace("debtor.name", "cust_nm").replace("ledgers.0.principal", "PRIN_BAL");
    let snake = snake.replacen('{', r#"{"dt":"20261122","load_ts":null,"#, 1);
    let columns = [
        ("cust_nm", "debtor.name"),
        ("prin_bal", "ledgers.0.principal"),
        ("dt", ""),
        ("load_ts", "extra.load"),
    ];
    let entries = mapped(&columns, snake);
    assert_eq!(all_told(&entries), ["1 A1 ok"]);
    assert_eq!(entries[0].sha256, expected);
}

#[test]
fn a_name_that_nobody_knows_stays_a_fault_and_a_field_given_twice_is_told() {
    let unknown = account("A1").replacen('{', r#"{"cust_nm":"x","#, 1);
    assert_eq!(all_told(&mapped(&[], unknown)), ["1 A1 D03 cust_nm"]);
    let twice = account("A1").replacen('{', r#"{"debtor.name":"x","#, 1);
    assert_eq!(all_told(&mapped(&[], twice)), ["1 A1 D03 debtor"]);
    let parts =
        account("A1").replacen('{', r#"{"debtor.email":"x@example.com","ledgers.1.currency":null,"#, 1);
    assert_eq!(all_told(&mapped(&[], parts)), ["1 A1 ok"]);
}
