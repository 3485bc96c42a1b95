//! `hanpress sample`: synthetic accounts on stdout.

use std::collections::BTreeMap;

use crate::error::Stop;
use crate::fill::TemplateSet;
use crate::prove::sampled;
use crate::sample::{Kind, Sampling, sample as draw};

use super::Ending;
use super::args::Sample;
use super::console::Console;
use super::settings::sample_date;

pub(crate) fn sample(typed: &Sample, console: &Console) -> Result<Ending, Stop> {
    let kinds = match typed.kind.as_str() {
        "mixed" | "混合" => Kind::MIXED.to_vec(),
        name => match Kind::named(name) {
            Some(kind) => vec![kind],
            None => return of_another_kind(name, typed, console),
        },
    };
    let sampling = Sampling { count: typed.count, seed: typed.seed, kinds, as_of: sample_date(typed.as_of)? };
    for line in draw(&sampling) {
        console.data(&line)?;
    }
    Ok(Ending::Well)
}

/// Samples of a kind that no accounts are drawn for: those of the nearest, with what the kind declares of its own.
fn of_another_kind(name: &str, typed: &Sample, console: &Console) -> Result<Ending, Stop> {
    let set = TemplateSet::built_in()?;
    let kinds = || set.kinds().values().map(|kind| &kind.facts).filter(|kind| kind.samples.is_some());
    let facts = kinds().find(|kind| kind.is_called(name)).ok_or_else(|| {
        let drawn = Kind::ALL.iter().map(|kind| (kind.word(), kind.chinese()));
        let others = kinds().map(|kind| (kind.name.as_str(), kind.title.as_str()));
        let all: BTreeMap<&str, &str> = drawn.chain(others).collect();
        let names: Vec<_> = all.keys().copied().collect();
        let titles: Vec<_> = all.iter().map(|(name, title)| format!("{title}（`{name}`）")).collect();
        Stop::new(format!("there are no samples of `{name}`"), format!("没有 `{name}` 的样例")).hint(
            format!("there are of mixed, {}", names.join(", ")),
            format!("可用：混合（`mixed`）、{}", titles.join("、")),
        )
    })?;
    for line in sampled(facts, typed.count, typed.seed, sample_date(typed.as_of)?) {
        console.data(&line)?;
    }
    Ok(Ending::Well)
}
