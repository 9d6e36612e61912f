//! Rows of `sglaunch list`: a profile, and the outcome of the search for its program.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::search::NO_ANSWER;
use super::shown_pin;
use crate::error::{Error, Exit, Result, shorten};
use crate::profile::{BASE, Profile, Version};
use crate::program::Program;
use crate::program::sandbox::Sandboxed;
use crate::shell::quote;

/// The result of a search for a profile's program.
pub struct Outcome {
    pub found: Result<Program>,
    /// Versions other than the pinned one are installed.
    pub has_others: bool,
    /// Programs that the search has skipped.
    pub sandboxed: Vec<Sandboxed>,
}

/// The outcome of the search for a profile's program.
pub enum ProgramState {
    Installed(Program),
    /// The search has exceeded its limit.
    NoAnswer,
    /// The program was found and cannot be run.
    Unusable(Error),
    /// The profile has an error.
    Invalid(Error),
    /// The program was found and cannot read the bundle.
    Sandboxed(Sandboxed),
    NotInstalled {
        pin: Option<String>,
    },
    /// The profile has programs for other systems only.
    OtherSystem,
    /// The profile has no program, as `defaults`.
    NoProgram,
}

impl ProgramState {
    /// Returns the state after a search.
    pub fn of(profile: &Profile, outcome: Option<Outcome>) -> Self {
        match profile.settings.program.as_deref() {
            None if !profile.has_program() => return Self::NoProgram,
            None | Some([]) => return Self::OtherSystem,
            Some(_) => {}
        }
        let Some(outcome) = outcome else {
            return Self::NoAnswer;
        };
        match outcome.found {
            Ok(program) => Self::Installed(program),
            Err(error) if error.exit_code() != Exit::NotFound => Self::Unusable(error),
            Err(_) if outcome.has_others => Self::NotInstalled {
                pin: shown_pin(profile),
            },
            Err(_) => match outcome.sandboxed.into_iter().next() {
                Some(program) => Self::Sandboxed(program),
                None => Self::NotInstalled { pin: None },
            },
        }
    }

    /// Returns the rank in the list, and the name in JSON.
    fn rank_and_name(&self) -> (u8, &'static str) {
        match self {
            Self::Installed(_) => (0, "installed"),
            Self::NoAnswer => (1, "no-answer"),
            Self::Unusable(_) => (2, "unusable"),
            Self::Invalid(_) => (3, "invalid"),
            Self::Sandboxed(_) => (4, "sandboxed"),
            Self::NotInstalled { .. } => (5, "not-installed"),
            Self::OtherSystem => (6, "not-on-this-system"),
            Self::NoProgram => (7, "no-program"),
        }
    }

    pub fn rank(&self) -> u8 {
        self.rank_and_name().0
    }
}

pub struct ProfileRow {
    pub name: String,
    pub profile: Option<Arc<Profile>>,
    pub state: ProgramState,
    /// The error is that of `defaults`.
    pub has_broken_base: bool,
}

impl ProfileRow {
    /// Returns whether the profile is built in, and its program is not here.
    pub fn is_unused(&self) -> bool {
        let is_here = !matches!(
            self.state,
            ProgramState::NotInstalled { pin: None } | ProgramState::OtherSystem
        );
        self.is_built_in() && !is_here
    }

    /// Returns whether the profile is built in and has no program, as `defaults`.
    pub fn is_plain_base(&self) -> bool {
        self.is_built_in() && matches!(self.state, ProgramState::NoProgram)
    }

    /// Returns whether no file has the profile.
    pub fn is_built_in(&self) -> bool {
        let file = self.profile.as_ref().and_then(|it| it.files.first());
        file.is_some_and(|file| file.path.is_none())
    }

    pub fn cells(&self, home: Option<&Path>) -> Vec<String> {
        let profile = self.profile.as_ref();
        let from = profile.map(|profile| profile.files[0].short_path(home));
        let version = match &self.state {
            ProgramState::Installed(program) => {
                program.version.as_ref().map_or("unknown", Version::as_str)
            }
            _ => "-",
        };
        vec![
            self.name.clone(),
            version.to_owned(),
            self.program_cell(home),
            from.unwrap_or_else(|| "-".to_owned()),
        ]
    }

    fn program_cell(&self, home: Option<&Path>) -> String {
        match &self.state {
            ProgramState::Installed(program) => shorten(&program.path, home),
            ProgramState::NoAnswer => NO_ANSWER.to_owned(),
            ProgramState::Unusable(error) => error.sentence().to_owned(),
            ProgramState::Invalid(_) if self.has_broken_base => format!("invalid: see `{BASE}`"),
            ProgramState::Invalid(_) => {
                let name = quote(self.name.as_ref());
                format!("invalid: run `sglaunch check {name}`")
            }
            ProgramState::Sandboxed(program) => format!("sandboxed: {program}"),
            ProgramState::NotInstalled { pin: Some(pin) } => {
                format!("version {pin} is not installed")
            }
            ProgramState::NotInstalled { pin: None } => "not installed".to_owned(),
            ProgramState::OtherSystem => "not on this system".to_owned(),
            ProgramState::NoProgram => "-".to_owned(),
        }
    }

    pub fn json(&self) -> Value {
        let profile = self.profile.as_ref();
        let file = profile.map(|profile| &profile.files[0]);
        let description = profile.and_then(|profile| profile.settings.description.as_ref());
        let path = file.and_then(|file| file.path.as_ref());
        let program = match &self.state {
            ProgramState::Installed(program) => Some(program),
            _ => None,
        };
        let sandboxed = match &self.state {
            ProgramState::Sandboxed(program) => Some(program.json()),
            _ => None,
        };
        let error = match &self.state {
            ProgramState::Invalid(error) | ProgramState::Unusable(error) => Some(error.sentence()),
            _ => None,
        };
        json!({
            "name": self.name,
            "description": description.map(|description| &description.value),
            "layer": file.map(|file| file.layer.name()),
            "file": path.map(|path| path.to_string_lossy()),
            "state": self.state.rank_and_name().1,
            "version": program.and_then(|program| program.version.as_ref()).map(Version::as_str),
            "program": program.map(|program| program.path.to_string_lossy()),
            "sandboxed": sandboxed,
            "error": error,
        })
    }
}
