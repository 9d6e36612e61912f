//! Errors of a name that no profile and no command has.

use std::ffi::OsString;

use super::LaunchArgument;
use crate::error::{Error, Exit, alternatives, cut, nearest};
use crate::profile::BASE;
use crate::program;
use crate::shell::quote;

/// Commands with which other launchers start a program.
const COMMANDS_OF_LAUNCHERS: [&str; 5] = ["exec", "launch", "open", "run", "start"];

impl LaunchArgument<'_> {
    /// Adds what to type, with the arguments, to the error of a name that no profile has.
    pub fn no_profile(self, error: Error, name: &str, args: &[OsString]) -> Error {
        let Self { context, text, .. } = self;
        if context.layers.has(name) {
            return error;
        }
        if context.is_shim {
            // The user may not know that a shim starts sglaunch.
            let note = format!(
                "`{name}` is a shim of sglaunch, which starts the profile of the same name"
            );
            return error.note(note).hint(format!(
                "create the profile, or remove the shim: `sglaunch shim remove {name}`"
            ));
        }
        if let Some(error) = self.command_of_launcher(name, args) {
            return error;
        }
        let found = program::find_typed(text, &context.search_context());
        if let Err(found) = found {
            if found.exit_code() == Exit::CannotRun {
                return found;
            }
            return (self.document_here())
                .or_else(|| self.no_command(&error, name))
                .or_else(|| self.file_here())
                .unwrap_or_else(|| self.with_rez_alias(error, name));
        }
        let words = std::iter::once(text).chain(args.iter().map(OsString::as_os_str));
        let words: Vec<String> = words.map(quote).collect();
        let start = format!(
            "start the program without a profile of its own: `sglaunch -p {BASE} {}`",
            words.join(" ")
        );
        let similar = self
            .no_command(&error, name)
            .and_then(|error| error.action());
        error.hint(match similar {
            Some(question) => format!("{question} if not, {start}"),
            None => start,
        })
    }

    /// Returns the error of a name that resembles a command: with the nearest commands, and the
    /// nearest profiles, which `error` suggests too.
    fn no_command(self, error: &Error, name: &str) -> Option<Error> {
        if name == "version" {
            let error = Error::new("there is no command `version`");
            return Some(error.hint("did you mean `sglaunch --version`?"));
        }
        let similar = self.context.layers.similar(name);
        let mut commands = nearest(name, crate::cli::shown_commands());
        if similar.as_ref().is_some_and(|similar| similar.is_part) {
            // `max` means `3dsmax` and not `man`.
            commands.retain(|command| command.starts_with(name));
        }
        // That a file `lst.yml` is not read is a better hint than the similar command `list`.
        let has_details = !error.excerpt().is_empty() || !error.notes().is_empty();
        if commands.is_empty() || has_details {
            return None;
        }
        let (kind, profiles) = match similar {
            Some(similar) => {
                let profiles = format!(", or the profile {}", similar.names);
                ("command or profile", profiles)
            }
            None => ("command", String::new()),
        };
        let sentence = format!("there is no {kind} `{}`", cut(name));
        let commands = alternatives(&commands);
        Some(Error::new(sentence).hint(format!("did you mean the command {commands}{profiles}?")))
    }

    /// Adds that the name can be an alias of a rez package. Only bash exports such an alias, as a
    /// function.
    fn with_rez_alias(self, error: Error, name: &str) -> Error {
        if self.context.env.non_empty("REZ_USED_RESOLVE").is_none() {
            return error;
        }
        let name = cut(name);
        error.note(format!(
            "if `{name}` is an alias of a rez package, only the shell can start it: `which {name}` \
             shows its program"
        ))
    }

    /// Returns the error of `run houdini`, which is `houdini` here.
    fn command_of_launcher(self, name: &str, args: &[OsString]) -> Option<Error> {
        let profile = args.first()?.to_str()?.split('@').next()?;
        let is_launch = COMMANDS_OF_LAUNCHERS.contains(&name) && self.context.layers.has(profile);
        let words: Vec<String> = args.iter().map(|arg| quote(arg)).collect();
        is_launch.then(|| {
            let why = format!("there is no command `{name}`: the name of a profile starts it");
            Error::new(why).hint(format!("run `sglaunch {}`", words.join(" ")))
        })
    }
}
