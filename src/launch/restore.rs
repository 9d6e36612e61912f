//! `SGLAUNCH_RESTORE`: the record of the changes that `env` makes in a shell, for `env --unset`.
//!
//! The value is a JSON object in ASCII. For each changed variable it has the value before, and a
//! digest of the value after: a variable that has changed since is left alone.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::certs::{hex, sha256};
use crate::env::Env;
use crate::env::names::SGLAUNCH_RESTORE;
use crate::error::{Error, Result};
use crate::os::{path_from_text, path_to_text};
use crate::shell::ascii_json;

/// Maximum length of the value. Linux starts no program with a variable of 128 KiB (`execve(2)`).
const MAX_LENGTH: usize = 96 * 1024;

/// The change of one variable.
struct RecordedChange {
    /// The value before; `None` if the variable was not set.
    before: Option<OsString>,
    /// The digest of the value after; `None` if the variable was removed.
    after: Option<String>,
}

/// Adds the record of the changes from `before` to `after`. If `before` has an earlier record, the
/// new one leads back to the environment before that. Returns false if the record is too long.
pub fn record(before: &Env, after: &mut Env) -> bool {
    let mut former = BTreeMap::new();
    for (name, change) in recorded(before).unwrap_or_default() {
        if change.is_in(before, &name) {
            former.insert(name, change.before);
        }
    }
    for (name, _) in before.changes_to(after) {
        if let Some(name) = name.to_str().filter(|name| *name != SGLAUNCH_RESTORE) {
            let value = before.get(name).map(OsStr::to_owned);
            former.entry(name.to_owned()).or_insert(value);
        }
    }
    former.retain(|name, value| after.get(name.as_str()) != value.as_deref());
    let former: Map<String, Value> = (former.into_iter())
        .map(|(name, value)| {
            let change = json!([value.map(|value| to_json(&value)), digest(after.get(&name))]);
            (name, change)
        })
        .collect();
    after.remove(SGLAUNCH_RESTORE);
    if former.is_empty() {
        return true;
    }
    let text = ascii_json(&Value::from(former).to_string());
    if text.len() > MAX_LENGTH {
        return false;
    }
    after.set(SGLAUNCH_RESTORE, text);
    true
}

/// Returns the environment before the recorded changes, and the names of the variables that have
/// changed since, which keep their values.
pub fn restored(env: &Env) -> Result<(Env, Vec<String>)> {
    if env.non_empty(SGLAUNCH_RESTORE).is_none() {
        return Err(Error::new(format!(
            "{SGLAUNCH_RESTORE} is not set: there are no changes to undo"
        ))
        .hint("run this in the shell that has evaluated the output of `sglaunch env NAME`"));
    }
    let recorded = recorded(env).ok_or_else(|| {
        Error::new(format!(
            "{SGLAUNCH_RESTORE} is not a record that sglaunch has written"
        ))
        .hint("start a new shell")
    })?;
    let mut after = env.clone();
    let mut kept = Vec::new();
    for (name, change) in recorded {
        match change.before {
            _ if !change.is_in(env, &name) => kept.push(name),
            Some(value) => after.set(name, value),
            None => after.remove(name),
        }
    }
    after.remove(SGLAUNCH_RESTORE);
    Ok((after, kept))
}

impl RecordedChange {
    /// Returns whether the variable still has the value after the change.
    fn is_in(&self, env: &Env, name: &str) -> bool {
        digest(env.get(name)) == self.after
    }
}

fn recorded(env: &Env) -> Option<BTreeMap<String, RecordedChange>> {
    let text = env.get(SGLAUNCH_RESTORE)?.to_str()?;
    let changes: BTreeMap<String, (Value, Option<String>)> = serde_json::from_str(text).ok()?;
    let changes = changes.into_iter().map(|(name, (before, after))| {
        let before = match before {
            Value::Null => None,
            before => Some(from_json(&before)?),
        };
        Some((name, RecordedChange { before, after }))
    });
    changes.collect()
}

/// Returns a string, or a list with an escaped one if it is not UTF-8.
fn to_json(value: &OsStr) -> Value {
    match value.to_str() {
        Some(text) => text.into(),
        None => json!([path_to_text(Path::new(value))]),
    }
}

fn from_json(value: &Value) -> Option<OsString> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Array(list) => Some(path_from_text(list.first()?.as_str()?).into()),
        _ => None,
    }
}

fn digest(value: Option<&OsStr>) -> Option<String> {
    let digest = sha256(value?.as_encoded_bytes());
    Some(hex(&digest[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records the changes of a launch, and returns the environment of the shell after it.
    fn evaluated(before: &Env, changes: &[(&str, Option<&str>)]) -> Env {
        let mut after = before.clone();
        after.remove(SGLAUNCH_RESTORE);
        for (name, value) in changes {
            match value {
                Some(value) => after.set(name, value),
                None => after.remove(name),
            }
        }
        assert!(record(before, &mut after));
        after
    }

    fn sorted(env: &Env) -> Vec<(&OsStr, &OsStr)> {
        let mut all: Vec<_> = env.iter().collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn nested_changes_lead_back_to_the_first_environment() {
        let first = Env::from_iter([("A", "1"), ("B", ""), ("GONE", "한\n\"x\""), ("SAME", "s")]);
        let changes = [
            ("A", Some("2")),
            ("B", Some("x")),
            ("GONE", None),
            ("NEW", Some("n")),
        ];
        let second = evaluated(&first, &changes);
        assert!(second.get(SGLAUNCH_RESTORE).unwrap().is_ascii());
        let third = evaluated(
            &second,
            &[("A", Some("3")), ("NEW", None), ("B", Some("x"))],
        );
        let again = evaluated(&third, &[("A", Some("3"))]);
        assert_eq!(third, again);
        for env in [&second, &third] {
            let (restored, kept) = restored(env).unwrap();
            assert_eq!(sorted(&restored), sorted(&first));
            assert!(kept.is_empty());
        }
    }

    #[test]
    fn a_variable_that_has_changed_since_keeps_its_value() {
        let first = Env::from_iter([("A", "1"), ("B", "1"), ("GONE", "1")]);
        let changes = [
            ("A", Some("2")),
            ("B", Some("2")),
            ("GONE", None),
            ("NEW", Some("2")),
        ];
        let mut second = evaluated(&first, &changes);
        second.set("A", "own");
        second.set("GONE", "own");
        second.remove("NEW");
        let (after, kept) = restored(&second).unwrap();
        let expected = Env::from_iter([("A", "own"), ("B", "1"), ("GONE", "own")]);
        assert_eq!(sorted(&after), sorted(&expected));
        assert_eq!(kept, ["A", "GONE", "NEW"]);
        // What the user has changed counts as the state before the next changes.
        let third = evaluated(&second, &[("A", Some("3"))]);
        let (after, kept) = restored(&third).unwrap();
        assert_eq!(
            (after.get("A"), after.get("B")),
            (Some("own".as_ref()), Some("1".as_ref()))
        );
        assert!(kept.is_empty());
    }

    #[test]
    fn changes_back_to_the_first_value_leave_no_record() {
        let first = Env::from_iter([("A", "1")]);
        let second = evaluated(&first, &[("A", Some("2"))]);
        let third = evaluated(&second, &[("A", Some("1"))]);
        assert_eq!(third, first);
    }

    #[test]
    fn a_record_is_not_too_long_for_the_system() {
        let before = Env::from_iter([("A", "x".repeat(MAX_LENGTH))]);
        let mut after = Env::from_iter([("A", "y")]);
        after.set(SGLAUNCH_RESTORE, "old");
        assert!(!record(&before, &mut after));
        assert_eq!(after, Env::from_iter([("A", "y")]));
    }

    #[test]
    fn another_text_is_an_error() {
        for text in [
            "",
            "x",
            "[]",
            "{\"A\":1}",
            "{\"A\":[1,null]}",
            "{\"A\":[[],null]}",
        ] {
            assert!(
                restored(&Env::from_iter([(SGLAUNCH_RESTORE, text)])).is_err(),
                "{text}"
            );
        }
        assert!(restored(&Env::default()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_not_utf_8_is_restored() {
        let bytes = crate::os::os_string(b"\xff:/%\n\xc3".to_vec());
        let first = Env::from_iter([(OsString::from("A"), bytes)]);
        let second = evaluated(&first, &[("A", Some("2"))]);
        assert_eq!(restored(&second).unwrap().0, first);
    }
}
