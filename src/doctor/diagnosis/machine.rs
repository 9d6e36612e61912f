//! The machine in JSON: what differs between the nodes of a farm.

use serde_json::{Value, json};

use crate::certs::{date, rfc3339};
use crate::dirs;
use crate::doctor::run::Views;
use crate::doctor::{Certificates, Redaction, Subject};
use crate::os;
use crate::stores::mozilla::List;

/// A fact about a machine that is shown, and compared between machines.
#[derive(Debug)]
pub struct Fact {
    pub label: &'static str,
    /// The JSON pointer of the value in `machine` (RFC 6901).
    pub pointer: &'static str,
}

const fn fact(label: &'static str, pointer: &'static str) -> Fact {
    Fact { label, pointer }
}

/// The facts, in the order in which they are shown.
pub const FACTS: &[Fact] = &[
    fact("sglaunch", "/version"),
    fact("system", "/system"),
    fact("profile", "/profile"),
    fact("program", "/program"),
    fact("Mozilla's list", "/roots/date"),
    fact("bundle", "/bundle/path"),
    fact("certificates", "/bundle/certificates"),
];

impl Fact {
    /// Returns the value as text; `None` if it is not known.
    pub fn of(&self, machine: &Value) -> Option<String> {
        match machine.pointer(self.pointer)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// Returns the facts about the machine and the launch.
pub fn machine(subject: &Subject, _views: &Views, redaction: &Redaction) -> Value {
    let text = |text: &str| redaction.text(text);
    let program = subject.program.as_ref().ok();
    let program = program.map(|program| text(&program.path.to_string_lossy()));
    let certificates = subject.certificates.as_ref();
    json!({
        "host": text(&dirs::host_name(&subject.env)),
        "time": rfc3339(subject.now),
        "system": os::system_name(&subject.dirs.root),
        "version": env!("CARGO_PKG_VERSION"),
        "profile": subject.target,
        "program": program,
        "roots": certificates.map(|certificates| roots(subject, certificates, redaction)),
        "bundle": certificates.map(|certificates| bundle(certificates, redaction)),
    })
}

/// Returns Mozilla's list as the bundle has it; null if it has none.
fn roots(subject: &Subject, certificates: &Certificates, redaction: &Redaction) -> Value {
    let Some(file) = &certificates.inputs.mozilla else {
        return Value::Null;
    };
    let list = List::in_use(&subject.dirs.root, file);
    let file = list
        .file
        .map(|file| redaction.text(&file.to_string_lossy()));
    json!({"date": date(list.date), "file": file})
}

/// Returns the path of the bundle, whose name is its digest, and how many certificates the sources
/// have for it; the path is null if it cannot be built.
fn bundle(certificates: &Certificates, redaction: &Redaction) -> Value {
    let bundle = certificates.bundle.as_ref().ok();
    let path = bundle.map(|bundle| redaction.text(&bundle.path.to_string_lossy()));
    let merged = &certificates.gathered.merged;
    json!({"path": path, "certificates": merged.included().count()})
}
