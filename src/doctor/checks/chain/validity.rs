//! `site-expired`, `site-not-yet-valid`.

use super::anchor::Missing;
use super::case::{Case, examine, with_details};
use crate::certs::date;
use crate::certs::policy::Reason;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::Kind;
use crate::doctor::{Finding, Id, Subject};
use crate::error::{counted, shown_name};
use crate::order;

const DAY: i64 = 24 * 60 * 60;

/// Remedies, by the certificate that has expired.
const SERVER: &str = "the site's administrator must renew the server's certificate";
const INTERMEDIATE: &str = "the site's administrator must replace the intermediate in the server's \
                            certificate file by the renewed one";
const ROOT: &str = "IT must renew the root CA, and install the new one on the machines";

/// `site-expired`.
pub fn expired(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(Id::SiteExpired, subject, observed, python, |case| {
        let mut lines: Vec<String> = excluded_root(case).into_iter().collect();
        // The server's own certificate first.
        let mut found = case.objections(|kind| matches!(kind, Kind::Expired(_)));
        order::sort_by_key(&mut found, |objection| objection.depth);
        let who = who(case, !lines.is_empty(), found.first().map(|one| one.depth));
        lines.extend(
            found
                .into_iter()
                .filter_map(|objection| match objection.kind {
                    Kind::Expired(at) => {
                        let days = (case.rules.now - at) / DAY;
                        let subject = case.described(objection.depth);
                        Some(format!(
                            "{subject} expired on {}, {} ago",
                            date(at),
                            counted(usize::try_from(days).unwrap_or_default(), "day")
                        ))
                    }
                    _ => None,
                }),
        );
        finding(case, Id::SiteExpired, lines, |finding| {
            finding.remedy(format!("{who}; the command tests this machine's clock"))
        })
    })
}

/// Returns who must renew what. `depth` is that of the first expired certificate of the path.
fn who(case: &Case, is_excluded_root: bool, depth: Option<usize>) -> &'static str {
    let member = depth.and_then(|depth| case.verdict.path.get(depth));
    let is_root = member.is_some_and(|member| member.certificate.facts.is_self_issued);
    match depth {
        _ if is_excluded_root => ROOT,
        Some(0) => SERVER,
        _ if is_root => ROOT,
        _ => INTERMEDIATE,
    }
}

/// Returns a sentence about a trusted root that the bundle leaves out because it has expired.
fn excluded_root(case: &Case) -> Option<String> {
    let Some(Missing::Excluded(excluded)) = case.missing() else {
        return None;
    };
    let until = date(excluded.certificate.facts.not_after);
    let name = shown_name(&excluded.certificate.name());
    // A root that the server sent is in the path, too.
    let is_sent = case.chain.certificates().contains(&excluded.certificate);
    (excluded.reason == Reason::Expired && !is_sent).then(|| {
        format!(
            "the root `{name}` from {} expired on {until}, so the bundle does not contain it",
            excluded.sources.join(", ")
        )
    })
}

/// `site-not-yet-valid`.
pub fn not_yet_valid(
    subject: &Subject,
    observed: &Observed,
    python: Option<&Python>,
) -> Vec<Finding> {
    examine(Id::SiteNotYetValid, subject, observed, python, |case| {
        let mut found = case.objections(|kind| matches!(kind, Kind::NotYetValid(_)));
        order::sort_by_key(&mut found, |objection| objection.depth);
        let lines = found
            .into_iter()
            .filter_map(|objection| match objection.kind {
                Kind::NotYetValid(from) => {
                    let subject = case.described(objection.depth);
                    Some(format!("{subject} is valid from {} on", date(from)))
                }
                _ => None,
            });
        finding(case, Id::SiteNotYetValid, lines.collect(), |finding| {
            finding.remedy(
                "compare this machine's clock with the right time, as the command does: it is \
                 probably slow; if it is right, the site's administrator must install a certificate \
                 that is valid already",
            )
        })
    })
}

/// Returns a finding whose message is the first line.
fn finding(
    case: &Case,
    id: Id,
    lines: Vec<String>,
    remedy: impl FnOnce(Finding) -> Finding,
) -> Vec<Finding> {
    let mut lines = lines.into_iter();
    let Some(first) = lines.next() else {
        return Vec::new();
    };
    let finding = with_details(case.objection(id, first), lines);
    let today = date(case.rules.now);
    let finding = remedy(finding.detail(format!("this machine's clock shows {today}")));
    vec![finding.command(format!("{} clock", case.doctor_command()))]
}
