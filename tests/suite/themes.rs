//! Themes: the same words in other faces and measures, for all kinds or for one.

use std::collections::BTreeMap;

use hanpress::inner::desk::Desk;
use hanpress::inner::issuer::Theme;
use hanpress::inner::typeset::{Typeset, walk};
use serde_json::{Value, json};
use tempfile::TempDir;
use typst::visualize::{Color, Paint};

use super::golden::{names, root};
use super::workshop::{desk, desk_of, example, file, make, told, with};

/// A case of each built-in kind and of what is hard to set; the lawyer's has an issuer of its own.
fn cases() -> Vec<String> {
    let all = names(&root()).into_iter();
    let own = |case: &String| root().join(case).join("issuer.toml").exists();
    all.filter(|case| root().join(case).is_dir() && !own(case)).collect()
}

/// The example issuer file with more in it.
fn issuer_with(more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        std::fs::copy(file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let text = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    std::fs::write(folder.path().join("issuer.toml"), format!("{text}\n{more}\n")).unwrap();
    folder
}

fn desk_with(more: &str) -> Desk {
    desk_of(&issuer_with(more).path().join("issuer.toml"), None).unwrap_or_else(|stop| panic!("{stop:?}"))
}

fn refused_with(more: &str) -> (String, String) {
    let stop = desk_of(&issuer_with(more).path().join("issuer.toml"), None).unwrap_err();
    let hints = stop.hints.iter().map(|hint| format!("{} {}\n", hint.en, hint.zh));
    (format!("{}\n{}", stop.message.en, stop.message.zh), hints.collect())
}

fn set(desk: &Desk, account: &Value) -> (String, Typeset) {
    let (prepared, typeset) = make(desk, account).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    (prepared.filled.source().to_string(), typeset)
}

/// How many characters each family sets.
fn families(typeset: &Typeset) -> BTreeMap<String, usize> {
    let mut families = BTreeMap::new();
    for page in typeset.document().pages() {
        walk(&page.frame, 0.0, 0.0, &mut |run, _, _| {
            *families.entry(run.font.info().family.to_string()).or_default() += run.text.chars().count();
        });
    }
    families
}

/// Whether most Chinese words are in 仿宋.
fn is_official(typeset: &Typeset) -> bool {
    let families = families(typeset);
    let count = |family: &str| families.get(family).copied().unwrap_or_default();
    count("Zhuque Fangsong") > count("Noto Serif SC") + count("Noto Sans SC")
}

#[test]
fn every_case_is_set_in_the_official_theme_with_the_same_words_and_proven() {
    let official = desk_with("[page]\ntheme = \"official\"");
    let mut failed = Vec::new();
    for case in cases() {
        let account = example(&case);
        let (source, usual) = set(desk(), &account);
        let (theirs, typeset) = match make(&official, &account) {
            Ok((prepared, typeset)) => (prepared.filled.source().to_string(), typeset),
            Err(findings) => {
                failed.push(format!("{case}: {}", told(&findings)));
                continue;
            }
        };
        assert_eq!(source, theirs, "{case}: the words");
        assert!(is_official(&typeset) && !is_official(&usual), "{case}: {:?}", families(&typeset));
        assert!(!families(&usual).contains_key("Zhuque Fangsong"), "{case}");
        let size = typeset.printed().usual_size();
        assert!(size > 10.4 && size < 12.1, "{case}: {size}");
        if typeset.pages() > usual.pages() + 1 + usual.pages() / 4 {
            failed.push(format!("{case}: {} pages, {} in the other theme", typeset.pages(), usual.pages()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn large_print_and_fax_go_with_the_official_theme() {
    let (large, fax) = ["large", "one-bit"]
        .map(|look| desk_with(&format!("[page]\ntheme = \"official\"\nlook = \"{look}\"")))
        .into();
    let mut failed = Vec::new();
    for case in cases() {
        for (desk, look) in [(&large, "large"), (&fax, "one-bit")] {
            let typeset = match make(desk, &example(&case)) {
                Ok((_, typeset)) => typeset,
                Err(findings) => {
                    failed.push(format!("{case}, {look}: {}", told(&findings)));
                    continue;
                }
            };
            let size = typeset.printed().usual_size();
            if look == "large" {
                assert!(size > 13.4, "{case}: {size}");
                continue;
            }
            for page in typeset.document().pages() {
                walk(&page.frame, 0.0, 0.0, &mut |run, _, _| {
                    assert_eq!(run.fill, Paint::Solid(Color::BLACK), "{case}: {}", run.text);
                });
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_kind_has_a_theme_of_its_own() {
    let is = |desk: &Desk, case: &str| is_official(&set(desk, &example(case)).1);
    let one = desk_with("[kinds.demand-letter]\ntheme = \"official\"");
    assert_eq!((is(&one, "demand-letter-annex"), is(&one, "notice-m1")), (true, false));
    let but_one = desk_with("[page]\ntheme = \"公文\"\n\n[kinds.\"信用卡欠款催收函\"]\ntheme = \"modern\"");
    assert_eq!((is(&but_one, "demand-letter-annex"), is(&but_one, "notice-m1")), (false, true));
    // A theme of a kind says nothing of what it may show, nor the other way round.
    let both = desk_with("[kinds.repayment-agreement]\ntheme = \"official\"\nmasking = \"letter\"");
    let (source, typeset) = set(&both, &example("agreement-waiver"));
    assert!(is_official(&typeset) && source.contains("****"), "{source}");
}

#[test]
fn a_theme_or_kind_that_is_none_is_refused_with_the_nearest() {
    let (said, hints) = refused_with("[page]\ntheme = \"offical\"");
    for words in ["page.theme", "one of modern, official", "以下之一：现代、公文"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let all = format!("{said}{hints}");
    assert!(all.contains("did you mean `official`?") && all.contains("是否应为 `official`？"), "{all}");
    let (said, _) = refused_with("[page]\ntheme = \"甲骨文\"");
    assert!(said.contains("page.theme") && !said.contains("did you mean"), "{said}");
    let (said, hints) = refused_with("[kinds.demand-leter]\ntheme = \"official\"");
    assert!(said.contains("there is no kind `demand-leter`") && said.contains("[kinds]"), "{said}");
    assert!(hints.contains("did you mean `demand-letter`?"), "{hints}");
}

#[test]
fn rare_names_are_printed_in_the_official_theme_too() {
    let official = desk_with("[page]\ntheme = \"official\"");
    for case in ["notice-m1-rare-name", "agreement-rare-name"] {
        let account = example(case);
        let name = account["debtor"]["name"].as_str().unwrap().to_string();
        let typeset = set(&official, &account).1;
        let text = typeset.text();
        let printed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(printed.contains(&name), "{name}: {text}");
        let other =
            families(&typeset).keys().any(|family| ["BabelStone Han", "HanaMinB"].contains(&family.as_str()));
        assert!(other, "{case}: {:?}", families(&typeset));
    }
    // One of the traditional form, which 仿宋 lacks, in the middle of a name.
    let typeset = set(&official, &with(example("notice-m1"), "/debtor/name", "王鿭龑")).1;
    assert!(typeset.text().contains("王鿭龑"));
}

#[test]
fn the_issuers_colour_is_that_of_letterhead_and_lines_alone() {
    let desk = desk_with("[page]\ntheme = \"official\"\naccent = \"#0B5D3B\"");
    let accent = Paint::Solid("#0B5D3B".parse::<Color>().unwrap());
    for case in ["notice-m1", "demand-letter-annex", "settlement-certificate"] {
        let typeset = set(&desk, &example(case)).1;
        let (mut named, mut others) = (0, Vec::new());
        for page in typeset.document().pages() {
            walk(&page.frame, 0.0, 0.0, &mut |run, _, _| {
                if run.fill == accent {
                    named += 1;
                    if !"示例银行股份有限公司信用卡中心".contains(run.text.as_str()) {
                        others.push(run.text.to_string());
                    }
                }
            });
        }
        assert!(named > 0 && others.is_empty(), "{case}: {others:?}");
    }
    // The words of a page have the same order for who hears them.
    let to = with(example("notice-m1"), "/addressee", json!({ "role": "debtor", "look": "standard" }));
    let tree = super::golden::aloud(set(&desk, &to).1.pdf());
    let order = [
        "P 示例银行股份有限公司信用卡中心\n",
        "P 客服热线400-000-0000\n",
        "P 文书编号 HP-20261123-",
        "H1 信用卡逾期还款通知书\n",
        "P 请您在此日期前（含当日）还款\n",
        "H2 全部还清\n",
        "H2 还款方式\n",
    ];
    super::golden::in_order(&tree, &order);
}

#[test]
fn the_command_line_and_the_issuer_file_take_the_same_words() {
    let read = |word: &str| {
        let issuer = crate::check::issuer_with(&json!({ "page": { "theme": word } }));
        hanpress::inner::issuer::IssuerFile::read(&issuer).ok().map(|file| file.page.theme)
    };
    for word in ["modern", "现代", "宋体", "official", "公文", "仿宋", "公文格式", "Official"] {
        let typed: Option<Theme> = hanpress::inner::record::meant(word);
        assert!(typed.is_some(), "{word}");
        assert_eq!(typed, read(word), "{word}");
    }
    assert_eq!((hanpress::inner::record::meant::<Theme>("楷体"), read("楷体")), (None, None));
    let refused = crate::cli::Scene::new().run("gallery --theme 楷体 --out g");
    assert!(refused.code == Some(2) && refused.err.contains("there is no theme `楷体`"), "{}", refused.err);
}
