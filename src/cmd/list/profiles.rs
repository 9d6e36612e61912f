//! `sglaunch list`: a row per profile with the program and version that it starts.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::search::{LIMIT, NO_ANSWER, search_all};
use super::shown_pin;
use crate::certs::{Problem, ProblemKind, Source};
use crate::cmd::Context;
use crate::cmd::left_out::left_out;
use crate::error::{Error, Exit, Result, shorten, system_reason};
use crate::order;
use crate::profile::{BASE, Profile, Version};
use crate::program::sandbox::{Sandboxed, sandboxed};
use crate::program::{self, Program, Request, SearchContext};
use crate::shell::quote;

/// Prints the profiles, those with an installed program first.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let listing = context.layers.list();
    let unreadable = listing.unreadable.iter().map(|(dir, error)| {
        let kind = ProblemKind::UnreadableDir(system_reason(error));
        Problem::new(Source::Profiles(dir.clone()), kind)
    });
    let unreadable: Vec<Problem> = unreadable.collect();
    let mut ignored: Vec<Problem> = listing.ignored.clone().into_iter().collect();
    let mut rows = rows(context, listing.names());
    for problem in rows
        .iter()
        .filter_map(|row| row.profile.as_ref())
        .flat_map(|it| &it.ignored)
    {
        if !ignored.contains(problem) {
            ignored.push(problem.clone());
        }
    }
    (context.ui).warn_all(unreadable.iter().chain(&ignored));
    order::sort_by_key(&mut rows, |row| row.state.rank());
    mark_broken_base(&mut rows);
    if json {
        let profiles: Vec<_> = rows.iter().map(ProfileRow::json).collect();
        let ignored = left_out(&ignored);
        context.print_json(&json!({"schema": 1, "profiles": profiles, "ignored": ignored}))?;
    } else {
        let header = ["PROFILE", "VERSION", "PROGRAM", "FROM"];
        let cells: Vec<_> = (rows.iter())
            .map(|row| row.cells(context.ui.home()))
            .collect();
        let table = context.ui.table(&header, &cells);
        context.ui.print(table)?;
    }
    Ok(0)
}

fn rows(context: &Context, names: Vec<String>) -> Vec<ProfileRow> {
    let load = |name: &String| context.profile(name).map(Arc::new);
    let profiles: Vec<Result<Arc<Profile>>> = names.iter().map(load).collect();
    let valid = profiles.iter().flatten().cloned().collect();
    let find = |profile: &Arc<Profile>, context: &SearchContext| {
        let found = program::find(profile, Request::default().with_version(), context);
        let is_pinned = profile.settings.version.is_some();
        Outcome {
            has_others: found.is_err()
                && is_pinned
                && !program::installed(profile, context).is_empty(),
            sandboxed: match found {
                Ok(_) => Vec::new(),
                Err(_) => sandboxed(profile, context),
            },
            found,
        }
    };
    let mut found = search_all(context, valid, LIMIT, find).into_iter();
    let row = |(name, profile): (String, Result<Arc<Profile>>)| match profile {
        Ok(profile) => ProfileRow {
            name,
            state: ProgramState::of(&profile, found.next().flatten()),
            profile: Some(profile),
            has_broken_base: false,
        },
        Err(error) => ProfileRow {
            name,
            state: ProgramState::Invalid(error),
            profile: None,
            has_broken_base: false,
        },
    };
    names.into_iter().zip(profiles).map(row).collect()
}

/// Moves the row of a broken `defaults` to the top, and lets the rows of all profiles with its
/// error refer to it.
fn mark_broken_base(rows: &mut [ProfileRow]) {
    let Some(base) = rows.iter().position(|row| row.name == BASE) else {
        return;
    };
    let ProgramState::Invalid(error) = &rows[base].state else {
        return;
    };
    let cause = error.render(None);
    for row in rows.iter_mut().filter(|row| row.name != BASE) {
        row.has_broken_base =
            matches!(&row.state, ProgramState::Invalid(error) if error.render(None) == cause);
    }
    rows[..=base].rotate_right(1);
}

/// The result of a search for a profile's program.
struct Outcome {
    found: Result<Program>,
    /// Versions other than the pinned one are installed.
    has_others: bool,
    /// Programs that the search has skipped.
    sandboxed: Vec<Sandboxed>,
}

/// The outcome of the search for a profile's program.
enum ProgramState {
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
    fn of(profile: &Profile, outcome: Option<Outcome>) -> Self {
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

    fn rank(&self) -> u8 {
        self.rank_and_name().0
    }
}

struct ProfileRow {
    name: String,
    profile: Option<Arc<Profile>>,
    state: ProgramState,
    /// The error is that of `defaults`.
    has_broken_base: bool,
}

impl ProfileRow {
    fn cells(&self, home: Option<&Path>) -> Vec<String> {
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

    fn json(&self) -> Value {
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
