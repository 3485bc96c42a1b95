//! Turn draws into names that were put together here and belong to nobody.

use super::dice::Dice;

/// A name, and whether it is one of a passport.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) words: String,
    pub(super) foreign: bool,
}

/// A name: mostly two or three Han characters, some of them rare, some with a compound surname;
/// the other peoples' names with their middle dot (U+00B7), and Latin ones.
pub(super) fn name(dice: &mut Dice) -> Name {
    let words = match dice.below(100) {
        0..68 => format!("{}{}", dice.one_of(SURNAMES), given(dice)),
        68..76 => format!("{}{}", dice.one_of(COMPOUND), given(dice)),
        76..86 => rare(dice, RARE),
        86..90 => rare(dice, OF_IDENTITY_CARDS),
        90..97 => format!("{}·{}", dice.one_of(OWN), dice.one_of(FATHERS)),
        _ => return Name { words: latin(dice), foreign: true },
    };
    Name { words, foreign: false }
}

/// One or two characters of every day.
fn given(dice: &mut Dice) -> String {
    let second = if dice.chance(75) { dice.one_of(GIVEN) } else { "" };
    format!("{}{second}", dice.one_of(GIVEN))
}

/// A name with a rare character at its end, alone or after a usual one.
fn rare(dice: &mut Dice, characters: &[&str]) -> String {
    let surname = if dice.chance(15) { dice.one_of(COMPOUND) } else { dice.one_of(SURNAMES) };
    let usual = if dice.chance(50) { dice.one_of(GIVEN) } else { "" };
    format!("{surname}{usual}{}", dice.one_of(characters))
}

/// A Latin name of two to five words, at most 60 letters.
fn latin(dice: &mut Dice) -> String {
    let given = dice.between(1, 3);
    let families = if dice.chance(25) { 2 } else { 1 };
    let given = some_of(dice, LATIN_GIVEN, given).join(" ");
    format!("{given} {}", some_of(dice, LATIN_FAMILY, families).join("-"))
}

/// Different ones of a pool, whose size must not be a multiple of three.
fn some_of<'a>(dice: &mut Dice, pool: &[&'a str], number: u64) -> Vec<&'a str> {
    let start = dice.below(pool.len() as u64);
    (0..number).map(|nth| pool[((start + 3 * nth) % pool.len() as u64) as usize]).collect()
}

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
    "董", "袁", "潘", "于",
];

const COMPOUND: &[&str] =
    &["欧阳", "司马", "上官", "诸葛", "慕容", "尉迟", "皇甫", "令狐", "夏侯", "东方", "端木", "独孤"];

const GIVEN: &[&str] = &[
    "安", "柏", "晨", "川", "丹", "朵", "帆", "枫", "歌", "禾", "鹤", "恒", "嘉", "简", "锦", "景", "可",
    "岚", "乐", "黎", "林", "麦", "茗", "沐", "南", "宁", "攀", "棋", "青", "晴", "然", "瑞", "若", "山",
    "书", "舒", "松", "棠", "桐", "望", "溪", "霞", "星", "萱", "言", "野", "一", "以", "雨", "云", "知",
    "舟", "竹", "子",
];

/// Characters of 通用规范汉字表 that old software loses: extensions A to E and late additions.
const RARE: &[&str] = &[
    "䶮", "㛃", "𬱖", "𫍯", "𬸣", "𫘝", "𬍛", "𬭼", "𫖮", "𪨰", "㑇", "㛚", "㬎", "㽏", "堃", "喆", "玥",
    "珺", "翀", "犇", "垚", "鿍", "鿎", "鿏", "㻬", "䥽", "𤩽", "𣲗", "𠅤", "𪩘", "𪣻", "𫟹", "𬘭", "𫰛",
];

/// Characters beyond that table which stand on identity cards; only the rare faces have them.
const OF_IDENTITY_CARDS: &[&str] = &["𫝋", "𬎆", "𧒽", "𢀖", "𮧵", "𫝦", "𮀎"];

const OWN: &[&str] = &[
    "买买提",
    "阿卜杜热合曼",
    "古丽巴哈尔",
    "艾尔肯",
    "热依汗古丽",
    "阿依努尔",
    "玉素甫江",
    "迪里拜尔",
    "帕尔哈提",
    "阿卜杜萨拉木江",
    "古丽巴哈尔汗",
    "尼玛",
    "扎西",
    "卓玛",
    "旺堆",
    "德吉",
];

const FATHERS: &[&str] = &[
    "吐尔逊",
    "买买提艾力",
    "阿卜杜克热木",
    "阿卜杜热西提江",
    "艾合买提",
    "玉苏普",
    "达吾提",
    "热合曼",
    "次仁",
    "旺姆",
    "多吉",
    "央金",
];

const LATIN_GIVEN: &[&str] = &[
    "Alexandra",
    "Bernardo",
    "Catharina",
    "Dorothea",
    "Emil",
    "Frédéric",
    "Greta",
    "Joaquín",
    "Maximilian",
    "Zoë",
];

/// Each says "sample" or "example" in some language.
const LATIN_FAMILY: &[&str] = &[
    "Sampleton",
    "Mustermann",
    "Voorbeeld",
    "Exempelson",
    "Esempio",
    "Ejemplo",
    "Przykładowski",
    "Beispiel",
];
