//! Generates the manual page from the command line.

use std::io;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::text::{DESCRIPTION, ENVIRONMENT, FILES, SEE_ALSO};
use crate::cli;

/// The page has no date. With an empty one, the version would be printed in its place.
const NO_DATE: &str = " ";

/// Writes the page as roff.
pub fn write(out: &mut Vec<u8>) -> io::Result<()> {
    // clap's `help` commands would repeat every command.
    let mut command = cli::command().disable_help_subcommand(true);
    command.build();
    let man = Man::new(command.clone())
        .title("SGLAUNCH")
        .date(NO_DATE)
        .manual("User Commands");
    man.render_title(out)?;
    unbroken().to_writer(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    section("DESCRIPTION", |roff| paragraphs(roff, DESCRIPTION)).to_writer(out)?;
    man.render_options_section(out)?;
    let examples = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    for rest in [
        section("COMMANDS", |roff| commands(roff, &command, "")),
        section("ENVIRONMENT", |roff| definitions(roff, ENVIRONMENT)),
        section("FILES", |roff| definitions(roff, FILES)),
        section("EXIT STATUS", |roff| definitions(roff, cli::EXIT_CODES)),
        section("EXAMPLES", |roff| definitions(roff, &examples)),
        section("SEE ALSO", |roff| paragraphs(roff, SEE_ALSO)),
    ] {
        rest.to_writer(out)?;
    }
    Ok(())
}

/// Turns off hyphenation and justification, so that paths and names can be copied from the page.
fn unbroken() -> Roff {
    let mut roff = Roff::new();
    roff.control("nh", []).control("ad", ["l"]);
    roff
}

fn section(heading: &str, write: impl FnOnce(&mut Roff)) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    write(&mut roff);
    roff
}

fn paragraphs(roff: &mut Roff, text: &str) {
    for paragraph in text.split("\n\n") {
        roff.control("PP", []).text([roman(paragraph)]);
    }
}

/// Writes the lines of a list below its heading. A term ends at two spaces, or else after the first
/// word without a comma.
fn definitions(roff: &mut Roff, list: &str) {
    for line in list.lines().skip(1).map(str::trim) {
        let (term, text) = line
            .split_once("  ")
            .unwrap_or_else(|| after_first_word(line));
        roff.control("TP", [])
            .text([bold(term)])
            .text([roman(text.trim_start())]);
    }
}

fn after_first_word(line: &str) -> (&str, &str) {
    let ends = line.match_indices(' ').map(|(end, _)| end);
    let end = ends.into_iter().find(|end| !line[..*end].ends_with(','));
    line.split_at(end.unwrap_or(line.len()))
}

/// Writes every command that has no commands below it, with its arguments and options.
fn commands(roff: &mut Roff, command: &Command, parent: &str) {
    for sub in command.get_subcommands() {
        let name = format!("{parent}{}", sub.get_name());
        if sub.has_subcommands() {
            commands(roff, sub, &format!("{name} "));
            continue;
        }
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        let own = || {
            sub.get_arguments()
                .filter(|arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help")
        };
        let heading = std::iter::once(bold(name)).chain(own().flat_map(argument));
        roff.control("TP", [])
            .text(heading.collect::<Vec<_>>())
            .text([roman(about)]);
        own().for_each(|arg| values(roff, arg));
    }
}

/// Returns an argument as in a synopsis.
fn argument(arg: &Arg) -> Vec<Inline> {
    let (open, close) = if arg.is_required_set() {
        (" ", "")
    } else {
        (" [", "]")
    };
    let is_many = matches!(arg.get_action(), ArgAction::Append);
    let value = arg.get_value_names().unwrap_or_default().join(" ");
    let mut parts = vec![roman(open)];
    if let Some(long) = arg.get_long() {
        parts.push(bold(format!("--{long}")));
    }
    if arg.get_action().takes_values() {
        let space = if arg.is_positional() { "" } else { " " };
        parts.extend([roman(space), italic(value)]);
    }
    parts.push(roman(close));
    parts.push(roman(if is_many { "..." } else { "" }));
    parts
}

/// Writes the possible values of an argument, each with its help if it has any.
fn values(roff: &mut Roff, arg: &Arg) {
    let values = arg.get_possible_values();
    if values.is_empty() || !arg.get_action().takes_values() {
        return;
    }
    roff.control("RS", []);
    if values.iter().any(|value| value.get_help().is_some()) {
        for value in &values {
            let help = value
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            roff.control("TP", ["12"])
                .text([bold(value.get_name())])
                .text([roman(help)]);
        }
    } else {
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        roff.control("PP", []).text([bold(names.join(", "))]);
    }
    roff.control("RE", []);
}
