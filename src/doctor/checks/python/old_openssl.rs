//! `python-old-openssl`.

use super::{finding, report};
use crate::doctor::python::{Failure, Python, Report, Ssl};
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

/// `python-old-openssl`.
pub fn check(_: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonOldOpenssl, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    let Some(ssl) = report.ssl.as_ref().filter(|ssl| ssl.is_old()) else {
        return Vec::new();
    };
    let sites = refused_sites(report);
    let (status, message) = if ssl.lacks_tls_1_2() {
        let what = "does not support TLS 1.2, which nearly every site requires";
        (Status::Failed, format!("{} {what}", ssl.openssl))
    } else if sites.is_empty() {
        let what = "is too old for TLS 1.3; sglaunch writes the bundle so that it can read it";
        (Status::Warning, format!("{} {what}", ssl.openssl))
    } else {
        let what = "finds no TLS version or cipher in common with";
        let sites = sites.join(", ");
        (Status::Failed, format!("{} {what} {sites}", ssl.openssl))
    };
    let found = finding(Id::PythonOldOpenssl, status, message, python, report);
    let found = effects(ssl).into_iter().fold(found, Finding::detail);
    vec![found.remedy(
        "update the program: its OpenSSL gets no fixes, and sites that require TLS 1.3 refuse it",
    )]
}

/// Returns the sites whose handshake failed, but not for their certificates.
fn refused_sites(report: &Report) -> Vec<&str> {
    let is_refused = |failure: &Failure| failure.is_of_ssl() && !failure.is_of_certificates();
    let refused =
        (report.attempts.iter()).filter(|attempt| attempt.failure.as_ref().is_some_and(is_refused));
    refused.map(|attempt| attempt.site.as_str()).collect()
}

/// Returns what an old OpenSSL makes of CA files, and what sglaunch does about it.
fn effects(ssl: &Ssl) -> Vec<&'static str> {
    let mut effects = vec![
        "it prefers an expired root to a valid chain: the bundle contains no expired certificates, \
         unless the profile has `ca.keep_expired`",
    ];
    if !ssl.is_libressl() {
        effects.push(
            "it loses the first certificate of a file that begins with a byte order mark: the \
             bundle has none, but another file can",
        );
    }
    effects
}
