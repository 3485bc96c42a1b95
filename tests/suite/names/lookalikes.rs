//! Signs that look like ideographs: told with the ideograph, and never replaced.

use unicode_normalization::UnicodeNormalization;

use crate::check::{good, judge};
use crate::workshop::with;

/// The debtor's name as it is printed, and what is told of it.
fn judged(name: &str) -> (String, Vec<String>) {
    let value = with(good("overdue-notice"), "/debtor/name", name);
    let checked = judge(&value).unwrap_or_else(|findings| panic!("{findings:?}"));
    let told = checked.warnings().iter().filter(|finding| finding.code == "G11");
    let told = told.map(|finding| finding.message.en.clone()).collect();
    (checked.account().debtor.name.reveal().clone(), told)
}

#[test]
fn every_radical_in_a_name_is_told_with_its_ideograph_and_stays() {
    let assigned = |code: &u32| !matches!(code, 0x2E80 | 0x2E9A | 0x2EF4..=0x2EFF);
    let radicals = (0x2E80..=0x2FD5).filter(assigned).filter_map(char::from_u32);
    let mut count = 0;
    for radical in radicals {
        let name = format!("王{radical}");
        let (printed, told) = judged(&name);
        assert_eq!(printed, name, "U+{:04X}", u32::from(radical));
        let [told] = &told[..] else { panic!("U+{:04X} is told {told:?}", u32::from(radical)) };
        let ideograph = u32::from_str_radix(&told.split('`').nth(3).unwrap()[2..], 16).unwrap();
        let ideograph = char::from_u32(ideograph).unwrap();
        assert!(told.starts_with(&format!("character 2 is `U+{:04X}`, ", u32::from(radical))), "{told}");
        assert!(matches!(ideograph, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}'), "{told}");
        let folded: String = radical.nfkc().collect();
        assert!(folded == radical.to_string() || folded == ideograph.to_string(), "{told} against {folded}");
        count += 1;
    }
    assert_eq!(count, 114 + 214);
}

#[test]
fn signs_of_other_scripts_are_told_where_ideographs_surround_them() {
    for (name, meant) in
        [("陈ロ生", '口'), ("王ニ", '二'), ("ㄚ头", '丫'), ("李〸", '十'), ("二○示", '〇'), ("二O示", '〇')]
    {
        let (printed, told) = judged(name);
        assert_eq!((printed.as_str(), told.len()), (name, 1), "{told:?}");
        assert!(told[0].contains(&format!("looks like `U+{:04X}`", u32::from(meant))), "{name}: {told:?}");
    }
}

#[test]
fn names_of_other_scripts_and_ideographs_are_not_doubted() {
    for name in ["王口二", "ニコロ・ロッシ", "ロ", "田中エリ", "O'NEILL", "亻匚厶", "王〇"]
    {
        assert_eq!(judged(name), (name.to_string(), Vec::new()));
    }
}

#[test]
fn radicals_in_words_that_name_nobody_are_not_doubted() {
    let value = with(good("overdue-notice"), "/card/product", "⼀卡通");
    assert!(judge(&value).unwrap().warnings().iter().all(|finding| finding.code != "G11"));
}
