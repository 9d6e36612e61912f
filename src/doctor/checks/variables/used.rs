//! The CA variables of a launch: what the caller has set, and what reaches the program.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::known::{KNOWN, Known, OTHER, known_as};
use crate::doctor::Subject;
use crate::os;

/// A CA variable with a value.
#[derive(Clone, Copy, Debug)]
pub struct Used<'a> {
    pub name: &'a str,
    pub value: &'a OsStr,
    pub fate: Fate,
    pub known: &'static Known,
}

/// The effect of a launch on the caller's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// sglaunch sets the variable, or removes it, so a wrong value does no harm.
    Replaced,
    /// The program gets the value.
    Reaches,
    /// The profile's `env` sets the value.
    OfProfile,
}

/// Returns the CA variables that the caller has set, and those with which the program starts,
/// except for the bundle's.
pub fn used(subject: &Subject) -> Vec<Used<'_>> {
    let (before, after) = (&subject.env, subject.env_of_program());
    let mut found = Vec::new();
    for name in names(subject) {
        let of_caller = before.get(name);
        let of_program = after.get(name);
        let known = known_as(name).unwrap_or(&OTHER);
        let mut add = |value, fate| {
            let use_of = |value| Used {
                name,
                value,
                fate,
                known,
            };
            found.extend(Option::map(value, use_of));
        };
        if of_caller == of_program {
            add(of_caller, Fate::Reaches);
            continue;
        }
        add(of_caller, Fate::Replaced);
        if !is_set_by_sglaunch(subject, name) {
            add(of_program, Fate::OfProfile);
        }
    }
    found
}

/// Returns the CA variables that the caller has set, with their values.
pub fn of_caller(subject: &Subject) -> Vec<(&str, &OsStr)> {
    let names = names(subject).into_iter();
    names
        .filter_map(|name| Some((name, subject.env.get(name)?)))
        .collect()
}

/// Returns whether a launch sets the variable to its bundle, or to its empty directory.
fn is_set_by_sglaunch(subject: &Subject, name: &str) -> bool {
    let is_same = |known: &str| os::same_variable(known.as_ref(), name.as_ref());
    let mut of_profile = profile_variables(subject).0.into_iter();
    is_same(crate::env::names::SSL_CERT_DIR) || of_profile.any(is_same)
}

/// Returns the variables that the profile sets, and those that it leaves out.
pub fn profile_variables(subject: &Subject) -> (Vec<&str>, Vec<&str>) {
    let Ok(profile) = &subject.profile else {
        return (Vec::new(), Vec::new());
    };
    let variables = &profile.settings.ca.variables;
    let set = variables.iter().map(|name| name.value.as_str());
    let left_out = variables.left_out().map(|name| name.value.as_str());
    (set.collect(), left_out.collect())
}

/// Returns the names of all CA variables: those of the profile, then the other known ones.
fn names(subject: &Subject) -> Vec<&str> {
    let (mut names, left_out) = profile_variables(subject);
    let others = left_out
        .into_iter()
        .chain(KNOWN.iter().map(|known| known.name));
    for name in others {
        let is_new = |known: &&str| !os::same_variable(known.as_ref(), name.as_ref());
        if names.iter().all(is_new) {
            names.push(name);
        }
    }
    names
}

impl Used<'_> {
    /// Returns the paths in the value: relative ones start at `cwd`.
    pub fn paths(&self, cwd: &Path) -> Vec<PathBuf> {
        if self.value.is_empty() {
            return Vec::new();
        }
        match self.known.names {
            super::known::Names::Directories => std::env::split_paths(self.value)
                .filter(|path| !path.as_os_str().is_empty())
                .map(|path| cwd.join(path))
                .collect(),
            _ => vec![cwd.join(self.value)],
        }
    }
}
