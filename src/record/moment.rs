//! Tell a day or moment in any of the ways that programs write one from other figures.

/// Words beside the digits of a day; letters are small.
const BESIDE: &[&str] = &[
    "am",
    "pm",
    "t",
    "z",
    "utc",
    "gmt",
    "cst",
    "asia",
    "shanghai",
    "china",
    "standard",
    "time",
    "of",
    "th",
    "st",
    "nd",
    "rd",
    "年",
    "月",
    "日",
    "号",
    "號",
    "时",
    "時",
    "点",
    "分",
    "秒",
    "上午",
    "下午",
    "中午",
    "凌晨",
    "晚上",
    "早上",
    "星期",
    "周",
    "礼拜",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "天",
    "中国标准时间",
    "北京时间",
];

/// The first letters of months and weekdays, with the whole names.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "sept",
];
const WEEKDAYS: &[&str] =
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tues", "thur", "thurs"];

/// Whether the whole, of half-width text, is a day or a moment, whether or not the program reads it.
pub(super) fn is_moment(text: &str) -> bool {
    if text.chars().count() > 64 {
        return false;
    }
    let lower = text.to_lowercase();
    let (mut groups, mut months) = (Vec::new(), 0);
    let mut rest = lower.as_str();
    let mut mark = ' ';
    while let Some(c) = rest.chars().next() {
        let of_kind = |next: char| match c {
            _ if c.is_ascii_digit() => next.is_ascii_digit(),
            _ if c.is_ascii_alphabetic() => next.is_ascii_alphabetic(),
            _ => false,
        };
        let end = rest.find(|next| !of_kind(next)).unwrap_or(rest.len()).max(c.len_utf8());
        let word = &rest[..end];
        if c.is_ascii_digit() {
            groups.push((mark, word));
        } else if " -/.,:_+()[]'\"\\".contains(c) {
            mark = c;
        } else if is_name_of(word, MONTHS) {
            months += 1;
        } else if !c.is_ascii() {
            // Ideographs stand without blanks: the longest known word counts.
            let known =
                BESIDE.iter().filter(|known| rest.starts_with(**known)).max_by_key(|known| known.len());
            let Some(known) = known else { return false };
            mark = c;
            rest = &rest[known.len()..];
            continue;
        } else if !BESIDE.contains(&word) && !is_name_of(word, WEEKDAYS) {
            return false;
        } else {
            mark = ' ';
        }
        rest = &rest[end..];
    }
    are_of_moment(&groups, months)
}

fn is_name_of(word: &str, names: &[&str]) -> bool {
    names.iter().any(|name| *name == word || name.get(..3) == Some(word))
}

/// Whether digits stand in groups as those of a day do, then as those of a time and a zone.
fn are_of_moment(groups: &[(char, &str)], months: usize) -> bool {
    let two = |group: &str| group.len() <= 2;
    let digits: Vec<&str> = groups.iter().map(|(_, group)| *group).collect();
    let behind = match digits.as_slice() {
        [a, b, ..] if months == 1 && (two(a) && (two(b) || is_year(b)) || is_year(a) && two(b)) => 2,
        [a, b, c, ..]
            if months == 0 && two(b) && (is_year(a) && two(c) || two(a) && (is_year(c) || two(c))) =>
        {
            3
        }
        [a, ..] if months == 0 && a.len() == 8 && is_year(&a[..4]) && &a[4..6] <= "12" => 1,
        _ => return false,
    };
    let later = &groups[behind..];
    let is_timed = later.iter().any(|(mark, _)| *mark == ':' || !mark.is_ascii())
        || is_year(groups[0].1) && groups.get(1).is_some_and(|(mark, _)| *mark == '-');
    if !later.is_empty() && !is_timed {
        return false;
    }
    let fits = |(mark, group): &(char, &str)| match mark {
        _ if two(group) => true,
        '.' => group.len() <= 9,
        '+' | '-' => group.len() == 4,
        _ => months == 1 && is_year(group),
    };
    later.len() <= 7
        && later.iter().all(fits)
        && later.iter().filter(|(_, group)| group.len() > 2).count() <= 2
}

fn is_year(group: &str) -> bool {
    group.len() == 4 && ("1900".."2999").contains(&group)
}
