//! `site-constraint`.

use super::anchor::{Missing, is_of_another_key};
use super::case::{Case, examine, with_details};
use crate::certs::policy::Reason;
use crate::certs::warnings::constraints;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Kind, Objection};
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;

const ID: Id = Id::SiteConstraint;

/// `site-constraint`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(ID, subject, observed, python, |case| {
        let mut lines: Vec<String> = unusable_root(case).into_iter().collect();
        let found = case.verdict.objections.iter();
        let found: Vec<&Objection> = found
            .filter(|objection| !is_result_of_other(case, objection))
            .collect();
        lines.extend(found.iter().filter_map(|objection| line(case, objection)));
        lines.dedup();
        let mut lines = lines.into_iter();
        let Some(first) = lines.next() else {
            return Vec::new();
        };
        let finding = with_details(case.objection(ID, first), lines);
        let finding = with_details(finding, case.path_lines());
        vec![finding.remedy(
            "only a new certificate helps: show this to the administrator of the CA, who must issue \
             it without this limit, or below a CA that may sign for this site",
        )]
    })
}

/// Returns whether one fault is reported twice: a CA that may not sign is both no CA and without
/// the key usage.
fn is_result_of_other(case: &Case, objection: &Objection) -> bool {
    let is_same = |other: &Objection| other.depth == objection.depth && other.kind == Kind::NotACa;
    objection.kind == Kind::CannotSign && case.verdict.objections.iter().any(is_same)
}

/// Returns a sentence about a root that the bundle leaves out because no client accepts it.
fn unusable_root(case: &Case) -> Option<String> {
    let Some(Missing::Excluded(excluded)) = case.missing() else {
        return None;
    };
    let name = shown_name(&excluded.certificate.name());
    match &excluded.reason {
        Reason::NotACa
        | Reason::NotForServers
        | Reason::UndecodableUsage
        | Reason::Unreadable(..) => Some(format!(
            "the bundle leaves out `{name}` from {}: {}",
            excluded.sources.join(", "),
            excluded.reason
        )),
        _ => None,
    }
}

fn line(case: &Case, objection: &Objection) -> Option<String> {
    let subject = case.described(objection.depth);
    let host = case.host();
    Some(match &objection.kind {
        kind @ (Kind::Critical(_)
        | Kind::Undecodable(_)
        | Kind::NotACa
        | Kind::CannotSign
        | Kind::ExplicitCurve
        | Kind::PathLength(_)
        | Kind::Purpose(_)) => {
            let predicate = case.verdict.predicate(kind, objection.depth);
            format!("{subject} {predicate}")
        }
        Kind::TooLong => "the chain has more than 100 certificates".to_owned(),
        Kind::Signature if !is_of_another_key(&case.verdict.path, objection) => {
            format!("the signature of {subject} is wrong")
        }
        Kind::NotPermitted { by, name } => format!(
            "{} may not sign for {name}{}",
            case.described(*by),
            limits(case, *by)
        ),
        Kind::ExcludedName { by, name } => format!(
            "{} excludes {name}{}",
            case.described(*by),
            limits(case, *by)
        ),
        Kind::ConstraintSyntax { by } => format!(
            "{} has a name constraint that no client supports, and {host} is below it",
            case.described(*by)
        ),
        _ => return None,
    })
}

/// Returns the name constraints of a CA.
fn limits(case: &Case, depth: usize) -> String {
    let Some(member) = case.verdict.path.get(depth) else {
        return String::new();
    };
    let limits = constraints::warnings(&member.x509).into_iter();
    let limits: Vec<String> = limits.map(|limit| shown_name(&limit.to_string())).collect();
    format!(" (name constraints: {})", limits.join("; "))
}
