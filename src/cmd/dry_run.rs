//! `--dry-run`: the plan of a launch as text.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;

use crate::env::Env;
use crate::launch::plan::Plan;
use crate::profile::{Profile, VariableChange};
use crate::shell::{quote, quote_assignment};

/// Returns the program, its arguments, the changes to the caller's environment `before`, and the
/// variables of the profile that already have their values. Everything is quoted, so that no value
/// looks like a line of its own.
pub fn describe(profile: &Profile, plan: &Plan, before: &Env) -> String {
    let mut out = String::new();
    let mut line = |label: &str, text: String| {
        let _ = writeln!(out, "{label:<9}{text}");
    };
    line("profile", quote(profile.name.as_ref()));
    line("program", quote(plan.program.as_os_str()));
    for arg in &plan.args {
        line("argument", quote(arg));
    }
    let changes = before.changes_to(&plan.env);
    let changes = changes.iter().map(|(name, value)| match value {
        Some(value) => (name.as_os_str(), ("set", Some(value.as_os_str()))),
        None => (name.as_os_str(), ("remove", None)),
    });
    let kept = set_by(profile).filter_map(|name| {
        let value = plan.env.get(name)?;
        (before.get(name) == Some(value)).then_some((OsStr::new(name), ("keep", Some(value))))
    });
    let variables: BTreeMap<_, _> = changes.chain(kept).collect();
    for (name, (label, value)) in variables {
        match value {
            Some(value) => line(label, quote_assignment(name, value)),
            None => line(label, quote(name)),
        }
    }
    out
}

/// Iterates over the variables that the profile sets.
fn set_by(profile: &Profile) -> impl Iterator<Item = &str> {
    let env = profile.settings.env.iter();
    let env = env.filter(|(_, change)| !matches!(change.value, VariableChange::Remove));
    let bundle = profile.settings.ca.variables.iter();
    env.map(|(name, _)| name)
        .chain(bundle.map(|name| name.value.as_str()))
}
