//! An environment as a value: read once, changed by the plan, given to the program.

pub mod names;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::os;

/// The variables of a process, in their original order.
///
/// Names are compared as the system compares them: exactly on Unix, without case on Windows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env(Vec<(OsString, OsString)>);

/// Changes by variable: the value to set, or `None` to remove the variable.
pub type Changes = BTreeMap<OsString, Option<OsString>>;

impl Env {
    /// Returns the value of `name`, which may be empty.
    pub fn get(&self, name: impl AsRef<OsStr>) -> Option<&OsStr> {
        let index = self.position(name.as_ref())?;
        Some(&self.0[index].1)
    }

    /// Returns the value of `name` unless it is empty.
    pub fn non_empty(&self, name: impl AsRef<OsStr>) -> Option<&OsStr> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Returns PATH or, if it is not set, the directories that are searched then. An empty PATH is
    /// the current directory, as for `env(1)`.
    pub fn search_path(&self) -> Option<&OsStr> {
        self.get("PATH").or(os::DEFAULT_PATH.map(OsStr::new))
    }

    /// Sets `name`, keeping the spelling of the name that is there.
    pub fn set(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) {
        let name = name.into();
        match self.position(&name) {
            Some(index) => {
                self.0[index].1 = value.into();
                self.drop_copies_behind(index);
            }
            None => self.0.push((name, value.into())),
        }
    }

    pub fn remove(&mut self, name: impl AsRef<OsStr>) {
        self.0
            .retain(|(known, _)| !os::same_variable(known, name.as_ref()));
    }

    /// Iterates over the names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// Returns the changes that turn this environment into `after`.
    pub fn changes_to(&self, after: &Env) -> Changes {
        let set = (after.iter())
            .filter(|(name, value)| self.get(name) != Some(value))
            .map(|(name, value)| (name.to_owned(), Some(value.to_owned())));
        let removed = (self.iter())
            .filter(|(name, _)| after.get(name).is_none())
            .map(|(name, _)| (name.to_owned(), None));
        // `collect` would sort first, in code of its own for this type.
        let mut changes = Changes::new();
        changes.extend(set.chain(removed));
        changes
    }

    /// Removes later variables of the same name: libc reads the first, other programs the last.
    fn drop_copies_behind(&mut self, index: usize) {
        let name = self.0[index].0.clone();
        let mut position = 0..;
        self.0.retain(|(known, _)| {
            position.next().is_none_or(|position| position <= index)
                || !os::same_variable(known, &name)
        });
    }

    fn position(&self, name: &OsStr) -> Option<usize> {
        self.0
            .iter()
            .position(|(known, _)| os::same_variable(known, name))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(
            (variables.into_iter())
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changes_lead_from_one_environment_to_the_other() {
        let before = Env::from_iter([("KEPT", "1"), ("CHANGED", "1"), ("GONE", "1")]);
        let after = Env::from_iter([("KEPT", "1"), ("CHANGED", "2"), ("NEW", "")]);
        let changes: Vec<_> = before.changes_to(&after).into_iter().collect();
        assert_eq!(
            changes,
            [
                ("CHANGED".into(), Some("2".into())),
                ("GONE".into(), None),
                ("NEW".into(), Some("".into())),
            ]
        );
    }

    #[test]
    fn setting_leaves_one_copy_of_a_variable() {
        let mut env = Env::from_iter([("A", "1"), ("B", "2"), ("A", "3")]);
        env.set("A", "4");
        assert_eq!(env, Env::from_iter([("A", "4"), ("B", "2")]));
    }

    #[test]
    fn removing_takes_every_copy_of_a_variable() {
        let mut env = Env::from_iter([("A", "1"), ("B", "2"), ("A", "3")]);
        env.remove("A");
        assert_eq!(env, Env::from_iter([("B", "2")]));
    }
}
