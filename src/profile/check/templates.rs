//! Checks of the values that a launch expands.

use super::Findings;
use crate::error::Result;
use crate::profile::changes::in_order;
use crate::profile::key::System;
use crate::profile::variable_change::RawVariable;
use crate::profile::yaml::RawSettings;
use crate::profile::{Profile, Values, Version, apply_change, merge, yaml};

impl Profile {
    /// Checks that the templates of a launch can be expanded.
    pub fn check_templates(&self, values: Values) -> Result<()> {
        // Not known before a program is found.
        let version = Version::new("1");
        let outer = Values {
            version: version.as_ref(),
            ..values
        };
        let mut env = outer.env.clone();
        for (name, written) in self.env_in_order()? {
            let values = Values { env: &env, ..outer };
            let mut templates = written.value.templates();
            templates
                .try_for_each(|template| template.expand(values).map(drop))
                .map_err(|error| self.expand_error(&error, written))?;
            // Also fails if the value is too long.
            apply_change(&mut env, name, &written.value, outer)
                .map_err(|error| self.expand_error(&error, written))?;
        }
        for name in self.settings.ca.variables.iter() {
            env.set(&name.value, "bundle");
        }
        let values = Values { env: &env, ..outer };
        for arg in &self.settings.args {
            (arg.value.expand(values)).map_err(|error| self.expand_error(&error, arg))?;
        }
        Ok(())
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
