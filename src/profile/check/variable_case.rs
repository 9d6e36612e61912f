//! Checks of entries in `env` that are one variable on Windows and two on other systems.

use std::collections::BTreeMap;

use super::Findings;
use crate::error::cut;
use crate::profile::changes::NamedChange;
use crate::profile::key::System;
use crate::profile::origin::Origin;
use crate::profile::{ProfileFile, VariableChange, error_in};

/// The variables of the files so far, the highest first: by key, as the file has them.
#[derive(Default)]
pub(super) struct SeenVariables(BTreeMap<String, (String, Origin)>);

impl SeenVariables {
    /// Warns of an entry that replaces the `prepend` or `append` of a lower file on Windows,
    /// because their names differ only in case.
    pub fn check<'a>(
        &mut self,
        changes: impl Iterator<Item = NamedChange<'a>>,
        files: &[ProfileFile],
        system: System,
        findings: &mut Findings,
    ) {
        if !system.ignores_case_of_variables() {
            return;
        }
        for (name, change) in changes {
            let key = system.variable_key(name).into_owned();
            let Some((higher, origin)) = self.0.get(&key) else {
                self.0.insert(key, (name.to_owned(), change.origin.clone()));
                continue;
            };
            if higher != name && matches!(change.value, VariableChange::Join { .. }) {
                let path = files[change.origin.file].display_path();
                let (higher, name) = (cut(higher), cut(name));
                let why = format!(
                    "on Windows `{higher}` replaces the entries of `{name}`: they are the same variable there"
                );
                let warning = error_in(files, &why, origin)
                    .note(format!("`{name}` is in {}", path.display()))
                    .hint(format!(
                        "write `{name}` in both files, and repeat the entries that are still needed"
                    ));
                findings.warnings.push(warning);
            }
        }
    }
}
