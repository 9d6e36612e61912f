//! Checks beyond those of a launch, for `check`.

use super::key::System;
use super::{ExpandError, Profile, Template, Values, merge, yaml};
use crate::error::Result;

impl Profile {
    /// Returns whether a file has a program for some system.
    pub fn has_program(&self) -> bool {
        let has_one = |file| yaml::parse(file).is_ok_and(|raw| raw.program.is_some());
        self.settings.program.is_some() || self.files.iter().any(has_one)
    }

    /// Checks that the templates of a launch can be expanded. The version is left out, because it
    /// is not known before a program is found.
    pub fn check_templates(&self, values: Values) -> Result<()> {
        let expand = |template: &Template| match template.expand(values) {
            Err(error) if error != ExpandError::Version => Err(error),
            _ => Ok(()),
        };
        for arg in &self.settings.args {
            expand(&arg.value).map_err(|error| self.expand_error(&error, arg))?;
        }
        for change in self.settings.env.values() {
            let mut templates = change.value.templates();
            (templates.try_for_each(expand)).map_err(|error| self.expand_error(&error, change))?;
        }
        Ok(())
    }

    /// Checks all values of each file: those that another file replaces, and those of other
    /// systems. A launch checks none of them.
    pub fn check_files(&self) -> Result<()> {
        for (index, file) in self.files.iter().enumerate() {
            for system in System::ALL {
                let raw = [(index, yaml::parse(file)?)];
                merge(raw.into_iter(), &self.files, system)?;
            }
        }
        Ok(())
    }
}
