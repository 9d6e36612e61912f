//! One node: the parts of its JSON document that are merged.

use std::path::PathBuf;

use serde_json::Value;

use super::ProblemKind;
use crate::doctor::{FACTS, Status};

/// The diagnosis of one machine, as read from a file.
#[derive(Debug)]
pub struct Node {
    /// The name of the host.
    pub name: String,
    pub file: PathBuf,
    /// When the machine was examined, by its own clock, in the form of RFC 3339.
    pub time: String,
    /// The verdict in one sentence, if the document has it.
    pub sentence: Option<String>,
    /// The values of [`FACTS`], in that order.
    pub facts: Vec<Option<String>>,
    /// The failures and warnings.
    pub faults: Vec<Fault>,
}

/// A finding that failed, or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the check, which another version of sglaunch may have.
    pub id: String,
    pub status: Status,
    pub site: Option<String>,
    pub message: String,
    pub remedy: String,
    pub commands: Vec<String>,
}

impl Node {
    /// Returns the node of a document.
    pub fn new(document: &Value, file: PathBuf) -> Result<Self, ProblemKind> {
        if document["schema"] != 1 {
            return Err(ProblemKind::Schema);
        }
        let machine = &document["machine"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (Some(name), Some(findings)) =
            (text(&machine["host"]), document["findings"].as_array())
        else {
            return Err(ProblemKind::NotADiagnosis);
        };
        Ok(Self {
            name,
            file,
            time: text(&machine["time"]).unwrap_or_default(),
            sentence: text(&document["conclusion"]["sentence"]),
            facts: FACTS.iter().map(|fact| fact.of(machine)).collect(),
            faults: findings.iter().filter_map(Fault::new).collect(),
        })
    }

    /// Returns whether a check has failed.
    pub fn has_failed(&self) -> bool {
        self.faults.iter().any(|one| one.status == Status::Failed)
    }
}

impl Fault {
    /// Returns the fault of a finding; `None` if it is not one.
    fn new(finding: &Value) -> Option<Self> {
        let status = match finding["status"].as_str()? {
            "failed" => Status::Failed,
            "warning" => Status::Warning,
            _ => return None,
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let remedy = &finding["remedy"];
        let commands = remedy["commands"].as_array().into_iter().flatten();
        Some(Self {
            id: text(&finding["id"]),
            status,
            site: finding["site"].as_str().map(str::to_owned),
            message: text(&finding["message"]),
            remedy: text(&remedy["text"]),
            commands: commands.map(text).collect(),
        })
    }
}
