//! `hanpress completions`: what makes a shell complete commands and options.

use super::args::Completions;
use super::console::Console;
use super::{Ending, command};
use crate::error::Stop;

pub(crate) fn completions(typed: &Completions, console: &Console) -> Result<Ending, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(typed.shell, &mut command(console.lang), "hanpress", &mut script);
    console.block(&String::from_utf8_lossy(&script))?;
    Ok(Ending::Well)
}
