//! The machine in JSON: what differs between the nodes of a farm.

use serde_json::{Value, json};

use crate::certs::{date, rfc3339};
use crate::dirs;
use crate::doctor::{Certificates, Redaction, Subject};
use crate::os;
use crate::stores::mozilla::List;

pub fn machine(subject: &Subject, redaction: &Redaction) -> Value {
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
