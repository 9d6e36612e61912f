//! Rows of `sglaunch list PROFILE`: a program, whether a launch starts it, and why.

use serde_json::{Value, json};

use super::search::NO_ANSWER;
use super::shown_pin;
use super::versions::Versions;
use crate::cmd::Context;
use crate::error::shorten;
use crate::os;
use crate::profile::Version;
use crate::program::sandbox::Sandboxed;
use crate::program::{NOT_EXECUTABLE, Program, SearchNote, Selection};

impl Versions {
    pub fn cells(&self, context: &Context) -> Vec<Vec<String>> {
        let programs = self.programs().map(|(program, is_started)| {
            let arrow = if is_started { "→" } else { "" };
            let version = program.version.as_ref().map_or("unknown", Version::as_str);
            let path = shorten(&program.path, context.ui.home());
            [
                arrow.to_owned(),
                version.to_owned(),
                path,
                self.why(program, is_started),
            ]
        });
        let hanging = self.hanging().map(|candidate| {
            let [empty, unknown, why] = ["", "-", NO_ANSWER].map(str::to_owned);
            [empty, unknown, candidate.to_owned(), why]
        });
        let sandboxed = self.sandboxed.iter().map(|program| {
            let [empty, unknown] = ["", "-"].map(str::to_owned);
            let path = shorten(&program.path, context.ui.home());
            [empty, unknown, path, format!("sandboxed: {program}")]
        });
        let all = programs.chain(sandboxed).chain(hanging);
        all.map(Vec::from).collect()
    }

    /// Returns the programs, and whether each is the one that a launch starts.
    fn programs(&self) -> impl Iterator<Item = (&Program, bool)> {
        let programs = self.programs.iter().enumerate();
        programs.map(|(index, program)| {
            let is_started = matches!(self.starts, Some(Ok(started)) if started == index);
            (program, is_started)
        })
    }

    /// Returns the candidates whose search hangs.
    fn hanging(&self) -> impl Iterator<Item = &str> {
        let candidates = self.called.profile.settings.program.iter().flatten();
        let hanging = candidates.zip(&self.hanging).filter(|(_, hangs)| **hangs);
        hanging.map(|(candidate, _)| candidate.value.as_str())
    }

    fn why(&self, program: &Program, is_started: bool) -> String {
        let meta = std::fs::metadata(&program.path);
        if meta.is_ok_and(|meta| !os::is_executable(&meta)) {
            return NOT_EXECUTABLE.to_owned();
        }
        let why = match &program.selection {
            Selection::Variable(name) => format!("selected by {name}"),
            Selection::SearchPath if self.is_requested(program, is_started) => self.reason().1,
            Selection::SearchPath if is_started => "first on PATH".to_owned(),
            Selection::SearchPath => "on PATH".to_owned(),
            Selection::Fixed => "path in the profile".to_owned(),
            Selection::Installed if is_started => self.reason().1,
            Selection::Installed => "installed".to_owned(),
            Selection::Typed => "typed".to_owned(),
        };
        let overridden = program.notes.iter().find_map(|note| match note {
            SearchNote::PinOverridden { pin, .. } => Some(pin.as_str()),
            _ => None,
        });
        match overridden {
            Some(pin) => format!("{why}; the pin {pin} is overridden"),
            None => why,
        }
    }

    /// Returns whether a program is started because of its version, which was typed or is pinned.
    fn is_requested(&self, program: &Program, is_started: bool) -> bool {
        let pin = self.called.profile.settings.version.as_ref();
        let requested = self.called.version.as_ref().or(pin.map(|pin| &pin.value));
        let matches = |requested: &Version| {
            (program.version.as_ref()).is_some_and(|version| version.matches(requested))
        };
        is_started && requested.is_some_and(matches)
    }

    /// Returns why an installed version is started: its name in JSON, and its text.
    fn reason(&self) -> (&'static str, String) {
        match (&self.called.version, shown_pin(&self.called.profile)) {
            (Some(version), _) => ("requested", format!("requested by @{}", version.as_str())),
            (None, Some(pin)) => ("pinned", format!("pinned to {pin}")),
            (None, None) => ("newest", "newest installed".to_owned()),
        }
    }

    pub fn json(&self) -> Value {
        let versions = self.programs().map(|(program, is_started)| {
            let notes = program.notes.iter().map(ToString::to_string);
            json!({
                "path": program.path.to_string_lossy(),
                "version": program.version.as_ref().map(Version::as_str),
                "selection": self.selection(program, is_started),
                "starts": is_started,
                "notes": notes.collect::<Value>(),
            })
        });
        let error = match &self.starts {
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error.sentence()),
            None => Some(NO_ANSWER),
        };
        json!({
            "schema": 1,
            "name": self.called.profile.name,
            "requested": self.called.version.as_ref().map(Version::as_str),
            "pin": self.called.profile.settings.version.as_ref().map(|pin| pin.value.as_str()),
            "versions": versions.collect::<Value>(),
            "sandboxed": self.sandboxed.iter().map(Sandboxed::json).collect::<Value>(),
            "no_answer": self.hanging().collect::<Value>(),
            "error": error,
        })
    }

    fn selection(&self, program: &Program, is_started: bool) -> String {
        match &program.selection {
            Selection::Variable(name) => format!("variable:{name}"),
            Selection::SearchPath if self.is_requested(program, is_started) => {
                self.reason().0.to_owned()
            }
            Selection::SearchPath => "path".to_owned(),
            Selection::Fixed => "fixed".to_owned(),
            Selection::Installed if is_started => self.reason().0.to_owned(),
            Selection::Installed => "installed".to_owned(),
            Selection::Typed => "typed".to_owned(),
        }
    }
}
