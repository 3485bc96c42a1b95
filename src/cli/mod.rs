//! The command line: one file a command, settings and console beside them.

mod amount;
mod args;
mod audit;
mod causes;
mod check;
mod console;
mod kinds;
mod make;
mod plan;
mod rules;
mod sample;
mod schema;
mod settings;
mod sign;
mod verify;
mod watch;

use std::process::ExitCode;

use crate::error::Stop;
use clap::Parser;

use args::{Cli, Command, Format};
use console::Console;

/// How a command ended, if it could go on to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// All is well.
    Well,
    /// Some accounts were refused, or something was found.
    Refused,
    /// A signal stopped the run.
    Signal,
    /// A file could not be opened; the others were.
    Unopened,
}

impl Ending {
    const fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Refused => 1,
            Self::Signal => 130,
            Self::Unopened => 2,
        }
    }
}

/// Runs what was typed, and returns what the program exits with.
pub fn main() -> ExitCode {
    let Cli { command, common } = Cli::parse();
    let mut console = Console::new(&common);
    match obey(command, &mut console) {
        Ok(ending) => ExitCode::from(ending.code()),
        Err(stop) => {
            console.end();
            console.stop(&stop);
            ExitCode::from(2)
        }
    }
}

fn obey(command: Command, console: &mut Console) -> Result<Ending, Stop> {
    if console.format == Format::Csv && !matches!(command, Command::Plan(_)) {
        return Err(Stop::new("`--format csv` is for `plan` only", "`--format csv` 仅用于 `plan`"));
    }
    match command {
        Command::Make(typed) => make::make(typed, console),
        Command::Audit(typed) => audit::audit(&typed, console),
        Command::Sign(typed) => sign::sign(&typed, console),
        Command::Check(typed) => check::check(typed, console),
        Command::Plan(typed) => plan::plan(&typed, console),
        Command::Amount(typed) => amount::amount(&typed, console),
        Command::Verify(typed) => verify::verify(&typed, console),
        Command::Kinds(typed) => kinds::kinds(&typed, console),
        Command::Rules(typed) => rules::rules(&typed, console),
        Command::Schema(typed) => schema::schema(&typed, console),
        Command::Sample(typed) => sample::sample(&typed, console),
    }
}
