//! What currencies are called in exports of banks, beside their codes.

use super::Currency;

/// Other names of a currency, by its code: the numeric code of ISO 4217, signs that no other currency has, and
/// what people and systems call it. Letters are capitals here. A sign of several currencies, `$` or `¥`, is none.
const NAMES: &[(&str, &[&str])] = &[
    (
        "CNY",
        &["156", "RMB", "人民币", "人民币元", "人民币(元)", "人民币CNY", "人民幣", "中国元", "CNY¥", "RMB¥"],
    ),
    ("USD", &["840", "美元", "美金", "美圆", "US$", "USD$", "US DOLLAR"]),
    ("HKD", &["344", "港币", "港元", "港圆", "港幣", "香港元", "HK$", "HKD$", "HONG KONG DOLLAR"]),
    ("EUR", &["978", "欧元", "歐元", "欧罗", "€", "EURO"]),
    ("JPY", &["392", "日元", "日圆", "日圓", "日币", "日本元", "日本円", "円", "YEN", "JAPANESE YEN"]),
    ("GBP", &["826", "英镑", "英鎊", "英磅", "£", "POUND STERLING"]),
    ("MOP", &["446", "澳门元", "澳门币", "澳門元", "澳門幣", "葡币", "MOP$"]),
    ("TWD", &["901", "新台币", "新台币元", "台币", "台湾元", "新臺幣", "新台幣", "台幣", "NTD", "NT$"]),
    ("AUD", &["36", "澳元", "澳币", "澳大利亚元", "澳洲元", "澳幣", "A$", "AU$", "AUSTRALIAN DOLLAR"]),
    ("CAD", &["124", "加元", "加币", "加拿大元", "加幣", "C$", "CA$", "CANADIAN DOLLAR"]),
    ("SGD", &["702", "新加坡元", "新加坡币", "新元", "坡币", "S$", "SG$", "SINGAPORE DOLLAR"]),
    ("CHF", &["756", "瑞士法郎", "瑞郎", "SWISS FRANC"]),
    ("NZD", &["554", "新西兰元", "新西兰币", "纽元", "纽币", "纽西兰元", "NZ$", "NEW ZEALAND DOLLAR"]),
    ("KRW", &["410", "韩元", "韩币", "韩圆", "韩国元", "韓元", "₩", "WON"]),
    ("THB", &["764", "泰铢", "泰国铢", "泰币", "泰銖", "฿", "BAHT"]),
    ("KWD", &["414", "科威特第纳尔", "科威特币"]),
    ("BHD", &["48", "巴林第纳尔"]),
    ("OMR", &["512", "阿曼里亚尔"]),
    ("JOD", &["400", "约旦第纳尔"]),
    ("TND", &["788", "突尼斯第纳尔"]),
    ("IQD", &["368", "伊拉克第纳尔"]),
    ("LYD", &["434", "利比亚第纳尔"]),
    ("MYR", &["458", "马来西亚林吉特", "林吉特", "马币"]),
    ("RUB", &["643", "俄罗斯卢布", "卢布"]),
    ("INR", &["356", "印度卢比"]),
    ("IDR", &["360", "印尼盾", "印度尼西亚盾"]),
    ("VND", &["704", "越南盾", "₫"]),
    ("PHP", &["608", "菲律宾比索"]),
    ("SEK", &["752", "瑞典克朗"]),
    ("NOK", &["578", "挪威克朗"]),
    ("DKK", &["208", "丹麦克朗"]),
];

impl Currency {
    /// The currency of an ISO 4217 code, with letters or digits, or of a name that only one currency has.
    pub fn named(name: &str) -> Option<Self> {
        if let Some(currency) = Self::of(name) {
            return Some(currency);
        }
        let upper = name.to_uppercase();
        // A spreadsheet takes a numeric code for a number and drops its zeros.
        let short = upper.trim_start_matches('0');
        let own = Self::ALL.into_iter().find(|currency| currency.name() == name);
        own.or_else(|| {
            let (code, _) = NAMES.iter().find(|(_, names)| names.contains(&short))?;
            Self::of(code)
        })
    }
}
