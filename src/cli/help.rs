//! The help screens.

use clap::{CommandFactory, Parser};

use super::{Command, Options, Start};

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
pub(super) struct Whole {
    #[command(flatten)]
    pub start: Start,
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
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
const ENVIRONMENT: &str = "\
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
    fn the_short_help_fits_a_screen() {
        let help = command().render_help().to_string();
        assert!(help.lines().count() <= 24, "{help}");
        assert!(
            help.trim_end()
                .ends_with("the same environment in this shell")
        );
    }
}
