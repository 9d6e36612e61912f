//! `sglaunch check`: validates profiles.

mod inspect;
mod report;
mod subjects;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Context;
use super::shared_dirs::SharedDirs;
use crate::certs::{Problem, ProblemKind};
use crate::error::{Error, Location, Result};
use crate::os;
use crate::profile::{AliasConflict, Findings, LayerKind, UnreadFiles};

/// Reports the errors and warnings that a launch of each profile would have, except that its
/// program may be missing. Returns 1 if there are errors or, if `strict`, warnings.
///
/// The arguments are files, directories and names of profiles. Without arguments, all profiles are
/// checked.
pub fn run(context: &Context, args: &[PathBuf], strict: bool) -> Result<u8> {
    let mut check = CheckRun {
        context,
        shared: SharedDirs::with_synthetic(),
        outcomes: Vec::new(),
        warnings: Vec::new(),
        ignored: BTreeMap::new(),
        names: LayerNames::default(),
    };
    if args.is_empty() {
        check.add_all();
    }
    for arg in args {
        check.add_arg(arg);
    }
    check.add_missing_dirs();
    check.book_ignored();
    report::print(&check, strict)
}

/// A run of the command.
struct CheckRun<'a> {
    context: &'a Context,
    shared: SharedDirs,
    outcomes: Vec<Outcome>,
    /// Warnings that belong to no profile.
    warnings: Vec<Error>,
    /// The errors of settings for all users that do not count, by the file or directory that
    /// others could have changed.
    ignored: BTreeMap<PathBuf, Error>,
    /// The names in the layers of the profile that is checked.
    names: LayerNames,
}

/// The names in layers that a check needs, each collected once.
#[derive(Default)]
struct LayerNames {
    /// The names that profiles extend.
    extended: Option<BTreeSet<String>>,
    /// Sorted by profile.
    conflicts: Option<Vec<AliasConflict>>,
}

/// The errors and warnings of one file or profile.
#[derive(Default)]
struct Outcome {
    /// The file or the profile as a line of the output names it; `None` for a built-in profile of
    /// which no argument is the name.
    label: Option<String>,
    /// Not a profile, but a file or directory that all profiles share.
    is_shared: bool,
    /// The paths of the profile's own file.
    paths: Vec<PathBuf>,
    findings: Findings,
    /// Problems with certificates, and the profile file that names these certificates.
    problems: Vec<(Problem, Option<PathBuf>)>,
}

impl Outcome {
    fn failed(label: String, error: Error) -> Self {
        let mut outcome = Self {
            label: Some(label),
            ..Self::default()
        };
        outcome.findings.errors.push(error);
        outcome
    }

    fn is_valid(&self) -> bool {
        self.findings.errors.is_empty()
    }

    /// Counts the warnings, without those that are about a file with an outcome of its own.
    fn count_warnings(&self, checked: &BTreeSet<&Path>) -> usize {
        let warnings = self.findings.warnings.iter().map(Error::file);
        let problems = self.problems.iter().map(|(_, file)| file.as_deref());
        let is_own =
            |file: &Path| self.paths.iter().any(|own| own == file) || !checked.contains(file);
        let own = warnings
            .chain(problems)
            .filter(|file| file.is_none_or(is_own));
        own.count()
    }
}

impl CheckRun<'_> {
    /// Warns of directories in `SGLAUNCH_PROFILE_PATH` that do not exist.
    fn add_missing_dirs(&mut self) {
        for (layer, dir) in self.context.layers.named_dirs() {
            if layer == LayerKind::ProfilePath && !dir.is_dir() {
                let why = "SGLAUNCH_PROFILE_PATH names a directory that does not exist";
                let hint = "create the directory, or remove it from SGLAUNCH_PROFILE_PATH";
                let warning = Error::new(why).at(Location::file(dir)).hint(hint);
                self.warnings.push(warning);
            }
        }
    }

    /// Adds the error of a file or directory for all users that is ignored, once.
    fn add_ignored(&mut self, path: &Path, kind: &ProblemKind) {
        self.ignored.entry(path.to_owned()).or_insert_with(|| {
            let error = Error::new(kind.shown()).at(Location::file(path));
            error.hint(os::SITE_HINT)
        });
    }

    /// Gives each error of ignored settings to the outcome of its file, or to one of its own.
    fn book_ignored(&mut self) {
        for (path, error) in std::mem::take(&mut self.ignored) {
            let mut outcomes = self.outcomes.iter_mut();
            if let Some(outcome) = outcomes.find(|outcome| outcome.paths.contains(&path)) {
                outcome.findings.errors.push(error);
            } else {
                let mut outcome = Outcome::failed(self.label(&path), error);
                outcome.is_shared = true;
                self.outcomes.push(outcome);
            }
        }
    }

    /// Reports files that look like profiles and are not read.
    fn add_unread(&mut self, unread: &UnreadFiles) {
        let misnamed = unread.misnamed.iter().map(|file| {
            let why = "the file is not read, because the file of a profile ends in .yaml";
            let name = file.with_extension("yaml");
            let name = name.file_name().unwrap_or_default().to_string_lossy();
            let warning = Error::new(why).at(Location::file(file));
            warning.hint(format!("rename it to {name}"))
        });
        self.warnings.extend(misnamed);
        for file in &unread.unusable {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let outcome = Outcome::failed(self.label(file), subjects::unusable_name(&name, file));
            self.outcomes.push(outcome);
        }
    }

    /// Returns a path as the output names it.
    fn label(&self, path: &Path) -> String {
        crate::error::shorten(path, self.context.ui.home())
    }
}
