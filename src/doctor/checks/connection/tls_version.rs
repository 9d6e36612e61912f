//! `site-tls-version`.

use super::{by_fault, pythons_view, show_handshake};
use crate::doctor::python::{Failure, Python, Report};
use crate::doctor::site::{Choice, Cipher, Fault, Handshake, Incompatible, Observed, Version};
use crate::doctor::{Finding, Id, Status, Subject};
use crate::error::shown_reason;

/// Smallest prime of Diffie-Hellman at OpenSSL's security level 2, that of Python since 3.10.
const DH_BITS: u32 = 2048;

/// `site-tls-version`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    if let (Ok(handshake), Some((report, failure))) = (
        &observed.outcome,
        pythons_view::incompatible(observed, python),
    ) {
        return vec![only_for_python(observed, handshake, report, failure)];
    }
    if let Some(Fault::Incompatible(Incompatible {
        choice: Some(choice),
        ..
    })) = observed.fault()
    {
        return of_choice(observed, *choice, python);
    }
    by_fault(Id::SiteTlsVersion, observed, python, |fault| {
        let alert = match fault {
            Fault::Alert { alert, .. } => Some(*alert),
            Fault::Incompatible(Incompatible { alert, .. }) => *alert,
            _ => None,
        };
        let host = &observed.site.host;
        let message = format!(
            "no common TLS version or cipher: `{host}` refuses all that current clients have, and \
             all that older ones had"
        );
        let alert = alert.map(|alert| format!("the server's alert: {alert}"));
        let finding = alert.into_iter().fold(
            Finding::failed(Id::SiteTlsVersion, message),
            Finding::detail,
        );
        for_administrator(finding, observed)
    })
}

/// Returns the finding of what the server chose: OpenSSL has ciphers that rustls lacks.
fn of_choice(observed: &Observed, choice: Choice, python: Option<&Python>) -> Vec<Finding> {
    let attempt = python.and_then(|python| python.attempt_of(&observed.site));
    let weakness = weakness(choice);
    let status = match attempt.map(|attempt| attempt.failure.as_ref()) {
        Some(None) if weakness.is_none() => return Vec::new(),
        Some(None) => Status::Warning,
        Some(Some(failure)) if pythons_view::is_incompatible(failure) => Status::Failed,
        // The certificates are verified after version and cipher, and before the group.
        Some(Some(failure)) if failure.is_of_certificates() && !is_small(choice) => Status::Warning,
        _ => match weakness {
            Some(Weakness::Broken(_)) => Status::Failed,
            Some(Weakness::Old(_)) => Status::Warning,
            None => return Vec::new(),
        },
    };
    let what = match &weakness {
        Some(Weakness::Broken(what) | Weakness::Old(what)) => what.as_str(),
        None => "which not every client has",
    };
    let host = &observed.site.host;
    let effect = match (status, attempt) {
        (Status::Failed, Some(_)) => "the program's Python refuses it",
        (Status::Failed, None) => "current clients refuse it",
        (_, Some(_)) => "the program's Python still accepts it",
        (_, None) => "Python 3.10 and later refuse it",
    };
    let message = format!(
        "`{host}` offers only {} with {}, {what}: {effect}",
        choice.version, choice.cipher
    );
    let finding = Finding::new(Id::SiteTlsVersion, status, message);
    let bits = choice
        .dh_bits
        .map(|bits| format!("Diffie-Hellman with {bits} bits"));
    let finding = bits.into_iter().fold(finding, Finding::detail);
    vec![for_administrator(finding, observed)]
}

/// A weakness of the version or cipher that a server chose.
enum Weakness {
    /// OpenSSL 3 refuses it by default.
    Broken(String),
    /// Python 3.10 and later refuse it, curl does not.
    Old(String),
}

fn weakness(choice: Choice) -> Option<Weakness> {
    let Choice {
        version, cipher, ..
    } = choice;
    let broken = |what: &str| Some(Weakness::Broken(what.to_owned()));
    let name = cipher.name().unwrap_or_default();
    let has = |part: &str| name.split('-').any(|of_name| of_name == part);
    if version < Version::TLS12 {
        return broken("a version that is out of date since 2020");
    }
    if has("NULL") {
        return broken("a cipher without encryption");
    }
    if has("RC4") || has("DES") || has("EXP") || has("MD5") || has("DSS") {
        return broken("a cipher that is broken");
    }
    if let Some(bits) = choice.dh_bits.filter(|_| is_small(choice)) {
        return Some(Weakness::Broken(format!(
            "a Diffie-Hellman group of only {bits} bits"
        )));
    }
    is_old(cipher).then(|| Weakness::Old("a cipher that is out of date".to_owned()))
}

/// Returns whether OpenSSL refuses the Diffie-Hellman group.
fn is_small(choice: Choice) -> bool {
    choice.dh_bits.is_some_and(|bits| bits < DH_BITS)
}

/// Returns whether Python's own list of ciphers lacks one: those without forward secrecy, and those
/// with SHA-1.
fn is_old(cipher: Cipher) -> bool {
    let name = cipher.name().unwrap_or_default();
    !name.contains("DHE-") && !name.starts_with("TLS_") || name.ends_with("-SHA")
}

fn for_administrator(finding: Finding, observed: &Observed) -> Finding {
    finding
        .remedy(
            "ask the server's administrator to switch on TLS 1.2 or 1.3 with an ECDHE cipher; no \
             setting of this machine is a safe fix",
        )
        .command(show_handshake(&observed.site))
}

/// Describes a Python that has no version or cipher in common with a server of today.
fn only_for_python(
    observed: &Observed,
    handshake: &Handshake,
    report: &Report,
    failure: &Failure,
) -> Finding {
    let openssl = report
        .ssl
        .as_ref()
        .map_or("its OpenSSL", |ssl| &ssl.openssl);
    let host = &observed.site.host;
    let message = format!(
        "no common TLS version or cipher: the program's Python ({openssl}) and `{host}` cannot \
         agree on one"
    );
    let spoken = format!(
        "the server speaks {} with {}",
        handshake.version, handshake.cipher
    );
    Finding::failed(Id::SiteTlsVersion, message)
        .detail(spoken)
        .detail(shown_reason(&failure.text))
        .remedy(
            "update the program, whose OpenSSL is too old or restricted for this server, or ask \
             the server's administrator to switch on TLS 1.2 with an ECDHE cipher",
        )
        .command(show_handshake(&observed.site))
}
