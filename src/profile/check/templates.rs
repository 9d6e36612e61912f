//! Checks of the values that a launch expands.

use super::Findings;
use crate::error::Result;
use crate::profile::changes::in_order;
use crate::profile::key::System;
use crate::profile::variable_change::RawVariable;
use crate::profile::yaml::RawSettings;
use crate::profile::{
    ExpandError, Profile, Sourced, Template, Values, Version, apply_change, error_in, merge, yaml,
};

impl Profile {
    /// Checks that the templates of a launch can be expanded. A variable that the caller has not
    /// set is a warning: the caller of a launch may set it.
    pub fn check_templates(&self, values: Values, findings: &mut Findings) -> Result<()> {
        // Not known before a program is found.
        let version = Version::new("1");
        let outer = Values {
            version: version.as_ref(),
            ..values
        };
        let mut env = outer.env.clone();
        for (name, written) in self.env_in_order()? {
            let values = Values { env: &env, ..outer };
            let mut is_set = true;
            for template in written.value.templates() {
                is_set &= self.check_template(template, values, written, findings)?;
            }
            if !is_set {
                env.set(name, "");
                continue;
            }
            // Also fails if the value is too long.
            apply_change(&mut env, name, &written.value, outer)
                .map_err(|error| self.expand_error(&error, written))?;
        }
        for name in self.settings.ca.variables.iter() {
            env.set(&name.value, "bundle");
        }
        let values = Values { env: &env, ..outer };
        for arg in &self.settings.args {
            self.check_template(&arg.value, values, arg, findings)?;
        }
        Ok(())
    }

    /// Returns whether the variables in a template are set.
    fn check_template<T>(
        &self,
        template: &Template,
        values: Values,
        written: &Sourced<T>,
        findings: &mut Findings,
    ) -> Result<bool> {
        match template.expand(values) {
            Ok(_) => Ok(true),
            Err(error @ ExpandError::Variable(_)) if !self.removes_one(template) => {
                // The file's own profile, because all that extend it have the same warning.
                let warning = error_in(&self.files, &error.to_string(), &written.origin);
                let hint =
                    "a launch fails without it: set it there, or give a default: `${NAME:-…}`";
                findings.warnings.push(warning.hint(hint));
                Ok(false)
            }
            Err(error) => Err(self.expand_error(&error, written)),
        }
    }

    /// Returns whether the profile removes a variable that a template needs.
    fn removes_one(&self, template: &Template) -> bool {
        template.required_variables().any(|name| self.removes(name))
    }
}

/// Returns whether a variable of a file has values for systems.
pub(super) fn is_per_system(raw: &RawSettings) -> bool {
    let mut env = raw.env.iter().flat_map(|env| env.0.values());
    env.any(RawVariable::is_per_system)
}

/// Reports variables that refer to each other in a circle, on any system.
pub(super) fn check_circles(profile: &Profile, findings: &mut Findings) {
    for system in System::ALL {
        let raw = profile
            .files
            .iter()
            .filter_map(|file| yaml::parse(file).ok());
        let all = profile.files.len();
        // The check of the file has reported its error.
        if let Ok(settings) = merge(raw.enumerate(), &profile.files, all, system)
            && let Err(circle) = in_order(&settings.env)
        {
            findings.errors.push(profile.circle_error(&circle));
        }
    }
}
