//! The search for a profile's program.

use super::app_bundle::{self, is_app};
use super::not_found::{CandidateError, Tried, no_candidate, not_found};
use super::{Program, Request, SearchContext, Selection, is_path, versions};
use crate::error::Result;
use crate::profile::{Piece, fill};
use crate::profile::{Profile, Sourced, Template, Version};

/// The version to start.
#[derive(Clone, Copy)]
pub(super) enum RequestedVersion<'a> {
    Any,
    /// As in `houdini@20.5`.
    Typed(&'a Version),
    /// The `version` of the profile.
    Pinned(&'a Sourced<Version>),
}

impl<'a> RequestedVersion<'a> {
    fn new(profile: &'a Profile, typed: Option<&'a Version>) -> Self {
        match (typed, &profile.settings.version) {
            (Some(typed), _) => RequestedVersion::Typed(typed),
            (None, Some(pin)) => RequestedVersion::Pinned(pin),
            (None, None) => RequestedVersion::Any,
        }
    }

    pub fn version(self) -> Option<&'a Version> {
        match self {
            RequestedVersion::Any => None,
            RequestedVersion::Typed(version) => Some(version),
            RequestedVersion::Pinned(pin) => Some(&pin.value),
        }
    }
}

/// Finds the program of `profile`: the newest installed version that matches `version` or the
/// profile's pin, else the first candidate that exists.
pub fn find(profile: &Profile, request: Request, context: &SearchContext) -> Result<Program> {
    let candidates = profile.settings.program.as_deref().unwrap_or_default();
    if candidates.is_empty() {
        return Err(no_candidate(profile));
    }
    let mut search = Search {
        context,
        request: RequestedVersion::new(profile, request.version),
        newest: None,
    };
    let mut tried = Vec::new();
    for Sourced { value, .. } in candidates {
        // A version is preferred to a program of an unknown one.
        if search.newest.is_some() && !value.is_versioned() {
            continue;
        }
        match search.look(value) {
            Ok(program) => {
                let program = with_executable(program, value)?;
                if program.version.is_none() {
                    return Ok(program);
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
    (search.newest).ok_or_else(|| not_found(profile, search.request, &tried, context))
}

/// Replaces an application of macOS by its executable.
fn with_executable(program: Program, candidate: &Template) -> Result<Program> {
    let path = if is_app(&program.path) {
        app_bundle::executable(&program.path, candidate.as_str())?
    } else {
        program.path
    };
    Ok(Program { path, ..program })
}

struct Search<'a> {
    context: &'a SearchContext<'a>,
    request: RequestedVersion<'a>,
    /// The newest version that earlier candidates have.
    newest: Option<Program>,
}

impl Search<'_> {
    /// Returns the program of a candidate, in a version newer than those of earlier candidates if
    /// it has several.
    fn look(&self, candidate: &Template) -> Result<Program, CandidateError> {
        let pieces = self.context.resolve(candidate)?;
        let is_path = is_path(&fill(&pieces, None));
        match (candidate.is_versioned(), is_path) {
            (true, true) => self.newest_version(&pieces),
            (true, false) => self.version_on_path(&pieces),
            (false, _) => self.without_version(&pieces, is_path),
        }
    }

    fn without_version(&self, pieces: &[Piece], is_path: bool) -> Result<Program, CandidateError> {
        let text = fill(pieces, None);
        let path = if is_path {
            self.context
                .program_at(&text)
                .ok_or(CandidateError::NoSuchFile)
        } else {
            self.context.on_path(&text)
        }?;
        if self.request.version().is_some() {
            return Err(CandidateError::UnknownVersion);
        }
        Ok(Program {
            path,
            version: None,
            selection: if is_path {
                Selection::Fixed
            } else {
                Selection::SearchPath
            },
            notes: Vec::new(),
        })
    }

    fn version_on_path(&self, pieces: &[Piece]) -> Result<Program, CandidateError> {
        let version = self
            .request
            .version()
            .ok_or(CandidateError::NoVersionRequested)?;
        let path = self.context.on_path(&fill(pieces, Some(version)))?;
        Ok(Program {
            path,
            version: Some(version.clone()),
            selection: Selection::SearchPath,
            notes: Vec::new(),
        })
    }

    /// Looks at the requested versions alone, the newest first, and stops at the first that exists:
    /// with many versions on a network share each look costs a round trip.
    fn newest_version(&self, pieces: &[Piece]) -> Result<Program, CandidateError> {
        let mut versions = versions::on_disk(pieces, self.context);
        versions.retain(|version| self.is_requested(version) && self.is_newer(Some(version)));
        versions.sort_by(|a, b| b.cmp(a));
        let program = |version| {
            let path = self.context.program_at(&fill(pieces, Some(&version)))?;
            Some(Program {
                path,
                version: Some(version),
                selection: Selection::Installed,
                notes: Vec::new(),
            })
        };
        let found = versions.into_iter().find_map(program);
        found.ok_or(CandidateError::NoSuchFile)
    }

    fn is_requested(&self, version: &Version) -> bool {
        (self.request.version()).is_none_or(|requested| version.matches(requested))
    }

    fn is_newer(&self, version: Option<&Version>) -> bool {
        (self.newest.as_ref()).is_none_or(|newest| version > newest.version.as_ref())
    }
}
