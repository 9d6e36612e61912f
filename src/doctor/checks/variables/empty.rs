//! `env-empty`: CA variables that are set but empty.

use super::known::Effect;
use super::report::{Fault, findings, where_to_remove};
use super::used::{Fate, used};
use crate::doctor::{Finding, Id, Subject};

/// `env-empty`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let empty = used(subject)
        .into_iter()
        .filter(|used| used.value.is_empty());
    let faults = empty.map(|used| {
        let effect: Effect = used.known.empty;
        let remedy = match used.fate {
            Fate::Reaches => {
                "remove the variable instead of setting it to nothing: here, and where it is set"
            }
            fate => where_to_remove(fate),
        };
        Fault {
            used,
            object: "set but empty".to_owned(),
            effect: effect.text(),
            fails: effect.fails(),
            details: Vec::new(),
            remedy: (remedy.to_owned(), Vec::new()),
        }
    });
    findings(subject, Id::EnvEmpty, ["is", "are"], faults.collect())
}
