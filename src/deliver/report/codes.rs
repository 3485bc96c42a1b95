//! Say in a few words what a finding's code stands for.

use crate::check;
use crate::finding::{Lang, Words};

/// What the code is about; empty for a code that nobody knows.
///
/// Codes of the program's own are named here, those of the rule book by what their rules demand.
pub fn about(code: &str, lang: Lang) -> String {
    if let Some((_, en, zh)) = OWN.iter().find(|(own, ..)| *own == code) {
        return Words::new(*en, *zh).get(lang).to_string();
    }
    let mut demands: Vec<String> = Vec::new();
    for rule in check::rules().filter(|rule| rule.code == code) {
        let said = rule.demands.words().get(lang).to_string();
        if !demands.contains(&said) {
            demands.push(said);
        }
    }
    demands.join(if lang == Lang::Zh { "；" } else { "; " })
}

/// Codes of faults that are no breach of a rule.
const OWN: [(&str, &str, &str); 25] = [
    ("D01", "a record that cannot be read", "记录无法读取"),
    ("D02", "a field that is missing", "缺少字段"),
    ("D03", "a field that is unknown or given twice", "字段未知或重复"),
    ("D04", "a value that is not what belongs there", "字段值不符合要求"),
    ("D05", "bytes that are no text", "字符编码错误"),
    ("D06", "a record too long or too deep", "记录过长或层级过深"),
    ("D07", "what a spreadsheet did to a value", "电子表格造成的数据损坏"),
    ("D08", "an id that was there before", "账户标识重复"),
    ("D09", "data that contradicts itself, the settings or the issue date", "数据与自身、设置或出具日期矛盾"),
    ("D10", "a document number that is taken", "文书编号已被占用"),
    ("G01", "a character that no face prints", "字体中没有的字"),
    ("G02", "a character that came out as a box", "排版后显示为方框的字"),
    ("G03", "a private-use character", "自造字"),
    ("G04", "a sign in place of a lost character", "代替丢失字符的占位符"),
    ("G05", "a character that cannot be seen", "不可见字符"),
    ("G06", "a variation selector", "异体字选择符"),
    ("G07", "an emoji or pictograph", "表情或图形符号"),
    ("G08", "a private-use position that was replaced", "按码表替换的自造字"),
    ("G09", "a middle dot that was replaced", "按间隔号打印的圆点"),
    ("G10", "a compatibility ideograph that was replaced", "按统一汉字打印的兼容汉字"),
    ("G11", "a sign that only looks like an ideograph", "形似汉字的部首或符号"),
    ("T01", "a template that fails", "模板出错"),
    ("T02", "a document that cannot be filled or set", "文书无法填写或排版"),
    ("T03", "a template that the typesetter warns about", "模板排版时有警告"),
    ("T04", "a failure of the program itself", "程序内部错误"),
];
