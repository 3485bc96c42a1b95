//! Sentences a bank needs, none of which may be caught.

use hanpress::inner::wording::Target;

use super::lists::{hit, lists};

/// Every sentence of the handbook's 2.17 and the sample wording before it.
const HANDBOOK: &[&str] = &[
    "截至2026年11月22日,您名下尾号1234的信用卡账户(人民币)逾期未还金额为人民币8,376.25元(大写:人民币捌仟叁佰柒拾陆元贰角伍分)。请您于2026年12月7日前通过本函第三部分所列渠道还款。如您近日已还款,请以系统入账为准。",
    "如对上述金额有异议,请于收到本函之日起15日内致电/来函并提供证据,我行将及时核实并书面答复。",
    "我行将依照《征信业管理条例》如实报送您的信用信息;本函同时作为对不良信息报送的事先告知。",
    "如您确有还款困难且有还款意愿,可依《商业银行信用卡业务监督管理办法》第七十条与我行协商个性化分期还款。",
    "如您在上述期限内未清偿且未与我行达成还款安排,我行将依法采取包括提起诉讼、申请支付令在内的法律措施,由人民法院依法裁判。",
    "尊敬的张三先生/女士:",
    "您尾号1234信用卡11月账单应还8,376.25元,最低还款额837.63元,到期还款日2026年12月15日。",
    "如已还款请忽略本提醒。",
    "截至2026年11月22日,您的账户已逾期28天。",
    "逾期未还金额8,543.77元,其中本金/利息/违约金/费用分别为8,376.25元、125.64元、41.88元、0.00元;自次日起仍按日利率0.05%(年化18.25%,单利)计息,至实际清偿之日止。",
    "如有异议或还款困难,请通过以下渠道与我行联系。",
    "我行曾于2026年10月28日以挂号信方式发出第HP-20261028-7KQ2M4XR5T号通知,投递结果:本人签收。",
    "请您于2026年12月7日前偿还上述款项。",
    "特此函告。",
    "就您信用卡欠款事宜,我行正式函告如下:",
    "逾期未偿还且未达成还款安排的,我行将依法提起诉讼或申请支付令。",
    "本函不影响我行依法享有的其他权利。",
    "示例律师事务所接受示例银行的委托,指派周示例律师就信用卡欠款事宜出具本律师函。",
    "根据委托人提供的材料,贵方欠款属实;请贵方/您于收函之日起15日内偿还。",
    "本函仅就上述事实与委托事项作出。",
    "甲乙双方经平等协商,就乙方信用卡欠款的个性化分期还款达成如下协议:",
    "乙方承诺:在本协议项下款项全部结清前,不向任何银行申领信用卡。",
    "本协议履行期间,甲方及其服务机构停止催收,但乙方违约的除外。",
    "本协议一式两份,双方签字盖章后生效。",
    "甲方同意在乙方于2026年12月31日前一次性/分期支付18,984.22元的前提下,减免4,333.41元。",
    "乙方未按期足额支付的,减免自始不生效,甲方有权按23,317.63元主张权利。",
    "款项付清后甲方出具结清证明。",
    "兹证明:张三(居民身份证110***********0021)",
    "尾号1234账户截至2026年11月22日欠款本息费余额为人民币0.00元,已结清。",
    "特此证明。",
    "我行已于2026年11月22日10时收到您的还款500.00元。",
    "依合约及监管规定,入账顺序为利息、费用、本金,入账后剩余4,509.55元。",
    "如有疑问请致电400-000-0000。",
    "您于2026年11月2日提出的异议(受理号D0001)已核查完毕。",
    "经核查:交易由本人授权;结论:维持/调整为8,376.25元。",
    "如不认可,可向我行投诉部门或12378、12363反映。",
    "根据《中华人民共和国民法典》第五百四十六条,现通知如下:",
    "自2026年12月1日起,请向受让人示例资产管理有限公司履行还款义务;您对我行的抗辩可向受让人主张。",
    "让与人(盖章) 受让人(盖章)",
    "本人确认以下地址为各类通知及诉讼文书的送达地址:",
    "地址变更应书面通知;未通知的,按原地址送达即视为送达。",
    "确认人(签名)",
    "申请人与被申请人之间无其他债务纠纷。",
    "请求贵院向被申请人发出支付令,督促其给付人民币65,057.83元。",
    "此致 示例市示例区人民法院",
    "为做好账户管理,我行已委托示例服务有限公司自2026年11月1日至2027年10月31日对您的账户进行还款提醒。",
    "该机构不得收取任何款项,不得以国家机关名义行事;可致电400-000-0000核实。",
    "我行仍为债权人。",
];

/// Required disclosures of 5.2 in the words banks use, and the traps that 5.1 names.
const DISCLOSURES: &[&str] = &[
    "本机构仅代表示例银行催告,无执法权;授权书编号SQ-2026-018,可致电示例银行客服热线核实,白名单见示例银行官网。",
    "请勿向任何个人账户转账;本行/本机构不收取任何催收费用。",
    "如您并非收件人,请勿拆阅并退回。",
    "您可拨打12378(国家金融监督管理总局)、12363(中国人民银行)投诉。",
    "我行依《征信业管理条例》报送信用信息,不良信息报送已于2026年8月21日事先告知您。",
    "依据《示例银行信用卡领用合约》第八条,违约金为最低还款额未还部分的5%。",
    "双方约定2026年12月20日为首期还款日,乙方应按约1次足额偿还。",
    "以可靠的电子签名签署的,与手写签名或者盖章具有同等的法律效力。",
    "请通过手机银行、网上银行、营业网点或自助设备存入您本人的信用卡账户。",
];

#[test]
fn every_sample_sentence_of_the_handbook_passes() {
    for sentence in HANDBOOK.iter().chain(DISCLOSURES) {
        let judged: Vec<_> = ["X1901"].into_iter().collect();
        for target in [Target::Template, Target::Source, Target::Page, Target::Value] {
            // After the limitation period some of them may not be said: that is another list of its own.
            let caught: Vec<_> =
                hit(sentence, target).into_iter().filter(|id| !judged.contains(id)).collect();
            assert!(caught.is_empty(), "{caught:?} catch {sentence} in a {target:?}");
        }
    }
}

#[test]
fn all_sentences_together_pass_as_one_page() {
    let page = HANDBOOK.concat() + &DISCLOSURES.concat();
    let caught: Vec<_> = hit(&page, Target::Page).into_iter().filter(|id| *id != "X1901").collect();
    assert!(caught.is_empty(), "{caught:?}");
}

#[test]
fn no_phrase_that_must_stand_is_one_that_may_not() {
    let needs = lists().presence.disclosures().iter().flat_map(|disclosure| &disclosure.needs);
    for phrase in needs.flat_map(|need| need.all.iter().chain(&need.any)) {
        // A phrase of 征信 alone is pardoned by the notice that stands in the same document.
        let caught = hit(&phrase.replace(['{', '}'], ""), Target::Value);
        assert!(caught.is_empty(), "{caught:?} catch {phrase}");
    }
}

#[test]
fn a_daily_rate_needs_its_annualised_rate_within_reach() {
    let alone = |text: &str| lists().rates.daily(text).iter().any(|rate| rate.annual.is_none());
    assert!(!alone("按年化利率18.25%(单利,日利率0.05%)计收利息"));
    assert!(!alone("按日利率0.05%(年化18.25%,单利)计息"));
    assert!(alone("按日利率0.05%计收利息"));
    assert!(alone("日息万分之五"));
    let far = "。".repeat(80);
    assert!(alone(&format!("年化利率18.25%{far}日利率0.05%")));
    assert!(lists().rates.daily("日利率以合约为准").is_empty());
}
