//! The checks of one profile.

use super::{CheckRun, Outcome};
use crate::bundle::now;
use crate::certs::Problem;
use crate::cmd::bundle::check_required;
use crate::error::{Error, Location, Result};
use crate::profile::{AliasConflict, Findings, Layers, Profile, check_name, extended_names};
use crate::program::{self, Request};
use crate::stores::files::load_drop_ins;
use crate::stores::inputs::BundleInputs;

impl CheckRun<'_> {
    /// Checks a profile in its layers.
    pub(super) fn inspect(&mut self, label: Option<String>, name: &str, layers: &Layers) {
        let mut outcome = Outcome {
            label,
            ..Outcome::default()
        };
        let loaded = outcome.findings.keep(Profile::load(name, layers));
        if let Some(profile) = loaded {
            self.shared.add_profile(self.context, &profile);
            let findings = &mut outcome.findings;
            findings.keep(check_typed_name(&profile));
            findings.keep(check_program(&profile));
            let problems = findings.keep(self.certificate_problems(&profile));
            findings.keep(profile.check_templates(self.context.values(None)));
            profile.check_files(findings);
            self.check_version(&profile, layers, findings);
            self.check_aliases(&profile, layers, findings);
            findings.warnings.extend(profile.check_family());
            let no_source = profile.no_source().filter(|_| self.has_no_added_ca());
            findings.warnings.extend(no_source);
            outcome.problems = profile.ignored;
            outcome.problems.extend(problems.unwrap_or_default());
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
        let all = self.names.conflicts.take();
        let all = all.unwrap_or_else(|| layers.alias_conflicts());
        let is_own = |conflict: &AliasConflict| conflict.profile == profile.name;
        let (own, others) = all.into_iter().partition::<Vec<_>, _>(is_own);
        let own = own.into_iter().map(|conflict| conflict.error);
        findings.errors.extend(own);
        self.names.conflicts = Some(others);
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
