//! Checks beyond those of a launch, for `check`.

mod aliases;
mod ca_variables;
mod names;
mod nulls;
mod percent;
mod placeholders;
mod templates;
mod variable_case;

use std::collections::BTreeSet;

use super::key::System;
use super::origin::Origin;
use super::{
    BASE, ExpandError, MozillaList, Profile, Settings, Template, check_env, error_in, merge, yaml,
};
use crate::env::Env;
use crate::error::{Error, Result};

/// The errors and warnings of a profile.
#[derive(Debug, Default)]
pub struct Findings {
    pub errors: Vec<Error>,
    pub warnings: Vec<Error>,
}

impl Findings {
    /// Keeps the error of a result.
    pub fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.errors.push(error)).ok()
    }

    /// Removes repetitions: most values are the same for each system.
    pub fn dedup(&mut self) {
        for list in [&mut self.errors, &mut self.warnings] {
            let mut seen = BTreeSet::new();
            list.retain(|error| seen.insert(error.render(None)));
        }
    }
}

impl Profile {
    /// Returns whether a file has a program for some system.
    pub fn has_program(&self) -> bool {
        let has_one = |file| yaml::parse(file).is_ok_and(|raw| raw.program.is_some());
        self.settings.program.is_some() || self.files.iter().any(has_one)
    }

    /// Checks all values of each file: those that another file replaces, and those of other
    /// systems. A launch checks none of them. A built-in file is checked as its own profile.
    pub fn check_files(&self, env: &Env, findings: &mut Findings) {
        let mut is_per_system = false;
        let mut seen = variable_case::SeenVariables::default();
        for (index, file) in self.files.iter().enumerate() {
            if index > 0 && file.path.is_none() {
                continue;
            }
            if let (Some(_), Ok(raw)) = (&file.path, yaml::parse(file))
                && !yaml::is_empty(file)
            {
                nulls::check(file, &raw, findings);
            }
            for system in System::ALL {
                let mut check = |findings: &mut Findings| {
                    let raw = yaml::parse(file)?;
                    is_per_system |= templates::is_per_system(&raw);
                    let all = self.files.len();
                    let settings = merge([(index, raw)].into_iter(), &self.files, all, system)?;
                    check_env(&settings, &self.settings.ca.variables, &self.files, system)?;
                    names::check(&settings, &self.files, findings);
                    placeholders::check(&settings, &self.files, findings);
                    seen.check(settings.env.iter(), &self.files, system, findings);
                    percent::check(&settings, &self.files, env, findings);
                    Ok(())
                };
                let checked = check(findings);
                findings.keep(checked);
            }
        }
        if is_per_system {
            templates::check_circles(self, findings);
        }
        ca_variables::check(self, findings);
        self.check_empty(findings);
    }

    /// Warns of a file without a key. In `defaults` there need not be any.
    fn check_empty(&self, findings: &mut Findings) {
        let (name, file) = (&self.name, &self.files[0]);
        if name != BASE && file.path.is_some() && yaml::is_empty(file) {
            let why = format!("profile `{name}` is empty: it starts no program");
            let warning = Error::new(why).at(yaml::start_of(file));
            let hint = "add `program`, or `extends` with the name of a profile that has one";
            findings.warnings.push(warning.hint(hint));
        }
    }

    /// Returns a warning if the profile's bundle has no certificate but those in `ca.d`.
    pub fn no_source(&self) -> Option<Error> {
        let ca = &self.settings.ca;
        let mozilla = ca.mozilla.as_ref().map(|mozilla| &mozilla.value);
        let is_without = matches!(mozilla, Some(MozillaList::Excluded))
            && !ca.native.value
            && !ca.inherited.value
            && ca.files.is_empty();
        is_without.then(|| {
            let why = "there is no source of certificates: a launch would fail";
            let warning = error_in(&self.files, why, ca.native.origin());
            warning.hint("set `native`, `mozilla` or `inherited` to true, or add `files`")
        })
    }

    /// Returns the error for a version in `args` or `env`, if there is one and the program's
    /// version is not known.
    pub fn unknown_version(&self) -> Option<Error> {
        let error = |origin: &Origin| {
            let why = ExpandError::Version.to_string();
            let error = error_in(&self.files, &why, origin);
            error.hint("use `{version}` in a path of `program`, or remove it here")
        };
        let arg = self.settings.args.iter();
        let arg = arg.filter(|arg| arg.value.is_versioned());
        let change = self.settings.env.values();
        let change = change.filter(|change| change.value.templates().any(Template::is_versioned));
        (arg.map(|arg| &arg.origin)
            .chain(change.map(|change| &change.origin)))
        .next()
        .map(error)
    }

    /// Returns whether a candidate for the program has a version, for this system or, if there is
    /// none for it, for another one; or whether a file of the program names it.
    pub fn has_versioned_program(&self) -> bool {
        if !self.settings.version_files.is_empty() {
            return true;
        }
        let is_versioned = |settings: &Settings| {
            let mut candidates = settings.program.iter().flatten();
            candidates.any(|candidate| candidate.value.is_versioned())
        };
        if self.settings.program.is_some() {
            return is_versioned(&self.settings);
        }
        let files = self.files.iter().enumerate();
        let mut all = files.flat_map(|(index, file)| {
            let parse = move |system| Some((system, (index, yaml::parse(file).ok()?)));
            System::ALL.into_iter().filter_map(parse)
        });
        all.any(|(system, raw)| {
            let settings = merge([raw].into_iter(), &self.files, self.files.len(), system);
            settings.is_ok_and(|settings| is_versioned(&settings))
        })
    }
}

/// Returns all templates of a profile with their origins.
fn all_templates(settings: &Settings) -> impl Iterator<Item = (&Template, &Origin)> {
    let program = settings.program.iter().flatten().flat_map(|candidate| {
        let templates = candidate.value.templates();
        templates.map(|template| (template, &candidate.origin))
    });
    let icon = settings.shortcut.icon.iter().flatten();
    let single = icon.chain(&settings.args);
    let single = single.map(|value| (&value.value, &value.origin));
    let changes = settings.env.values().flat_map(|change| {
        let templates = change.value.templates();
        templates.map(|template| (template, &change.origin))
    });
    let files = settings.ca.files.iter();
    let files = files.map(|file| (&file.value.path, &file.origin));
    let mozilla = settings.ca.mozilla.iter();
    let mozilla = mozilla.filter_map(|list| match &list.value {
        MozillaList::File(path) => Some((path, &list.origin)),
        MozillaList::Excluded | MozillaList::Included => None,
    });
    let values = program.chain(single).chain(changes);
    values.chain(files).chain(mozilla)
}
