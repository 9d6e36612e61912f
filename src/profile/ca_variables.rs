//! The key `ca.variables`.

use std::ops::Deref;

use super::constraint::variable_name;
use super::key::{Check, InFile, Invalid, Key, List, MergeContext, Setting};
use super::origin::{Item, Sourced};
use crate::env::names::{CA_FILE_VARIABLES, SSL_CERT_DIR};
use crate::error::cut;

/// The variables that name the bundle: first those that always do, then those of the profile.
#[derive(Debug)]
pub struct CaVariables(List<String>);

impl Key for CaVariables {
    type Raw = Vec<String>;
    type Leaf = String;

    fn merge(
        files: impl Iterator<Item = InFile<Vec<String>>>,
        context: MergeContext,
        _: Check<String>,
    ) -> Result<Self, Invalid> {
        let listed = List::<String>::merge(files, context, |name| can_name_the_bundle(name))?;
        let is_required =
            |variable: &Sourced<String>| CA_FILE_VARIABLES.contains(&variable.value.as_str());
        let (mut variables, others): (List<_>, List<_>) = listed.into_iter().partition(is_required);
        for name in CA_FILE_VARIABLES {
            if !variables.iter().any(|variable| variable.value == name) {
                variables.push(Sourced {
                    value: name.to_owned(),
                    origin: context.origin(context.base, Item::Whole),
                });
            }
        }
        variables.extend(others);
        Ok(Self(variables))
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        self.0.collect(settings);
    }
}

impl Deref for CaVariables {
    type Target = [Sourced<String>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Checks a variable. If PATH named the bundle, not even the program would start.
fn can_name_the_bundle(name: &str) -> Result<(), String> {
    let is_reserved = ["PATH", "HOME", SSL_CERT_DIR].contains(&name)
        || ["LD_", "DYLD_", "SGLAUNCH_"]
            .iter()
            .any(|prefix| name.starts_with(prefix));
    if is_reserved {
        return Err(format!("`{}` cannot name the CA file", cut(name)));
    }
    variable_name(name)
}
