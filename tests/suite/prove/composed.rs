//! Sentences that no line of a template holds, because values, macros, loops and filters put them together, are judged
//! as they are filled, in every branch that a sample reaches.

use hanpress::inner::finding::Lang;
use hanpress::inner::prove::prove;

use crate::workshop::{PLAIN_KIND, desk_of, file, templates};

const HEAD: &str = "#set document(title: [信])\n#let v(s) = s\n";

/// What trying a letter of these words tells; nothing where it is lawful.
fn told(words: &str) -> Option<String> {
    let letter = format!("{HEAD}{words}\n");
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", &letter)]);
    let desk = match desk_of(&file("examples/issuer.toml"), Some(folder.path())) {
        Ok(desk) => desk,
        Err(stop) => return Some(stop.message.get(Lang::Zh).into()),
    };
    prove(&desk).err().map(|stop| stop.message.get(Lang::Zh).into())
}

#[test]
fn what_is_put_together_is_judged_as_it_is_filled() {
    let mut missed = Vec::new();
    for (how, words) in [
        ("set", "{% set a = '我行将联系' %}{% set b = '您的家' %}{{ a }}{{ b }}人。"),
        ("~", "{{ '我行将' ~ '联系' ~ '您的家' ~ '人' }}。"),
        (
            "macro",
            "{% macro say(verb, whom) %}我行将{{ verb }}您的{{ whom }}{% endmacro %}{{ say('联系', '家人') }}。",
        ),
        ("loop", "{% for part in ['我行将', '联系您', '的家人'] %}{{ part }}{% endfor %}。"),
        ("filters", "{{ ['我行将联系', '请致电']|first }}{{ ['我行客服', '您的家人']|last }}。"),
        ("dict", "{% set w = {'a': '联系', 'b': '家人'} %}我行将{{ w.a }}您的{{ w['b'] }}。"),
        (
            "branch",
            "{% if overdue_days > 90 %}{{ '我行将联系' }}{{ '您的家人' }}{% else %}请与我行联系{% endif %}。",
        ),
    ] {
        let told = told(words).unwrap_or_default();
        if !told.contains("X2201") {
            missed.push(format!("{how}: {told}"));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn what_is_put_together_and_lawful_passes() {
    for words in [
        "{% set a = '我行不会联系' %}{{ a }}{{ '您的家' }}人。",
        "{% set no = '请勿' %}{{ no }}{{ '向任何个人' ~ '账户转账' }}。",
        "{% for part in ['有关争议由', '人民法院', '依法处理'] %}{{ part }}{% endfor %}。",
    ] {
        assert_eq!(told(words), None, "{words}");
    }
}

#[test]
fn the_message_says_what_is_wrong_on_what_ground_and_what_is_lawful() {
    let told = told("{{ '诉讼费、律师费均由' }}{{ '您承担' }}。").unwrap();
    for part in ["（X2701）", "只能依合约条款主张", "可改为：我行不收取任何催收费用"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}
