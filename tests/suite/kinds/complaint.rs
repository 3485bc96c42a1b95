//! The elements form of a civil complaint.

use super::super::fill::run_together;
use super::super::workshop::{desk, example, file, make, told};

#[test]
fn every_question_of_the_complaint_stands_on_it_whatever_is_answered() {
    let questions = std::fs::read_to_string(file("tests/lists/complaint.txt")).unwrap();
    let questions: Vec<_> = questions.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(questions.len() > 60, "{}", questions.len());
    for case in ["civil-complaint", "civil-complaint-full"] {
        let (_, typeset) =
            make(desk(), &example(case)).unwrap_or_else(|findings| panic!("{}", told(&findings)));
        let page = run_together(&typeset.text());
        let mut from = 0;
        for question in &questions {
            let place = page[from..].find(question);
            from += place.unwrap_or_else(|| panic!("{case}: `{question}` is missing or out of order"));
        }
    }
}
