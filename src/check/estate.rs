//! Tell where somebody is written to about an estate that is none, or is not theirs to answer for.

use super::{Case, Findings, Rule, Said, said};
use crate::account::{DeliveryResult, Party};
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
    Rule::always(
        "D09",
        said(
            "the debtor signed for nothing after death, and claims are still taken when one is made",
            "债务人死亡后不可能本人签收，申报债权时申报期限未满",
        ),
        said("民法典 art. 13, 1147", "《中华人民共和国民法典》第十三条、第一千一百四十七条"),
        estate_facts_can_be,
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

/// D09: what was sent to the living was not signed for by the dead, and no letter claims after the time for it. A
/// notice sent after the death may have gone to an heir, who signs as its addressee.
fn estate_facts_can_be(case: &Case<'_>, findings: &mut Findings) {
    let Some(estate) = &case.account.estate else { return };
    for (at, notice) in case.account.notices.iter().enumerate() {
        let signed = notice.arrival().filter(|_| notice.result == DeliveryResult::Signed);
        if let Some(day) = signed.filter(|day| notice.date <= estate.died_on && *day > estate.died_on) {
            let died = estate.died_on;
            findings.tell(
                format!("notices[{at}].result"),
                format!("the debtor signed for it on {day}, after the death on {died}"),
                format!("登记为 {day} 本人签收，债务人已于 {died} 死亡"),
            );
        }
    }
    let issued = case.context.issue_date;
    let over = estate.claims_until.filter(|until| *until < issued && *until >= estate.died_on);
    if let Some(until) = over.filter(|_| of_the_estate(case) == Some(Party::Administrator)) {
        findings
            .tell(
                "estate.claims_until",
                format!("claims were taken until {until}, before the issue date {issued}: the letter would claim too late"),
                format!("债权申报期限已于 {until} 届满，早于出具日期 {issued}，本函不能作为期限内的申报"),
            )
            .hints
            .push(Words::new(
                "leave the day out where the debt was claimed in time; otherwise ask the legal department",
                "期限内已申报的，请将该日期留空；未申报的，请先交法务部门处理",
            ));
    }
}
