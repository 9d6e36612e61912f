//! The search for a profile's program.

use std::path::PathBuf;

use super::app_bundle::{self, is_app};
use super::not_found::{CandidateError, Tried, no_candidate, not_found};
use super::requested::RequestedVersion;
use super::{Program, Request, SearchContext, SearchNote, Selection, version_of};
use crate::error::Result;
use crate::profile::{Candidate, Profile, Sourced, Version};

/// Finds the program of `profile`: what the environment selects, the newest installed version that
/// matches the requested one, or the first candidate that exists.
pub fn find(profile: &Profile, request: Request, context: &SearchContext) -> Result<Program> {
    let candidates = profile.settings.program.as_deref().unwrap_or_default();
    if candidates.is_empty() {
        return Err(no_candidate(profile));
    }
    let mut search = Search::new(profile, request, context);
    if let Some(program) = search.called_as(request) {
        return Ok(program);
    }
    let mut tried = Vec::new();
    let candidates = in_order(candidates, search.request);
    let mut rest = candidates.iter();
    while let Some(Sourced { value, .. }) = rest.next() {
        // A program whose version is known is preferred to one whose version is not.
        if search.newest.is_some() && !value.is_versioned() {
            continue;
        }
        let found = search.try_candidate(value);
        if value.is_versioned()
            && let Some(choice) = search.later_choice(rest.as_slice(), found.as_ref().ok())
        {
            return Ok(search.finish(choice));
        }
        match found {
            Ok(program) => {
                let program = with_executable(program, value)?;
                if !value.is_versioned() {
                    return Ok(search.finish(program));
                }
                if search.is_newer(program.version.as_ref()) {
                    search.newest = Some(program);
                }
            }
            Err(reason) => tried.push(Tried {
                candidate: value,
                reason,
            }),
        }
    }
    match search.newest.take() {
        Some(program) => Ok(search.finish(program)),
        None => Err(not_found(profile, search.request, &tried, context)),
    }
}

/// Returns the candidates in the order of the search. If no version is requested, the registry is
/// last: a `python` on PATH, as that of a virtual environment, comes before the newest one that is
/// installed.
fn in_order<'a>(
    candidates: &'a [Sourced<Candidate>],
    request: RequestedVersion,
) -> Vec<&'a Sourced<Candidate>> {
    let is_last = |it: &&Sourced<Candidate>| {
        request.version().is_none() && matches!(it.value, Candidate::Registry(_))
    };
    let (last, mut all): (Vec<_>, Vec<_>) = candidates.iter().partition(is_last);
    all.extend(last);
    all
}

/// Replaces an application of macOS by its executable.
pub(super) fn with_executable(program: Program, candidate: &Candidate) -> Result<Program> {
    let path = if is_app(&program.path) {
        app_bundle::executable(&program.path, candidate.as_str())?
    } else {
        program.path
    };
    Ok(Program { path, ..program })
}

pub(super) struct Search<'a> {
    pub(super) profile: &'a Profile,
    pub(super) context: &'a SearchContext<'a>,
    pub(super) request: RequestedVersion<'a>,
    /// The search finds the version of a program that the environment selects.
    needs_version: bool,
    /// The newest version that earlier candidates have.
    pub(super) newest: Option<Program>,
    /// Notes on candidates that are not started.
    pub(super) notes: Vec<SearchNote>,
}

impl<'a> Search<'a> {
    fn new(profile: &'a Profile, request: Request<'a>, context: &'a SearchContext) -> Self {
        let requested = RequestedVersion::new(profile, request.version);
        let is_used = || request.shows_version || profile.uses_version();
        Self {
            profile,
            context,
            request: requested,
            needs_version: requested.version().is_some() || is_used(),
            newest: None,
            notes: Vec::new(),
        }
    }

    /// Returns a search for every version, without the profile's pin.
    pub fn for_all(profile: &'a Profile, context: &'a SearchContext) -> Self {
        Self {
            profile,
            context,
            request: RequestedVersion::Any,
            needs_version: true,
            newest: None,
            notes: Vec::new(),
        }
    }

    /// Returns the first program on PATH with the name of the alias by which the profile was
    /// called. `python3` is thus not `python`.
    fn called_as(&mut self, request: Request) -> Option<Program> {
        let name = request.called_as.filter(|_| request.version.is_none())?;
        let path = self.context.on_path(name.as_ref()).ok()?;
        self.accept(path, Selection::SearchPath).ok()
    }

    /// Returns the environment's choice behind a candidate with `{version}` if it has the requested
    /// version. Of two on PATH, as `python` and `python3.11`, the earlier directory counts.
    fn later_choice(
        &self,
        later: &[&Sourced<Candidate>],
        found: Option<&Program>,
    ) -> Option<Program> {
        let version = self.request.version()?;
        if self.newest.is_some() {
            return None;
        }
        let mut search = Self::for_all(self.profile, self.context);
        let mut choices = later.iter().filter(|it| !it.value.is_versioned());
        let choice = choices.find_map(|it| {
            let program = search.try_candidate(&it.value).ok()?;
            let matches = (program.version.as_ref()).is_some_and(|own| own.matches(version));
            let is_choice = matches && program.selection.variable().is_some();
            is_choice.then(|| with_executable(program, &it.value).ok())?
        })?;
        let is_hidden = found.is_some_and(|found| {
            let both = [&choice, found];
            both.iter().all(|it| it.selection == Selection::SearchPath)
                && !self.context.is_before(&choice.path, &found.path)
        });
        (!is_hidden).then_some(choice)
    }

    /// Returns a program, unless it has another version than the requested one. What the
    /// environment selects is started in spite of the profile's pin.
    pub(super) fn accept(
        &mut self,
        path: PathBuf,
        selection: Selection,
    ) -> Result<Program, CandidateError> {
        let version = self
            .needs_version
            .then(|| version_of(&path, self.profile, self.context));
        let version = version.flatten();
        let matches = |requested: &Version| {
            (version.as_ref()).is_some_and(|version| version.matches(requested))
        };
        let mut notes = Vec::new();
        match (self.request, selection.variable()) {
            (RequestedVersion::Any, _) => {}
            (request, _) if request.version().is_some_and(matches) => {}
            (RequestedVersion::Pinned(pin), Some(variable)) => {
                notes.push(SearchNote::PinOverridden {
                    pin: pin.value.clone(),
                    version: version.clone(),
                    by: variable.to_owned(),
                });
            }
            _ => return Err(self.reject(version, &selection)),
        }
        let program = Program::new(path, version, selection);
        Ok(Program { notes, ..program })
    }

    /// Returns the error of a program with another version than the requested one. A note is kept
    /// if a variable selects it, or if nothing shows that it is another version.
    fn reject(&mut self, version: Option<Version>, selection: &Selection) -> CandidateError {
        if let (Some(variable), RequestedVersion::Typed(typed)) =
            (selection.variable(), self.request)
            && (version.is_none() || *selection != Selection::SearchPath)
        {
            self.notes.push(SearchNote::OtherVersion {
                variable: variable.to_owned(),
                version: version.clone(),
                typed: typed.clone(),
            });
        }
        version.map_or(CandidateError::UnknownVersion, CandidateError::OtherVersion)
    }

    /// Adds the notes on variables that do not select the program, one for each variable.
    fn finish(&mut self, mut program: Program) -> Program {
        for note in std::mem::take(&mut self.notes) {
            let is_known = |known: &SearchNote| known.variable() == note.variable();
            let is_selecting = program.selection.variable() == Some(note.variable());
            if !is_selecting && !program.notes.iter().any(is_known) {
                program.notes.push(note);
            }
        }
        program
    }

    pub(super) fn is_requested(&self, version: &Version) -> bool {
        (self.request.version()).is_none_or(|requested| version.matches(requested))
    }

    pub(super) fn is_newer(&self, version: Option<&Version>) -> bool {
        (self.newest.as_ref()).is_none_or(|newest| version > newest.version.as_ref())
    }
}
