//! Hold the results recorded beside a run against its manifest, and follow their chain.

use std::collections::HashMap;

use super::chain::Chain;
use super::flaw::{AT_ODDS, CHANGED_LINE, Flaw, UNFINISHED, UNREADABLE};
use super::lines::Lines;
use crate::delivered::{NAME, StoodDelivery, delivery_lines};
use crate::error::Stop;
use crate::finding::Words;
use crate::place::{Place, Standing};

/// What the results recorded beside a run come to.
#[derive(Debug, Default)]
pub(super) struct Deliveries {
    pub(super) flaws: Vec<Flaw>,
    /// The hash of each line, in hex.
    pub(super) hashes: Vec<String>,
    /// The documents they speak of, each with the first line that names it.
    numbers: HashMap<String, u64>,
}

impl Deliveries {
    /// Reads the results of a folder, whose manifest was followed.
    pub(super) fn follow(place: &dyn Place, chain: &Chain) -> Result<Self, Stop> {
        let mut found = Self::default();
        let standing = place.standing(NAME).map_err(|error| Stop::at(&place.shown(NAME), &error))?;
        if standing == Standing::Other {
            found.flaws.push(Flaw::no_file(NAME));
            return Ok(found);
        }
        delivery_lines(place, |stood| {
            found.add(stood, chain);
            Ok(())
        })?;
        found.unknown(place)?;
        found.flaws.sort_by_key(|flaw| flaw.line);
        Ok(found)
    }

    fn add(&mut self, stood: StoodDelivery, chain: &Chain) {
        let StoodDelivery { number, hash, ended, line, .. } = stood;
        let before = self.hashes.last().cloned();
        self.hashes.push(hash);
        let Some(line) = line else {
            self.flaws.push(unreadable(number, ended));
            return;
        };
        let broken = match &before {
            None if chain.closed().contains(&line.prev) => None,
            None => Some((
                AT_ODDS,
                "this line goes on from no run of this manifest: it is of another folder, or lines before it are missing",
                "本行不是接着本清单的任何批次：来自其他文件夹，或之前有缺行",
            )),
            Some(before) if line.prev == *before => None,
            Some(_) => Some((
                CHANGED_LINE,
                "the line before was changed, or a line is missing: this one holds another hash",
                "上一行被更改或有缺行：本行所记的哈希与之不符",
            )),
        };
        self.flaws.extend(broken.map(|(code, en, zh)| Flaw::new(code, NAME, en, zh).at(number)));
        self.numbers.entry(line.number).or_insert(number);
    }

    /// Results of documents that the manifest does not have.
    fn unknown(&mut self, place: &dyn Place) -> Result<(), Stop> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        let lines = Lines::open(place)?;
        let broken = lines.broken();
        for listed in lines.documents() {
            self.numbers.remove(&listed.document.number);
        }
        broken.told()?;
        self.flaws.extend(self.numbers.drain().map(|(number, line)| {
            let (en, zh) =
                (format!("the manifest has no document `{number}`"), format!("清单中没有文书 `{number}`"));
            Flaw::new(AT_ODDS, NAME, en, zh).at(line)
        }));
        Ok(())
    }
}

fn unreadable(number: u64, ended: bool) -> Flaw {
    if ended {
        return Flaw::new(UNREADABLE, NAME, "this line cannot be read", "本行无法读取").at(number);
    }
    let (en, zh) = ("the last line is half-written: recording was cut off", "末行未写完：登记中断");
    Flaw::new(UNFINISHED, NAME, en, zh).at(number).hinted(Some(Words::new(
        "`hanpress delivered` with the same table cuts it off and records the rest",
        "再次用同一表格运行 `hanpress delivered` 即会去除并登记其余部分",
    )))
}
