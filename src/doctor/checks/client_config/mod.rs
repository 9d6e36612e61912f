//! `client-config`: CAs that only one client's own settings or list contain, and that the bundle
//! lacks.

mod lists;
mod settings;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::certs::Certificate;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Subject};
use crate::shell::quote;

/// A file with CAs that a client reads without sglaunch.
#[derive(Debug)]
struct Own {
    /// The file of CAs.
    file: PathBuf,
    /// The certificates that the bundle may lack.
    certificates: Vec<Certificate>,
    /// The file is a list of public CAs too.
    is_list: bool,
    use_: Use,
}

/// The client that reads a file, and whether it still does under sglaunch.
#[derive(Debug)]
enum Use {
    /// A setting, by its place, that a variable hides from the client.
    Hidden {
        place: String,
        client: &'static str,
        variable: &'static str,
    },
    /// A setting, by its place, that the client still reads, and no other client.
    Alone { place: String, client: &'static str },
    /// The client's own list, which a variable or the certifi hook hides.
    List {
        name: &'static str,
        hidden_by: String,
    },
}

/// `client-config`.
pub fn check(subject: &Subject, _: &[Observed], python: Option<&Python>) -> Vec<Finding> {
    let mut own = settings::of(subject);
    own.extend(lists::of(subject, python));
    let mut found: BTreeMap<PathBuf, Finding> = BTreeMap::new();
    for one in own {
        let lacking = lacking(subject, &one.certificates);
        if lacking.is_empty() {
            continue;
        }
        let sentence = sentence(&one, &lacking);
        if let Some(earlier) = found.get_mut(&one.file) {
            earlier.details.push(sentence);
        } else {
            let finding = finding(&one, &lacking, sentence);
            found.insert(one.file, finding);
        }
    }
    found.into_values().collect()
}

/// Returns the certificates that the bundle lacks although nothing speaks against them.
fn lacking<'a>(subject: &Subject, certificates: &'a [Certificate]) -> Vec<&'a Certificate> {
    let Some(bundle) = &subject.certificates else {
        return Vec::new();
    };
    let gathered = &bundle.gathered;
    let is_known = |one: &Certificate| {
        let mut entries = gathered.merged.entries.iter();
        entries.any(|entry| entry.certificate.der == one.der)
    };
    let is_denied = |one: &Certificate| {
        let mut own = one.fingerprints().iter();
        own.any(|one| bundle.inputs.deny.contains(one))
            || gathered.blocklist.blocked_by(one).is_some()
    };
    let is_usable = |one: &Certificate| {
        let facts = &one.facts;
        (facts.is_ca || facts.is_self_issued) && facts.not_after > subject.now
    };
    (certificates.iter())
        .filter(|one| is_usable(one) && !is_known(one) && !is_denied(one))
        .collect()
}

fn sentence(own: &Own, lacking: &[&Certificate]) -> String {
    let names: Vec<String> = (lacking.iter().take(3))
        .map(|one| format!("`{}`", one.name()))
        .collect();
    let mut ca = names.join(", ");
    if let more @ 1.. = lacking.len() - names.len() {
        ca = format!("{ca} and {more} more");
    }
    let (noun, it) = match lacking.len() {
        1 => ("CA", "it"),
        _ => ("CAs", "them"),
    };
    let file = own.file.display();
    match &own.use_ {
        Use::Hidden {
            place,
            client,
            variable,
        } => format!(
            "{place} names {file} for {client}, and {variable} hides it: the bundle lacks its {noun} {ca}"
        ),
        Use::Alone { place, client } => format!(
            "{place} names {file} for {client} alone: the bundle lacks its {noun} {ca}, so other clients \
             do not trust {it}"
        ),
        Use::List { name, hidden_by } => format!(
            "{name} was edited: only {file} has the {noun} {ca}, and {hidden_by} hides {it}"
        ),
    }
}

fn finding(own: &Own, lacking: &[&Certificate], sentence: String) -> Finding {
    let mut finding = Finding::warning(Id::ClientConfig, sentence);
    let mut command = format!("sglaunch trust add {}", quote(own.file.as_os_str()));
    for one in lacking {
        let [sha256, _] = one.fingerprints();
        finding = finding.detail(format!("{}: SHA-256 {sha256}", one.subject_name()));
        if own.is_list || lacking.len() < own.certificates.len() {
            let _ = write!(command, " --fingerprint {sha256}");
        }
    }
    let text = "add the CA to the bundle once IT has confirmed its fingerprint";
    finding.remedy(text).trust_command(command)
}
