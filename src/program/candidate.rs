//! The program of one candidate.

use std::ffi::OsStr;

use super::not_found::CandidateError;
use super::sandbox::Sandboxed;
use super::search::Search;
use super::{Program, SearchNote, Selection, is_path, reason, registry, variable, versions};
use crate::order;
use crate::profile::{
    Candidate, CommandCandidate, Piece, RegistryCandidate, Template, Values, fill,
};

impl Search<'_> {
    /// Returns the program of a candidate. With `{version}` it is one that is newer than the
    /// programs of earlier candidates.
    pub fn try_candidate(&mut self, candidate: &Candidate) -> Result<Program, CandidateError> {
        match candidate {
            Candidate::Command(command) => self.command(command),
            Candidate::Registry(entry) => self.in_registry(entry),
        }
    }

    fn command(&mut self, candidate: &CommandCandidate) -> Result<Program, CandidateError> {
        let CommandCandidate { command, args } = candidate;
        let pieces = self.context.resolve(command)?;
        let is_path = is_path(&fill(&pieces, None));
        let needs_request = args.iter().any(Template::is_versioned);
        let mut program = match (command.is_versioned(), is_path) {
            (true, true) => self.newest_version(&pieces),
            (true, false) => self.in_requested_version(&pieces),
            _ if needs_request => self.in_requested_version(&pieces),
            (false, true) => self.at_path(command, &pieces),
            (false, false) => self.on_path(&pieces),
        }?;
        let values = Values {
            env: self.context.env,
            home: self.context.home,
            version: program.version.as_ref(),
        };
        let args = args.iter().map(|arg| arg.expand(values));
        let args: Result<_, _> = args.collect();
        program.args = args.map_err(CandidateError::Template)?;
        Ok(program)
    }

    /// Returns the program of a bare name.
    pub fn on_path(&mut self, pieces: &[Piece]) -> Result<Program, CandidateError> {
        let name = fill(pieces, None);
        match self.context.on_path(&name) {
            Ok(path) => self.accept(path, Selection::SearchPath),
            Err(error) => Err(self.shell_function(&name).unwrap_or(error)),
        }
    }

    fn shell_function(&mut self, name: &OsStr) -> Option<CandidateError> {
        let runs = reason::shell_function(name, self.context)?;
        // hab's aliases are functions too. One that starts sglaunch hides nothing.
        if !runs.contains("sglaunch") {
            self.notes.push(SearchNote::ShellFunction {
                name: name.to_string_lossy().into_owned(),
                runs: runs.clone(),
            });
        }
        Some(CandidateError::ShellFunction(runs))
    }

    /// Returns the program at a path without `{version}`. If the path contains a variable, the
    /// environment selects the program.
    pub fn at_path(
        &mut self,
        candidate: &Template,
        pieces: &[Piece],
    ) -> Result<Program, CandidateError> {
        let path = fill(pieces, None);
        let Some(name) = variable::selecting(candidate) else {
            let path = self.context.program_at(&path);
            let path = path.ok_or(CandidateError::NoSuchFile)?;
            return match Sandboxed::at(&path, self.context) {
                Some(program) => Err(CandidateError::Sandboxed(program)),
                None => self.accept(path, Selection::Fixed),
            };
        };
        let variable = name.to_owned();
        let value = self.context.env.get(name);
        if let Some(value) = value.filter(|value| variable::is_quoted(value)) {
            let value = value.to_owned();
            self.notes.push(SearchNote::Quoted { variable, value });
            return Err(CandidateError::Quoted(name.to_owned()));
        }
        let Some(program) = self.context.program_at(&path) else {
            let path = path.into();
            self.notes.push(SearchNote::LeadsNowhere { variable, path });
            return Err(CandidateError::NoSuchFile);
        };
        self.accept(program, Selection::Variable(variable))
    }

    /// Returns the program of a name that contains the requested version, or that gets it as an
    /// argument.
    fn in_requested_version(&self, pieces: &[Piece]) -> Result<Program, CandidateError> {
        let version = self
            .request
            .version()
            .ok_or(CandidateError::NoVersionRequested)?;
        let name = fill(pieces, Some(version));
        let (path, selection) = if is_path(&name) {
            let path = self.context.program_at(&name);
            (path.ok_or(CandidateError::NoSuchFile)?, Selection::Fixed)
        } else {
            (self.context.on_path(&name)?, Selection::SearchPath)
        };
        Ok(Program::new(path, Some(version.clone()), selection))
    }

    /// Looks for the requested versions only, the newest first, and stops at the first that exists:
    /// on a network share, each version costs a round trip.
    fn newest_version(&self, pieces: &[Piece]) -> Result<Program, CandidateError> {
        let mut versions = versions::on_disk(pieces, self.context);
        versions.retain(|version| self.is_requested(version) && self.is_newer(Some(version)));
        order::sort_by(&mut versions, |a, b| b.cmp(a));
        let program = |version| versions::installed_at(pieces, version, self.context);
        let found = versions.into_iter().find_map(program);
        found.ok_or(CandidateError::NoSuchFile)
    }

    /// Returns the newest requested program of the registry, or that of a key without a version.
    /// One on PATH that was found before is what the environment selects.
    fn in_registry(&mut self, entry: &RegistryCandidate) -> Result<Program, CandidateError> {
        let of_environment = |newest: &Program| newest.selection == Selection::SearchPath;
        if self.newest.as_ref().is_some_and(of_environment) {
            return Err(CandidateError::NotInRegistry);
        }
        let requested = self.request.version();
        let entries = registry::entries(entry, self.profile, self.context)?;
        let mut entries = entries.into_iter();
        if !entry.key.is_versioned() {
            let path = entries.find_map(|it| it.program(self.context));
            let path = path.ok_or(CandidateError::NotInRegistry)?;
            return self.accept(path, Selection::Fixed);
        }
        let wanted = entries.filter(|it| it.is_offered(requested));
        let mut newer = wanted.filter(|it| self.is_newer(it.version.as_ref()));
        let program = |it: registry::Entry| {
            let path = it.program(self.context)?;
            Some(Program::new(path, it.version, Selection::Installed))
        };
        let found = newer.find_map(program);
        found.ok_or(CandidateError::NotInRegistry)
    }
}
