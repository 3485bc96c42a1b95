//! Make the letters of a run, as `hanpress make --resume` does, and tell how far it is.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use super::job::{EVENTS, INPUT, Job, Phase};
use crate::account::read::{InMemory, Input, read};
use crate::clock::Watch;
use crate::deliver::{Mode, Recorded};
use crate::error::Stop;
use crate::place::{Folder, Place};
use crate::run::{Ended, Event, Run, RunOptions, Summary, told};
use crate::serve::app::App;
use crate::serve::files::{choice, of_table};
use crate::serve::problem::Problem;
use crate::serve::state;

impl Job {
    /// Has its turn. What it came to is written down.
    pub(super) fn make(&self, app: &App) {
        let halt = {
            let wish = self.wish();
            // It was paused, stopped or interrupted while it waited.
            if self.phase() != Phase::Waiting || wish.halt.is_halted() {
                return;
            }
            self.progress.send_modify(|progress| {
                progress.phase = Phase::Running;
                progress.since = Some(Watch::start());
                (progress.made, progress.kept, progress.refused) = (0, 0, 0);
            });
            wish.halt.clone()
        };
        let options = RunOptions {
            workers: app.workers,
            mode: Mode::Resume,
            lang: self.spec.lang,
            halt,
            ..RunOptions::default()
        };
        let made = self.keep().and_then(|()| self.letters(app, options));
        let (phase, stop) = match made {
            Ok(Summary { ended: Ended::Finished | Ended::AlreadyMade, stop, counts, .. }) => {
                self.progress.send_modify(|progress| {
                    (progress.made, progress.refused) = (counts.made, counts.refused);
                    progress.total = Some(counts.made + counts.refused);
                });
                (Some(Phase::Finished), stop)
            }
            Ok(Summary { ended: Ended::Halted | Ended::Left, .. }) => (None, None),
            Ok(Summary { stop, .. }) => (Some(Phase::Failed), stop),
            Err(stop) => (Some(Phase::Failed), Some(stop)),
        };
        self.progress.send_modify(|progress| progress.stop = stop.map(|stop| self.problem(stop)));
        // Interrupted, it waits for the next server, unless somebody asked for something else.
        if let Err(stop) = self.end_turn(|asked| phase.unwrap_or(asked.unwrap_or(Phase::Waiting))) {
            app.log.tell("error", "run", || serde_json::json!({ "code": stop.code.map(|code| code.word()) }));
        }
    }

    /// A stop in words for a client, for whom the folder of this server is nothing.
    fn problem(&self, stop: Stop) -> Problem {
        let folder = self.folder.display().to_string();
        Problem::from(stop).renamed(&format!("{folder}/"), "").renamed(&folder, &self.spec.name)
    }

    fn letters(&self, app: &App, options: RunOptions) -> Result<Summary, Stop> {
        let desk = app.desks.of(&choice(self.spec.kind.as_deref()), self.spec.issue_date)?;
        let input = match &self.spec.source {
            Some(path) => Input::File(path.clone()),
            None => {
                let path = self.folder.join(INPUT);
                let bytes = std::fs::read(&path).map_err(|error| Stop::at(&self.spec.name, &error))?;
                Input::Memory(InMemory::new(&self.spec.name, bytes))
            }
        };
        let reading = if self.spec.rewritten { of_table(desk.reading()) } else { desk.reading() };
        let accounts = read(vec![input], reading)?;
        let place: Arc<dyn Place> = Arc::new(Folder::open(&self.place())?);
        let (mut events, lang) = (self.events()?, self.spec.lang);
        Run { desk, accounts, place, options }.go(&mut |event| {
            self.count(&event, app);
            let lines: String = told(&event, lang).iter().map(|told| format!("{told}\n")).collect();
            events.write_all(lines.as_bytes()).map_err(|error| Stop::at(&self.spec.name, &error))?;
            self.progress.send_modify(|progress| progress.told += lines.len() as u64);
            Ok(())
        })
    }

    fn count(&self, event: &Event<'_>, app: &App) {
        self.progress.send_modify(|progress| match event {
            Event::Begun(total) => progress.total = *total,
            Event::Account { recorded: Recorded::Made(_), .. } => {
                progress.made += 1;
                app.metrics.run_letter();
            }
            Event::Account { recorded: Recorded::Stood(_) | Recorded::StoodBefore, .. } => {
                progress.made += 1;
                progress.kept += 1;
            }
            Event::Account { recorded: Recorded::Refused(_), .. } => progress.refused += 1,
            // Served runs choose kinds of document, never the course.
            Event::Account { recorded: Recorded::NotYet(_), .. } => {}
        });
    }

    /// The events of this turn, behind those of earlier ones.
    fn events(&self) -> Result<File, Stop> {
        let path = self.folder.join(EVENTS);
        let file = state::append(&path).map_err(|error| Stop::at(&self.spec.name, &error))?;
        let length = file.metadata().map_or(0, |about| about.len());
        self.progress.send_modify(|progress| progress.told = length);
        Ok(file)
    }
}
