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

/// What every row is refused for: a column that the table may have, and the whole row; and a mere warning.
fn findings() -> Vec<Finding> {
    let missing = Words::new("`debtor.name` is missing, or \"blank\"", "缺少 `debtor.name`");
    vec![
        Finding::error("D02", "debtor.name", missing).hint("fill it in", "请填写"),
        Finding::error("D01", "", Words::new("cut off", "不完整")),
        Finding::warning("W01", "debtor.name", Words::new("doubtful", "存疑")).hint("look", "请核对"),
    ]
}

fn refuse_all(folder: &Path, rows: Vec<Row>) {
    let (_output, mut register) = open(folder, Mode::Fresh).unwrap();
    for (seq, row) in (1..).zip(rows) {
        register.record(&Origin { row: Some(row), ..origin(seq) }, Outcome::Refused(findings())).unwrap();
    }
    register.finish(&Session::start(1)).unwrap();
}

fn sheet(folder: &Path, name: &str) -> String {
    String::from_utf8(fs::read(folder.join(name)).unwrap()).unwrap()
}

/// What is told of a row whose table has a column for the name.
const TOLD: &str = "D02 客户姓名：缺少 “客户姓名”；D01 不完整,客户姓名：请填写；";

/// The same where no column holds it: by the field's own name.
const BARE: &str = TOLD;

/// How a row that cannot be read is mended in general, since the finding itself does not say it.
fn mend() -> &'static str {
    hanpress::inner::codes::named("D01").unwrap().mend.zh
}

fn told(text: &str) -> String {
    format!("{text}{}", mend())
}

#[test]
fn refused_rows_keep_their_cells_and_get_their_reasons() {
    let (input, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let text = "id,客户姓名,extra.memo\r\nA1,欧阳䶮,\"=1+1, \"\"so\"\"\"\r\nA2,王示例\r\n";
    refuse_all(folder.path(), rows(input.path(), "a.csv", text));
    let told = told(TOLD);
    let expected = format!(
        "\u{feff}id,客户姓名,extra.memo,退回原因,修改建议\r\nA1,欧阳䶮,\"'=1+1, \"\"so\"\"\",{told}\r\nA2,王示例,,{told}\r\n"
    );
    assert_eq!(sheet(folder.path(), "refused.csv"), expected);
    let first: serde_json::Value =
        serde_json::from_str(sheet(folder.path(), "refused.jsonl").lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["findings"][0]["column"], &first["findings"][1]["column"]),
        (&"客户姓名".into(), &serde_json::Value::Null)
    );
    assert_eq!(first["findings"].as_array().unwrap().len(), 3, "the warning is told there");
}

#[test]
fn rows_under_another_heading_get_a_sheet_of_their_own() {
    let (input, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut all = rows(input.path(), "a.csv", "id\nA1\n");
    all.extend(rows(input.path(), "b.csv", "id,客户姓名\nB1,王示例\n"));
    all.extend(rows(input.path(), "c.csv", "id\nA2\n"));
    refuse_all(folder.path(), all);
    let (bare, told) = (told(BARE), told(TOLD));
    let first = format!("\u{feff}id,退回原因,修改建议\r\nA1,{bare}\r\nA2,{bare}\r\n");
    let second = format!("\u{feff}id,客户姓名,退回原因,修改建议\r\nB1,王示例,{told}\r\n");
    assert_eq!(sheet(folder.path(), "refused.csv"), first);
    assert_eq!(sheet(folder.path(), "refused-2.csv"), second);
    let [bare, told] = [bare, told].map(|told| told.replace('；', "；\n").replacen(',', "|", 1));
    let [first, second, causes] = book(folder.path()).try_into().unwrap();
    assert_eq!(
        first,
        ("退回明细".into(), vec!["id|退回原因|修改建议".into(), format!("A1|{bare}"), format!("A2|{bare}")])
    );
    assert_eq!(
        second,
        ("退回明细2".into(), vec!["id|客户姓名|退回原因|修改建议".into(), format!("B1|王示例|{told}")])
    );
    let about = hanpress::inner::codes::named("D01").unwrap().says.zh;
    assert_eq!(causes.0, "汇总");
    assert_eq!(causes.1[0], "编号|原因|列|行数|首行（原文件）|首行（本簿）");
    assert_eq!(causes.1[1], format!("D01|{about}||3|accounts.jsonl:1|退回明细 第 2 行"));
    assert!(causes.1[2].starts_with("D02|"), "{}", causes.1[2]);
    assert!(causes.1[2].ends_with("|客户姓名|3|accounts.jsonl:1|退回明细 第 2 行"), "{}", causes.1[2]);
    assert_eq!(causes.1.len(), 3);
}

#[test]
fn a_refused_workbook_holds_texts_only_and_marks_what_is_wrong() {
    let (input, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let long = "长".repeat(40_000);
    let text = format!(
        "id,客户姓名,extra.memo,extra.号\r\n=1+1,_x000D_\u{1},+86,000123\r\nA2,王示例,{long},9900000000011017\r\n"
    );
    refuse_all(folder.path(), rows(input.path(), "a.csv", &text));
    let (_, rows) = book(folder.path()).remove(0);
    assert!(rows[1].starts_with("=1+1|_x000D_\u{1}|+86|000123|D02"), "{}", rows[1]);
    let cut: Vec<&str> = rows[2].split('|').collect();
    assert_eq!(cut[2].encode_utf16().count(), 32_767);
    assert!(cut[2].ends_with("refused.csv）") && cut[3] == "9900000000011017");
    let page = part(folder.path(), "xl/worksheets/sheet1.xml");
    assert!(!page.contains("<v>") && !page.contains("<f>"), "every cell is text");
    let look = |cell: &str| {
        let from = page.split(&format!("<c r=\"{cell}\" s=\"")).nth(1).unwrap();
        from.split('"').next().unwrap().to_string()
    };
    assert_eq!(
        (look("A2"), look("B2")),
        (look("C3"), look("B3")),
        "the column that is wrong is marked in each row"
    );
    assert_ne!(look("A2"), look("B2"));
    assert!(page.contains("ySplit=\"1\"") && page.contains("<autoFilter ref=\"A1:F3\"/>"), "{page}");
    let looks = part(folder.path(), "xl/styles.xml");
    assert!(looks.contains("FFC7CE") && looks.contains("numFmtId=\"49\""), "{looks}");
    // The CSV list keeps digits whole by a tab, which reading takes off.
    let list = sheet(folder.path(), "refused.csv");
    assert!(list.contains(",\t000123,") && list.contains(",\t9900000000011017,"));
    let again = self::rows(input.path(), "again.csv", &list);
    assert_eq!(again[0].cells[..4], ["=1+1", "_x000D_\u{1}", "+86", "000123"]);
    assert_eq!(again[1].cells[3], "9900000000011017");
}

#[test]
fn equal_runs_leave_equal_workbooks() {
    let (input, one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let text = "id,客户姓名\r\nA1,王示例\r\n";
    refuse_all(one.path(), rows(input.path(), "a.csv", text));
    refuse_all(two.path(), rows(input.path(), "a.csv", text));
    assert!(
        fs::read(one.path().join("refused.xlsx")).unwrap()
            == fs::read(two.path().join("refused.xlsx")).unwrap()
    );
    let core = part(one.path(), "docProps/core.xml");
    assert!(core.matches("2026-11-22T00:00:00Z").count() == 2, "{core}");
    let begun = files(one.path()).into_keys().filter(|name| !name.contains('/')).collect::<Vec<_>>();
    let expected = [
        ".lock",
        "index.csv",
        "index.xlsx",
        "manifest.jsonl",
        "refused.csv",
        "refused.jsonl",
        "refused.xlsx",
        "report.html",
        "report.json",
    ];
    assert_eq!(begun, expected);
}

#[test]
fn an_audit_counts_the_rows_of_the_workbook() {
    let (input, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut all = rows(input.path(), "a.csv", "id\nA1\nA2\n");
    all.extend(rows(input.path(), "b.csv", "id,客户姓名\nB1,王示例\n"));
    refuse_all(folder.path(), all);
    let (told, path) = (|| crate::audit::told(folder.path()), folder.path().join("refused.xlsx"));
    assert_eq!(told(), Vec::<String>::new());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(told(), ["A13 refused.xlsx: this workbook cannot be read"]);
    fs::remove_file(&path).unwrap();
    assert_eq!(told(), ["A09 refused.xlsx: the workbook of refused rows is missing"]);
    let fewer = TempDir::new().unwrap();
    refuse_all(fewer.path(), rows(input.path(), "a.csv", "id\nA1\n"));
    fs::copy(fewer.path().join("refused.xlsx"), &path).unwrap();
    assert_eq!(told(), ["A08 refused.xlsx: `refused.jsonl` names 3 rows of tables, this workbook holds 1"]);
}

/// The sheets of the workbook, each row as its cells between bars.
fn book(folder: &Path) -> Vec<(String, Vec<String>)> {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(folder.join("refused.xlsx")).unwrap();
    let line = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
    let sheets = book.worksheets().into_iter();
    sheets.map(|(name, range)| (name, range.rows().map(line).collect())).collect()
}

/// A part of the workbook as it is written.
fn part(folder: &Path, name: &str) -> String {
    use std::io::Read;
    let mut book = zip::ZipArchive::new(fs::File::open(folder.join("refused.xlsx")).unwrap()).unwrap();
    let mut text = String::new();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}
