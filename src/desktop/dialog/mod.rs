//! Reports failures to a user without a terminal: a dialog, and an entry in a log file.
//!
//! A message that cannot be shown or logged is dropped, so that neither delays the end of a launch.

mod call;
mod log;
mod message;
mod usage_error;

#[cfg(all(unix, not(target_os = "macos")))]
mod linux;
#[cfg(all(unix, not(target_os = "macos")))]
use linux as system;

#[cfg(any(target_os = "macos", test))]
pub mod applescript;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::error::ErrorKind;

use crate::env::Env;
use crate::error::{Error, printable, shorten};
use log::Log;
use message::Message;

pub use call::Call;

/// The dialog and the log of one call.
#[derive(Debug)]
pub struct Dialog {
    call: Call,
    home: Option<PathBuf>,
    log: Option<Log>,
    desktop: Desktop,
}

/// The environment in which a dialog is shown.
#[derive(Debug)]
struct Desktop {
    #[cfg_attr(
        windows,
        expect(
            dead_code,
            reason = "the other systems start a program that shows dialogs"
        )
    )]
    env: Env,
    /// The path of sglaunch, which must not start itself as a dialog program.
    exe: PathBuf,
}

impl Dialog {
    /// Creates the dialog for a call with this environment and log directory.
    pub fn new(call: Call, env: &Env, exe: &Path, home: Option<&Path>, log: Option<&Path>) -> Self {
        Self {
            call,
            home: home.map(Path::to_owned),
            log: log.map(Log::in_dir),
            desktop: Desktop {
                env: env.clone(),
                exe: exe.to_owned(),
            },
        }
    }

    /// Logs a message that is printed on stderr.
    pub fn note(&self, label: &str, text: &str) {
        let _ = self.append(label, text, &message::rfc3339(SystemTime::now()));
    }

    /// Logs a failure, shows it, and returns when the dialog is closed.
    pub fn show_error(&self, error: &Error) {
        let home = self.home.as_deref();
        let text = error.render(home);
        let time = message::rfc3339(SystemTime::now());
        let logged = self.append("error", &text, &time);
        let log = match (&self.log, logged) {
            (Some(log), Ok(())) => shorten(&log.path, home),
            (_, Err(why)) => format!("none, because {}", printable(&why)),
            (None, _) => "none".to_owned(),
        };
        let message = Message {
            title: self.call.title(),
            is_failure: true,
            summary: message::capitalize(&printable(error.sentence())),
            paragraphs: error.paragraphs(home),
            details: format!("error: {text}{}log: {log}\n", self.describe(&time)),
        };
        system::show(&message, &self.desktop);
    }

    /// Shows the result of a command line that clap did not parse: help, the version or an error.
    pub fn show_clap(&self, error: &clap::Error) {
        match error.kind() {
            ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::MissingSubcommand => {
                let time = message::rfc3339(SystemTime::now());
                let details = format!("{}\n{}", error.to_string().trim_end(), self.describe(&time));
                system::show(&Message::about(details), &self.desktop);
            }
            _ => self.show_error(&usage_error::from_clap(error)),
        }
    }

    /// Returns the lines for support below a message.
    fn describe(&self, time: &str) -> String {
        let call = (self.call).describe(&self.desktop.exe, self.home.as_deref());
        format!("time: {time}\n{call}")
    }

    fn append(&self, label: &str, text: &str, time: &str) -> Result<(), String> {
        let log = self.log.as_ref().ok_or("there is no home directory")?;
        let call = (self.call).describe(&self.desktop.exe, self.home.as_deref());
        let text = format!("{label}: {}\n{call}", text.trim_end());
        // Indented, so that only the first line of an entry starts in the first column.
        let entry = format!("{time} {}", text.trim_end().replace('\n', "\n  "));
        log.append(&entry)
    }
}
