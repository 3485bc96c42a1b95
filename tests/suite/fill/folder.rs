//! Template folders as people keep them.

use std::fs;

use crate::workshop::{PLAIN_KIND, desk_of, file, templates};

#[test]
fn a_kind_lacking_a_file_stops_the_run() {
    let folder = templates(&[("plain/letter.typ.jinja", "x")]);
    let stop = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap_err();
    let told =
        "the kind `plain` has no `kind.toml`; a folder that is no kind has a name that begins with `_`";
    assert_eq!(stop.message.en, format!("the templates cannot be used:\n  {told}"));
}

#[test]
fn what_is_put_aside_or_left_behind_in_a_template_folder_is_passed_over() {
    let plain = |name: &str| {
        let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", "x")]);
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), b"\xFF\xFEx\0").unwrap();
        desk_of(&file("examples/issuer.toml"), Some(folder.path()))
    };
    for name in [
        "plain/Thumbs.db",
        "Desktop.ini",
        "_备份/letter.typ.jinja",
        "plain/letter.typ.jinja~",
        "plain/old.BAK",
    ] {
        assert!(plain(name).is_ok(), "{name}");
    }
    let told = plain("plain/look.typ").unwrap_err().message;
    assert!(
        told.en.contains(
            "look.typ` is not UTF-8 text (it may be GBK, which Notepad calls ANSI); save it as UTF-8"
        ),
        "{}",
        told.en
    );
    assert!(told.zh.contains("look.typ` 不是 UTF-8 文本"), "{}", told.zh);
}
