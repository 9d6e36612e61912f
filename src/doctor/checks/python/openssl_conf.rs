//! `python-openssl-conf`.

use std::path::{Path, PathBuf};

use super::{finding, report, with_profile_key};
use crate::doctor::python::{Context, Failure, OPENSSL_CONF, Python, Report, TLS_1_2, USUAL_LEVEL};
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

/// `python-openssl-conf`: compares Python with and without openssl.cnf.
pub fn check(subject: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonOpensslConf, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    let Some(without) = report.without_conf.as_deref() else {
        return Vec::new();
    };
    let changes = changes(report, without);
    let refused = refused_sites(report, without);
    let (status, message) = if without.ssl_error.is_none() && report.ssl_error.is_some() {
        let what = "openssl.cnf keeps the program's Python from making any TLS connection";
        (Status::Failed, what.to_owned())
    } else if !refused.is_empty() {
        let sites: Vec<&str> = refused.iter().map(|(site, _)| *site).collect();
        let sites = sites.join(", ");
        let what = format!("the program's Python fails with {sites} only because of openssl.cnf");
        (Status::Failed, what)
    } else if changes.is_empty() {
        return Vec::new();
    } else {
        let what = "openssl.cnf makes the program's Python stricter than other clients";
        (Status::Warning, what.to_owned())
    };
    let mut found = finding(Id::PythonOpensslConf, status, message, python, report);
    if let Some(file) = file(subject, report) {
        found = found.detail(format!("the file: {}", file.display()));
    }
    found = changes.into_iter().fold(found, Finding::detail);
    for (site, failure) in refused {
        found = found.detail(format!("{site}: {}", failure.text));
    }
    if let Some(error) = &report.ssl_error {
        found = found.detail(error);
    }
    vec![with_remedy(found, subject)]
}

fn with_remedy(found: Finding, subject: &Subject) -> Finding {
    if subject.env_of_program().non_empty(OPENSSL_CONF).is_some() {
        let start =
            "lower MinProtocol or the SECLEVEL in the file, or start the program without it";
        return with_profile_key(found, subject, start, "env: {OPENSSL_CONF: null}");
    }
    let start = "lower MinProtocol or the SECLEVEL in the file, or give the program another one";
    with_profile_key(
        found,
        subject,
        start,
        "env: {OPENSSL_CONF: /path/to/openssl.cnf}",
    )
}

/// Returns the settings that Python reads: the variable's file, else that in the compiled-in
/// directory.
fn file(subject: &Subject, report: &Report) -> Option<PathBuf> {
    if let Some(named) = subject.env_of_program().non_empty(OPENSSL_CONF) {
        return Some(named.into());
    }
    let compiled_in = &report.ssl.as_ref()?.paths.as_ref()?.file;
    Some(Path::new(compiled_in).with_file_name("openssl.cnf"))
}

/// Returns what the settings raise above what is usual.
fn changes(report: &Report, without: &Report) -> Vec<String> {
    let (Some(with), Some(without)) = (report.context(), without.context()) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    let levels = [with.security_level, without.security_level].map(Option::unwrap_or_default);
    if let [with, without] = levels
        && with > without.max(USUAL_LEVEL)
    {
        changes.push(format!("security level {with}, without the file {without}"));
    }
    let versions = [with.minimum_version, without.minimum_version].map(Option::unwrap_or_default);
    if let [with_number, without_number] = versions
        && with_number > without_number.max(TLS_1_2)
    {
        let [with, without] = [with, without].map(lowest_version);
        changes.push(format!("lowest version {with}, without the file {without}"));
    }
    changes
}

fn lowest_version(context: &Context) -> &'static str {
    match context.minimum_version {
        Some(0x0301) => "TLS 1.0",
        Some(0x0302) => "TLS 1.1",
        Some(0x0303) => "TLS 1.2",
        Some(0x0304) => "TLS 1.3",
        _ => "OpenSSL's own",
    }
}

/// Returns the sites with which the handshake succeeds without the settings only.
pub fn refused_sites<'a>(report: &'a Report, without: &Report) -> Vec<(&'a str, &'a Failure)> {
    let succeeds = |site: &str| {
        let mut attempts = without.attempts.iter();
        attempts.any(|attempt| attempt.site == site && attempt.failure.is_none())
    };
    let failed = (report.attempts.iter())
        .filter_map(|attempt| Some((attempt.site.as_str(), attempt.failure.as_ref()?)));
    failed.filter(|(site, _)| succeeds(site)).collect()
}
