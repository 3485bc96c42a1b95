//! Hide a person's data: what is shown of names, numbers and addresses.

/// Stars for all but the first `head` and last `tail` characters; everything where that would leave nothing hidden.
fn stars(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    if count <= head + tail {
        return "*".repeat(count);
    }
    let hidden = |at: usize| at >= head && at + tail < count;
    text.chars().enumerate().map(|(at, c)| if hidden(at) { '*' } else { c }).collect()
}

/// A name in lists and messages: `王*`, `张*丰`, `欧**月`, `买**·***`; other marks than · are hidden too.
pub fn name(full: &str) -> String {
    let count = full.chars().count();
    if count <= 2 {
        return full.chars().take(1).chain(std::iter::repeat_n('*', count.saturating_sub(1))).collect();
    }
    if full.contains('·') || count > 4 {
        return full.chars().enumerate().map(|(at, c)| if at == 0 || c == '·' { c } else { '*' }).collect();
    }
    stars(full, 1, 1)
}

/// An identity number: its first three and last four characters in a letter.
pub fn id_number(full: &str) -> String {
    stars(full, 3, 4)
}

/// A mobile number: `138****5678`.
pub fn mobile(full: &str) -> String {
    stars(full, 3, 4)
}

/// An e-mail address: its first character and its host.
pub fn email(full: &str) -> String {
    match full.split_once('@') {
        Some((who, host)) => format!("{}***@{host}", who.chars().next().unwrap_or('*')),
        None => stars(full, 1, 0),
    }
}

/// The last four digits of a card.
pub fn tail(card: &str) -> String {
    let digits: Vec<char> = card.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

/// Anything of a person's in a message: first and last character of what is long, the first of what is short.
pub fn shape(text: &str) -> String {
    let count = text.chars().count();
    let shown = if count > 6 { stars(text, 1, 1) } else { stars(text, usize::from(count > 1), 0) };
    if count > 24 { format!("{}…", shown.chars().take(24).collect::<String>()) } else { shown }
}
