//! `env-unusable-file`: files of CA variables from which a client loads nothing, or only a part.

use std::fs;
use std::path::Path;

use super::content::{Named, Text, named};
use super::known::Names;
use super::report::{self, findings, where_to_remove};
use super::used::{Fate, Used};
use crate::certs::strict::{FaultKind, fault_for};
use crate::certs::{Certificate, Client, ProblemKind, mozilla};
use crate::doctor::trust::{is_hash, rejects_file};
use crate::doctor::{Finding, Id, Subject};
use crate::shell::quote;
use crate::stores::files::is_certificate_by_name;

/// `env-unusable-file`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let (variables, texts) = named(subject);
    let mut faults = Vec::new();
    let mut notes = Vec::new();
    for one in &variables {
        match texts.get(&one.path) {
            Some(text) => match file_fault(one, text) {
                Some(fault) => faults.push(fault),
                None if replaces_all(&one.used, text) => match one.used.fate {
                    Fate::Replaced => notes.push(studio_only(&one.used, &one.path, text)),
                    _ => faults.push(without_public_roots(one, text)),
                },
                None => {}
            },
            None => faults.extend(directory_fault(one)),
        }
    }
    let found = findings(subject, Id::EnvUnusableFile, ["names", "name"], faults);
    if found.is_empty() && !notes.is_empty() {
        let passed = Finding::passed(
            Id::EnvUnusableFile,
            "OpenSSL can load every file that a CA variable names",
        );
        let with_notes = notes.into_iter().fold(passed, Finding::detail);
        return vec![with_notes];
    }
    found
}

/// Returns the fault of a file, unless `env-client-certificate` reports it.
fn file_fault<'a>(one: &Named<'a>, text: &Text) -> Option<report::Fault<'a>> {
    let used = one.used;
    let library = used.known.library();
    let fault = fault_for(library, &text.bytes)?;
    if fault.kind == FaultKind::NoCertificates && text.content.has_private_key {
        return None;
    }
    let count = text.count();
    let is_part = count > 0 && !rejects_file(&fault, &text.bytes);
    let part = match (library, count, !is_part) {
        (Client::OpenSsl, 0, _) => "from which OpenSSL loads no certificate".to_owned(),
        (Client::OpenSsl, 1, true) => "from which OpenSSL does not load the certificate".to_owned(),
        (Client::OpenSsl, _, true) => {
            format!("from which OpenSSL loads none of the {count} certificates")
        }
        (Client::OpenSsl, ..) => {
            format!("from which OpenSSL does not load all {count} certificates")
        }
        _ => format!("from which {library} does not load all certificates"),
    };
    let place = fault.place();
    let why = match text.content.absence() {
        ProblemKind::Foreign(foreign) if count == 0 => foreign.to_string(),
        _ if text.bytes.is_empty() => "the file is empty".to_owned(),
        _ => fault.kind.to_string(),
    };
    let mut details = vec![format!("{place}{why}")];
    if count > 0 && used.fate == Fate::Replaced {
        details.push(match count {
            1 => "sglaunch reads its certificate".to_owned(),
            count => format!("sglaunch reads its {count} certificates"),
        });
    }
    Some(report::Fault {
        used,
        object: format!("{}, {part}", one.path.display()),
        effect: if is_part {
            "its client trusts only the certificates that it loads"
        } else {
            used.known.missing.text()
        },
        fails: used.known.missing.fails(),
        details,
        remedy: remedy(&used, &one.path, &fault.kind, count),
    })
}

fn remedy(used: &Used, path: &Path, kind: &FaultKind, count: usize) -> (String, Vec<String>) {
    let file = quote(path.as_os_str());
    let convert = match kind {
        // Windows has neither openssl nor iconv.
        FaultKind::Der if cfg!(windows) => Some(format!("certutil -encode {file} ca.pem")),
        _ if cfg!(windows) => None,
        FaultKind::Der => Some(format!("openssl x509 -inform der -in {file} -out ca.pem")),
        FaultKind::Utf16 => Some(format!("iconv -f UTF-16 -t UTF-8 {file} > ca.pem")),
        FaultKind::Pkcs7 => Some(format!("openssl pkcs7 -print_certs -in {file} -out ca.pem")),
        _ => None,
    };
    if count == 0 {
        return (where_to_remove(used.fate).to_owned(), Vec::new());
    }
    let trust = format!("sglaunch trust add {file}");
    match convert {
        Some(convert) => (
            "let sglaunch trust the file, or convert it and name the new one".to_owned(),
            vec![trust, convert],
        ),
        None => (
            "let sglaunch trust the certificates that can be read, and remove the variable"
                .to_owned(),
            vec![trust],
        ),
    }
}

/// Returns the fault of a directory in which OpenSSL finds no certificate, because it opens only
/// files that are named by the hash of a subject.
fn directory_fault<'a>(one: &Named<'a>) -> Option<report::Fault<'a>> {
    let used = one.used;
    if used.known.names == Names::File {
        return None;
    }
    let entries = fs::read_dir(&one.path).ok()?;
    let names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    if names.is_empty() || names.iter().any(|name| is_hash(name)) {
        return None;
    }
    let has_certificates = (names.iter()).any(|name| is_certificate_by_name(Path::new(name)));
    has_certificates.then(|| report::Fault {
        used,
        object: format!(
            "{}, a directory in which OpenSSL finds no certificate",
            one.path.display()
        ),
        effect: used.known.missing.text(),
        fails: used.known.missing.fails(),
        details: vec!["it has no file that is named by a hash, such as 9d66eef0.0".to_owned()],
        remedy: directory_remedy(&one.path, &names),
    })
}

fn directory_remedy(dir: &Path, names: &[String]) -> (String, Vec<String>) {
    if cfg!(windows) {
        let files =
            (names.iter().map(|name| dir.join(name))).filter(|file| is_certificate_by_name(file));
        let files: Vec<String> = files.map(|file| quote(file.as_os_str())).collect();
        let command = format!("sglaunch trust add {}", files.join(" "));
        return ("trust the files with sglaunch".to_owned(), vec![command]);
    }
    let command = format!("openssl rehash {}", quote(dir.as_os_str()));
    let text =
        "create the links with the names that OpenSSL looks for, or trust the files with sglaunch";
    (text.to_owned(), vec![command])
}

/// Returns whether a file replaces the client's list, and has no public CA.
fn replaces_all(used: &Used, text: &Text) -> bool {
    let certificates = &text.content.certificates;
    let roots = mozilla::roots();
    !used.known.adds
        && certificates.iter().any(|one| one.facts.is_ca)
        && !(certificates.iter()).any(|one| roots.binary_search(&&*one.der).is_ok())
}

fn studio_only(used: &Used, path: &Path, text: &Text) -> String {
    let count = match text.count() {
        1 => "only 1 certificate".to_owned(),
        count => format!("only {count} certificates"),
    };
    format!(
        "{} names {}, which has {count} and no public CA: without sglaunch its client trusts no \
         public site; the bundle has both",
        used.name,
        path.display()
    )
}

fn without_public_roots<'a>(one: &Named<'a>, text: &Text) -> report::Fault<'a> {
    let names: Vec<String> = text
        .content
        .certificates
        .iter()
        .map(Certificate::name)
        .collect();
    report::Fault {
        used: one.used,
        object: format!("{}, which has no public CA", one.path.display()),
        effect: "its client trusts no public site, such as Amazon's S3 or the App Store",
        fails: false,
        details: vec![format!(
            "it trusts only {}",
            crate::error::cut(&names.join(", "))
        )],
        remedy: (
            "let sglaunch set the variable: then its client trusts this CA and the public ones"
                .to_owned(),
            Vec::new(),
        ),
    }
}
