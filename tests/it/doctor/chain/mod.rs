//! Checks of chains: each cause staged with a server under private CAs.

mod anchors;
mod certificates;
mod intercepted;
mod saved;

use super::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, WebServer};

/// The checks of chains.
const CHECKS: [&str; 10] = [
    "site-self-signed",
    "site-missing-intermediate",
    "site-unknown-root",
    "site-distrusted",
    "site-expired",
    "site-not-yet-valid",
    "site-wrong-name",
    "site-weak",
    "site-constraint",
    "site-intercepted",
];

/// Returns a machine on which everything trusts a CA.
fn trusting(authority: &Authority) -> Sandbox {
    Sandbox::new().pem("studio.pem", authority).profile(
        "studio",
        "ca: {files: [~/studio.pem]}\nprogram: {linux: [true]}\n",
    )
}

/// Examines a server with this identity.
#[track_caller]
fn examine(sandbox: &Sandbox, identity: Identity) -> Findings {
    let server = WebServer::start(identity);
    examine_url(sandbox, &server.url())
}

#[track_caller]
fn examine_url(sandbox: &Sandbox, url: &str) -> Findings {
    let args = [&["studio", "--site", url], &CHECKS[..]].concat();
    doctor(sandbox, &args)
}

/// Checks that one check fails, and no other one.
#[track_caller]
fn only(findings: &Findings, id: &str) -> String {
    assert_eq!(
        findings.with_status("failed"),
        [id],
        "{:#}",
        findings.document
    );
    assert_eq!(
        findings.with_status("warning"),
        [""; 0],
        "{:#}",
        findings.document
    );
    assert_eq!(findings.code, 1);
    findings.text(id)
}

/// Checks that a text contains all of these.
#[track_caller]
fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

#[test]
fn a_site_that_works_passes_every_check() {
    let root = Authority::new("Studio Root");
    let findings = examine(&trusting(&root), root.issue());
    assert_eq!(findings.with_status("passed"), CHECKS);
    assert_eq!(findings.code, 0);
}
