//! The changes of `env`: their order and their effect on an environment.

use std::env::{join_paths, split_paths};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::key::{ByVariable, System};
use super::reserved::is_needed;
use super::{ExpandError, Profile, Room, Sourced, Template, Values, VariableChange};
use crate::env::Env;
use crate::env::names::{DEFAULT_EXTENSIONS, PATHEXT};
use crate::error::{Error, Result, cut};
use crate::os;

/// A variable and its change.
pub type NamedChange<'a> = (&'a str, &'a Sourced<VariableChange>);

impl Profile {
    /// Applies the changes of `env` to the caller's environment. A template sees the variables that
    /// the profile changes after their changes, but its own variable before its change.
    pub fn change_env(&self, env: &mut Env, values: Values) -> Result<()> {
        let mut room = Room::default();
        for (name, written) in self.env_in_order()? {
            apply_change(env, name, &written.value, values)
                .and_then(|()| room.take(env.get(name).unwrap_or_default()))
                .map_err(|why| self.expand_error(&why, written))?;
        }
        Ok(())
    }

    /// Returns the changes of `env`, each after the changes that its templates depend on.
    pub fn env_in_order(&self) -> Result<Vec<NamedChange<'_>>> {
        in_order(&self.settings.env).map_err(|circle| self.circle_error(&circle))
    }

    pub(super) fn circle_error(&self, circle: &[NamedChange]) -> Error {
        let names = circle
            .iter()
            .chain(circle.first())
            .map(|(name, _)| cut(name));
        let names = names.collect::<Vec<_>>().join(" → ");
        let sentence = format!(
            "variables in `env` refer to each other in a circle: {names} (in profile `{}`)",
            self.name
        );
        let error = Error::new(sentence);
        let error = match circle.last() {
            Some((_, last)) => error.at(self.location_of(last)),
            None => error,
        };
        error.hint("set one of them without the others: only `${NAME}` in NAME itself is the caller's value")
    }
}

/// Applies the change of one variable.
pub fn apply_change(
    env: &mut Env,
    name: &str,
    change: &VariableChange,
    values: Values,
) -> Result<(), ExpandError> {
    let values = Values { env, ..values };
    let value = match change {
        VariableChange::Set(template) => {
            let value = template.expand(values)?;
            if value.is_empty() && is_needed(name, System::CURRENT) {
                return Err(ExpandError::NeededOnWindows);
            }
            value
        }
        VariableChange::Remove => {
            env.remove(name);
            return Ok(());
        }
        VariableChange::Default(template) => {
            if env.non_empty(name).is_some() {
                return Ok(());
            }
            template.expand(values)?
        }
        VariableChange::Join { prepend, append } => {
            let list = join(
                env.non_empty(name).or_else(|| default_list(name)),
                &elements(prepend, values)?,
                &elements(append, values)?,
            );
            if list.is_empty() {
                return Ok(());
            }
            list
        }
    };
    env.set(name, value);
    Ok(())
}

/// Returns the list that counts if a variable is not set. Without PATHEXT, Windows has a default.
fn default_list(name: &str) -> Option<&'static OsStr> {
    (cfg!(windows) && System::Windows.is_same_variable(name, PATHEXT))
        .then_some(DEFAULT_EXTENSIONS.as_ref())
}

/// Returns the elements of all entries. An entry may hold several paths, or none: a variable that
/// is empty must not add an empty element, which is the current directory in most lists.
fn elements(entries: &[Template], values: Values) -> Result<Vec<PathBuf>, ExpandError> {
    let (mut elements, mut room) = (Vec::new(), Room::default());
    for entry in entries {
        let value = entry.expand(values)?;
        room.take(&value)?;
        elements.extend(split_paths(&value).filter(|path| !path.as_os_str().is_empty()));
    }
    Ok(elements)
}

/// Adds elements at both ends of a path list, unless that end has them already: nested launches
/// must not make the list longer and longer.
fn join(list: Option<&OsStr>, before: &[PathBuf], after: &[PathBuf]) -> OsString {
    let present: Vec<PathBuf> = list.map(split_paths).into_iter().flatten().collect();
    let before = if present.starts_with(before) {
        &[]
    } else {
        before
    };
    let after = if present.ends_with(after) { &[] } else { after };
    let (before, after) = (joined(before), joined(after));
    // The caller's own elements stay as they are.
    let parts = [before.as_deref(), list, after.as_deref()];
    let parts: Vec<&OsStr> = parts.into_iter().flatten().collect();
    parts.join(OsStr::new(&os::LIST_SEPARATOR.to_string()))
}

/// Returns a path list of `elements`, `None` if there are none.
fn joined(elements: &[PathBuf]) -> Option<OsString> {
    // The elements come from a list, so that each can be part of one.
    join_paths(elements).ok().filter(|list| !list.is_empty())
}

/// Returns the changes, each after the changes that its templates depend on. The error is a circle
/// of dependencies.
pub(super) fn in_order(
    env: &ByVariable<VariableChange>,
) -> Result<Vec<NamedChange<'_>>, Vec<NamedChange<'_>>> {
    let system = env.system();
    let all: Vec<NamedChange> = env.iter().collect();
    // Most profiles have none.
    if all
        .iter()
        .all(|change| needed(&all, change, system).next().is_none())
    {
        return Ok(all);
    }
    sorted(&all, system)
}

/// Sorts changes by their dependencies, depth first.
fn sorted<'a>(
    all: &[NamedChange<'a>],
    system: System,
) -> Result<Vec<NamedChange<'a>>, Vec<NamedChange<'a>>> {
    let mut ordered = Vec::with_capacity(all.len());
    let mut states = vec![VisitState::New; all.len()];
    // Not recursive: a profile may have thousands of variables in one chain.
    let (mut stack, mut path) = (Vec::new(), Vec::new());
    for start in 0..all.len() {
        stack.push(start);
        while let Some(&index) = stack.last() {
            match states[index] {
                VisitState::New => {
                    states[index] = VisitState::Open;
                    path.push(index);
                    for other in needed(all, &all[index], system) {
                        match states[other] {
                            VisitState::New => stack.push(other),
                            VisitState::Open => {
                                let circle = path.iter().skip_while(|open| **open != other);
                                return Err(circle.map(|index| all[*index]).collect());
                            }
                            VisitState::Done => {}
                        }
                    }
                }
                VisitState::Open => {
                    states[index] = VisitState::Done;
                    path.pop();
                    ordered.push(all[index]);
                }
                VisitState::Done => drop(stack.pop()),
            }
        }
    }
    Ok(ordered)
}

#[derive(Clone, Copy)]
enum VisitState {
    New,
    /// On the path from the first variable to the current one.
    Open,
    Done,
}

/// Returns the indices of the changes that the templates of a change depend on.
fn needed<'a>(
    all: &'a [NamedChange],
    (name, change): &'a NamedChange,
    system: System,
) -> impl Iterator<Item = usize> + 'a {
    let variables = change.value.templates().flat_map(Template::variables);
    let others = variables.filter(move |other| !system.is_same_variable(name, other));
    others.filter_map(move |other| {
        let position = all.binary_search_by(|(known, _)| system.compare_variables(known, other));
        position.ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Joins lists written with `:`, whatever separates lists on this system.
    fn joined_at(list: Option<&str>, before: &str, after: &str) -> String {
        let separator = os::LIST_SEPARATOR.to_string();
        let native = |list: &str| OsString::from(list.replace(':', &separator));
        let paths = |list: &str| match list {
            "" => Vec::new(),
            list => split_paths(&native(list)).collect(),
        };
        let list = list.map(native);
        let joined = join(list.as_deref(), &paths(before), &paths(after));
        joined
            .into_string()
            .expect("UTF-8")
            .replace(&separator, ":")
    }

    #[test]
    fn elements_at_the_ends_of_a_list_are_not_repeated() {
        for (list, before, after, expected) in [
            (None, "", "", ""),
            (None, "/a:/b", "/z", "/a:/b:/z"),
            (Some("/m"), "/a:/b", "/z", "/a:/b:/m:/z"),
            (Some("/a:/b:/m:/z"), "/a:/b", "/z", "/a:/b:/m:/z"),
            (Some("/b:/m:/z:/z"), "/a:/b", "/z", "/a:/b:/b:/m:/z:/z"),
            (Some(":/m::"), "/a", "", "/a::/m::"),
        ] {
            let joined = joined_at(list, before, after);
            assert_eq!(joined, expected, "{list:?} {before} {after}");
        }
    }
}
