//! The command line: one file a command, settings and console beside them.

mod amount;
mod approve;
mod args;
mod audit;
mod bundle;
mod causes;
mod check;
mod chinese;
mod completions;
mod console;
mod delivered;
mod end;
mod events;
mod example;
mod gallery;
mod init;
mod kinds;
mod log;
mod make;
mod misuse;
mod next;
mod one;
mod places;
mod plan;
mod print;
mod rules;
mod sample;
mod schema;
mod serve;
mod settings;
mod show;
mod sign;
mod test;
mod trial;
mod verify;
mod watch;

#[cfg(feature = "inner")]
pub use chinese::TABLES;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::error::{Stop, StopCode};
use crate::finding::Lang;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use serde_json::json;

use args::{Cli, Color, Command, Format};
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
    /// It could not begin, or not go on.
    Stopped,
}

impl Ending {
    const fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Refused => 1,
            Self::Signal => 130,
            Self::Unopened | Self::Stopped => 2,
        }
    }
}

/// Runs what was typed, and returns what the program exits with.
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os()))
}

/// Runs a command line, its first word the program's name, and returns the exit code: for a program that is started
/// through another, such as Python.
pub fn run(typed: impl IntoIterator<Item = OsString>) -> u8 {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let Cli { command, common } = match understood(&typed) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let mut console = Console::new(&common);
    let otherwise = command.stop_code();
    let ending = obey(command, &mut console).unwrap_or_else(|stop| {
        let stop = stop.coded(otherwise);
        console.end();
        console.stop(&stop);
        // Where even this cannot be printed, nobody listens.
        let _ = console.close(Ending::Stopped, Some(&stop), json!({}));
        Ending::Stopped
    });
    ending.code()
}

/// Why a command that a signal stopped did not come to its end.
fn signalled() -> Stop {
    Stop::new("stopped by a signal", "已因信号停止").coded(StopCode::Signal)
}

/// What was typed, or, where it asks for help or is no command, that told and what the program exits with.
fn understood(typed: &[OsString]) -> Result<Cli, u8> {
    let common = args::common(typed);
    let mut command = command(settings::language(&common)).color(color(common.color));
    let matches = command.try_get_matches_from_mut(typed);
    let error = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => return Ok(cli),
        Err(error) => error,
    };
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let is_bare = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if is_help || (is_bare && common.format != Format::Json) {
        // Where the reader has gone there is nobody to tell.
        let _ = error.print();
        return Err(if is_help { 0 } else { 2 });
    }
    let names: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
    let meant = typed.iter().skip(1).find_map(|word| names.iter().find(|name| word == **name));
    let (mut console, stop) =
        (Console::new(&common), misuse::stop(&error, meant.copied()).coded(StopCode::Usage));
    if typed.iter().any(|word| word == "--one") {
        console.keep_stdout_free();
    }
    console.stop(&stop);
    // Where even this cannot be printed, nobody listens.
    let _ = console.close(Ending::Stopped, Some(&stop), json!({}));
    Err(Ending::Stopped.code())
}

/// The command line in a language.
pub fn command(lang: Lang) -> clap::Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Zh => chinese::in_chinese(Cli::command()),
    }
}

const fn color(choice: Color) -> clap::ColorChoice {
    match choice {
        Color::Auto => clap::ColorChoice::Auto,
        Color::Always => clap::ColorChoice::Always,
        Color::Never => clap::ColorChoice::Never,
    }
}

fn obey(command: Command, console: &mut Console) -> Result<Ending, Stop> {
    if console.format == Format::Csv && !matches!(command, Command::Plan(_)) {
        let stop = Stop::new("`--format csv` is for `plan` only", "`--format csv` 仅用于 `plan`");
        return Err(stop.coded(StopCode::Usage));
    }
    match command {
        Command::Make(typed) => make::make(typed, console),
        Command::Audit(typed) => audit::audit(&typed, console),
        Command::Show(typed) => show::show(&typed, console),
        Command::Print(typed) => print::print(&typed, console),
        Command::Delivered(typed) => delivered::delivered(&typed, console),
        Command::Bundle(typed) => bundle::bundle(&typed, console),
        Command::Log(typed) => log::log(&typed, console),
        Command::Sign(typed) => sign::sign(&typed, console),
        Command::Check(typed) => check::check(typed, console),
        Command::Plan(typed) => plan::plan(&typed, console),
        Command::Amount(typed) => amount::amount(&typed, console),
        Command::Verify(typed) => verify::verify(&typed, console),
        Command::Next(typed) => next::next(typed, console),
        Command::Course(typed) => next::steps(&typed, console),
        Command::Kinds(typed) => kinds::kinds(&typed, console),
        Command::Rules(typed) => rules::rules(&typed, console),
        Command::Schema(typed) => schema::schema(&typed, console),
        Command::Init(typed) => init::init(&typed, console),
        Command::Completions(typed) => completions::completions(&typed, console),
        Command::Sample(typed) => sample::sample(&typed, console),
        Command::Gallery(typed) => gallery::gallery(&typed, console),
        Command::Test(typed) => test::test(typed, console),
        Command::Approve(typed) => approve::approve(&typed, console),
        Command::Serve(typed) => serve::serve(*typed, console),
    }
}
