//! One node: the parts of its JSON document that are merged.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::ProblemKind;
use super::certificates::Added;
use crate::certs::parse_rfc3339;
use crate::doctor::{FACTS, Id, Remedy, Status};

/// Longest name of a host in DNS.
const MAX_NAME: usize = 255;

/// The diagnosis of one machine, as read from a file.
#[derive(Debug, Default)]
pub struct Node {
    /// The farm's name of the machine, else the host's, else the file's.
    pub name: String,
    pub(super) named_by: NamedBy,
    /// The name of the host.
    pub host: Option<String>,
    /// The profile that was examined.
    pub profile: Option<String>,
    pub file: PathBuf,
    /// When the machine was examined, by its own clock, in the form of RFC 3339; empty if unknown.
    pub time: String,
    /// The same in seconds since 1970, corrected if the clock is known to be wrong; 0 if unknown.
    pub real_time: i64,
    /// The values of [`FACTS`], in that order.
    pub facts: Vec<Option<String>>,
    /// The certificates in the bundle that are neither Mozilla's nor the distribution's.
    pub(super) added: Added,
    /// The failures and warnings, in the order of the checks.
    pub faults: Vec<Fault>,
    /// The index of the failure that is the main cause in [`Farm::causes`](super::Farm::causes).
    pub cause: Option<usize>,
}

/// The origin of a node's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamedBy {
    Farm,
    Host,
    /// The document does not name the machine. Its file may be one of several with this name.
    #[default]
    File,
}

/// A finding that failed, or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the check, which another version of sglaunch may have.
    pub id: String,
    pub status: Status,
    pub site: Option<String>,
    pub message: String,
    pub remedy: Remedy,
}

impl Node {
    /// Returns the node of a document.
    pub fn new(document: &Value, file: &Path) -> Result<Self, ProblemKind> {
        match &document["schema"] {
            Value::Null => return Err(ProblemKind::NotADiagnosis),
            schema if *schema == 1 => {}
            schema => return Err(ProblemKind::Schema(schema.to_string())),
        }
        let Some(findings) = document["findings"].as_array() else {
            return Err(ProblemKind::NotADiagnosis);
        };
        let machine = &document["machine"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        // Hidden names are the same on all machines.
        let is_shown = machine["hosts_hidden"] != true;
        let name = |field: &str| text(&machine[field]).filter(|name| is_shown && is_name(name));
        let host = name("host");
        let (name, named_by) = match (name("node"), &host) {
            (Some(own), _) => (own, NamedBy::Farm),
            (None, Some(host)) => (host.clone(), NamedBy::Host),
            (None, None) => (of_file(file), NamedBy::File),
        };
        Ok(Self {
            name,
            named_by,
            host,
            profile: text(&machine["profile"]),
            file: file.to_owned(),
            time: text(&machine["time"]).unwrap_or_default(),
            real_time: real_time(machine),
            facts: FACTS.iter().map(|fact| fact.compared(machine)).collect(),
            added: Added::new(&machine["bundle"]),
            faults: findings.iter().filter_map(Fault::new).collect(),
            cause: None,
        })
    }

    /// Returns whether a check has failed.
    pub fn has_failed(&self) -> bool {
        self.main_fault().is_some()
    }

    /// Returns whether the document describes the machine. That of an older sglaunch does not.
    pub fn has_facts(&self) -> bool {
        self.facts.iter().any(Option::is_some)
    }

    /// Returns the first failure that can explain others, else the first one.
    pub fn main_fault(&self) -> Option<&Fault> {
        let failed = |one: &&Fault| one.status == Status::Failed;
        let explains =
            |one: &&Fault| failed(one) && Id::named(&one.id).is_none_or(Id::explains_others);
        let first = self.faults.iter().find(explains);
        first.or_else(|| self.faults.iter().find(failed))
    }

    /// Returns whether two diagnoses are of the same machine and profile.
    pub fn is_same(&self, other: &Self) -> bool {
        self.is_same_machine(other) && self.profile == other.profile
    }

    /// Returns whether two diagnoses are of the same machine.
    pub fn is_same_machine(&self, other: &Self) -> bool {
        let is_named = self.named_by != NamedBy::File && other.named_by != NamedBy::File;
        is_named && self.name.eq_ignore_ascii_case(&other.name)
    }
}

/// Returns whether a name tells a machine from others.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.len() <= MAX_NAME
        && !super::name::short(name).eq_ignore_ascii_case("localhost")
}

/// Returns when a machine was examined, by the clock of a server if it was asked.
fn real_time(machine: &Value) -> i64 {
    let time = machine["time"].as_str().and_then(parse_rfc3339);
    let offset = machine["clock"]["offset"].as_i64().unwrap_or_default();
    time.map_or(0, |time| time.saturating_sub(offset))
}

/// Returns the name of a node whose document does not have it.
pub(super) fn of_file(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or(file.as_os_str());
    stem.to_string_lossy().into_owned()
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
            remedy: Remedy {
                text: text(&remedy["text"]),
                commands: commands
                    .filter_map(|one| one.as_str().map(str::to_owned))
                    .collect(),
                confirm_fingerprint: remedy["confirm_fingerprint"] == true,
            },
        })
    }
}
