//! The effect of a problem with a source, and what to do.

use std::path::Path;

use crate::certs::policy::Reason;
use crate::certs::{Problem, ProblemKind as Kind, Source};
use crate::doctor::checks::bundle::trust_remove;
use crate::doctor::{Certificates, Subject};
use crate::os;
use crate::shell::quote;

/// Remedy of a store without certificates. On Windows and macOS, only that of an image has none.
const NO_STORE: &str = if cfg!(any(windows, target_os = "macos")) {
    "unset SGLAUNCH_ROOT"
} else {
    "install the package ca-certificates on this system"
};

const NAME_A_CA: &str = "name a file that contains the CA certificate (.cer, .crt, .pem, .p7b)";

/// Returns what a problem means for connections, unless its message says it.
pub fn effect(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::InFile(_, kind) => effect(kind),
        Kind::Skipped { .. } => Some(
            "what it contains is not in the bundle: if it is a CA of the studio, connections below it fail",
        ),
        Kind::NotFound
        | Kind::Unreadable(_)
        | Kind::UnreadableDir(_)
        | Kind::NotAFile(_)
        | Kind::DanglingLink
        | Kind::LinkLoop
        | Kind::TooLarge(_)
        | Kind::NoCertificates
        | Kind::Foreign(_)
        | Kind::PrivateKey { is_alone: true }
        | Kind::Undecodable(_) => Some("its certificates are not in the bundle"),
        Kind::PrivateKey { is_alone: false } => {
            Some("anyone who can read the key can impersonate the server or the CA")
        }
        Kind::InBlocklist(..) | Kind::UnreadableStore { .. } | Kind::UnknownDistrust => {
            Some("a CA that the administrator distrusts may still be trusted")
        }
        _ => None,
    }
}

/// Returns the remedy of a problem: a sentence, and the commands.
pub fn of(
    subject: &Subject,
    certificates: &Certificates,
    problem: &Problem,
) -> (String, Vec<String>) {
    let (file, kind) = innermost(problem.source.path(), &problem.kind);
    let text = text(&problem.source, kind).to_owned();
    let mut commands = Vec::new();
    match (kind, file) {
        (Kind::InList(list, _), _) => {
            let list = quote(list.as_os_str());
            commands.push(format!("sglaunch bundle export --mozilla {list}"));
        }
        (Kind::Unreadable(_) | Kind::UnreadableDir(_), Some(file)) => {
            commands.push(format!("{} {}", os::LIST_RIGHTS, quote(file.as_os_str())));
        }
        _ => {}
    }
    match &problem.source {
        Source::Trust(path) if is_damaged(kind) => {
            commands.push(trust_remove(subject, path));
            commands.push("sglaunch trust add NEW.cer".to_owned());
        }
        Source::Trust(_) => commands.push("sglaunch trust list".to_owned()),
        Source::File(_) => {
            let profile = quote(certificates.inputs.profile.as_ref());
            commands.push(format!("sglaunch check {profile}"));
        }
        _ => {}
    }
    (text, commands)
}

/// Returns the file and the problem in a store.
fn innermost<'a>(file: Option<&'a Path>, kind: &'a Kind) -> (Option<&'a Path>, &'a Kind) {
    match kind {
        Kind::InFile(path, kind) => innermost(Some(path), kind),
        kind => (file, kind),
    }
}

/// Returns whether only another file from IT helps.
fn is_damaged(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Skipped { .. } | Kind::Undecodable(_) | Kind::NoCertificates | Kind::Foreign(_)
    )
}

fn text(source: &Source, kind: &Kind) -> &'static str {
    match kind {
        Kind::Other(_) if source.is_native() => NO_STORE,
        kind if source.is_native() && is_unusable(kind) => {
            "ask an administrator to build the system's store again: `update-ca-certificates` or `update-ca-trust`"
        }
        Kind::InBlocklist(_, kind) if is_unusable(kind) => {
            "ask an administrator to correct the list of distrust"
        }
        Kind::NotFound | Kind::DanglingLink | Kind::LinkLoop => {
            "put the file back, or remove the entry or the link that names it"
        }
        Kind::Unreadable(_) | Kind::UnreadableDir(_) => {
            "let your user read it, or ask its owner to"
        }
        Kind::PrivateKey { is_alone: true } => {
            "name the certificate of the CA instead: no client needs its key"
        }
        Kind::PrivateKey { is_alone: false } => {
            "move the key to a file that only its owner can read, and replace the key if others could read it"
        }
        Kind::Skipped { .. } | Kind::Undecodable(_) => {
            "ask IT for this certificate again, and replace the damaged part of the file"
        }
        Kind::NotAFile(_) | Kind::TooLarge(_) | Kind::NoCertificates | Kind::Foreign(_) => {
            NAME_A_CA
        }
        Kind::SharedTrust(_) | Kind::SharedProfiles(_) => {
            "remove the write access of users who may not decide which CAs you trust"
        }
        Kind::UnsafeForAll(_) => os::SITE_HINT,
        Kind::InList(..) | Kind::FewCas(_) => {
            "let an administrator replace the file by a whole list"
        }
        Kind::InBlocklist(..) | Kind::UnreadableStore { .. } | Kind::UnknownDistrust => {
            "ask an administrator to make the list of distrust readable"
        }
        Kind::Excluded { reason, .. } => excluded(reason),
        Kind::UnreadableBy { .. } => {
            "ask its administrator for a new certificate that follows RFC 5280"
        }
        _ => "correct the file or the setting that the message names",
    }
}

/// Returns whether a file was read, and does not contain what it should.
fn is_unusable(kind: &Kind) -> bool {
    is_damaged(kind) || matches!(kind, Kind::NotAFile(_) | Kind::TooLarge(_))
}

fn excluded(reason: &Reason) -> &'static str {
    match reason {
        Reason::Denied => "remove its fingerprint from `ca.deny` to trust it",
        Reason::Distrusted(_) => {
            "ask IT why it is distrusted; only then add its fingerprint to `ca.allow`"
        }
        Reason::Issuer(_) => "trust its issuer, or ask IT for another CA",
        Reason::Expired | Reason::NotACa | Reason::NotForServers => {
            "ask IT for the certificate of the CA that signs server certificates now"
        }
        Reason::UndecodableUsage | Reason::Unreadable(..) => {
            "ask its administrator for a new certificate that follows RFC 5280"
        }
    }
}
