//! Refused rows of CSV, in sheets to be corrected and fed again.

use hanpress::inner::account::read::{Input, Reading, Row, read};

use super::*;

fn rows(folder: &Path, name: &str, text: &str) -> Vec<Row> {
    fs::write(folder.join(name), text).unwrap();
    let inputs = vec![Input::File(folder.join(name))];
    let entries = read(inputs, Reading { columns: columns(), ..Reading::default() }).unwrap();
    entries.map(|entry| entry.row.unwrap()).collect()
}

fn columns() -> BTreeMap<String, String> {
    BTreeMap::from([("客户姓名".into(), "debtor.name".into())])
}

fn refuse_all(folder: &Path, rows: Vec<Row>) {
    let (_output, mut register) = open(folder, Mode::Fresh).unwrap();
    for (seq, row) in (1..).zip(rows) {
        let words = Words::new("missing, or \"blank\"", "缺失");
        let findings = vec![Finding::error("D02", "card", words.clone()), Finding::error("D01", "", words)];
        register.record(&Origin { row: Some(row), ..origin(seq) }, Outcome::Refused(findings)).unwrap();
    }
    register.finish(&Session::start(1)).unwrap();
}

fn sheet(folder: &Path, name: &str) -> String {
    String::from_utf8(fs::read(folder.join(name)).unwrap()).unwrap()
}

const REASON: &str = "\"D02 card: missing, or \"\"blank\"\"; D01 missing, or \"\"blank\"\"\"";

#[test]
fn refused_rows_keep_their_cells_and_get_their_reasons() {
    let (input, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let text = "id,客户姓名,extra.memo\r\nA1,欧阳䶮,\"=1+1, \"\"so\"\"\"\r\nA2,王示例\r\n";
    refuse_all(folder.path(), rows(input.path(), "a.csv", text));
    let expected = format!(
        "\u{feff}id,客户姓名,extra.memo,退回原因\r\nA1,欧阳䶮,\"'=1+1, \"\"so\"\"\",{REASON}\r\nA2,王示例,,{REASON}\r\n"
    );
    assert_eq!(sheet(folder.path(), "refused.csv"), expected);
}

#[test]
fn rows_under_another_heading_get_a_sheet_of_their_own() {
    let (input, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut all = rows(input.path(), "a.csv", "id\nA1\n");
    all.extend(rows(input.path(), "b.csv", "id,客户姓名\nB1,王示例\n"));
    all.extend(rows(input.path(), "c.csv", "id\nA2\n"));
    refuse_all(folder.path(), all);
    let first = format!("\u{feff}id,退回原因\r\nA1,{REASON}\r\nA2,{REASON}\r\n");
    let second = format!("\u{feff}id,客户姓名,退回原因\r\nB1,王示例,{REASON}\r\n");
    assert_eq!(sheet(folder.path(), "refused.csv"), first);
    assert_eq!(sheet(folder.path(), "refused-2.csv"), second);
}
