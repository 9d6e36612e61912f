//! Settings that other users can write to. They count, because the user or a studio named them, but
//! some commands report them once per directory.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Context;
use crate::certs::{Problem, ProblemKind, Source};
use crate::os;
use crate::profile::Profile;

/// The directories of settings that other users can write to.
#[derive(Default)]
pub struct SharedDirs {
    /// Reports also directories on file systems that make up permissions.
    reports_synthetic: bool,
    /// The files and directories that were examined.
    seen: BTreeSet<PathBuf>,
    /// The directories that have a problem.
    reported: BTreeSet<PathBuf>,
    problems: Vec<Problem>,
}

/// The kind of the settings in a file or directory.
#[derive(Clone, Copy)]
enum SharedKind {
    Profiles,
    Certificates,
}

impl SharedDirs {
    /// Creates an empty list that also reports file systems that make up permissions.
    pub fn with_synthetic() -> Self {
        Self {
            reports_synthetic: true,
            ..Self::default()
        }
    }

    /// Examines the files of a profile, and those that it names.
    pub fn add_profile(&mut self, context: &Context, profile: &Profile) {
        let files = profile.files.iter().filter(|file| file.layer.is_named());
        for path in files.filter_map(|file| file.path.as_ref()) {
            self.add_file(path, SharedKind::Profiles);
        }
        // A path that cannot be expanded is an error of a launch.
        for (path, _) in profile.ca_paths(context.values(None)).unwrap_or_default() {
            if path.is_dir() {
                self.add_trust_dir(&path);
            } else {
                self.add_file(&path, SharedKind::Certificates);
            }
        }
    }

    /// Examines a directory of profiles.
    pub fn add_profile_dir(&mut self, dir: &Path) {
        self.add(dir, dir, SharedKind::Profiles);
    }

    /// Examines a directory of certificates and the files in it.
    pub fn add_trust_dir(&mut self, dir: &Path) {
        if self.seen.contains(dir) {
            return;
        }
        self.add(dir, dir, SharedKind::Certificates);
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_file() {
                self.add(dir, &path, SharedKind::Certificates);
            }
        }
    }

    /// Adds a problem that was found elsewhere.
    pub fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn add_file(&mut self, file: &Path, kind: SharedKind) {
        if let Some(dir) = file.parent() {
            self.add(dir, dir, kind);
            self.add(dir, file, kind);
        }
    }

    /// Examines a directory, or a file in it if the directory has no problem yet.
    fn add(&mut self, dir: &Path, path: &Path, kind: SharedKind) {
        if self.reported.contains(dir) || !self.seen.insert(path.to_owned()) {
            return;
        }
        let is_dir = path == dir;
        let synthetic = (self.reports_synthetic && is_dir).then(|| os::synthetic_modes(path));
        let problem = match synthetic.flatten() {
            Some(name) => Some(ProblemKind::SyntheticModes(name)),
            None => shared(path, kind),
        };
        if let Some(problem) = problem {
            self.reported.insert(dir.to_owned());
            self.problems
                .push(Problem::new(source(path, kind), problem));
        }
    }
}

fn shared(path: &Path, kind: SharedKind) -> Option<ProblemKind> {
    let who = os::shared_with(path, &fs::metadata(path).ok()?)?;
    Some(match kind {
        SharedKind::Profiles => ProblemKind::SharedProfiles(who),
        SharedKind::Certificates => ProblemKind::SharedTrust(who),
    })
}

fn source(path: &Path, kind: SharedKind) -> Source {
    match kind {
        SharedKind::Profiles => Source::Profiles(path.to_owned()),
        SharedKind::Certificates => Source::File(path.to_owned()),
    }
}
