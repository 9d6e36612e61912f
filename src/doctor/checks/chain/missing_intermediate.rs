//! `site-missing-intermediate`.

use std::ffi::OsStr;

use super::anchor::Missing;
use super::case::{Case, examine, with_details};
use crate::certs::hex;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Member, issuer_urls};
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;
use crate::os::CURL;
use crate::shell::quote;

const ID: Id = Id::SiteMissingIntermediate;

/// Why other programs connect to the site.
const WORKS_ELSEWHERE: &str = if cfg!(windows) {
    "browsers and other programs of Windows' own TLS load the intermediate by themselves, or find \
     it in Windows' store CA, which no bundle contains: that the site works there proves nothing"
} else {
    "browsers load the intermediate by themselves, or remember it from other sites: that the site \
     works there proves nothing"
};

/// `site-missing-intermediate`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(ID, subject, observed, python, |case| {
        let finding = match case.missing() {
            Some(Missing::Intermediate(last)) => Some(missing(case, &last)),
            None => completed(case),
            Some(_) => None,
        };
        finding.into_iter().collect()
    })
}

fn missing(case: &Case, last: &Member) -> Finding {
    let message = format!(
        "the server does not send the intermediate `{}`, which signed `{}`",
        last.issuer_name(),
        last.name()
    );
    let finding = with_details(case.objection(ID, message), case.path_lines());
    let mut finding = finding.detail(format!(
        "intermediate: {}",
        shown_name(&last.certificate.issuer_name())
    ));
    if let Some(key_id) = last.certificate.issuer_key_id() {
        finding = finding.detail(format!("its key identifier: {}", hex(key_id)));
    }
    finding = finding.detail(WORKS_ELSEWHERE);
    let urls = issuer_urls(&last.x509);
    let url = urls.iter().find(|url| url.starts_with("http"));
    let finding = with_details(
        finding,
        urls.iter()
            .map(|url| format!("the CA publishes it at {url}")),
    );
    bridge(finding, url)
}

/// Adds who must fix the server, and what helps until then.
fn bridge(finding: Finding, url: Option<&String>) -> Finding {
    const WHO: &str = "the site's administrator must add the intermediate to the server's \
                       certificate file";
    match url {
        Some(url) => finding
            .remedy(format!(
                "{WHO}; until then, trust it here, if `trust add` shows the fingerprint that the \
                 CA publishes"
            ))
            .command(format!(
                "{CURL} -o intermediate.cer {}",
                quote(OsStr::new(url))
            ))
            .command("sglaunch trust add intermediate.cer"),
        None => finding
            .remedy(format!(
                "{WHO}; until then, trust it here: ask the CA for its file and its SHA-256 \
                 fingerprint, and put both in place of FILE and HEX"
            ))
            .command("sglaunch trust add FILE --fingerprint HEX"),
    }
}

/// Returns a warning if only the bundle completes the chain.
fn completed(case: &Case) -> Option<Finding> {
    let path = &case.verdict.path;
    let (root, rest) = path.split_last()?;
    let sent = case.chain.members();
    let is_sent = |member: &Member| {
        // The same CA may have another certificate.
        let mut sent = sent.iter();
        sent.any(|own| own.x509.public_key.der == member.x509.public_key.der)
    };
    let lacking = rest
        .iter()
        .find(|member| member.is_anchor() && !is_sent(member))?;
    let message = format!(
        "the server does not send the intermediate `{}`; clients started by sglaunch have it from \
         the bundle",
        lacking.name()
    );
    let finding = Finding::warning(ID, message)
        .detail(format!("{}: {}", lacking.name(), case.source_of(lacking)))
        .detail(format!("root: {}", root.name()))
        .remedy(
            "the site's administrator should add the intermediate to the server's certificate \
             file: clients without this bundle fail",
        );
    Some(finding)
}
