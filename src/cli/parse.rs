//! Parses the command line.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches, Parser};

use super::help::{CommandLine, command};
use super::version::long_version;
use super::{Invocation, Launch, LaunchOptions, Options};
use crate::certs::clock::now;
use crate::error::printable;
use crate::os;
use crate::profile::RESERVED;

/// Parses the command line, which begins with sglaunch's own name. The error also stands for
/// `--help` and `--version`.
pub fn parse(args: &[OsString]) -> Result<Invocation, clap::Error> {
    parse_exactly(args).map_err(|error| {
        // clap prints arguments as they are. Its message about their escaped form is safe to print.
        let printable = args
            .iter()
            .map(|arg| printable(&arg.to_string_lossy()).into());
        let about_printable = parse_exactly(&printable.collect::<Vec<_>>()).err();
        about_printable
            .filter(|other| other.kind() == error.kind())
            .unwrap_or(error)
    })
}

fn parse_exactly(args: &[OsString]) -> Result<Invocation, clap::Error> {
    if let Some(launch) = Launch::by_shim(args).or_else(|| Launch::plain(args)) {
        return Ok(Invocation::Launch(launch));
    }
    // Launches are parsed without the commands, because a program's arguments, and with -p its
    // name, can be like a command.
    if let Ok(launch) = Launch::try_parse_from(args) {
        let Launch { start, args, .. } = &launch;
        match args.first() {
            Some(first) if start.profile.is_some() || !is_command(first) => {
                return Ok(Invocation::Launch(launch));
            }
            None if start.profile.is_some() || start.dry_run => {
                let kind = ErrorKind::MissingRequiredArgument;
                return Err(usage_error(&mut command(), kind, NO_PROGRAM));
            }
            _ => {}
        }
    }
    let mut command = command();
    if args.iter().any(|arg| arg == "--version") {
        command = command.long_version(long_version(now()));
    }
    let matches = command.try_get_matches_from_mut(help_as_option(args))?;
    let CommandLine {
        start,
        options,
        command: parsed,
    } = CommandLine::from_arg_matches(&matches)?;
    if start.dry_run || start.profile.is_some() {
        let kind = ErrorKind::ArgumentConflict;
        return Err(usage_error(&mut command, kind, NOT_FOR_COMMANDS));
    }
    Ok(Invocation::Command(options, parsed))
}

const NO_PROGRAM: &str = "no program was given";
const NOT_FOR_COMMANDS: &str = "--dry-run and --profile are for launches, not for commands";

/// Returns an error of clap that also carries its sentence as context, for dialogs.
fn usage_error(command: &mut clap::Command, kind: ErrorKind, sentence: &str) -> clap::Error {
    let mut error = command.error(kind, sentence);
    error.insert(
        ContextKind::Custom,
        ContextValue::String(sentence.to_owned()),
    );
    error
}

/// Returns whether a command line that cannot be parsed has `--window` among the options of
/// sglaunch, not those of a program.
pub fn wants_window(args: &[OsString]) -> bool {
    let mut own = args.iter().skip(1).take_while(|arg| *arg != "--");
    let is_plain = |arg: &&OsString| !arg.as_encoded_bytes().starts_with(b"-");
    let before: Vec<&OsString> = own.by_ref().take_while(|arg| !is_plain(arg)).collect();
    let has = |args: &[&OsString]| args.iter().any(|arg| *arg == "--window");
    let is_command = args
        .get(before.len() + 1)
        .is_some_and(|word| is_command(word));
    has(&before) || is_command && has(&own.collect::<Vec<_>>())
}

/// The command that the completion scripts call. It is hidden, and no profile can have its name.
pub const COMPLETE: &str = "__complete";

/// The word in front of a command whose help is to be printed.
pub const HELP: &str = "help";

/// Returns the arguments of a completion script, if one has called sglaunch.
pub fn completion(args: &[OsString]) -> Option<&[OsString]> {
    match args {
        [own, command, rest @ ..] if command == COMPLETE && shim_name(own).is_none() => Some(rest),
        _ => None,
    }
}

/// Returns `help COMMAND`, which many programs have, as `COMMAND --help`.
fn help_as_option(args: &[OsString]) -> Vec<OsString> {
    match args {
        [own, help, command @ ..] if help == HELP => [own]
            .into_iter()
            .chain(command)
            .cloned()
            .chain(["--help".into()])
            .collect(),
        _ => args.to_owned(),
    }
}

impl Launch {
    /// Returns the launch of a shim: the profile is the shim's name, and all arguments belong to
    /// the program.
    fn by_shim(args: &[OsString]) -> Option<Self> {
        let (first, rest) = args.split_first()?;
        let profile = [shim_name(first)?].into_iter();
        Some(Self {
            is_shim: true,
            ..Self::of(profile.chain(rest.iter().cloned()).collect())
        })
    }

    /// Returns a launch without options. Most are, so they do not pay for clap.
    fn plain(args: &[OsString]) -> Option<Self> {
        let args = args.get(1..)?;
        let first = args.first()?;
        let is_plain = !first.as_encoded_bytes().starts_with(b"-") && !is_command(first);
        is_plain.then(|| Self::of(args.to_owned()))
    }

    fn of(args: Vec<OsString>) -> Self {
        Self {
            options: Options::default(),
            start: LaunchOptions::default(),
            args,
            is_shim: false,
        }
    }
}

/// Returns the name of the shim through which sglaunch was called.
fn shim_name(first: &OsStr) -> Option<OsString> {
    let name = os::invoked_name(Path::new(first));
    (!name.is_empty() && !os::is_sglaunch_name(name)).then(|| name.to_owned())
}

/// Returns the names of the commands, except for the hidden one.
pub fn shown_commands() -> impl Iterator<Item = &'static str> {
    let all = RESERVED.iter().copied();
    all.filter(|name| *name != COMPLETE)
}

fn is_command(word: &OsStr) -> bool {
    word.to_str().is_some_and(|word| RESERVED.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(line: &[&str]) -> Launch {
        let args: Vec<OsString> = ["sglaunch"]
            .iter()
            .chain(line)
            .map(OsString::from)
            .collect();
        match parse(&args) {
            Ok(Invocation::Launch(launch)) => launch,
            other => panic!("{line:?}: {other:?}"),
        }
    }

    #[test]
    fn everything_after_the_profile_belongs_to_the_program() {
        for args in [
            &["houdini", "--help"][..],
            &["houdini", "-n", "-p", "x", "--refresh"],
            &["houdini", "--", "-x", "--"],
            &["houdini", "list"],
            &["houdini", ""],
            &["houdini", "-V", "--version", "help"],
        ] {
            let launch = launch(args);
            assert_eq!(launch.args, args);
            assert!(!launch.start.dry_run);
        }
    }

    #[test]
    fn with_a_profile_option_the_first_word_is_any_program() {
        let launch = launch(&["-n", "-p", "python", "list", "-v"]);
        assert_eq!(launch.start.profile.as_deref(), Some("python"));
        assert_eq!(launch.args, ["list", "-v"]);
        assert!(launch.start.dry_run);
    }

    #[test]
    fn every_name_but_sglaunchs_own_is_a_shim() {
        for (first, name) in [
            ("tank", Some("tank")),
            ("/home/ana/.local/share/sglaunch/shims/tank", Some("tank")),
            ("./houdini@20.5", Some("houdini@20.5")),
            ("python3.11", Some("python3.11")),
            ("sglaunch", None),
            ("/opt/sglaunch/sglaunch", None),
            ("sglaunch-1.2", None),
            ("", None),
            ("..", None),
        ] {
            let shim = shim_name(OsStr::new(first));
            assert_eq!(shim.as_deref(), name.map(OsStr::new), "{first}");
        }
    }
}
