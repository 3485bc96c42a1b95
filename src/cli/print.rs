//! `hanpress print`: a finished run as a job for the print room.

use serde_json::json;

use super::args::Print;
use super::console::Console;
use super::places;
use super::settings::{a_place, apart_from};
use super::{Ending, watch};
use crate::error::Stop;
use crate::finding::{Lang, Words};
use crate::money::grouped;
use crate::print::{self, Paper, PrintOptions, Printed};

pub(crate) fn print(typed: &Print, console: &mut Console) -> Result<Ending, Stop> {
    let watch = watch::listen(console)?;
    a_place(&typed.out, false)?;
    places::on_disk(&typed.out)?;
    if !places::is_store(&typed.folder) {
        apart_from(&typed.out, &typed.folder)?;
    }
    let (place, out) = (places::to_read(&typed.folder)?, typed.out.display());
    let job = typed.job.as_deref().map(places::to_read).transpose()?;
    console.know(json!({ "out": out.to_string() }));
    watch.begin();
    console.begin(None);
    let halt = watch.halt.raised();
    let printed = {
        let mut step = || {
            console.step();
            Ok(())
        };
        match &job {
            Some(job) => print::reprint(&*place, &**job, &typed.out, &typed.reprint, halt, &mut step),
            None => print::print(&*place, &typed.out, &options(typed), halt, &mut step),
        }
    };
    console.end();
    let printed = match printed {
        Err(stop) if halt.load(std::sync::atomic::Ordering::Relaxed) => {
            console.close(Ending::Signal, Some(&stop), json!({}))?;
            return Ok(Ending::Signal);
        }
        other => other?,
    };
    tell(&printed, typed, console)?;
    let Printed { letters, sheets, .. } = printed;
    console.close(Ending::Well, None, json!({ "letters": letters, "sheets": sheets }))?;
    Ok(Ending::Well)
}

fn options(typed: &Print) -> PrintOptions {
    let usual = PrintOptions::default();
    PrintOptions {
        sheets: typed.sheets,
        simplex: typed.simplex,
        paper: typed.paper.map_or(usual.paper, |grammage| Paper { grammage }),
        envelope: typed.envelope.clone().unwrap_or(usual.envelope),
        bundle: typed.bundle.unwrap_or(usual.bundle),
        tray: typed.tray.unwrap_or(usual.tray),
        single: usual.single.into_iter().chain(typed.single.iter().cloned()).collect(),
    }
}

fn tell(printed: &Printed, typed: &Print, console: &Console) -> Result<(), Stop> {
    let Printed { letters, sheets, pages, apart, unsorted, files, bytes, head } = printed;
    console.event(&json!({
        "event": "printed", "out": typed.out.display().to_string(), "letters": letters, "sheets": sheets,
        "pages": pages, "apart": apart, "unsorted": unsorted, "files": files, "bytes": bytes, "head": head,
    }))?;
    let count = |count: u64| grouped(&count.to_string());
    if *unsorted > 0 && typed.job.is_none() {
        console.warn(&Words::new(
            format!(
                "letters whose postcode the run does not tell: {}; they come last, in the order of their accounts",
                count(*unsorted)
            ),
            format!("批次清单未载明邮编的信函：{} 份，排在最后，按账户顺序", count(*unsorted)),
        ));
    }
    let (folder, letters, sheets, apart) =
        (typed.out.display(), count(*letters), count(*sheets), count(*apart));
    console.tell(&match console.lang {
        Lang::En => {
            format!("{letters} letters on {sheets} sheets, {apart} documents left out  ({folder}/ticket.csv)")
        }
        Lang::Zh => {
            format!("信函 {letters} 份，用纸 {sheets} 张，另有 {apart} 份文书未列入  （{folder}/ticket.csv）")
        }
    });
    Ok(())
}
