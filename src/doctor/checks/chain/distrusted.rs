//! `site-distrusted`.

use super::anchor::{Excluded, Missing};
use super::case::{Case, examine, identity, with_details};
use crate::certs::policy::Reason;
use crate::doctor::checks::place;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;

/// `site-distrusted`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(Id::SiteDistrusted, subject, observed, python, |case| {
        let finding = match case.missing() {
            Some(Missing::Excluded(excluded)) => finding(case, &excluded, &excluded.reason, ""),
            _ => None,
        };
        finding.into_iter().collect()
    })
}

/// Returns the finding for a certificate that is denied or distrusted, or whose `issuer` is.
fn finding(case: &Case, excluded: &Excluded, reason: &Reason, issuer: &str) -> Option<Finding> {
    let name = shown_name(&excluded.certificate.name());
    let message = match reason {
        Reason::Denied => format!("{issuer}the CA `{name}` is denied by the profile"),
        Reason::Distrusted(by) => format!("{issuer}the CA `{name}` is distrusted by {by}"),
        Reason::Issuer(reason) => {
            return finding(
                case,
                excluded,
                reason,
                "the issuer is not trusted: that of ",
            );
        }
        _ => return None,
    };
    let finding = case.objection(Id::SiteDistrusted, message);
    let finding = with_details(finding, identity(&excluded.certificate));
    let sources = excluded.sources.join(", ");
    let finding = if sources.is_empty() {
        finding
    } else {
        finding.detail(format!("supplied by {sources}"))
    };
    Some(match reason {
        Reason::Denied => denied(case, excluded, finding),
        _ => distrusted(case, excluded, finding),
    })
}

fn denied(case: &Case, excluded: &Excluded, mut finding: Finding) -> Finding {
    if let Some(place) = place_of_denial(case, excluded) {
        finding = finding.detail(format!("denied in {place}"));
    }
    finding
        .remedy(
            "ask the author of the profile why it denies the CA; if it is a mistake, remove the \
             fingerprint from `ca.deny`",
        )
        .command(format!("sglaunch show {}", case.target()))
}

/// Returns the file and the line that deny a certificate, or the first that denies any.
fn place_of_denial(case: &Case, excluded: &Excluded) -> Option<String> {
    let profile = case.subject.profile.as_ref().ok()?;
    let denied = &profile.settings.ca.deny;
    let own = excluded.certificate.fingerprints();
    let of_own = denied.iter().find(|written| own.contains(&written.value));
    // A certificate with the same key, or its issuer, may be denied instead.
    let written = of_own.or(denied.first())?;
    Some(place(&profile.location_of(written)))
}

fn distrusted(case: &Case, excluded: &Excluded, finding: Finding) -> Finding {
    let [sha256, _] = excluded.certificate.fingerprints();
    finding
        .remedy(format!(
            "ask the system's administrator why the CA is distrusted; a profile can trust the \
             CA nevertheless with `allow: [{sha256}]` below `ca`"
        ))
        .command(format!("sglaunch show {}", case.target()))
}
