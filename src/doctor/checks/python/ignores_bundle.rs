//! `python-ignores-bundle`.

use super::openssl_conf::refused_sites;
use super::verdict::Verifier;
use super::{LeftOut, finding, with_changed_entry, with_profile_key};
use crate::doctor::python::{Attempt, Failure, NoReport, Python, Report, Ssl};
use crate::doctor::site::{Handshake, Observed};
use crate::doctor::trust::Chain;
use crate::doctor::{Finding, Id, Status, Subject};

const ID: Id = Id::PythonIgnoresBundle;

/// The class of a context that no package has replaced.
const OWN_CLASS: &str = "ssl.SSLContext";

/// `python-ignores-bundle`.
pub fn check(subject: &Subject, python: &Python, sites: &[Observed]) -> Vec<Finding> {
    let report = match &python.outcome {
        Ok(report) => report,
        Err(why) => return vec![not_tested(python, why)],
    };
    if report.ssl.is_none() {
        return vec![Finding::skipped(
            ID,
            "the program's Python has no ssl module",
        )];
    }
    if !has_bundle(subject) {
        return vec![Finding::skipped(
            ID,
            "there is no bundle: see bundle-source",
        )];
    }
    if loads_nothing(subject, report) {
        let message = "the program's Python loads no certificate from the bundle";
        let found = finding(ID, Status::Failed, message, python, report);
        return vec![with_circumstances(found, subject, report)];
    }
    let of_site = |site: &Observed| {
        let attempt = python.attempt_of(&site.site)?;
        let failure = attempt.failure.as_ref()?;
        if is_explained(report, attempt) {
            return None;
        }
        let (status, message) = if failure.is_of_certificates() {
            let accepts = accepts(subject, report, site);
            accepts.then_some((
                Status::Failed,
                "the bundle accepts the chain of the server, but the program's Python does not",
            ))?
        } else {
            is_unexpected(report, site.outcome.as_ref().ok()?).then_some((
                Status::Warning,
                "sglaunch connects to the server, but the program's Python does not",
            ))?
        };
        let found = finding(ID, status, message, python, report).of_site(&site.site);
        let found = found.detail(format!("{}: {}", failure.kind, failure.text));
        Some(match status {
            Status::Failed => with_circumstances(found, subject, report),
            _ => with_route(found, attempt),
        })
    };
    let found: Vec<Finding> = sites.iter().filter_map(of_site).collect();
    if found.is_empty() && !report.attempts.is_empty() {
        return vec![passed(python, report)];
    }
    found
}

/// Lists the TLS version with each site, or the failure that another check explains.
fn passed(python: &Python, report: &Report) -> Finding {
    let message = if report.failed_sites().is_empty() {
        "the program's Python trusts the bundle"
    } else {
        "the checks of the site explain why the program's Python fails"
    };
    let found = finding(ID, Status::Passed, message, python, report);
    report.attempts.iter().fold(found, |found, attempt| {
        let failure = attempt.failure.as_ref().map(|failure| &failure.text);
        let how = failure.or(attempt.tls.as_ref());
        let how = how.map_or("no answer", |how| how);
        found.detail(format!("{}: {how}", attempt.site))
    })
}

fn has_bundle(subject: &Subject) -> bool {
    let certificates = subject.certificates.as_ref();
    certificates.is_some_and(|certificates| certificates.bundle.is_ok())
}

/// Returns whether `SSL_CERT_FILE` names the bundle, and the default context is empty all the same.
fn loads_nothing(subject: &Subject, report: &Report) -> bool {
    let bundle = subject.certificates.as_ref();
    let bundle = bundle.and_then(|certificates| certificates.bundle.as_ref().ok());
    let named = subject.env_of_program().get("SSL_CERT_FILE");
    let is_named = bundle.is_some_and(|bundle| named == Some(bundle.path.as_os_str()));
    is_named
        && report
            .context()
            .is_some_and(|context| context.ca_count == 0)
}

/// Returns whether another check of Python explains the failure.
fn is_explained(report: &Report, attempt: &Attempt) -> bool {
    let is_strict = attempt.passes_without_strict == Some(true);
    let without = report.without_conf.as_deref();
    let of_conf = without.is_some_and(|without| {
        let mut refused = refused_sites(report, without).into_iter();
        refused.any(|(site, _)| site == attempt.site)
    });
    is_strict
        || of_conf
        || attempt
            .failure
            .as_ref()
            .is_some_and(Failure::is_of_weakness)
}

/// Returns whether the bundle accepts the chain by OpenSSL's rules.
fn accepts(subject: &Subject, report: &Report, site: &Observed) -> bool {
    let chain = Chain::decode(site.chain());
    let verifier = Verifier::new(subject, report);
    let (Some(chain), Some(verifier)) = (chain, verifier) else {
        return false;
    };
    let verdict = verifier.verdict(&chain, &site.site.host);
    verdict.is_accepted() && verdict.not_judged.is_empty()
}

/// Returns whether neither an old OpenSSL nor what the server requires explains the failure.
fn is_unexpected(report: &Report, handshake: &Handshake) -> bool {
    let is_old = report.ssl.as_ref().is_some_and(Ssl::is_old);
    let is_legacy = handshake.has_secure_renegotiation == Some(false);
    !is_old && !is_legacy && !handshake.wants_client_certificate
}

/// Adds what may keep Python from the bundle, and the remedy.
fn with_circumstances(found: Finding, subject: &Subject, report: &Report) -> Finding {
    let count = report.context().map_or(0, |context| context.ca_count);
    let named = subject.env_of_program().get("SSL_CERT_FILE");
    let found = match named {
        Some(path) => found.detail(format!(
            "SSL_CERT_FILE is {} at the start of the program; its context has {count} CAs",
            path.display()
        )),
        None => found.detail(format!(
            "the profile does not set SSL_CERT_FILE; the context has {count} CAs"
        )),
    };
    let class = report.context().map(|context| context.class.as_str());
    match class.filter(|class| *class != OWN_CLASS) {
        Some(class) => found.detail(format!("the context is a {class}")).remedy(
            "remove the package that replaces Python's contexts, or add the CA to the \
                     system's store, which it reads",
        ),
        None => with_cure(found, subject, named.is_some()),
    }
}

/// Adds the cure if Python's context is its own.
fn with_cure(found: Finding, subject: &Subject, is_set: bool) -> Finding {
    match LeftOut::of(subject, "SSL_CERT_FILE") {
        Some(entry) => with_changed_entry(found, subject, &entry),
        None if !is_set => {
            let line = "ca: {variables: {SSL_CERT_FILE: true}}";
            with_profile_key(found, subject, "let the profile set it", line)
        }
        None => found.remedy(
            "look for what changes the variable or the context after the start: a sitecustomize, a \
             .pth file or a plug-in",
        ),
    }
}

fn with_route(found: Finding, attempt: &Attempt) -> Finding {
    let route = match &attempt.proxy {
        Some(proxy) => format!("Python connects through the proxy {proxy}"),
        None => "Python connects without a proxy".to_owned(),
    };
    found
        .detail(route)
        .remedy("compare the proxy settings and the firewall's rules for this program")
}

/// Returns a warning: the program may run although its Python alone does not.
fn not_tested(python: &Python, why: &NoReport) -> Finding {
    let message = format!("the program's Python was not tested: {why}");
    let path = python.interpreter.path.display();
    let mut found = Finding::warning(ID, message).detail(format!("Python: {path}"));
    if let NoReport::Crashed { printed, .. } = why {
        found = printed.lines().fold(found, Finding::detail);
    }
    found.remedy(
        "start this Python in a terminal and repair it; the check library-path may name the cause",
    )
}
