//! `site-unknown-root`.

use super::anchor::Missing;
use super::case::{Case, TRUST_SAVED, examine, identity, with_details};
use super::public_hosts::is_public;
use crate::certs::hex;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Kind, Member, MozillaVerdict, issuer_urls};
use crate::doctor::{Finding, Id, Status, Subject};
use crate::error::shown_name;

const ID: Id = Id::SiteUnknownRoot;

/// `site-unknown-root`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(ID, subject, observed, python, |case| {
        let finding = match case.missing() {
            Some(Missing::Root(last)) => Some(by_view(case, &last)),
            Some(Missing::RootOfTrusted(anchor)) => Some(only_intermediate(case, &anchor)),
            Some(Missing::OtherKey(anchor)) => Some(other_key(case, &anchor)),
            None => not_verified(case),
            Some(_) => Some(Finding::skipped(
                ID,
                "the chain does not end in a root of the bundle, for another reason",
            )),
        };
        finding.into_iter().collect()
    })
}

/// Returns the finding if only names were compared.
fn not_verified(case: &Case) -> Option<Finding> {
    let lines = case.unverified();
    let root = case.verdict.path.last()?;
    let message = format!("the root of the chain, `{}`, is trusted", root.name());
    (!lines.is_empty()).then(|| with_details(Finding::passed(ID, message), lines))
}

/// Returns the finding for a root that the bundle lacks, which the system or Mozilla may have.
fn by_view(case: &Case, last: &Member) -> Finding {
    let inputs = &case.certificates.inputs;
    if inputs.mozilla.is_none() && case.by_mozilla() == MozillaVerdict::Accepted {
        return left_out(case, last, "Mozilla's list", "mozilla");
    }
    if !inputs.native && case.is_accepted_by_system() {
        return left_out(case, last, "the system's store", "native");
    }
    unknown(case, last)
}

/// Returns the finding for a root of a source that the profile leaves out.
fn left_out(case: &Case, last: &Member, source: &str, key: &str) -> Finding {
    let message =
        format!("{source} accepts the chain, but the profile leaves it out: `ca.{key}` is false");
    let finding = with_details(case.objection(ID, message), case.path_lines());
    finding
        .detail(format!("issuer: {}", last.issuer_name()))
        .remedy(format!(
            "set `ca.{key}` to true in the profile, or remove the line"
        ))
        .command(format!("sglaunch show {}", case.target()))
}

fn unknown(case: &Case, last: &Member) -> Finding {
    let is_sent = last.certificate.facts.is_self_issued;
    let name = if is_sent {
        last.name()
    } else {
        last.issuer_name()
    };
    let message = format!("the chain ends in the root `{name}`, which nothing trusts");
    let finding = with_details(case.objection(ID, message), case.path_lines());
    let finding = with_details(finding, interception(case, &name));
    let mut finding = with_details(finding, case.unverified());
    let subject = if is_sent {
        last.x509.subject
    } else {
        last.x509.issuer
    };
    finding.details.splice(0..0, namesakes(case, subject));
    let finding = if is_sent {
        sent(case, last, finding)
    } else {
        not_sent(case, last, finding)
    };
    after_other_faults(case, finding)
}

/// Begins the remedy with what else is wrong with the server's certificate: to trust the root would
/// not cure that, and may trust a stranger.
fn after_other_faults(case: &Case, mut finding: Finding) -> Finding {
    let own = case.verdict.objections.iter().filter(|one| one.depth == 0);
    let first = own.map(|one| {
        let predicate = case.verdict.predicate(&one.kind, 0);
        match one.kind {
            Kind::WrongName | Kind::WrongAddress => Some(format!(
                "first find out why the server's certificate {predicate}: a captive portal or a \
                 wrong DNS entry may answer; then "
            )),
            Kind::Expired(_) => Some(format!(
                "first have the server's certificate renewed, because it {predicate}; then "
            )),
            _ => None,
        }
    });
    if let (Some(first), Some(remedy)) = (first.flatten().next(), &mut finding.remedy) {
        remedy.text.insert_str(0, &first);
    }
    finding
}

/// Returns what a public host with a private root means.
fn interception(case: &Case, root: &str) -> Option<String> {
    let host = case.host();
    is_public(host).then(|| {
        format!(
            "{host} is a public site with a certificate of a public CA: `{root}` re-signs the \
             connection on the way, as a proxy that inspects TLS does"
        )
    })
}

fn sent(case: &Case, root: &Member, finding: Finding) -> Finding {
    let finding = with_details(finding, identity(root.certificate));
    finding
        .remedy(
            "ask IT whether this is the CA of the studio or of its proxy, and for its SHA-256 \
             fingerprint through another channel (by telephone or in person); put what IT reads \
             out in place of HEX",
        )
        .command(case.save_command())
        .trust_command(TRUST_SAVED)
}

/// Returns a line for each trusted certificate with the name of an unknown root.
fn namesakes(case: &Case, subject: &[u8]) -> Vec<String> {
    let included = case.merged().included();
    let same = included
        .filter(|entry| crate::certs::name::are_equal(entry.certificate.subject(), subject));
    same.map(|entry| {
        let [sha256, _] = entry.certificate.fingerprints();
        format!(
            "the bundle has another certificate of this name, {sha256} from {}: the CA has been \
             renewed with another key, or another CA uses its name",
            entry.shown_sources().join(", ")
        )
    })
    .collect()
}

fn not_sent(case: &Case, last: &Member, finding: Finding) -> Finding {
    let issuer = shown_name(&last.certificate.issuer_name());
    let mut finding = finding
        .detail(format!("root: {issuer}"))
        .detail("the server did not send the root itself, as most servers do not");
    if let Some(key_id) = last.certificate.issuer_key_id() {
        finding = finding.detail(format!("key identifier of the root: {}", hex(key_id)));
    }
    for url in issuer_urls(&last.x509) {
        finding = finding.detail(format!(
            "the certificate names the address of its issuer: {url}"
        ));
    }
    finding
        .detail(
            "IT finds the root on the proxy's administration page, in the Group Policy or MDM \
             profile that installs it, or at the CA itself",
        )
        .remedy(
            "send IT `chain.pem`, which the first command writes; ask for the root's certificate \
             as a file, and for its SHA-256 fingerprint through another channel (by telephone or \
             in person); put both in place of FILE and HEX",
        )
        .command(case.save_command())
        .trust_command("sglaunch trust add FILE --fingerprint HEX")
}

/// Returns the finding if only an intermediate is trusted.
fn only_intermediate(case: &Case, anchor: &Member) -> Finding {
    let context = case.python.and_then(|python| {
        let report = python.outcome.as_ref().ok()?;
        report.ssl.as_ref()?.context.as_ref()
    });
    let accepts = context.is_some_and(|context| context.accepts_partial_chain);
    let message = format!(
        "only the intermediate `{}` is trusted, not its root `{}`: Python before 3.13 and most \
         clients reject the chain",
        anchor.name(),
        anchor.issuer_name()
    );
    let mut finding = case.objection(ID, message);
    if accepts {
        finding.status = Status::Warning;
    }
    with_details(finding, case.path_lines())
        .remedy(
            "ask IT for the root's certificate and its SHA-256 fingerprint, and trust it too; put \
             them in place of FILE and HEX",
        )
        .trust_command("sglaunch trust add FILE --fingerprint HEX")
}

/// Returns the finding if the trusted certificate did not make the signature.
fn other_key(case: &Case, anchor: &Member) -> Finding {
    let message = format!(
        "the trusted CA `{}` did not sign this chain: another CA has the same name",
        anchor.name()
    );
    with_details(case.objection(ID, message), case.path_lines())
        .detail(format!("{}: {}", anchor.name(), case.source_of(anchor)))
        .remedy(
            "ask IT whether the CA has been renewed with another key, and for its new certificate \
             and SHA-256 fingerprint; put them in place of FILE and HEX",
        )
        .trust_command("sglaunch trust add FILE --fingerprint HEX")
}
