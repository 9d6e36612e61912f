//! The call of sglaunch as titles, details and the log show it.

use std::ffi::OsString;
use std::path::Path;

use crate::cli::{Invocation, Target};
use crate::error::{printable, shorten};
use crate::os;
use crate::shell;

/// Longest program name in a title, in characters.
const LONGEST_NAME: usize = 60;

/// The part of a command line that belongs to sglaunch.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The shown words, which are quoted only if they are shown.
    words: Vec<OsString>,
    /// The number of arguments that are not shown.
    hidden: usize,
    /// Name of the program to start.
    program: Option<String>,
}

impl Call {
    /// Describes a command line and the invocation parsed from it, if parsing succeeded.
    ///
    /// The program's arguments are counted and not shown, because they can contain a password.
    pub fn new(args: &[OsString], invocation: Option<&Invocation>) -> Self {
        let own = own_arguments(args, invocation);
        let shown = args.iter().enumerate().take(own).map(|(index, arg)| {
            let name = Path::new(arg).file_name().filter(|_| index == 0);
            name.unwrap_or(arg).to_owned()
        });
        Self {
            words: shown.collect(),
            hidden: args.len().saturating_sub(own),
            program: invocation.and_then(program),
        }
    }

    /// Returns the title of the dialog for a failure.
    pub fn title(&self) -> String {
        match &self.program {
            Some(name) => {
                let name: String = printable(name).chars().take(LONGEST_NAME).collect();
                format!("{name} did not start")
            }
            None => "sglaunch".to_owned(),
        }
    }

    /// Returns three lines: the call, the version and path of sglaunch, and the system.
    pub fn describe(&self, exe: &Path, home: Option<&Path>) -> String {
        format!(
            "call: {}\nsglaunch {} {}, {}\n{}\n",
            self.line(),
            env!("CARGO_PKG_VERSION"),
            std::env::consts::ARCH,
            shorten(exe, home),
            printable(&os::system_name(Path::new("/"))),
        )
    }

    fn line(&self) -> String {
        let words: Vec<String> = self.words.iter().map(|word| shell::quote(word)).collect();
        let line = words.join(" ");
        match self.hidden {
            0 => line,
            1 => format!("{line} (and 1 argument)"),
            more => format!("{line} (and {more} arguments)"),
        }
    }
}

/// Returns how many of the arguments are not for the program.
fn own_arguments(args: &[OsString], invocation: Option<&Invocation>) -> usize {
    match invocation {
        Some(Invocation::Launch(launch)) => args.len() - launch.args.len().saturating_sub(1),
        Some(Invocation::Command(..)) => match args.iter().position(|arg| arg == "--") {
            Some(end) => end + 1,
            None => args.len(),
        },
        None => {
            let is_option = |arg: &&OsString| arg.as_encoded_bytes().starts_with(b"-");
            2 + args.iter().skip(1).take_while(is_option).count()
        }
    }
}

fn program(invocation: &Invocation) -> Option<String> {
    let Invocation::Launch(launch) = invocation else {
        return None;
    };
    let name = Path::new(launch.args.first()?).file_name()?;
    Some(Target::from(&*name.to_string_lossy()).name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;

    fn call(line: &[&str]) -> Call {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        Call::new(&args, cli::parse(&args).ok().as_ref())
    }

    #[test]
    fn a_call_shows_only_the_arguments_of_sglaunch() {
        for (line, shown, title) in [
            (
                &[
                    "/opt/bin/sglaunch",
                    "--window",
                    "houdini@20.5",
                    "/shots/a b.hip",
                ][..],
                "sglaunch --window houdini@20.5 (and 1 argument)",
                "houdini did not start",
            ),
            (
                &[
                    "sglaunch",
                    "-p",
                    "python",
                    "/opt/a b/publish.py",
                    "--token",
                    "x",
                ],
                "sglaunch -p python '/opt/a b/publish.py' (and 2 arguments)",
                "publish.py did not start",
            ),
            (&["sglaunch", "maya"], "sglaunch maya", "maya did not start"),
            (
                &["sglaunch", "bundle", "path", "maya"],
                "sglaunch bundle path maya",
                "sglaunch",
            ),
            (
                &["sglaunch", "--window", "--wibble", "maya", "--token", "x"],
                "sglaunch --window --wibble maya (and 2 arguments)",
                "sglaunch",
            ),
            (&["sglaunch"], "sglaunch", "sglaunch"),
        ] {
            let call = call(line);
            assert_eq!(
                (&*call.line().replace('"', "'"), &*call.title()),
                (shown, title)
            );
        }
        assert_eq!(Call::new(&[], None), Call::default());
    }

    #[test]
    fn the_details_do_not_contain_the_name_of_the_user() {
        let home = Path::new(if cfg!(windows) {
            r"C:\Users\ana"
        } else {
            "/home/ana"
        });
        let call = call(&["sglaunch", "maya"]);
        let details = call.describe(&home.join("bin").join("sglaunch"), Some(home));
        let start = if cfg!(windows) {
            r"%USERPROFILE%\bin\"
        } else {
            "~/bin/"
        };
        assert!(
            details.contains(&format!(", {start}sglaunch\n")),
            "{details}"
        );
        assert_eq!(details.lines().count(), 3, "{details}");
        assert!(!details.contains("ana"), "{details}");
    }
}
