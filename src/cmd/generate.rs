//! What is generated from the command line and the types: completions, the manual page, the schema.

use clap::builder::PossibleValuesParser;

use super::Caller;
use crate::cli;
use crate::error::{Error, Result};
use crate::profile;

/// The JSON Schema of a profile.
pub fn schema(caller: &Caller) -> Result<u8> {
    let text = serde_json::to_string_pretty(&profile::schema())
        .map_err(|error| Error::new(error.to_string()))?;
    caller.ui.print(text + "\n")?;
    Ok(0)
}

/// Completions for a shell, with the names of the profiles that there are now.
pub fn completions(caller: &Caller, shell: clap_complete::Shell) -> Result<u8> {
    let names = caller.layers.names();
    let mut command = (cli::command()).arg(
        clap::Arg::new("name")
            .help("The profile to start")
            .value_parser(PossibleValuesParser::new(
                names.into_iter().map(clap::builder::PossibleValue::new),
            )),
    );
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut command, "sglaunch", &mut out);
    caller.ui.print(out)?;
    Ok(0)
}

/// The manual page, for `man -l -`.
pub fn man(caller: &Caller) -> Result<u8> {
    let mut out = Vec::new();
    clap_mangen::Man::new(cli::command())
        .render(&mut out)
        .map_err(|error| Error::new(format!("the manual page cannot be made: {error}")))?;
    caller.ui.print(out)?;
    Ok(0)
}
