//! Prints completions for a shell.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use clap_complete::Shell;

use super::Context;
use crate::cli;
use crate::error::{Result, printable};
use crate::profile::{BASE, RESERVED};

/// The id of the arguments that name a profile.
const PROFILE: &str = "profile";

/// Prints completions that contain the names of the profiles as they are now.
pub fn run(context: &Context, shell: Shell) -> Result<u8> {
    let mut names = context.layers.names();
    names.retain(|name| is_word(name) && !RESERVED.contains(&name.as_str()));
    // clap's `help` commands would repeat every command.
    let command = cli::command_to_complete().disable_help_subcommand(true);
    let mut command = with_names(command, &PossibleValuesParser::new(&names));
    for name in names.iter().filter(|name| *name != BASE) {
        command = command.subcommand(profile_command(context, name));
    }
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut command, "sglaunch", &mut out);
    if shell == Shell::Fish {
        out.extend(fish_names(&command, &names).into_bytes());
    }
    context.ui.print_bytes(out)?;
    Ok(0)
}

/// Returns whether the scripts can contain a name: their generators do not quote names.
fn is_word(name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    !name.starts_with('-') && name.chars().all(is_word)
}

/// Sets `names` as the possible values of the profiles of a command and those below it.
fn with_names(command: Command, names: &PossibleValuesParser) -> Command {
    let command = command.mut_subcommands(|sub| with_names(sub, names));
    if takes_profile(&command) {
        command.mut_arg(PROFILE, |arg| arg.value_parser(names.clone()))
    } else {
        command
    }
}

fn takes_profile(command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == PROFILE)
}

/// Returns a profile as a command with any arguments: a shell completes both alike.
fn profile_command(context: &Context, name: &str) -> Command {
    let profile = context.profile(name).ok();
    let description = profile.and_then(|profile| profile.settings.description.into_inner());
    let about =
        description.map_or_else(|| format!("Start {name}"), |written| plain(&written.value));
    let args = Arg::new("args")
        .num_args(0..)
        .trailing_var_arg(true)
        .value_hint(ValueHint::AnyPath);
    Command::new(name.to_owned())
        .bin_name(format!("sglaunch {name}"))
        .about(about)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(args)
}

/// Returns the first line of a text as a terminal shows it, with straight quotes: in PowerShell the
/// others end a string too, and clap does not escape them.
fn plain(text: &str) -> String {
    let line = printable(text.lines().next().unwrap_or_default()).replace('\t', " ");
    line.replace(['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'], "'")
}

/// Returns the completions of profiles for fish. The script of clap completes options but no
/// arguments, and after `-p` it fails to parse the line.
fn fish_names(command: &Command, names: &[String]) -> String {
    let commands_of = |command: &Command| {
        let subs = command.get_subcommands().filter(|sub| takes_profile(sub));
        subs.map(Command::get_name).collect::<Vec<_>>().join(" ")
    };
    let mut conditions = vec![
        "contains -- (commandline -opc)[-1] -p --profile".to_owned(),
        format!("__fish_sglaunch_using_subcommand {}", commands_of(command)),
    ];
    for sub in command.get_subcommands() {
        let below = commands_of(sub);
        if !below.is_empty() {
            let using = format!("__fish_sglaunch_using_subcommand {}", sub.get_name());
            conditions.push(format!("{using}; and __fish_seen_subcommand_from {below}"));
        }
    }
    let names = names.join(" ");
    let lines = conditions
        .iter()
        .map(|condition| format!("complete -c sglaunch -n \"{condition}\" -f -a \"{names}\""));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}
