//! Tell where somebody is written to about an estate that is none, or is not theirs to answer for.

use super::{Case, Findings, Rule, Said, said};
use crate::account::Party;
use crate::finding::Words;

const SUCCESSION: Said = said(
    "民法典 art. 1121, 1161; 《商业银行信用卡业务监督管理办法》 art. 68",
    "《中华人民共和国民法典》第一千一百二十一条、第一千一百六十一条；《商业银行信用卡业务监督管理办法》第六十八条",
);

/// The rules on estates.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R29",
        said(
            "heirs and administrators are written to only where the debtor is recorded as deceased",
            "债务人登记死亡后方可致函继承人或遗产管理人",
        ),
        SUCCESSION,
        debtor_has_died,
    ),
    Rule::always(
        "R29",
        said(
            "an heir is written to after the relation was confirmed on paper",
            "继承关系经书面确认后方可致函继承人",
        ),
        SUCCESSION,
        heir_is_confirmed,
    ),
    Rule::always(
        "R29",
        said("nothing is asked of an heir who renounced", "继承人放弃继承的，不得要求其清偿"),
        said("民法典 art. 1124, 1161", "《中华人民共和国民法典》第一千一百二十四条、第一千一百六十一条"),
        heir_did_not_renounce,
    ),
    Rule::always(
        "R29",
        said(
            "an administrator came to the office by will, election or court, and a paper shows it",
            "遗产管理人的产生方式和书面依据须有登记",
        ),
        said(
            "民法典 art. 1145, 1146, 1147",
            "《中华人民共和国民法典》第一千一百四十五条至第一千一百四十七条",
        ),
        administrator_is_appointed,
    ),
];

/// Who of an estate the document goes to, as its kind allows.
fn of_the_estate(case: &Case<'_>) -> Option<Party> {
    let party = case.account.addressee.role.party()?;
    let of_estate = matches!(party, Party::Heir | Party::Administrator);
    (of_estate && case.context.kind.addressees.contains(&party)).then_some(party)
}

/// R29: nobody inherits from the living (民法典 1121).
fn debtor_has_died(case: &Case<'_>, findings: &mut Findings) {
    if case.account.flags.deceased {
        return;
    }
    if case.account.estate.is_some() {
        findings.tell(
            "flags.deceased",
            "`estate` tells of a death, and the debtor is not recorded as deceased",
            "`estate` 中有死亡登记，而 `flags.deceased` 未登记债务人死亡",
        );
    } else if of_the_estate(case).is_some() {
        findings.tell(
            "addressee.role",
            "a debtor who is not recorded as deceased has no heir and no administrator of the estate",
            "债务人未登记死亡，不存在继承人和遗产管理人",
        );
    }
}

/// R29: who is an heir, a paper says (办法 68).
fn heir_is_confirmed(case: &Case<'_>, findings: &mut Findings) {
    if of_the_estate(case) == Some(Party::Heir) && !case.account.addressee.heirship_confirmed {
        findings
            .tell(
                "addressee.heirship_confirmed",
                "an heir may be written to only after the relation is confirmed on paper",
                "继承关系经书面确认后方可致函继承人",
            )
            .hints
            .push(Words::new(
                "confirm it by a paper such as a notarial deed, and name that in `estate.relation_paper`",
                "请以公证书等书面材料确认，并在 `estate.relation_paper` 中写明",
            ));
    }
}

/// R29: who renounced owes nothing of the estate's debts (民法典 1161, 2nd paragraph).
fn heir_did_not_renounce(case: &Case<'_>, findings: &mut Findings) {
    let renounced = case.account.estate.as_ref().and_then(|estate| estate.renounced_on);
    let Some(day) = renounced.filter(|_| of_the_estate(case) == Some(Party::Heir)) else { return };
    findings
        .tell(
            "estate.renounced_on",
            format!("the heir renounced the inheritance on {day} and answers for none of its debts"),
            format!("继承人已于 {day} 放弃继承，对遗产债务不负清偿责任"),
        )
        .hints
        .push(Words::new(
            "write to the administrator of the estate or to an heir who accepted",
            "请致函遗产管理人或者接受继承的继承人",
        ));
}

/// R29: an administrator is one by law and on paper (民法典 1145, 1146).
fn administrator_is_appointed(case: &Case<'_>, findings: &mut Findings) {
    if of_the_estate(case) != Some(Party::Administrator) {
        return;
    }
    let estate = case.account.estate.as_ref();
    if estate.is_some_and(|estate| estate.appointed_by.is_none()) {
        findings.tell(
            "estate.appointed_by",
            "nothing tells how the administrator came to the office",
            "未登记遗产管理人的产生方式",
        );
    }
    if estate.is_some_and(|estate| estate.appointment_paper.is_none()) {
        findings.tell(
            "estate.appointment_paper",
            "no paper shows that the addressee is the administrator",
            "没有证明遗产管理人身份的书面材料",
        );
    }
}
