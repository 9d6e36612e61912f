//! The checks of one profile.

use std::path::PathBuf;

use super::{CheckRun, Outcome};
use crate::bundle::now;
use crate::certs::Problem;
use crate::cmd::bundle::check_required;
use crate::error::{Error, Location, Result};
use crate::profile::{Findings, Layers, Profile, check_name, extended_names, is_built_in};
use crate::program::{self, Request};
use crate::stores::files::load_drop_ins;
use crate::stores::inputs::BundleInputs;

impl CheckRun<'_> {
    /// Checks a profile in its layers.
    ///
    /// `path` is the file that is checked, if it is not the highest one of its name.
    pub(super) fn inspect(
        &mut self,
        label: Option<String>,
        path: Option<PathBuf>,
        name: &str,
        layers: &Layers,
    ) {
        let mut outcome = Outcome {
            label,
            paths: path.into_iter().collect(),
            ..Outcome::default()
        };
        let loaded = outcome.findings.keep(Profile::load(name, layers));
        if let Some(profile) = loaded {
            self.shared.add_profile(self.context, &profile);
            outcome.paths.extend(profile.files[0].path.clone());
            for problem in &profile.ignored {
                if let Some(path) = problem.source.path() {
                    self.add_ignored(path, &problem.kind);
                }
            }
            let findings = &mut outcome.findings;
            findings.keep(check_typed_name(&profile));
            findings.keep(check_program(&profile));
            let problems = findings.keep(self.certificate_problems(&profile));
            let checked = profile.check_templates(self.context.values(None), findings);
            findings.keep(checked);
            profile.check_files(&self.context.env, findings);
            self.check_version(&profile, layers, findings);
            self.check_aliases(&profile, layers, findings);
            findings.warnings.extend(profile.check_family());
            let no_source = profile.no_source().filter(|_| self.has_no_added_ca());
            findings.warnings.extend(no_source);
            let problems = problems.unwrap_or_default().into_iter();
            outcome.problems = problems
                .map(|problem| {
                    let file = self.file_naming(&problem, &profile);
                    (problem, file)
                })
                .collect();
            let same = self.differs_in_case(&profile);
            outcome.findings.warnings.extend(same);
        }
        outcome.findings.dedup();
        self.outcomes.push(outcome);
    }

    /// Returns the problems with the files of a profile: the stores and the environment are not
    /// part of it.
    fn certificate_problems(&self, profile: &Profile) -> Result<Vec<Problem>> {
        let inputs = self.context.inputs(profile)?;
        let inputs = BundleInputs {
            native: false,
            mozilla: (inputs.mozilla).filter(|list| !list.optional),
            inherited: Vec::new(),
            settings: None,
            trust: Vec::new(),
            ..inputs
        };
        let problems = self.context.request(&inputs).gather(now()).merged.problems;
        check_required(&problems, profile)?;
        Ok(problems)
    }

    /// Returns the profile file that names the certificates of a problem in `ca.files`.
    fn file_naming(&self, problem: &Problem, profile: &Profile) -> Option<PathBuf> {
        let path = problem.source.path()?;
        let named = profile.ca_paths(self.context.values(None)).ok()?;
        let named = named.iter().find(|(named, _)| path.starts_with(named));
        named.and_then(|(_, source)| profile.file_of(source).path.clone())
    }

    /// Warns of a file whose profile has the name of another one in other letters: which of the
    /// two a command starts depends on the system. The built-in or first one has no warning.
    fn differs_in_case(&self, profile: &Profile) -> Option<Error> {
        let name = profile.name.as_str();
        if is_built_in(name) || profile.files[0].path.is_none() {
            return None;
        }
        let mut others = (self.context.layers.spellings(name)).filter(|other| *other != name);
        let other = others.find(|other| is_built_in(other) || *other < name)?;
        let why = format!(
            "profile `{name}` differs from `{other}` only in case: on macOS and Windows they are one"
        );
        let warning = Error::new(why).at(Location::file(profile.files[0].display_path()));
        Some(warning.hint(format!(
            "rename the file: to {other}.yaml, if you mean `{other}`, or to another name"
        )))
    }

    /// Reports a version in `args` or `env` that no program can give. A profile without a program
    /// may be the base of others.
    fn check_version(&mut self, profile: &Profile, layers: &Layers, findings: &mut Findings) {
        let Some(error) = profile.unknown_version() else {
            return;
        };
        let is_known = || {
            let request = Request::default().with_version();
            let found = program::find(profile, request, &self.context.search_context());
            found.is_ok_and(|program| program.version.is_some())
        };
        if profile.has_versioned_program() || is_known() {
            return;
        }
        let name = &profile.name;
        let is_base = !profile.has_program()
            && (name == crate::profile::BASE
                || (self
                    .names
                    .extended
                    .get_or_insert_with(|| extended_names(layers)))
                .contains(name));
        if !is_base {
            findings.errors.push(error);
        }
    }

    /// Reports aliases that another profile has, as its alias or as its name.
    fn check_aliases(&mut self, profile: &Profile, layers: &Layers, findings: &mut Findings) {
        if profile.settings.aliases.is_empty() {
            return;
        }
        profile.check_aliases(layers, findings);
        let all = (self.names.conflicts).get_or_insert_with(|| layers.alias_conflicts());
        let name = &profile.name;
        let start = all.partition_point(|conflict| conflict.profile < *name);
        let end = all.partition_point(|conflict| conflict.profile <= *name);
        let own = all.drain(start..end);
        findings.errors.extend(own.map(|conflict| conflict.error));
    }

    /// Returns whether no `ca.d` directory has certificates.
    fn has_no_added_ca(&self) -> bool {
        let dirs = &self.context.dirs;
        (dirs.trust().into_iter()).all(|(scope, dir)| {
            let loaded = load_drop_ins(&dirs.root, &dir, scope);
            loaded.certificates.is_empty()
        })
    }
}

/// Rejects a name that cannot be typed.
fn check_typed_name(profile: &Profile) -> Result<()> {
    let error = |why| Error::new(why).at(Location::file(profile.files[0].display_path()));
    check_name(&profile.name).map_err(|why| error(why).hint("rename the file"))
}

/// Rejects a profile that replaces a built-in one but has no program.
fn check_program(profile: &Profile) -> Result<()> {
    if program::hides_built_in(profile) {
        let name = &profile.name;
        let why = format!("profile `{name}` replaces the built-in one, but has no program");
        let error = Error::new(why).at(Location::file(profile.files[0].display_path()));
        return Err(error.hint(program::how_to_extend(name)));
    }
    Ok(())
}
