//! What is drawn for a signature: the round stamp, and the seal across pages.

use std::fs;

use super::super::{MAKE, Scene, sample};
use super::{scene, template};

#[test]
fn without_a_picture_of_a_seal_a_stamp_is_drawn_that_names_the_certificate() {
    let scene = scene("bank-p256.p12");
    let issuer = scene.text("issuer.toml");
    let bare =
        issuer.lines().filter(|line| !line.starts_with("seal = ") && !line.starts_with("contract_seal"));
    scene.write("issuer.toml", bare.collect::<Vec<_>>().join("\n"));
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let stamp = hanpress::inner::sign::drawn_seal(crate::fonts(), "示例银行", "toy bank");
    assert_eq!(stamp.matches("<path").count(), 4 + 4 + 7, "every letter is an outline, the blank is none");
    assert!(!stamp.contains("<text"));
}

#[test]
fn the_cross_page_seal_lies_on_every_page_or_on_the_first_and_the_last() {
    let scene = Scene::new();
    let agreement =
        sample(12).lines().find(|line| line.contains("\"repayment-agreement\"")).unwrap().to_string();
    scene.write("accounts.jsonl", format!("{agreement}\n"));
    template(&scene, "#show: contract.with(", "#show: contract.with(across: \"ends\",");
    scene.run(MAKE);
    let all = steps(&scene.documents("out").into_values().next().unwrap());
    fs::remove_dir_all(scene.path("out")).unwrap();
    scene.run(&format!("{MAKE} --templates mine"));
    let ends = steps(&scene.documents("out").into_values().next().unwrap());
    let ends_at = all.len() - 1;
    assert!(all.len() > 2, "a page between the first and the last");
    for (page, (all, ends)) in all.iter().zip(&ends).enumerate() {
        let middle = page > 0 && page < ends_at;
        assert_eq!(ends < all, middle, "page {page}: {ends} steps against {all}");
    }
}

/// How many steps the drawing of each page takes; a slice of the seal takes some more.
fn steps(pdf: &[u8]) -> Vec<usize> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let steps =
        |page| lopdf::content::Content::decode(&document.get_page_content(page)).unwrap().operations.len();
    document.page_iter().map(steps).collect()
}
