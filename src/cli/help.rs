//! The help screens.

use clap::builder::Resettable;
use clap::{Arg, CommandFactory, Parser};

use super::{Command, LaunchOptions, Options};

/// Start a program with one CA bundle for all its HTTPS clients
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
pub(super) struct CommandLine {
    #[command(flatten)]
    pub start: LaunchOptions,
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

/// Returns the whole command line, for parsing, help and the manual page. Every command accepts all
/// global options, so that a script can pass them to any, but its help shows only those that it
/// uses.
pub fn command() -> clap::Command {
    with_options(with_texts(CommandLine::command()), &|option, is_used| {
        Some(option.hide(!is_used))
    })
}

/// Returns the command line for completions, in which a command has only the options that it uses:
/// scripts offer hidden options too.
pub fn command_to_complete() -> clap::Command {
    let command = with_options(CommandLine::command(), &|option, is_used| {
        // `--quiet` must not refer to a `--verbose` that the command does not have.
        is_used.then(|| option.global(false).overrides_with(Resettable::Reset))
    });
    command.mut_args(|arg| arg.global(false))
}

fn with_texts(command: clap::Command) -> clap::Command {
    let names: Vec<&str> = (command.get_subcommands())
        .map(clap::Command::get_name)
        .collect();
    let short = format!("Commands: {} (see --help)", names.join(", "));
    let lines: Vec<String> = command.get_subcommands().map(line).collect();
    let long = format!("Commands:\n{}", lines.join("\n"));
    // Without a name of its own, help would print `sglaunch.exe` on Windows.
    (command.bin_name("sglaunch"))
        .help_template(
            "{about}\n\nUsage: {usage}\n\n{before-help}Options:\n{options}{after-help}\n",
        )
        .before_help(short)
        .before_long_help(long)
        .after_help(EXAMPLES)
        .after_long_help(format!(
            "{PROFILES}\n{ENVIRONMENT}\n{FILES}\n{EXIT_CODES}\n{EXAMPLES}"
        ))
}

fn line(command: &clap::Command) -> String {
    let about = command.get_about().unwrap_or_default();
    format!("  {:<12} {about}", command.get_name())
}

/// Adapts a global option to one command, given whether the command uses the option.
type AdaptOption<'a> = &'a dyn Fn(Arg, bool) -> Option<Arg>;

fn with_options(command: clap::Command, adapt: AdaptOption) -> clap::Command {
    let globals: Vec<Arg> = (command.get_arguments())
        .filter(|arg| arg.is_global_set())
        .cloned()
        .collect();
    command.mut_subcommands(|sub| with_options_below(sub, "", &globals, adapt))
}

fn with_options_below(
    command: clap::Command,
    parent: &str,
    globals: &[Arg],
    adapt: AdaptOption,
) -> clap::Command {
    let path = format!("{parent}{}", command.get_name());
    let used = used_options(&path);
    let options = globals.iter().cloned().filter_map(|option| {
        let is_used = used.iter().any(|id| option.get_id() == id);
        adapt(option, is_used)
    });
    let parent = format!("{path} ");
    (command.args(options)).mut_subcommands(|sub| with_options_below(sub, &parent, globals, adapt))
}

/// Returns those of the global options that a command uses.
fn used_options(command: &str) -> &'static [&'static str] {
    match command {
        "env" | "bundle path" | "bundle export" => &["profile_dir", "refresh", "verbose", "quiet"],
        "doctor" | "bundle build" => &["profile_dir", "verbose", "quiet"],
        "list" | "show" | "check" | "bundle list" | "bundle verify" | "bundle diff"
        | "shortcut add" | "shortcut list" => &["profile_dir", "quiet"],
        "bundle prune" | "trust add" | "trust list" | "trust remove" | "shortcut remove"
        | "init" | "shim add" | "shim list" | "shim remove" | "explain" => &["quiet"],
        _ => &[],
    }
}

const EXAMPLES: &str = if cfg!(windows) {
    "\
Examples:
  sglaunch houdini@20.5 shot.hip    start the newest Houdini 20.5
  sglaunch -p python publish.bat    start any program under the profile `python`
  sglaunch env python | Out-String | iex    set its environment in this shell"
} else {
    "\
Examples:
  sglaunch houdini@20.5 shot.hip    start the newest Houdini 20.5
  sglaunch -p python ./publish.sh   start any program under the profile `python`
  eval \"$(sglaunch env python)\"     set the same environment in this shell"
};

const PROFILES: &str = if cfg!(windows) {
    "\
Profiles, each of which replaces those of the same name before it:
  built-in profiles, %ProgramData%\\sglaunch\\profiles, SGLAUNCH_PROFILE_PATH,
  %APPDATA%\\sglaunch\\config\\profiles, --profile-dir
"
} else {
    "\
Profiles, each of which replaces those of the same name before it:
  built-in profiles, /etc/sglaunch/profiles, SGLAUNCH_PROFILE_PATH,
  ~/.config/sglaunch/profiles, --profile-dir
"
};

/// The variables that users set most. The manual page lists all.
const ENVIRONMENT: &str = if cfg!(windows) {
    "\
Environment (`sglaunch man` lists all variables):
  SGLAUNCH_PROFILE_PATH  directories of profiles; the first one wins
  SGLAUNCH_CONFIG_DIR    directory of your profiles and trusted certificates
  SGLAUNCH_CACHE_DIR     directory of certificate bundles
  SGLAUNCH_DATA_DIR      directory of shims and the list of shortcuts
  SGLAUNCH_STATE_DIR     directory of the log of launches with --window
  SGLAUNCH_ROOT          directory of an image, to use as the system drive
  NO_COLOR               if set, messages have no colour
"
} else {
    "\
Environment (`sglaunch man` lists all variables):
  SGLAUNCH_PROFILE_PATH  directories of profiles; the first one wins
  SGLAUNCH_CONFIG_DIR    directory of your profiles and trusted certificates
  SGLAUNCH_CACHE_DIR     directory of certificate bundles
  SGLAUNCH_DATA_DIR      directory of shims and the list of shortcuts
  SGLAUNCH_STATE_DIR     directory of the log of launches with --window
  SGLAUNCH_ROOT          directory to use as / for programs, /etc and the
                         certificates of the system
  NO_COLOR               if set, messages have no colour
"
};

/// The directories of this system. The manual page lists all files.
const FILES: &str = if cfg!(windows) {
    "\
Files (`sglaunch man` lists all):
  %ProgramData%\\sglaunch\\         profiles and trusted certificates for all users
  %APPDATA%\\sglaunch\\config\\      your profiles and trusted certificates
  %LOCALAPPDATA%\\sglaunch\\cache\\  certificate bundles
  %LOCALAPPDATA%\\sglaunch\\data\\   shims and the list of shortcuts
  %LOCALAPPDATA%\\sglaunch\\state\\  the log of launches with --window
"
} else {
    "\
Files (`sglaunch man` lists all, those of macOS and Windows included):
  /etc/sglaunch/            profiles and trusted certificates for all users
  ~/.config/sglaunch/       your profiles and trusted certificates
  ~/.cache/sglaunch/        certificate bundles
  ~/.local/share/sglaunch/  shims and the list of shortcuts
  ~/.local/state/sglaunch/  the log of launches with --window
"
};

/// The exit codes, for `--help` and the manual page.
pub const EXIT_CODES: &str = "\
Exit codes:
  1    `check`, `doctor` or `bundle verify` found a problem, or `explain` no cause
  125  sglaunch failed, or was called with wrong arguments
  126  the program was found, but cannot be run
  127  the program, or the requested version of it, was not found
  otherwise the exit code of the program
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Launch;
    use crate::profile::RESERVED;

    #[test]
    fn commands_are_reserved_names() {
        for sub in command().get_subcommands() {
            assert!(RESERVED.contains(&sub.get_name()), "{}", sub.get_name());
        }
        command().debug_assert();
        Launch::command().debug_assert();
    }

    #[test]
    fn the_short_help_fits_a_terminal() {
        let help = command().term_width(80).render_help().to_string();
        assert!(help.lines().count() <= 24, "{help}");
        assert!(help.trim_end().ends_with("environment in this shell"));
    }

    #[test]
    fn the_long_help_has_the_paths_of_this_system() {
        let help = command().render_long_help().to_string();
        for of_windows in ["%ProgramData%", "%LOCALAPPDATA%", "Out-String"] {
            assert_eq!(help.contains(of_windows), cfg!(windows), "{of_windows}");
        }
        for of_others in ["~/.config", "/etc/", "eval \""] {
            assert_eq!(help.contains(of_others), cfg!(not(windows)), "{of_others}");
        }
    }

    #[test]
    fn completions_call_a_command_that_nothing_shows() {
        assert!(RESERVED.contains(&crate::cli::parse::COMPLETE));
        let long = command().render_long_help().to_string();
        assert!(!long.contains(crate::cli::parse::COMPLETE), "{long}");
    }

    /// Returns the paths of all commands that do something, such as `bundle path`.
    fn paths(command: &clap::Command, parent: &str) -> Vec<String> {
        let subs = command.get_subcommands().flat_map(|sub| {
            let path = format!("{parent}{}", sub.get_name());
            let below = paths(sub, &format!("{path} "));
            if below.is_empty() { vec![path] } else { below }
        });
        subs.collect()
    }

    #[test]
    fn every_command_has_its_options() {
        let without: Vec<String> = (paths(&command(), "").into_iter())
            .filter(|path| used_options(path).is_empty())
            .collect();
        assert_eq!(without, ["schema", "completions", "man"]);
    }
}
