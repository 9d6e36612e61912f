//! What was typed: options, then a profile and everything that belongs to the program, or a command.

mod commands;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, ValueHint};

pub use commands::{
    AddShortcut, BundleCommand, Command, Filter, ShimCommand, ShortcutCommand, TrustCommand,
};

use crate::desktop::shim;
use crate::profile::RESERVED;

/// What sglaunch is asked to do.
#[derive(Debug)]
pub enum Invocation {
    /// Start a program.
    Launch(Launch),
    /// Anything else.
    Command(Options, Command),
}

/// A launch: options, then the words that clap must not look into.
#[derive(Debug, Parser)]
#[command(
    name = "sglaunch",
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Launch {
    /// What stands before the words.
    #[command(flatten)]
    pub options: Options,
    /// Under which profile the first word is started.
    #[command(flatten)]
    pub start: Start,
    /// The profile or the program, and its arguments.
    #[arg(trailing_var_arg = true)]
    pub words: Vec<OsString>,
    /// sglaunch was called as the first of the words.
    #[arg(skip)]
    pub is_shim: bool,
}

/// Options of a launch alone.
#[derive(Debug, Default, Args)]
pub struct Start {
    /// Show the program, its arguments and the changes to the environment; run nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Use this profile; the first word is then any command or path
    #[arg(short, long, value_name = "NAME")]
    pub profile: Option<String>,
}

/// Options of a launch and of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Look for profiles here first (repeatable)
    #[arg(short = 'P', long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub profile_dir: Vec<PathBuf>,
    /// Rebuild the bundle even if it is fresh
    #[arg(long, global = true)]
    pub refresh: bool,
    /// Say more (repeatable)
    #[arg(short, long, action = clap::ArgAction::Count, global = true, overrides_with = "quiet")]
    pub verbose: u8,
    /// Say only errors
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub quiet: bool,
    /// Show a failure in a window, as shortcuts do, and note it in the log
    #[arg(long, global = true)]
    pub window: bool,
}

/// Start a program so that every HTTPS client in it trusts what the studio trusts
#[derive(Debug, Parser)]
#[command(
    name = "sglaunch",
    version,
    override_usage = "sglaunch [OPTIONS] PROFILE[@VERSION] [ARGS]...\n       \
                      sglaunch [OPTIONS] PATH/TO/PROGRAM [ARGS]...\n       \
                      sglaunch [OPTIONS] COMMAND ...",
    subcommand_value_name = "COMMAND",
    arg_required_else_help = true
)]
struct Whole {
    #[command(flatten)]
    start: Start,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// A profile, and perhaps a version: `houdini@20.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The profile's name.
    pub name: String,
    /// What stands after the `@`.
    pub version: Option<String>,
}

impl From<&str> for Target {
    fn from(text: &str) -> Self {
        match text.split_once('@') {
            Some((name, version)) => Self {
                name: name.to_owned(),
                version: Some(version.to_owned()),
            },
            None => Self {
                name: text.to_owned(),
                version: None,
            },
        }
    }
}

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
        let words = [shim::called_as(first)?].into_iter();
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

fn is_command(word: &OsStr) -> bool {
    word.to_str().is_some_and(|word| RESERVED.contains(&word))
}

/// The whole command line for help, completions and the manual page.
pub fn command() -> clap::Command {
    let command = Whole::command();
    let names: Vec<String> = (command.get_subcommands())
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let lines: Vec<String> = (command.get_subcommands())
        .map(|sub| {
            format!(
                "  {:<12} {}",
                sub.get_name(),
                sub.get_about().unwrap_or_default()
            )
        })
        .collect();
    // Otherwise help would call it `sglaunch.exe` on Windows.
    (command.bin_name("sglaunch").help_template(
        "{about}\n\nUsage: {usage}\n\n{before-help}Options:\n{options}{after-help}\n",
    ))
    .before_help(format!("Commands: {} (--help says more)", names.join(", ")))
    .before_long_help(format!("Commands:\n{}", lines.join("\n")))
    .after_help(EXAMPLES)
    .after_long_help(format!("{ENVIRONMENT}\n{EXIT_CODES}\n{EXAMPLES}"))
}

const EXAMPLES: &str = "\
Examples:
  sglaunch houdini@20.5 shot.hip       the newest Houdini 20.5, with the studio's certificates
  sglaunch -p python ./publish.sh      any program, under the profile `python`
  eval \"$(sglaunch env python)\"        the same environment in this shell";

/// The environment variables that sglaunch reads and sets, for `--help` and the manual page.
pub const ENVIRONMENT: &str = "\
Profiles, the later wins: built in, /etc/sglaunch/profiles, SGLAUNCH_PROFILE_PATH, ~/.config/sglaunch/profiles,
--profile-dir. (Elsewhere than on Linux: /Library/Application Support/sglaunch/profiles, %ProgramData%\\sglaunch\\profiles.)

Environment:
  SGLAUNCH_PROFILE_PATH  folders of profiles, the first wins, below the user's own
  SGLAUNCH_CONFIG_DIR    where your profiles and trusted certificates are kept
  SGLAUNCH_CACHE_DIR     where bundles are kept
  SGLAUNCH_DATA_DIR      where shims and the list of shortcuts are
  SGLAUNCH_STATE_DIR     where the log of launches with --window is
  SGLAUNCH_ROOT          a folder that programs, machine profiles and the system's store are looked for in
  SGLAUNCH_PROFILE, SGLAUNCH_DEPTH, SGLAUNCH_INHERITED are set for the program
  NO_COLOR               no colour in messages
";

/// The exit codes, for `--help` and the manual page.
pub const EXIT_CODES: &str = "\
Exit codes:
  125  sglaunch itself failed, usage errors included
  126  the program was found and cannot be run
  127  the program, or the asked version of it, was not found
  1    check and bundle verify found something wrong
  otherwise the program's own
";

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
    fn commands_are_reserved_names() {
        for sub in command().get_subcommands() {
            assert!(RESERVED.contains(&sub.get_name()), "{}", sub.get_name());
        }
        command().debug_assert();
        Launch::command().debug_assert();
    }

    #[test]
    fn the_short_help_fits_a_screen() {
        let help = command().render_help().to_string();
        assert!(help.lines().count() <= 24, "{help}");
        assert!(
            help.trim_end()
                .ends_with("the same environment in this shell")
        );
    }
}
