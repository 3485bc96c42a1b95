//! Turn draws into postal addresses: regions there are, streets there are not.

use super::dice::Dice;

/// A postcode and an address; a few addresses have more than a hundred characters.
pub(super) fn address(dice: &mut Dice) -> (&'static str, String) {
    let number = dice.between(1, 899);
    let (block, unit) = (dice.between(1, 36), dice.between(1, 6));
    let (floor, door) = (dice.between(1, 28), dice.between(1, 4));
    if dice.chance(5) {
        let (postcode, region) = dice.one_of(WIDE);
        let place = format!(
            "{WAY}{block}号楼{unit}单元{floor}层{floor}0{door}室（原示例乡示例路{number}号，{MARK}）"
        );
        return (postcode, format!("{region}{place}"));
    }
    let (postcode, region) = dice.one_of(REGIONS);
    let street = dice.one_of(STREETS);
    let house =
        if dice.chance(30) { String::new() } else { format!("{block}号楼{unit}单元{floor}0{door}室") };
    (postcode, format!("{region}{street}{number}号{house}"))
}

const STREETS: &[&str] =
    &["示例路", "示例东路", "示例西街", "示例大道", "示例一巷", "示例桥南路", "示例新村"];

const REGIONS: &[(&str, &str)] = &[
    ("100010", "北京市东城区"),
    ("100080", "北京市海淀区"),
    ("200120", "上海市浦东新区"),
    ("300050", "天津市和平区"),
    ("400010", "重庆市渝中区"),
    ("510030", "广东省广州市越秀区"),
    ("518000", "广东省深圳市福田区"),
    ("310009", "浙江省杭州市上城区"),
    ("210008", "江苏省南京市玄武区"),
    ("430014", "湖北省武汉市江岸区"),
    ("610041", "四川省成都市武侯区"),
    ("710061", "陕西省西安市雁塔区"),
    ("110013", "辽宁省沈阳市沈河区"),
    ("250011", "山东省济南市历下区"),
    ("410005", "湖南省长沙市芙蓉区"),
    ("350001", "福建省福州市鼓楼区"),
    ("650031", "云南省昆明市五华区"),
    ("730030", "甘肃省兰州市城关区"),
    ("850000", "西藏自治区拉萨市城关区"),
    ("830002", "新疆维吾尔自治区乌鲁木齐市天山区"),
    ("010020", "内蒙古自治区呼和浩特市新城区"),
    ("530022", "广西壮族自治区南宁市青秀区"),
];

const WIDE: &[(&str, &str)] = &[
    ("835300", "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县"),
    ("843500", "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县"),
    ("672500", "云南省大理白族自治州漾濞彝族自治县"),
    ("556700", "贵州省黔东南苗族侗族自治州锦屏县"),
];

/// How to get there, in the long addresses.
const WAY: &str = "示例镇示例村示例东路与示例西路交叉口向北三百米处示例河畔示例家园住宅小区二期工程东区";

/// What stands beside it, in the long addresses.
const MARK: &str = "示例桥北侧第三条巷道向内第五户，门前有两棵核桃树，邮件请投入院门右侧的绿色信箱";
