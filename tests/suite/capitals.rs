//! 大写: every row of the regulation's table, its alternatives, and the laws of 零.

use hanpress::inner::capitals::{CapitalsFault, capitals, read_capitals};
use hanpress::inner::money::{Currency, Money};
use proptest::prelude::*;

use crate::money::{any_printed_sum, sum, the_same_cases, yuan};

const TABLE: &[(&str, &str)] = &[
    ("0.00", "零元整"),
    ("0.05", "伍分"),
    ("0.10", "壹角整"),
    ("1.00", "壹元整"),
    ("1.01", "壹元零壹分"),
    ("10.50", "壹拾元零伍角整"),
    ("11.00", "壹拾壹元整"),
    ("100.10", "壹佰元零壹角整"),
    ("101.00", "壹佰零壹元整"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("1001.00", "壹仟零壹元整"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("10000.07", "壹万元零柒分"),
    ("10500.50", "壹万零伍佰元零伍角整"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("18984.22", "壹万捌仟玖佰捌拾肆元贰角贰分"),
    ("65057.83", "陆万伍仟零伍拾柒元捌角叁分"),
    ("100500.00", "壹拾万零伍佰元整"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("1002003.04", "壹佰万贰仟零叁元零肆分"),
    ("10000005.00", "壹仟万零伍元整"),
    ("100000001.00", "壹亿零壹元整"),
    ("120000001.01", "壹亿贰仟万零壹元零壹分"),
    ("100001000.00", "壹亿零壹仟元整"),
    ("2000000000.00", "贰拾亿元整"),
    ("2030000000.00", "贰拾亿叁仟万元整"),
    ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
];

/// Other permitted forms, which are read but not written.
const ALTERNATIVES: &[(&str, &str)] = &[
    ("10.50", "壹拾元伍角整"),
    ("10.50", "壹拾元零伍角"),
    ("10.50", "壹拾元伍角正"),
    ("0.10", "壹角"),
    ("100.10", "壹佰元壹角整"),
    ("1409.50", "壹仟肆佰零玖元伍角"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("10500.50", "壹万零伍佰元伍角整"),
    ("107000.53", "壹拾万柒仟元伍角叁分"),
    ("107000.53", "壹拾万零柒仟元伍角叁分"),
    ("107000.53", "壹拾万零柒仟元零伍角叁分"),
    ("100001000.00", "壹亿壹仟元整"),
    ("2030401000.00", "贰拾亿零叁仟零肆拾万壹仟元整"),
    ("2030401000.00", "贰拾亿叁仟零肆拾万零壹仟元整"),
    ("26000.00", "貳萬陸仟圓整"),
    ("26000.00", "貳萬陸仟圆正"),
    ("300000000.00", "叁億元正"),
];

#[test]
fn every_row_of_the_table_is_written_and_read_back() {
    for (amount, words) in TABLE {
        let prefixed = format!("人民币{words}");
        assert_eq!(capitals(yuan(amount)).unwrap(), prefixed);
        assert_eq!(read_capitals(&prefixed), Ok(yuan(amount)), "{words}");
        assert_eq!(read_capitals(words), Ok(yuan(amount)), "{words}");
    }
}

#[test]
fn permitted_alternatives_are_read() {
    for (amount, words) in ALTERNATIVES {
        assert_eq!(read_capitals(words), Ok(yuan(amount)), "{words}");
        assert_eq!(read_capitals(&format!(" 人民币{words}\n")), Ok(yuan(amount)), "{words}");
    }
}

#[test]
fn other_currencies_are_written_with_their_names() {
    let dollars = sum("1234.56", Currency::Usd);
    assert_eq!(capitals(dollars).unwrap(), "美元壹仟贰佰叁拾肆元伍角陆分");
    assert_eq!(read_capitals("美元壹仟贰佰叁拾肆元伍角陆分"), Ok(dollars));
    let yen = sum("10500", Currency::Jpy);
    assert_eq!(capitals(yen).unwrap(), "日元壹万零伍佰元整");
    assert_eq!(read_capitals("日元壹万零伍佰元整"), Ok(yen));
    assert_eq!(read_capitals("日元壹元伍角整"), Err(CapitalsFault::NotPermitted));
}

#[test]
fn three_decimals_are_written_down_to_li() {
    for (amount, words) in [
        ("0.005", "伍厘"),
        ("0.105", "壹角零伍厘"),
        ("0.050", "伍分"),
        ("0.125", "壹角贰分伍厘"),
        ("1.000", "壹元整"),
        ("1.005", "壹元零伍厘"),
        ("1.050", "壹元零伍分"),
        ("1.500", "壹元伍角整"),
        ("10.505", "壹拾元零伍角零伍厘"),
        ("1234.567", "壹仟贰佰叁拾肆元伍角陆分柒厘"),
    ] {
        for currency in [Currency::Kwd, Currency::Bhd, Currency::Omr, Currency::Jod, Currency::Tnd] {
            let words = format!("{}{words}", currency.name());
            assert_eq!(capitals(sum(amount, currency)).unwrap(), words);
            assert_eq!(read_capitals(&words), Ok(sum(amount, currency)), "{words}");
        }
    }
    assert_eq!(read_capitals("人民币壹元零伍厘"), Err(CapitalsFault::NotPermitted));
    assert_eq!(read_capitals("科威特第纳尔壹元零伍厘整"), Err(CapitalsFault::NotPermitted));
}

#[test]
fn currencies_of_cards_kept_abroad_have_their_decimals_and_names() {
    for (code, amount, words) in [
        ("AUD", "1005.00", "澳大利亚元壹仟零伍元整"),
        ("CAD", "1005.50", "加拿大元壹仟零伍元伍角整"),
        ("SGD", "0.05", "新加坡元伍分"),
        ("CHF", "1005.05", "瑞士法郎壹仟零伍元零伍分"),
        ("NZD", "10.00", "新西兰元壹拾元整"),
        ("KRW", "1005000", "韩元壹佰万伍仟元整"),
        ("THB", "1005.00", "泰铢壹仟零伍元整"),
    ] {
        let sum = sum(amount, Currency::of(code).unwrap());
        assert_eq!(capitals(sum).unwrap(), words);
        assert_eq!(read_capitals(words), Ok(sum), "{words}");
        assert_eq!(sum.plain(), amount);
    }
}

#[test]
fn forms_the_regulation_does_not_permit_are_refused() {
    for words in [
        "壹佰壹元整",     // 零 left out
        "壹佰零零壹元整", // 零 twice
        "壹佰零壹拾元整", // 零 where there is no zero
        "壹仟零元整",     // 零 before 元
        "壹拾零万元整",   // 零 before 万
        "零壹元整",       // 零 before everything
        "壹元壹分",       // 零 left out after 元
        "壹元零伍角整",   // 零 where the 元-digit is not 0
        "零元伍角整",     // 元 where there is none
        "零伍分",         // 零 where there is no 元
        "壹贰元整",       // two digits for one place
        "壹分壹元",       // units out of order
        "壹角壹角整",     // a unit twice
        "壹佰壹仟元整",   // places out of order
        "壹万壹亿元整",   // groups out of order
        "壹仟仟元整",     // a place without a digit
        "壹元整整",       // 整 twice
        "壹元零壹分整",   // 整 after 分
        "整",             // nothing but 整
        "万元整",         // a group without a digit
        "壹拾元整壹分",   // something after 整
    ] {
        assert!(read_capitals(words).is_err(), "{words}");
        assert!(read_capitals(&format!("人民币{words}")).is_err(), "{words}");
    }
}

#[test]
fn a_fault_tells_the_character_up_to_which_the_words_made_sense() {
    for (words, at) in [
        ("", 1),
        ("人民币", 4),
        ("人民币 壹元整", 4),
        ("  人民币壹元一角整", 8),
        ("人民币壹百元整", 5),
        ("壹仟零壹拾壹", 7),
        ("拾元整", 1),
        ("壹佰", 3),
        ("壹万", 3),
        ("壹仟零", 4),
        ("壹元零", 4),
        ("零", 2),
        ("12.50", 1),
        ("人民币人民币壹元整", 4),
    ] {
        assert_eq!(read_capitals(words), Err(CapitalsFault::NotCapitals(at)), "{words}");
    }
}

#[test]
fn sums_out_of_range_have_no_capitals() {
    for minor in [-1, i64::MIN, i64::MAX, Money::MAX_MINOR + 1] {
        assert_eq!(capitals(Money::new(minor, Currency::Cny)), Err(CapitalsFault::OutOfRange));
    }
    assert_eq!(capitals(Money::new(Money::MAX_MINOR, Currency::Jpy)), Err(CapitalsFault::OutOfRange));
    assert_eq!(read_capitals("玖仟玖佰亿亿元整"), Err(CapitalsFault::NotPermitted));
    assert_eq!(read_capitals("玖仟仟亿元整"), Err(CapitalsFault::NotCapitals(3)));
    assert_eq!(read_capitals(&format!("{}亿元整", "玖仟".repeat(99))), Err(CapitalsFault::OutOfRange));
    assert_eq!(read_capitals(&format!("{}元整", "玖仟亿".repeat(99_999))), Err(CapitalsFault::OutOfRange));
}

#[test]
fn what_other_programs_and_older_hands_write_is_read() {
    for (words, sum) in [
        ("壹仟零伍元", "1005"),
        ("人民币壹拾元", "10"),
        ("叄佰元整", "300"),
        ("參佰圓整", "300"),
        ("貳陸", ""),
        ("貳拾陸億叁仟萬圓正", "2630000000"),
        ("人民幣叁圓整", "3"),
        ("港幣壹佰圓整", "HKD"),
    ] {
        let read = read_capitals(words);
        match sum {
            "" => assert!(read.is_err(), "{words}"),
            "HKD" => assert_eq!(read.unwrap().to_string(), "100.00", "{words}"),
            sum => assert_eq!(read, Ok(yuan(sum)), "{words}"),
        }
    }
}

#[test]
fn every_fault_has_words_in_both_languages() {
    for fault in [CapitalsFault::OutOfRange, CapitalsFault::NotCapitals(9), CapitalsFault::NotPermitted] {
        let words = fault.words();
        assert!(words.en.is_ascii() || words.en.contains('`'));
        assert!(!words.en.ends_with('.') && !words.zh.ends_with('。') && !words.zh.is_ascii());
    }
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn capitals_read_back_to_the_sum(sum in any_printed_sum()) {
        prop_assert_eq!(read_capitals(&capitals(sum).unwrap()), Ok(sum));
    }

    #[test]
    fn zeros_stand_alone_and_never_before_a_group_or_yuan(sum in any_printed_sum(), round in 0_u32..12) {
        let step = 10_i64.pow(round);
        let sum = Money::new(sum.minor() / step * step + sum.minor() % 10, sum.currency());
        let words = capitals(sum).unwrap();
        for wrong in ["零零", "零万", "零亿", "零整", "亿万"] {
            prop_assert!(!words.contains(wrong), "{}", words);
        }
        prop_assert!(!words.contains("零元") || sum.is_zero(), "{}", words);
        prop_assert_eq!(read_capitals(&words), Ok(sum));
    }

    #[test]
    fn a_sum_of_few_digits_among_zeros_reads_back(places in prop::collection::vec(0_u32..14, 1..4), digit in 1_i64..10) {
        let minor = places.into_iter().map(|place| digit * 10_i64.pow(place)).sum::<i64>();
        let sum = Money::new(minor.min(Money::MAX_MINOR), Currency::Cny);
        prop_assert_eq!(read_capitals(&capitals(sum).unwrap()), Ok(sum));
    }

    #[test]
    fn whatever_is_read_stands_for_the_sum_it_reads_as(
        parts in prop::collection::vec(
            prop::sample::select("零壹贰玖拾佰仟万亿元角分整正圓萬人民币日 a".chars().collect::<Vec<_>>()),
            0..12,
        ),
    ) {
        let words: String = parts.into_iter().collect();
        if let Ok(sum) = read_capitals(&words) {
            let again = capitals(sum).unwrap();
            prop_assert_eq!(read_capitals(&again), Ok(sum));
        }
    }

    #[test]
    fn no_text_upsets_the_reader(words in "\\PC{0,40}") {
        if let Err(CapitalsFault::NotCapitals(at)) = read_capitals(&words) {
            prop_assert!((1..=words.chars().count() + 1).contains(&at));
        }
    }

    #[test]
    fn a_digit_added_or_dropped_changes_the_sum_or_is_refused(sum in any_printed_sum(), at in 0_usize..40) {
        let mut chars: Vec<char> = capitals(sum).unwrap().chars().collect();
        let at = sum.currency().name().chars().count() + at % (chars.len() - sum.currency().name().chars().count());
        let dropped = chars.remove(at);
        let read = read_capitals(&chars.iter().collect::<String>());
        prop_assert!(read != Ok(sum) || matches!(dropped, '零' | '整'));
    }
}
