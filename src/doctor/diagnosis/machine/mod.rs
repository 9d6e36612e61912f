//! The machine in JSON: what differs between the nodes of a farm.

mod facts;
mod farm;
mod python;
mod roots;

use serde_json::{Value, json};

use crate::certs::{date, hex, rfc3339, sha256};
use crate::dirs;
use crate::doctor::checks::{clock, variables};
use crate::doctor::run::Views;
use crate::doctor::{Certificates, Redaction, Subject};
use crate::error::cut;
use crate::os;
use crate::profile::Version;
use crate::stores::files::read_file;
use crate::stores::mozilla::List;
pub use facts::{ADDED, FACTS, Fact};
pub use farm::node;

/// Returns the facts about the machine and the launch.
pub fn machine(subject: &Subject, views: &Views, redaction: &Redaction) -> Value {
    let text = |text: &str| redaction.text(text);
    let program = subject.program.as_ref().ok();
    let version = program.and_then(|program| program.version.as_ref());
    let certificates = subject.certificates.as_ref();
    json!({
        "host": text(&dirs::host_name(&subject.env)),
        "hosts_hidden": redaction.hides_hosts(),
        "node": node(&subject.env).map(|node| text(&node)),
        "job": farm::job(&subject.env).map(|job| redaction.name(&job)),
        "time": rfc3339(subject.now),
        "clock": clock::offset(subject, &views.sites).map(|(offset, server)| {
            json!({"offset": offset, "server": text(&server)})
        }),
        "system": os::system_name(&subject.dirs.root),
        "version": env!("CARGO_PKG_VERSION"),
        "profile": text(&subject.target),
        "program": program.map(|program| text(&program.path.to_string_lossy())),
        "program_version": version.map(Version::as_str),
        "python": python::python(views.python.as_ref(), redaction),
        "packages": python::packages(views.python.as_ref()),
        "variables": variables(subject, redaction),
        "roots": certificates.map(|certificates| roots(subject, certificates, redaction)),
        "bundle": certificates.map(|certificates| bundle(subject, certificates, redaction)),
    })
}

/// Returns the CA variables of the caller's environment, with their values.
fn variables(subject: &Subject, redaction: &Redaction) -> Value {
    let set = variables::used::of_caller(subject).into_iter();
    let entry = |(name, value): (&str, &std::ffi::OsStr)| {
        let value = redaction.text(&value.to_string_lossy());
        (name.to_owned(), Value::from(&*cut(&value)))
    };
    Value::Object(set.map(entry).collect())
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

/// Returns the bundle: its path and the digest of the file as it is now, which the file's name
/// begins with unless the file was changed; both null if it cannot be built. And what the sources
/// have for it.
fn bundle(subject: &Subject, certificates: &Certificates, redaction: &Redaction) -> Value {
    let bundle = certificates.bundle.as_ref().ok();
    let path = bundle.map(|bundle| redaction.text(&bundle.path.to_string_lossy()));
    let bytes = bundle.and_then(|bundle| read_file(&bundle.path).ok());
    let merged = &certificates.gathered.merged;
    let (added, others) = roots::added(subject, certificates, redaction);
    json!({
        "path": path,
        "sha256": bytes.map(|bytes| hex(&sha256(&bytes))),
        "certificates": merged.included().count(),
        "added": added,
        "others": others,
        "excluded": roots::excluded(merged),
    })
}
