//! Checks of the way to a site, up to the end of the handshake. A fault is reported by one check;
//! the checks behind it are skipped.

pub mod client_certificate;
pub mod closed;
pub mod connect;
pub mod name;
pub mod not_tls;
pub mod proxy;
mod pythons_view;
pub mod renegotiation;
pub mod tls_version;

use std::net::SocketAddr;

use crate::doctor::python::{Attempt, Failure, Python};
use crate::doctor::site::{
    Alert, Fault, NotConnected, Observed, ProxyFault, Remark, Site, Speech, Step,
};
use crate::doctor::{Finding, Id, Status};
use crate::error::{printable, shown_reason};
use crate::os::CURL;

/// Alerts with which a server refuses every version or cipher that it was offered.
const REFUSALS: [Alert; 4] = [
    Alert::HANDSHAKE_FAILURE,
    Alert::PROTOCOL_VERSION,
    Alert::INSUFFICIENT_SECURITY,
    Alert::INAPPROPRIATE_FALLBACK,
];

/// Returns the findings of a check for a site with a fault: `failed` describes one of this check.
fn by_fault(
    id: Id,
    observed: &Observed,
    python: Option<&Python>,
    failed: impl FnOnce(&Fault) -> Finding,
) -> Vec<Finding> {
    let Some(fault) = observed.fault() else {
        return Vec::new();
    };
    if matches!(fault, Fault::Proxy(ProxyFault::Socks)) {
        let why = "not tested because of site-proxy: doctor does not follow SOCKS proxies";
        return vec![Finding::skipped(id, why)];
    }
    let owner = owner(fault);
    if owner == id {
        return vec![softened(failed(fault), observed, python)];
    }
    if is_passed(id, fault) {
        return Vec::new();
    }
    vec![Finding::skipped(
        id,
        format!("not tested because of {owner}"),
    )]
}

/// Returns the check that reports a fault.
pub fn owner(fault: &Fault) -> Id {
    match fault {
        Fault::Name(_) | Fault::Timeout(Step::Name) => Id::SiteName,
        Fault::Connect(_) => Id::SiteConnect,
        Fault::Proxy(_) => Id::SiteProxy,
        Fault::NotTls(_) => Id::SiteNotTls,
        Fault::Incompatible(_) => Id::SiteTlsVersion,
        Fault::Alert { alert, .. } if REFUSALS.contains(alert) => Id::SiteTlsVersion,
        Fault::Alert { .. } | Fault::Closed { .. } | Fault::Timeout(_) | Fault::Protocol(_) => {
            Id::SiteClosed
        }
        Fault::ClientCertificate(_) => Id::SiteClientCertificate,
    }
}

/// Returns whether a fault of another check proves that this one has passed.
fn is_passed(id: Id, fault: &Fault) -> bool {
    let owner = owner(fault);
    let has_answered = match fault {
        Fault::Closed { step, .. } | Fault::Timeout(step) => *step == Step::Handshake,
        _ => true,
    };
    match id {
        Id::SiteName | Id::SiteConnect => owner > id && owner != Id::SiteProxy,
        Id::SiteProxy => true,
        Id::SiteNotTls => owner > id && has_answered,
        Id::SiteTlsVersion => owner == Id::SiteClientCertificate,
        _ => false,
    }
}

/// Makes a failure a warning if the program's Python reaches the site all the same.
fn softened(finding: Finding, observed: &Observed, python: Option<&Python>) -> Finding {
    let attempt = python.and_then(|python| python.attempt_of(&observed.site));
    match attempt {
        Some(attempt) if attempt.failure.is_none() => Finding {
            status: Status::Warning,
            ..finding.detail("the program's Python reaches the site all the same")
        },
        Some(Attempt {
            failure: Some(failure),
            ..
        }) if finding.id == Id::SiteClosed && failure.is_of_certificates() => {
            not_blocked(finding, observed, failure)
        }
        _ => finding,
    }
}

/// Changes a failed handshake if the program's Python received the certificates, and rejected them.
/// The checks of the chain judge it if doctor received it too.
fn not_blocked(finding: Finding, observed: &Observed, failure: &Failure) -> Finding {
    let status = match observed.chain() {
        [] => finding.status,
        _ => Status::Warning,
    };
    let finding = Finding {
        status,
        remedy: None,
        ..finding
    };
    finding
        .detail(format!(
            "the program's Python receives the server's certificates and rejects them: {}",
            shown_reason(&failure.text)
        ))
        .remedy(
            "nothing blocks the site: run doctor again with `--timeout 60`, so that it receives the \
             certificates too and can judge them",
        )
}

/// Returns a line for each address, with the reason.
fn lines(addresses: &[(SocketAddr, NotConnected)]) -> impl Iterator<Item = String> {
    addresses
        .iter()
        .map(|(address, why)| format!("{address}: {}", reason(*why)))
}

fn reason(why: NotConnected) -> String {
    match why {
        NotConnected::Refused => "refused".to_owned(),
        NotConnected::TimedOut => "no answer".to_owned(),
        NotConnected::Unreachable => "the network cannot be reached".to_owned(),
        NotConnected::Reset => "reset".to_owned(),
        NotConnected::Other(kind) => kind.to_string(),
    }
}

/// Adds the settings that may explain why a site cannot be reached directly.
fn with_remarks(mut finding: Finding, observed: &Observed) -> Finding {
    for remark in &observed.remarks {
        finding = finding.detail(match remark {
            Remark::Pac(url) => format!(
                "the system's proxy settings name a PAC file, {}, which Python does not read: the \
                 proxy in it must be set as HTTPS_PROXY",
                printable(url)
            ),
            Remark::UnreadPattern(entry) => {
                format!(
                    "NO_PROXY has `{}`, which no client reads as a pattern",
                    printable(entry)
                )
            }
            Remark::Bypassed => "NO_PROXY excludes this site from the proxy".to_owned(),
        });
    }
    finding
}

/// Returns what answers where TLS was expected.
fn speaker(speech: &Speech) -> &'static str {
    match speech {
        Speech::Http => "an HTTP server without TLS",
        Speech::Ssh => "an SSH server",
        Speech::Mail => "a mail or FTP server",
        Speech::Tls => "a TLS server",
        Speech::Other(_) => "a server of an unknown protocol",
    }
}

/// Returns the first bytes of an unknown protocol, as a line of details.
fn first_bytes(speech: &Speech) -> Option<String> {
    let Speech::Other(bytes) = speech else {
        return None;
    };
    Some(format!("it begins with `{}`", bytes.escape_ascii()))
}

/// Returns the command that shows the handshake: of OpenSSL, which Windows does not have.
fn show_handshake(site: &Site) -> String {
    if cfg!(windows) {
        return format!("{CURL} --head --verbose https://{}/", site.authority());
    }
    let name = match site.address() {
        Some(_) => String::new(),
        None => format!(" -servername {}", site.host),
    };
    format!("openssl s_client -connect {}{name}", site.with_port())
}
