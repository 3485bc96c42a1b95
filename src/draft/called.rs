//! Call a person in a message that others may see on the screen: by surname and 先生 or 女士, or as 客户.

/// Surnames of two characters that are in use.
const DOUBLE: &str = "欧阳 司马 上官 诸葛 皇甫 令狐 慕容 尉迟 长孙 东方 夏侯 公孙 轩辕 宇文 端木 司徒 独孤 南宫 西门 百里 呼延 \
    澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 闻人 赫连 拓跋 万俟 鲜于 闾丘 司空 亓官 司寇 颛孙 巫马 公西 漆雕 乐正 \
    壤驷 公良 夹谷 宰父 谷梁 段干 东郭 南门 羊舌 微生 梁丘 左丘 第五";

/// How a person is called: `王先生`, `欧阳女士`; `客户` where nobody says which of the two, or where the name has no surname
/// that could be told from the rest.
///
/// What begins with two characters that may be a surname is called by both only where a given name is left.
pub(super) fn called(name: &str, salutation: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let han = |c: &char| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}');
    if salutation.is_empty() || !(2..=4).contains(&chars.len()) || !chars.iter().all(han) {
        return "客户".to_string();
    }
    let two: String = chars[..2].iter().collect();
    let double = chars.len() > 2 && DOUBLE.split_whitespace().any(|known| known == two);
    let surname = if double { two } else { chars[0].to_string() };
    format!("{surname}{salutation}")
}
