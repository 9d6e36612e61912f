//! Checks of connections.

mod limits;
mod negotiation;
mod proxies;
mod python;
mod tls_peer;
mod way;

use std::net::{Ipv4Addr, TcpListener};

use super::{Findings, doctor};
use crate::sandbox::Sandbox;

/// The checks of the way to a site.
const CHECKS: [&str; 8] = [
    "site-name",
    "site-connect",
    "site-proxy",
    "site-not-tls",
    "site-tls-version",
    "site-closed",
    "site-client-certificate",
    "site-renegotiation",
];

/// Runs the checks of the way to a site, without a Python, of which PATH has none.
#[track_caller]
fn connection(sandbox: &Sandbox, url: &str) -> Findings {
    limited(sandbox, url, 5)
}

/// Runs the checks with this time limit, in seconds.
#[track_caller]
fn limited(sandbox: &Sandbox, url: &str, limit: u64) -> Findings {
    let limit = limit.to_string();
    let args = ["doctor", "defaults", "--timeout", &limit, "--site", url];
    let mut command = sandbox.command([&args[..], &CHECKS, &["--json"]].concat());
    command.env("PATH", sandbox.path("no-programs"));
    Findings::of_outcome(&command.output().expect("sglaunch starts").into())
}

/// Runs the checks beside the Python on PATH.
#[track_caller]
fn with_python(sandbox: &Sandbox, url: &str) -> Findings {
    let args = ["defaults", "--timeout", "5", "--site", url];
    doctor(sandbox, &[&args[..], &CHECKS].concat())
}

/// Runs the checks, of which only this one must fail, and returns its text.
#[track_caller]
fn only_failure(sandbox: &Sandbox, url: &str, id: &str) -> String {
    let findings = connection(sandbox, url);
    assert_eq!(
        findings.with_status("failed"),
        [id],
        "{:#}",
        findings.document
    );
    assert_eq!(findings.code, 1);
    findings.text(id)
}

/// Runs the checks, of which none must fail or warn.
#[track_caller]
fn no_failure(sandbox: &Sandbox, url: &str) -> Findings {
    let findings = connection(sandbox, url);
    for status in ["failed", "warning", "skipped"] {
        let with = findings.with_status(status);
        assert!(with.is_empty(), "{status}: {:#}", findings.document);
    }
    assert_eq!(findings.code, 0);
    findings
}

/// Returns a port of loopback on which nothing listens.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Asserts that the text contains each part.
#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}
