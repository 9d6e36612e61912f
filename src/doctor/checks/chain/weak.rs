//! `site-weak`.

use super::case::{Case, examine, with_details};
use crate::certs::public_key::PublicKey;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Anchors, Kind, Objection, Rules, verify};
use crate::doctor::{Finding, Id, Status, Subject};

const ID: Id = Id::SiteWeak;

/// The level of Debian, of Ubuntu, and of OpenSSL since 3.2.
const USUAL_LEVEL: u32 = 2;

/// `site-weak`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(ID, subject, observed, python, |case| {
        let own = weak(&case.verdict.objections);
        if !own.is_empty() {
            return vec![finding(case, &own, case.rules.level, None)];
        }
        let anchors = Anchors::of_bundle(case.merged());
        let rules = Rules {
            level: case.rules.level.max(USUAL_LEVEL),
            is_sha1_weak: true,
            ..case.rules.clone()
        };
        let verdict = verify(case.chain, &anchors, &rules);
        let others = weak(&verdict.objections);
        if others.is_empty() {
            return Vec::new();
        }
        // Before Python 3.10, only its error shows its level.
        let status = (!is_rejected_by_python(case)).then_some(Status::Warning);
        vec![finding(case, &others, rules.level, status)]
    })
}

/// OpenSSL's errors for a weak key of the server, of a CA, and for a weak digest.
const CODES: std::ops::RangeInclusive<u32> = 66..=68;

fn is_rejected_by_python(case: &Case) -> bool {
    let failure = case.attempt().and_then(|attempt| attempt.failure.as_ref());
    let code = failure.and_then(|failure| failure.verify_code);
    code.is_some_and(|code| CODES.contains(&code))
}

fn weak(objections: &[Objection]) -> Vec<&Objection> {
    let is_weak = |kind: &Kind| matches!(kind, Kind::WeakKey { .. } | Kind::WeakDigest { .. });
    let objections = objections.iter();
    objections.filter(|one| is_weak(&one.kind)).collect()
}

fn finding(case: &Case, found: &[&Objection], level: u32, status: Option<Status>) -> Finding {
    let mut lines = found.iter().map(|objection| line(case, objection));
    let first = lines.next().unwrap_or_default();
    let message = match status {
        None => format!("{first}: below security level {level} of this client"),
        Some(_) => format!(
            "{first}: clients with security level {level} reject it, as most do on Debian and Ubuntu"
        ),
    };
    let finding = match status {
        None => case.objection(ID, message),
        Some(status) => Finding::new(ID, status, message),
    };
    with_details(finding, lines).remedy(
        "the site's administrator or IT must issue the certificate again, with an RSA key of 2048 \
         bits or more (or EC P-256) and SHA-256; no file of CAs helps",
    )
}

fn line(case: &Case, objection: &Objection) -> String {
    let subject = case.described(objection.depth);
    let x509 = case
        .verdict
        .path
        .get(objection.depth)
        .map(|member| member.x509);
    match objection.kind {
        Kind::WeakKey { bits, required } => {
            let key = x509.map(|x509| PublicKey::of(&x509)).unwrap_or_default();
            format!(
                "{subject} has a weak key ({key}), of {bits} bits of security instead of {required}"
            )
        }
        Kind::WeakDigest { .. } => {
            let algorithm =
                x509.map(|x509| crate::certs::oid::known_name(x509.outer_algorithm.oid));
            format!(
                "{subject} is signed with a weak digest ({})",
                algorithm.unwrap_or_default()
            )
        }
        _ => subject,
    }
}
