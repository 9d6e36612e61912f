//! Findings about CA variables: one for the variables with the same fault in the same value.

use super::places::details;
use super::used::{Fate, Used, profile_variables};
use crate::doctor::finding::Status;
use crate::doctor::{Finding, Id, Subject};
use crate::shell::UserShell;

/// A fault of the value of a CA variable.
#[derive(Debug)]
pub struct Fault<'a> {
    pub used: Used<'a>,
    /// The object and the relative clause of the sentence: `/x, which does not exist`.
    pub object: String,
    /// The reaction of the client.
    pub effect: &'static str,
    /// The client fails if the value reaches it.
    pub fails: bool,
    /// Lines about the value, the same for each variable.
    pub details: Vec<String>,
    /// A sentence with a verb, and commands.
    pub remedy: (String, Vec<String>),
}

impl Fault<'_> {
    fn status(&self) -> Status {
        if self.fails && self.used.fate != Fate::Replaced {
            Status::Failed
        } else {
            Status::Warning
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let key = |fault: &Self| (fault.used.fate, fault.status());
        key(self) == key(other) && self.object == other.object && self.details == other.details
    }
}

/// Returns a finding for each group of faults that differ only in the variable.
pub fn findings(subject: &Subject, id: Id, verb: [&str; 2], faults: Vec<Fault>) -> Vec<Finding> {
    let mut groups: Vec<Vec<Fault>> = Vec::new();
    for fault in faults {
        let is_same = |group: &&mut Vec<Fault>| group.iter().any(|known| known.is_same(&fault));
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(fault),
            None => groups.push(vec![fault]),
        }
    }
    groups
        .iter()
        .filter_map(|group| finding(subject, id, verb, group))
        .collect()
}

fn finding(subject: &Subject, id: Id, verb: [&str; 2], group: &[Fault]) -> Option<Finding> {
    let first = group.first()?;
    let names: Vec<&str> = group.iter().map(|fault| fault.used.name).collect();
    let is_one = names.len() == 1;
    let verb = if is_one { verb[0] } else { verb[1] };
    let them = if is_one { "it" } else { "them" };
    let end = match (first.used.fate, first.status()) {
        (Fate::Replaced, _) => format!("sglaunch replaces {them}"),
        (Fate::Reaches, Status::Failed) => format!("sglaunch leaves {them} as set"),
        (Fate::Reaches, _) => "connections can still work".to_owned(),
        (Fate::OfProfile, _) => format!("the profile sets {them}"),
    };
    let message = format!("{} {verb} {}; {end}", listed(&names), first.object);
    let mut finding = Finding::new(id, first.status(), message);
    let without = match first.used.fate {
        Fate::Replaced => "without sglaunch: ",
        _ => "",
    };
    for fault in group {
        finding = finding.detail(format!("{}: {without}{}", fault.used.name, fault.effect));
    }
    for line in &first.details {
        finding = finding.detail(line);
    }
    let (_, left_out) = profile_variables(subject);
    if let Some(name) = names.iter().find(|name| left_out.contains(name)) {
        finding = finding.detail(format!(
            "the profile leaves {name} to the caller: `ca.variables` has `{name}: false`"
        ));
    }
    if first.used.fate != Fate::OfProfile {
        for line in details(subject, &names) {
            finding = finding.detail(line);
        }
    }
    let (text, commands) = &first.remedy;
    finding = finding.remedy(text);
    for command in commands {
        finding = finding.command(command);
    }
    if first.used.fate != Fate::OfProfile {
        for name in names {
            finding = finding.command(UserShell::from_env(&subject.env).unset(name));
        }
    }
    Some(finding)
}

/// Joins names by commas, the last by "and".
pub fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}

/// Returns where the user removes a variable for good.
pub fn where_to_remove(fate: Fate) -> &'static str {
    match fate {
        Fate::OfProfile => "correct the value in `env` of the profile",
        Fate::Replaced if cfg!(windows) => {
            "for programs that start without sglaunch, remove the variable: here, and in Windows' \
             environment variables"
        }
        Fate::Replaced => {
            "for programs that start without sglaunch, remove the variable: here, and in the file \
             that sets it (such as ~/.bashrc or /etc/environment)"
        }
        Fate::Reaches if cfg!(windows) => {
            "correct the path, or remove the variable: here, and in Windows' environment variables"
        }
        Fate::Reaches => {
            "correct the path, or remove the variable: here, and in the file that sets it (such as \
             ~/.bashrc or /etc/environment)"
        }
    }
}
