//! The smaller commands: plan, amount, kinds, schema, sample.

use serde_json::Value;

use super::{MAKE, Scene, objects};

fn run(words: &str) -> super::Ran {
    Scene::new().run(words)
}

const PLAN: &str = "plan --total 65057.83 --instalments 60 --first-due 2026-12-22 --signed-on 2026-11-22";

#[test]
fn a_plan_comes_to_the_cent() {
    let ran = run(&format!("{PLAN} --format json"));
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, plan["total"].as_str()), (Some(0), Some("65057.83")), "money is a string");
    let rows = plan["rows"].as_array().unwrap();
    let amounts: Vec<_> = rows.iter().map(|row| row["amount"].as_str().unwrap()).collect();
    assert_eq!(amounts[..59], ["1084.29"; 59]);
    assert_eq!(amounts[59..], ["1084.72"]);
    assert_eq!(
        rows[59].to_string(),
        r#"{"amount":"1084.72","balance":"0.00","due_date":"2031-11-22","fees":"0.00","interest":"0.00","n":60,"principal":"1084.72"}"#
    );
}

#[test]
fn a_plan_is_printed_as_a_table_in_either_language() {
    let words =
        "plan --total 100 --instalments 3 --first-due 2026-12-22 --signed-on 2026-11-22 --remainder first";
    let row = "     1  2026-12-22             33.34             33.34              0.00             66.66\n";
    for (lang, head, total) in [("en", "n         due", " total"), ("zh", "期次      还款日", "  合计")]
    {
        let ran = run(&format!("{words} --lang {lang}"));
        assert!(ran.out.contains(row) && ran.out.contains(head) && ran.out.contains(total), "{}", ran.out);
    }
}

#[test]
fn a_plan_is_printed_as_csv() {
    let words =
        "plan --total 100 --method steps --step 1x50 --step 2 --first-due 2026-12-22 --signed-on 2026-11-22";
    assert_eq!(
        run(&format!("{words} --format csv")).out,
        "n,due_date,amount,principal,interest,fees,balance,annual_cost,annual_cost_simple\n\
         1,2026-12-22,50.00,50.00,0.00,0.00,50.00,0.00000000,0.00000000\n\
         2,2027-01-22,25.00,25.00,0.00,0.00,25.00,0.00000000,0.00000000\n\
         3,2027-02-22,25.00,25.00,0.00,0.00,0.00,0.00000000,0.00000000\n"
    );
}

#[test]
fn a_plan_tells_what_it_costs_a_year() {
    let plan = "plan --total 50000 --method equal-payment --annual-rate 0.06 --instalments 36 --first-due 2026-12-22 --signed-on 2026-11-22";
    let told = |lang: &str| run(&format!("{plan} --lang {lang}")).out.lines().last().unwrap().to_string();
    assert_eq!(
        told("en"),
        "cost: 4,759.49, a year 6.17% (internal rate of return by days, compounded); 6.00% by periods (simple)"
    );
    assert_eq!(
        told("zh"),
        "综合融资成本：4,759.49，年化 6.17%（内部收益率法，按实际天数，复利）；按期折算 6.00%（单利）"
    );
    let json: serde_json::Value = serde_json::from_str(&run(&format!("{plan} --format json")).out).unwrap();
    assert_eq!([&json["annual_cost"], &json["annual_cost_simple"]], ["0.06168526", "0.06000015"]);
    // A month's interest on a loan of a day: no yearly cost can be stated.
    let dear = "plan --total 50000 --method equal-payment --annual-rate 0.36 --instalments 1 --first-due 2026-11-23 --signed-on 2026-11-22";
    let json: serde_json::Value = serde_json::from_str(&run(&format!("{dear} --format json")).out).unwrap();
    assert!(json["annual_cost"].is_null() && json["annual_cost_simple"] == "0.36000000");
    assert!(run(&format!("{dear} --lang en")).out.contains("a year more than can be stated"));
}

#[test]
fn a_plan_of_more_than_five_years_is_shown_and_refused() {
    let ran = run(&PLAN.replace("60", "61"));
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.starts_with("error[R05]: the last instalment is due on 2031-12-22, later than 2031-11-22")
    );
}

#[test]
fn a_plan_that_cannot_be_is_exit_code_2() {
    for words in [
        PLAN.replace("65057.83", "0"),
        PLAN.replace("65057.83", "1.005"),
        PLAN.replace("--instalments 60", "--method steps --step sixty"),
        PLAN.replace("2026-12-22", "2026-11-21"),
    ] {
        let ran = run(&words);
        assert_eq!(ran.said().0, Some(2), "{words}: {}", ran.err);
    }
}

#[test]
fn amounts_go_both_ways() {
    let said = |words: &str| run(words).out;
    assert_eq!(said("amount 107000.53"), "人民币壹拾万柒仟元零伍角叁分\n");
    assert_eq!(said("amount 107,000.53"), "人民币壹拾万柒仟元零伍角叁分\n");
    assert_eq!(said("amount --parse 人民币壹拾元零伍角整"), "10.50\n");
    assert_eq!(said("amount --currency USD 121.26"), "美元壹佰贰拾壹元贰角陆分\n");
    assert_eq!(
        said("amount 5 --format json"),
        "{\"amount\":\"5.00\",\"capitals\":\"人民币伍元整\",\"currency\":\"CNY\"}\n"
    );
}

#[test]
fn figures_and_days_are_typed_as_tables_have_them() {
    for figure in ["¥107,000.53", "107000.53元", "RMB107000.53", "１０７０００．５３", "人民币107,000.53元"]
    {
        let ran = run(&format!("amount {figure}"));
        assert_eq!(ran.out, "人民币壹拾万柒仟元零伍角叁分\n", "{figure}: {}", ran.err);
    }
    assert_eq!(run("amount --currency 美金 121.26").out, "美元壹佰贰拾壹元贰角陆分\n");
    assert_eq!(run("amount --parse 壹仟零伍元").out, "1005.00\n");
    let plain = run("plan --total 12000 --instalments 3 --first-due 2026-12-22 --signed-on 2026-11-22").out;
    let typed =
        run("plan --total ¥12,000.00 --instalments 3 --first-due 2026/12/22 --signed-on 2026年11月22日").out;
    assert!(plain.contains("4,000.00"), "{plain}");
    assert_eq!(plain, typed);
    let bare = "plan --total 12000 --first-due 2026-12-22 --signed-on 2026-11-22 --instalments";
    for count in ["3期", "３"] {
        assert_eq!(run(&format!("{bare} {count}")).out, plain, "{count}");
    }
    assert!(run(&PLAN.replace("60 ", "sixty ")).err.contains("`60`"));
}

#[test]
fn what_has_two_readings_is_refused_with_the_hint_of_tables() {
    for (words, en, zh) in [
        ("amount 1,2,3", "groups of three", "每三位一个"),
        ("amount 8376.25CR", "`credit`", "溢缴款"),
        ("amount 8376.25贷", "`credit`", "溢缴款"),
        ("amount 8376元2角5分", "one figure with a point", "一个小数"),
        ("amount Fr.1000.00", "the figure only", "只写数字"),
        ("amount 1e4", "without exponent", "不用科学计数法"),
        ("amount 107,00.00", "groups of three", "每三位一个"),
        ("amount ,120.00", "groups of three", "每三位一个"),
        ("amount 1200,", "groups of three", "每三位一个"),
        ("amount 1.234,56", "two readings", "两种读法"),
        ("amount 1.0E7", "its last digits are lost", "末尾数字已丢失"),
        ("amount USD5", "another currency", "其他币种"),
        ("amount --parse 壹仟零壹拾壹角", "from character 8 on", "自第 8 个字符起"),
        (
            "plan --total 12,00.00 --instalments 3 --first-due 2026-12-22 --signed-on 2026-11-22",
            "`--total`",
            "每三位一个",
        ),
        (
            "plan --total 12000 --instalments 3 --first-due 12/22/2026 --signed-on 2026-11-22",
            "the year first",
            "请先写四位年份",
        ),
    ] {
        let ran = run(words);
        assert_eq!(ran.said().0, Some(2), "{words}");
        assert!(ran.err.contains(en), "{words}: {}", ran.err);
        let ran = run(&format!("--lang zh {words}"));
        assert!(ran.err.contains(zh), "{words}: {}", ran.err);
    }
}

#[test]
fn what_is_no_amount_is_exit_code_2() {
    for words in [
        "amount 10.555",
        "amount -5",
        "amount ten",
        "amount --currency JPY 1.5",
        "amount --currency XYZ 1",
        "amount --parse 壹",
    ] {
        assert_eq!(run(words).said().0, Some(2), "{words}");
    }
}

#[test]
fn the_kinds_are_listed_and_told_one_by_one() {
    let kinds = [
        ("acceleration-notice", "信用卡分期款项提前到期通知书"),
        ("account-statement", "信用卡欠款对账明细单"),
        ("agency-notice", "委托催收告知书"),
        ("assignment-notice", "债权转让通知书"),
        ("bureau-prenotice", "不良信息报送事先告知书"),
        ("bureau-reply", "征信异议核查答复函"),
        ("civil-complaint", "民事起诉状（银行信用卡纠纷）"),
        ("claim-filing", "债权申报书"),
        ("complaint-reply", "消费投诉处理答复函"),
        ("demand-letter", "信用卡欠款催收函"),
        ("dispute-reply", "信用卡账户异议核查答复函"),
        ("estate-notice", "信用卡遗产债务告知书"),
        ("guarantor-notice", "信用卡保证责任通知书"),
        ("hardship-reply", "信用卡还款困难协商申请答复函"),
        ("lawyer-letter", "律师函"),
        ("mediation-request", "金融纠纷调解申请书"),
        ("overdue-notice", "信用卡逾期还款通知书"),
        ("payment-confirmation", "信用卡还款确认函"),
        ("payment-order", "支付令申请书"),
        ("payment-reminder", "信用卡还款提醒函"),
        ("plan-default-notice", "个性化分期还款协议违约补足通知"),
        ("plan-termination-notice", "个性化分期还款协议终止通知"),
        ("repayment-agreement", "个性化分期还款协议"),
        ("service-address", "送达地址确认书"),
        ("settlement-agreement", "信用卡欠款减免结清协议"),
        ("settlement-certificate", "信用卡欠款结清证明"),
    ];
    let listed: String = kinds.iter().map(|(name, title)| format!("{name:<25}{title}\n")).collect();
    assert_eq!(run("kinds").out, listed);
    let agreement = run("kinds repayment-agreement").out;
    assert!(agreement.contains("needs: debtor.id_number, debtor.mobile, "), "{agreement}");
    assert!(agreement.contains("\n  R05  "), "{agreement}");
    assert!(run("kinds repayment-agreement --lang zh").out.contains("必填字段"));
    let names: Vec<_> =
        objects(&run("kinds --format json").out).iter().map(|kind| kind["name"].clone()).collect();
    assert_eq!(names, kinds.map(|(name, _)| name));
    assert_eq!(run("kinds loan").said().0, Some(2));
}

#[test]
fn a_kind_tells_what_belongs_into_the_blocks_it_needs() {
    let kinds = crate::workshop::templates(&[
        (
            "confirmation/kind.toml",
            &crate::workshop::PLAIN_KIND.replace("needs = []", "needs = [\"payment\", \"debtor.address\"]"),
        ),
        ("confirmation/letter.typ.jinja", "x"),
    ]);
    let ran = run(&format!("kinds confirmation --templates {}", kinds.path().display()));
    for (path, needed, about) in [
        ("payment.date", "needed", "The day it came in."),
        ("payment.currency", "may be left out", "Its currency; the first ledger's when left out."),
        ("payment.allocated.fees", "may be left out", ""),
    ] {
        let line = ran.out.lines().find(|line| line.trim_start().starts_with(&format!("{path} "))).unwrap();
        assert!(line.contains(needed) && line.ends_with(about), "{line}");
    }
    assert!(!ran.out.contains("debtor.address "), "what is no block has no fields: {}", ran.out);
    let ran = run(&format!("kinds confirmation --lang zh --templates {}", kinds.path().display()));
    assert!(ran.out.contains("payment.amount") && ran.out.contains("必填"), "{}", ran.out);
}

/// What of a value its schema does not allow, by path. Knows what the schemas here are made of.
fn against(schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    if let Some(one_of) = schema["oneOf"].as_array() {
        let fits = |schema: &&Value| schema["properties"]["line"]["const"] == value["line"];
        return against(one_of.iter().find(fits).unwrap(), value, path, found);
    }
    let types: Vec<_> = match &schema["type"] {
        Value::Array(types) => types.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.is_empty()
        && !types.iter().any(|name| *name == kind || (*name == "number" && kind == "integer"))
    {
        found.push(format!("{path} is of type {kind}"));
    }
    let of_enum = schema["enum"].as_array().is_none_or(|words| words.contains(value));
    if !of_enum {
        found.push(format!("{path} is none of the words"));
    }
    if let Some(map) = value.as_object() {
        let required = schema["required"].as_array().into_iter().flatten();
        found.extend(
            required
                .filter(|name| !map.contains_key(name.as_str().unwrap()))
                .map(|name| format!("{path} lacks {name}")),
        );
        for (name, value) in map {
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(schema), _) => against(schema, value, &format!("{path}.{name}"), found),
                (None, Value::Bool(false)) => found.push(format!("{path} has {name}")),
                (None, _) => {}
            }
        }
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        against(&schema["items"], item, &format!("{path}[{at}]"), found);
    }
}

fn schema(of: &str) -> Value {
    serde_json::from_str(&run(&format!("schema {of}")).out).unwrap()
}

/// Fails where a manifest's lines are not what the schema allows.
pub(super) fn keep_to_the_schema(lines: &[Value]) {
    let (schema, mut found) = (schema("manifest"), Vec::new());
    lines.iter().for_each(|line| against(&schema, line, "manifest", &mut found));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_examples_keep_to_their_schemas() {
    let scene = Scene::new();
    scene.run(MAKE);
    let issuer: Value = toml::from_str(&scene.text("issuer.toml")).unwrap();
    let mut found = Vec::new();
    for (of, values) in [
        ("account", scene.lines("accounts.jsonl")),
        ("issuer", vec![issuer]),
        ("manifest", scene.lines("out/manifest.jsonl")),
    ] {
        let schema = schema(of);
        values.iter().for_each(|value| against(&schema, value, of, &mut found));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_schema_refuses_what_it_does_not_know() {
    let scene = Scene::new();
    let mut account = scene.lines("accounts.jsonl").remove(0);
    account["debtor"]["nickname"] = "x".into();
    account["card"] = Value::Object(serde_json::Map::new());
    let mut found = Vec::new();
    against(&schema("account"), &account, "account", &mut found);
    assert_eq!(found, ["account.card lacks \"number\"", "account.debtor has nickname"]);
}

#[test]
fn the_same_seed_samples_the_same_bytes() {
    let words = "sample --count 20 --seed 5 --as-of 2026-11-22";
    let (first, again) = (run(words).out, run(words).out);
    assert_eq!((first.lines().count(), &first), (20, &again));
    assert_ne!(run(&words.replace("5", "6")).out, first);
    let letters = objects(&run(&format!("{words} --kind demand-letter")).out);
    assert!(letters.iter().all(|account| account["kind"] == "demand-letter"));
    assert_eq!(run("sample --kind loan").said().0, Some(2));
}
