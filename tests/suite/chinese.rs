//! Under `--lang zh` every word is Chinese.

mod english;
mod help;
mod source;
mod typed;

use english::english;

#[test]
fn english_is_told_from_names_and_codes() {
    for fine in [
        "请用 `hanpress check --help` 查看",
        "写作 I/N，或 env/N；见 --shard",
        "CSV、JSON Lines 或 PDF/A 文件 report.html",
        "字段 ledgers[0].total、due_date",
        "环境变量 HANPRESS_KEY_PASSWORD",
        "模板出错，排版程序原文：“unknown variable: gapp”",
    ] {
        assert_eq!(english(fine), Vec::<String>::new(), "{fine}");
    }
    for (words, found) in [
        ("无法读取 file", vec!["file"]),
        ("error: 没有文件", vec!["error"]),
        ("`a.csv`：no such file", vec!["no", "such", "file"]),
        ("该值无法打印：a flag is a condition", vec!["flag", "is", "condition"]),
    ] {
        assert_eq!(english(words), found, "{words}");
    }
}
