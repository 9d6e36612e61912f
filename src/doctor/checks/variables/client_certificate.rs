//! `env-client-certificate`: variables that mix up the certificates of CAs and of clients.

use std::path::Path;

use super::content::{Named, Text, named};
use super::report::{Fault, findings, listed, where_to_remove};
use super::used::Fate;
use crate::certs::Certificate;
use crate::doctor::finding::Status;
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;
use crate::shell::{UserShell, quote};

/// A variable for a client's own certificate.
struct OfClient {
    name: &'static str,
    /// The variable for CAs that the same client reads.
    ca: &'static str,
    /// The variable that names the key, if it need not be in the same file.
    key: &'static str,
    /// How the client stops, because there is no private key; `None` if that was not measured.
    stops: Option<&'static str>,
}

const fn of_client(
    name: &'static str,
    ca: &'static str,
    key: &'static str,
    stops: Option<&'static str>,
) -> OfClient {
    OfClient {
        name,
        ca,
        key,
        stops,
    }
}

const PEM_LIB: &str = "every connection ends in SSLError: [SSL] PEM lib";
const GIT: &str = "git stops: error reading X.509 key or certificate file";

/// The variables for certificates of clients.
const OF_CLIENTS: [OfClient; 7] = [
    of_client("AYON_CERT_FILE", "AYON_CA_FILE", "", Some(PEM_LIB)),
    of_client("PIP_CLIENT_CERT", "PIP_CERT", "", Some(PEM_LIB)),
    of_client("GIT_SSL_CERT", "GIT_SSL_CAINFO", "GIT_SSL_KEY", Some(GIT)),
    of_client(
        "GIT_PROXY_SSL_CERT",
        "GIT_PROXY_SSL_CAINFO",
        "GIT_PROXY_SSL_KEY",
        None,
    ),
    of_client(
        "CONDA_CLIENT_SSL_CERT",
        "REQUESTS_CA_BUNDLE",
        "CONDA_CLIENT_SSL_CERT_KEY",
        None,
    ),
    of_client("SSL_CLIENT_CERT", "SSL_CERT_FILE", "", None),
    of_client("BUNDLE_SSL_CLIENT_CERT", "BUNDLE_SSL_CA_CERT", "", None),
];

/// `env-client-certificate`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let env = subject.env_of_program();
    let mut found: Vec<Finding> = OF_CLIENTS
        .iter()
        .filter_map(|variable| {
            let path = subject.cwd.join(env.non_empty(variable.name)?);
            authority_for_client(subject, variable, &path)
        })
        .collect();
    let (variables, texts) = named(subject);
    let faults = variables
        .iter()
        .filter_map(|one| without_authority(one, texts.get(&one.path)?));
    found.extend(findings(
        subject,
        Id::EnvClientCertificate,
        ["names", "name"],
        faults.collect(),
    ));
    found
}

/// Returns the finding of a variable for a client's certificate that names a CA's.
fn authority_for_client(subject: &Subject, variable: &OfClient, path: &Path) -> Option<Finding> {
    let text = Text::read(path)?;
    let first = text.content.certificates.first()?;
    if text.content.has_private_key || !first.facts.is_ca {
        return None;
    }
    let OfClient {
        name,
        ca,
        key,
        stops,
    } = variable;
    let env = subject.env_of_program();
    let stops = stops.filter(|_| env.non_empty(key).is_none());
    let status = if stops.is_some() {
        Status::Failed
    } else {
        Status::Warning
    };
    let message = format!(
        "{name} is for a client's own certificate, and names {}, which has the certificate of a CA",
        path.display()
    );
    let mut finding = Finding::new(Id::EnvClientCertificate, status, message)
        .detail(format!("the CA is {}", shown_name(&first.name())));
    if let Some(effect) = stops {
        finding = finding.detail(format!("{effect}, under sglaunch too"));
    }
    finding = if is_in_bundle(subject, first) {
        finding.detail("the bundle has this CA, so the variable is not needed")
    } else {
        finding.command(format!("sglaunch trust add {}", quote(path.as_os_str())))
    };
    Some(
        finding
            .remedy(format!(
                "trust the CA, and remove the variable; the one for CAs is {ca}"
            ))
            .command(UserShell::from_env(&subject.env).unset(name)),
    )
}

/// Returns whether a launch trusts a certificate.
pub fn is_in_bundle(subject: &Subject, certificate: &Certificate) -> bool {
    subject.certificates.as_ref().is_some_and(|certificates| {
        let mut included = certificates.gathered.merged.included();
        included.any(|entry| entry.certificate.der == certificate.der)
    })
}

/// Returns the fault of a CA variable that names no CA, but a certificate or a key of a server or a
/// client.
fn without_authority<'a>(one: &Named<'a>, text: &Text) -> Option<Fault<'a>> {
    let certificates = &text.content.certificates;
    // OpenSSL trusts a server whose own certificate is in the file, if it is self-signed.
    let is_trusted = |it: &Certificate| it.facts.is_ca || it.facts.is_self_issued;
    if certificates.iter().any(is_trusted) {
        return None;
    }
    let names: Vec<String> = certificates
        .iter()
        .map(|one| shown_name(&one.name()))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).take(3).collect();
    let (part, details) = match certificates.first() {
        None if text.content.has_private_key && text.count() == 0 => (
            "which has a private key and no certificate",
            vec!["a program that can read the variable can read the key".to_owned()],
        ),
        None => return None,
        Some(first) => (
            "which has no certificate of a CA",
            vec![
                format!("it has the certificate of {}", listed(&names)),
                format!("the CA that issued it is {}", first.issuer_name()),
            ],
        ),
    };
    let remedy = match one.used.fate {
        Fate::OfProfile => where_to_remove(Fate::OfProfile),
        _ => {
            "ask IT for the certificate of the CA, trust it with `sglaunch trust add FILE`, and remove the variable"
        }
    };
    Some(Fault {
        used: one.used,
        object: format!("{}, {part}", one.path.display()),
        effect: "its client trusts no CA in this file",
        fails: !one.used.known.adds,
        details,
        remedy: (remedy.to_owned(), Vec::new()),
    })
}
