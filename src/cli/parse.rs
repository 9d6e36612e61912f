//! Reads the command line: a launch or a command.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches, Parser};

use super::help::{Whole, command};
use super::{Invocation, Launch, Options, Start};
use crate::os;
use crate::profile::RESERVED;

/// Reads the command line, the program's own name first. The error is one of clap's, which also carries help.
pub fn parse(args: &[OsString]) -> Result<Invocation, clap::Error> {
    if let Some(launch) = Launch::by_shim(args).or_else(|| Launch::plain(args)) {
        return Ok(Invocation::Launch(launch));
    }
    // Launches are read without the commands, so that a program may have arguments, and with -p a name, like a command's.
    if let Ok(launch) = Launch::try_parse_from(args) {
        let Launch { start, words, .. } = &launch;
        match words.first() {
            Some(first) if start.profile.is_some() || !is_command(first) => {
                return Ok(Invocation::Launch(launch));
            }
            None if start.profile.is_some() || start.dry_run => {
                let why = "the program to start is missing";
                return Err(usage_error(
                    &mut command(),
                    ErrorKind::MissingRequiredArgument,
                    why,
                ));
            }
            _ => {}
        }
    }
    let mut command = command();
    let matches = command.try_get_matches_from_mut(asked_as_option(args))?;
    let Whole {
        start,
        options,
        command: wanted,
    } = Whole::from_arg_matches(&matches)?;
    if start.dry_run || start.profile.is_some() {
        let why = "--dry-run and --profile go with a program to start, not with a command";
        return Err(usage_error(&mut command, ErrorKind::ArgumentConflict, why));
    }
    Ok(Invocation::Command(options, wanted))
}

/// Builds an error of clap that also carries its sentence as context, for dialogs.
fn usage_error(command: &mut clap::Command, kind: ErrorKind, sentence: &str) -> clap::Error {
    let mut error = command.error(kind, sentence);
    error.insert(
        ContextKind::Custom,
        ContextValue::String(sentence.to_owned()),
    );
    error
}

/// Whether a call that cannot be read asks for a window by an option of sglaunch's own, and not by one of a program.
pub fn wants_window(args: &[OsString]) -> bool {
    let mut own = args.iter().skip(1).take_while(|arg| *arg != "--");
    let is_plain = |arg: &&OsString| !arg.as_encoded_bytes().starts_with(b"-");
    let before: Vec<&OsString> = own.by_ref().take_while(|arg| !is_plain(arg)).collect();
    let has = |words: &[&OsString]| words.iter().any(|word| *word == "--window");
    let is_command = args
        .get(before.len() + 1)
        .is_some_and(|word| is_command(word));
    has(&before) || is_command && has(&own.collect::<Vec<_>>())
}

/// `help COMMAND`, which other programs have, as `COMMAND --help`.
fn asked_as_option(args: &[OsString]) -> Vec<OsString> {
    match args {
        [own, help, command @ ..] if help == "help" => [own]
            .into_iter()
            .chain(command)
            .cloned()
            .chain(["--help".into()])
            .collect(),
        _ => args.to_owned(),
    }
}

impl Launch {
    /// A launch by the name of a profile in place of sglaunch's: everything else belongs to the program.
    fn by_shim(args: &[OsString]) -> Option<Self> {
        let (first, rest) = args.split_first()?;
        let words = [called_as(first)?].into_iter();
        Some(Self {
            is_shim: true,
            ..Self::of(words.chain(rest.iter().cloned()).collect())
        })
    }

    /// A launch without options, which is what most are: there is nothing in it for clap to read.
    fn plain(args: &[OsString]) -> Option<Self> {
        let words = args.get(1..)?;
        let first = words.first()?;
        let is_plain = !first.as_encoded_bytes().starts_with(b"-") && !is_command(first);
        is_plain.then(|| Self::of(words.to_owned()))
    }

    fn of(words: Vec<OsString>) -> Self {
        Self {
            options: Options::default(),
            start: Start::default(),
            words,
            is_shim: false,
        }
    }
}

/// The name that sglaunch was called by, where that is not its own: what a shim's caller typed.
fn called_as(first: &OsStr) -> Option<OsString> {
    let name = os::typed_name(Path::new(first));
    (!name.is_empty() && !os::is_own_name(name)).then(|| name.to_owned())
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
            assert_eq!(launch.words, args);
            assert!(!launch.start.dry_run);
        }
    }

    #[test]
    fn with_a_profile_the_first_word_is_any_program() {
        let launch = launch(&["-n", "-p", "python", "list", "-v"]);
        assert_eq!(launch.start.profile.as_deref(), Some("python"));
        assert_eq!(launch.words, ["list", "-v"]);
        assert!(launch.start.dry_run);
    }

    #[test]
    fn what_is_not_sglaunchs_own_name_is_a_shims() {
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
            let called = called_as(OsStr::new(first));
            assert_eq!(called.as_deref(), name.map(OsStr::new), "{first}");
        }
    }
}
