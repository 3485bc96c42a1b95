//! `hanpress sample`: synthetic accounts on stdout.

use crate::error::Stop;
use crate::sample::{Kind, Sampling, sample as draw};

use super::Ending;
use super::args::Sample;
use super::console::Console;
use super::settings::sample_date;

pub(crate) fn sample(typed: &Sample, console: &Console) -> Result<Ending, Stop> {
    let kinds = match typed.kind.as_str() {
        "mixed" | "混合" => Kind::MIXED.to_vec(),
        name => vec![Kind::named(name).ok_or_else(|| {
            let all: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            let titles: Vec<_> =
                Kind::ALL.iter().map(|kind| format!("{}（`{}`）", kind.chinese(), kind.word())).collect();
            Stop::new(format!("there are no samples of `{name}`"), format!("没有 `{name}` 的样例")).hint(
                format!("there are of mixed, {}", all.join(", ")),
                format!("可用：混合（`mixed`）、{}", titles.join("、")),
            )
        })?],
    };
    let sampling = Sampling { count: typed.count, seed: typed.seed, kinds, as_of: sample_date(typed.as_of)? };
    for line in draw(&sampling) {
        console.data(&line)?;
    }
    Ok(Ending::Well)
}
