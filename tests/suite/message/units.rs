//! Parts of short messages against three libraries that count them.
//!
//! `counted.tsv` holds texts as JSON strings and what was counted: by Twilio's `sms-segments-calculator` 1.3, by
//! `split-sms` 0.1 (both of npm) and by `smsutil` 1.1 (of PyPI). They disagree on the empty message only, which `smsutil`
//! takes for UCS-2.

use hanpress::inner::message::{Alphabet, counted};

#[test]
fn parts_are_those_that_libraries_count() {
    let mut rows = 0;
    for line in include_str!("counted.tsv").lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [text, twilio, split, smsutil] = cells[..] else { panic!("{line}") };
        let text: String = serde_json::from_str(text).unwrap();
        let own = counted(&text);
        let own = match own.alphabet {
            Alphabet::Gsm7 => format!("gsm {}", own.parts),
            Alphabet::Ucs2 => format!("ucs {}", own.parts),
        };
        assert_eq!((own.as_str(), own.as_str()), (twilio, split), "{text}");
        assert!(own == smsutil || text.is_empty(), "{text}");
        rows += 1;
    }
    assert!(rows > 90);
}

#[test]
fn no_character_is_cut_in_two_and_rare_ones_are_told() {
    // 66 units, then one character of two: it goes whole into the second part.
    let text = format!("{}𬱖{}", "中".repeat(66), "中".repeat(66));
    let own = counted(&text);
    assert_eq!((own.characters, own.units, own.parts, own.rare), (133, 134, 3, 1));
    assert_eq!(counted(&"中".repeat(134)).parts, 2);
}
