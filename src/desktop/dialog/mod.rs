//! What somebody without a terminal learns of a failure: a window with the sentence and the hint, and an entry in a log.
//!
//! Neither may ever keep a launch from its end: what cannot be shown or noted is left out.

mod log;
mod text;

#[cfg(all(unix, not(target_os = "macos")))]
mod linux;
#[cfg(all(unix, not(target_os = "macos")))]
use linux as system;
#[cfg(all(unix, not(target_os = "macos")))]
mod tool;
#[cfg(all(unix, not(target_os = "macos")))]
mod wrap;

#[cfg(target_os = "macos")]
mod macos;
#[cfg(any(target_os = "macos", test))]
mod script;
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
use text::rfc3339;

pub use text::{Call, Message};

/// The desktop of whoever called, and the log.
#[derive(Debug)]
pub struct Window {
    call: Call,
    home: Option<PathBuf>,
    log: Option<Log>,
    desktop: Desktop,
}

/// What a dialog is shown on.
#[derive(Debug)]
#[cfg_attr(
    any(windows, target_os = "macos"),
    expect(
        dead_code,
        reason = "only elsewhere are programs looked for that show dialogs"
    )
)]
struct Desktop {
    /// The caller's environment.
    env: Env,
    /// The path of sglaunch itself, which is no program for dialogs under whatever name.
    own: PathBuf,
}

impl Window {
    /// The window for a call, by the caller's environment; `log` is the folder of the log.
    pub fn new(call: Call, env: &Env, own: &Path, home: Option<&Path>, log: Option<&Path>) -> Self {
        Self {
            call,
            home: home.map(Path::to_owned),
            log: log.map(Log::in_folder),
            desktop: Desktop {
                env: env.clone(),
                own: own.to_owned(),
            },
        }
    }

    /// Notes in the log what is said on stderr, where nobody sees it.
    pub fn note(&self, label: &str, text: &str) {
        // There is nobody left to tell.
        let _ = self.append(label, text);
    }

    /// Shows a failure, and comes back when it has been seen.
    pub fn fail(&self, error: &Error) {
        let text = error.render(self.home.as_deref());
        let noted = self.append("error", &text);
        let log = match (&self.log, noted) {
            (Some(log), Ok(())) => shorten(&log.path, self.home.as_deref()),
            (_, Err(why)) => format!("none, because {}", printable(&why)),
            (None, _) => "none".to_owned(),
        };
        let message = Message {
            title: self.call.title(),
            is_failure: true,
            sentence: text::capitalised(&printable(error.sentence())),
            paragraphs: error.paragraphs(self.home.as_deref()),
            details: format!("error: {text}{}log: {log}\n", self.call.describe()),
        };
        system::show(&message, &self.desktop);
    }

    /// Shows what clap has to say: help and the version are answers, everything else is a wrong call.
    pub fn answer(&self, message: &clap::Error) {
        let text = message.to_string();
        match message.kind() {
            ErrorKind::DisplayVersion => system::show(&Message::about(text), &self.desktop),
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::MissingSubcommand => {
                system::show(&Message::about(text), &self.desktop);
            }
            _ => self.fail(&text::wrong_call(&text)),
        }
    }

    fn append(&self, label: &str, text: &str) -> Result<(), String> {
        let log = self.log.as_ref().ok_or("there is no home folder")?;
        let time = rfc3339(SystemTime::now());
        let call = self.call.describe();
        // Only an entry's first line begins at the margin, whatever is in it.
        let text = format!("{label}: {}\n{call}", text.trim_end());
        let entry = format!("{time} {}", text.trim_end().replace('\n', "\n  "));
        log.append(&entry)
    }
}
