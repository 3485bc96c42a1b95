//! Finished pages: words, pictures and bytes as they are kept.

use sha2::{Digest, Sha256};

use super::golden::{Case, Differences, Picture, aloud, cases, names, root};

/// Holds something of every case against what is kept.
fn hold(mut look: impl FnMut(&Case, &mut Differences)) {
    let mut differences = Differences::default();
    for case in cases() {
        differences.refused(case);
        look(case, &mut differences);
    }
    differences.none();
}

#[test]
fn every_case_fills_to_the_kept_source() {
    hold(|case, differences| {
        if let Ok((prepared, _)) = &case.made {
            differences.text(&case.folder.join("filled.typ"), prepared.filled.source());
        }
    });
}

#[test]
fn every_page_says_the_kept_words() {
    hold(|case, differences| {
        if let Ok((_, typeset)) = &case.made {
            differences.text(&case.folder.join("pages.txt"), &typeset.text());
        }
    });
}

#[test]
fn every_document_reads_aloud_as_it_is_kept() {
    hold(|case, differences| {
        if let Ok((_, typeset)) = &case.made {
            differences.text(&case.folder.join("aloud.txt"), &aloud(typeset.pdf()));
        }
    });
}

#[test]
fn every_page_looks_as_it_is_kept() {
    hold(|case, differences| {
        let pages = case.made.iter().flat_map(|(_, typeset)| typeset.document().pages());
        for (number, page) in (1..).zip(pages) {
            let path = case.folder.join(format!("page-{number}.png"));
            differences.picture(&path, &Picture::of(page));
        }
    });
}

#[test]
fn every_pdf_has_the_kept_bytes() {
    let mut differences = Differences::default();
    let sum = |case: &Case| {
        let (_, typeset) = case.made.as_ref().ok()?;
        let hash: String = Sha256::digest(typeset.pdf()).iter().map(|byte| format!("{byte:02x}")).collect();
        Some(format!("{hash}  {}.pdf\n", case.name))
    };
    differences.text(&root().join("sums.txt"), &cases().iter().filter_map(sum).collect::<String>());
    differences.none();
}

#[test]
fn nothing_is_kept_that_no_case_makes() {
    let mut orphans = Vec::new();
    for case in cases() {
        let pages = case.made.as_ref().map_or(0, |(_, typeset)| typeset.pages());
        let pictures = (1..=pages).map(|number| format!("page-{number}.png"));
        let texts =
            ["account.json", "issuer.toml", "filled.typ", "pages.txt", "aloud.txt"].map(str::to_string);
        let mut kept = names(&case.folder);
        for made in pictures.chain(texts) {
            kept.remove(&made);
        }
        orphans.extend(kept.into_iter().map(|name| format!("{}/{name}", case.name)));
    }
    let folders = cases().iter().map(|case| case.name.clone());
    let known: Vec<_> = folders.chain(["sums.txt".to_string()]).collect();
    orphans.extend(names(&root()).into_iter().filter(|name| !known.contains(name)));
    assert!(orphans.is_empty(), "belong to no case: {orphans:?}");
}
