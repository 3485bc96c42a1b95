//! Turn what Typst says into words that an author can act on: the nearest name, the sign to write, what there is.

use std::collections::BTreeSet;

use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::syntax::{LinkedNode, SyntaxKind};

use super::press::LetterWorld;
use crate::finding::Words;
use crate::near::nearest;

/// What Typst says of each delimiter that is open at the end.
pub(super) const UNCLOSED: &str = "unclosed delimiter";

/// How a filled letter begins a value.
const VALUE: &str = "#v(";

/// A message in both languages, with what to do.
pub(super) struct Said {
    pub(super) words: Words,
    pub(super) hints: Vec<Words>,
}

impl Said {
    fn new(en: &str, zh: impl Into<String>) -> Self {
        Self { words: Words::new(en, zh), hints: Vec::new() }
    }

    fn hint(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.hints.push(Words::new(en, zh));
        self
    }
}

/// Whether a value stands in code, where only a value in brackets may.
pub(super) fn is_value_in_code(diagnostic: &SourceDiagnostic, world: &LetterWorld<'_>) -> bool {
    diagnostic.message.contains("not valid in code") && behind(diagnostic, world).starts_with(VALUE)
}

/// What is said of a diagnostic, whose own words `message` are.
pub(super) fn said(diagnostic: &SourceDiagnostic, message: &str, world: &LetterWorld<'_>) -> Said {
    let part = |start: &str| message.strip_prefix(start).map(str::trim);
    if let Some(name) = part("unknown variable:") {
        return unknown_name(name, message, world);
    }
    if let Some(family) = part("unknown font family:") {
        return unknown_font(family, message, world);
    }
    if is_value_in_code(diagnostic, world) {
        return Said::new("a value stands in code without brackets", "代码中的值没有加方括号").hint(
            "write `[{{ name }}]` there, as in `date: [{{ pay_by }}]`",
            "请写作 `[{{ 名称 }}]`，如 `date: [{{ pay_by }}]`",
        );
    }
    if message == UNCLOSED {
        return unclosed(&behind(diagnostic, world));
    }
    if message.starts_with("file not found") {
        return no_file(message, world);
    }
    if message.starts_with("label `") {
        return Said::new(message, format!("引用了没有的标签；Typst 原文：“{message}”")).hint(
            "where `@` is to be printed, as in an address of e-mail, write `\\@`",
            "如需印出 `@`（如电子邮件地址），请写作 `\\@`",
        );
    }
    if message == "unclosed label" {
        return Said::new("`<` begins a label that is not closed", "`<` 被当作标签的开始，且没有结束")
            .hint("where it is to be printed, write `\\<`", "如需印出请写作 `\\<`");
    }
    if message.starts_with("unexpected closing bracket") {
        return Said::new(message, "`]` 没有对应的 `[`")
            .hint("where it is to be printed, write `\\]`", "如需印出请写作 `\\]`");
    }
    Said::new(message, format!("模板此处无法正确排版，请修改模板；Typst 原文：“{message}”"))
}

/// The words of a source from where a diagnostic stands.
fn behind(diagnostic: &SourceDiagnostic, world: &LetterWorld<'_>) -> String {
    let found = || {
        let (range, id) = (world.range(diagnostic.span)?, diagnostic.span.id()?);
        let source = typst::World::source(world, id).ok()?;
        Some(source.text().get(range.start..)?.chars().take(8).collect())
    };
    found().unwrap_or_default()
}

fn unknown_name(name: &str, message: &str, world: &LetterWorld<'_>) -> Said {
    let said = Said::new(message, format!("Typst 中没有名为 `{name}` 的变量或函数"));
    if !name.is_ascii() {
        return said.hint(
            "`#` before words makes them code: write `\\#` where it is to be printed, and a blank or `;` behind a name that words follow",
            "`#` 之后的文字会被当作代码：如需印出 `#` 请写作 `\\#`；名称后紧跟文字时，请在名称后加空格或 `;`",
        );
    }
    let names = names(world);
    // What is bound elsewhere under the very name is not seen here.
    match nearest(name, names.iter().map(String::as_str).filter(|other| *other != name)) {
        Some(near) => said.hint(
            format!("did you mean `{near}`? where `#` is to be printed, write `\\#`"),
            format!("是否应为 `{near}`？如需印出 `#` 请写作 `\\#`"),
        ),
        None => said.hint(
            "a letter begins with `#import \"/shared/letter.typ\": *`; where `#` is to be printed, write `\\#`",
            "模板开头须有 `#import \"/shared/letter.typ\": *`；如需印出 `#` 请写作 `\\#`",
        ),
    }
}

/// The names that modules and the letter bind, and those of Typst's own library.
fn names(world: &LetterWorld<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for source in world.sources() {
        bound(&LinkedNode::new(source.root()), &mut names);
    }
    let library = typst::World::library(world);
    let own = library.global.scope().iter().map(|(name, _)| name.to_string());
    names.extend(own.filter(|name| !name.starts_with("hanpress-")));
    names
}

fn bound(node: &LinkedNode<'_>, names: &mut BTreeSet<String>) {
    let binds = matches!(
        node.parent_kind(),
        Some(SyntaxKind::LetBinding | SyntaxKind::Closure | SyntaxKind::Params | SyntaxKind::Destructuring)
    );
    if node.kind() == SyntaxKind::Ident && binds {
        names.insert(node.leaf_text().to_string());
    }
    node.children().for_each(|child| bound(&child, names));
}

fn unknown_font(family: &str, message: &str, world: &LetterWorld<'_>) -> Said {
    let families: Vec<&str> = world.press().fonts().store().book().families().map(|(name, _)| name).collect();
    let said = Said::new(message, format!("没有 `{family}` 字体"));
    let said = said.hint(
        format!("the fonts are {}; `shared/theme.typ` calls them `song` and `hei`", families.join(", ")),
        format!("可用字体：{}；`shared/theme.typ` 中的 `song`、`hei` 即由其组成", families.join("、")),
    );
    said.hint("give the folder of others with `--font-dir`", "其他字体请用 `--font-dir` 指定所在文件夹")
}

fn no_file(message: &str, world: &LetterWorld<'_>) -> Said {
    let path = message.split("searched at ").nth(1).unwrap_or_default().trim_end_matches(')');
    if path == "typst.toml" {
        return Said::new("packages of Typst are not read", "不能使用 Typst 包").hint(
            "there is only what stands in the folder of templates: write what you need into a module of your own, `#import \"/shared/NAME.typ\": *`",
            "只能使用模板文件夹中的文件：请写入自己的模块，如 `#import \"/shared/文件名.typ\": *`",
        );
    }
    if path.ends_with(".typ") {
        return no_module(path, world);
    }
    let (en, zh) = match world.press().drawings() {
        none if none.is_empty() => ("there are none yet".to_string(), "目前没有".to_string()),
        some => (format!("there are {}", some.join(", ")), format!("现有：{}", some.join("、"))),
    };
    Said::new(message, "没有这个文件").hint(
        format!(
            "there is only what stands in the folder of templates, pictures as SVG: `#image(\"/KIND/NAME.svg\", alt: \"…\")`; {en}"
        ),
        format!("只能使用模板文件夹中的文件，图片须为 SVG：`#image(\"/文书种类/文件名.svg\", alt: \"…\")`；{zh}"),
    )
}

/// A module that there is not, and the one that may be meant.
fn no_module(path: &str, world: &LetterWorld<'_>) -> Said {
    let main = world.press().main();
    let modules = world.sources().filter(|source| source.id() != main);
    let names: BTreeSet<String> =
        modules.map(|source| source.id().vpath().get_without_slash().to_string()).collect();
    let said = Said::new(&format!("there is no module `{path}`"), format!("没有模块 `{path}`"));
    match nearest(path, names.iter().map(String::as_str)) {
        Some(near) => said.hint(format!("did you mean `/{near}`?"), format!("是否应为 `/{near}`？")),
        None => said.hint(
            format!("a module is named from the folder of templates on; there are {}", joined(&names, ", ")),
            format!("模块请从模板文件夹写起；现有：{}", joined(&names, "、")),
        ),
    }
}

fn joined(names: &BTreeSet<String>, gap: &str) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(gap)
}

/// What opens here and does not close.
fn unclosed(behind: &str) -> Said {
    let Some(open) = behind.chars().next() else {
        return Said::new(UNCLOSED, "此处开始的内容没有结束");
    };
    let said = Said::new(&format!("{UNCLOSED}: `{open}`"), format!("此处的 `{open}` 没有结束"));
    match open {
        '[' | '(' | '{' => {
            let close = match open {
                '[' => ']',
                '(' => ')',
                _ => '}',
            };
            said.hint(
                format!("it is opened here: put `{close}` where it ends"),
                format!("开头在此处：请在应结束的位置补上 `{close}`"),
            )
        }
        _ => said.hint(
            format!("where it is to be printed, write `\\{open}`"),
            format!("如需印出请写作 `\\{open}`"),
        ),
    }
}
