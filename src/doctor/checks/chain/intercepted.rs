//! `site-intercepted`.

use super::case::{Case, examine, identity, with_details};
use super::public_hosts::is_public;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Member, MozillaVerdict, is_of_mozilla};
use crate::doctor::{Finding, Id, Subject};

const ID: Id = Id::SiteIntercepted;

/// `site-intercepted`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(ID, subject, observed, python, |case| {
        if case.missing().is_some() {
            return vec![Finding::skipped(ID, "the root of the chain is not trusted")];
        }
        let root = case.verdict.path.last();
        let is_private = |root: &&Member| {
            root.is_anchor()
                && !is_of_mozilla(root)
                && case.by_mozilla() != MozillaVerdict::Accepted
        };
        let private = root.filter(is_private);
        private
            .map(|root| finding(case, root))
            .into_iter()
            .collect()
    })
}

fn finding(case: &Case, root: &Member) -> Finding {
    let (host, name) = (case.host(), root.name());
    let finding = if is_public(host) {
        Finding::warning(
            ID,
            format!(
                "the connection to {host} is re-signed on the way by the CA `{name}`, as a proxy \
                 that inspects TLS does; sglaunch's bundle contains it"
            ),
        )
        .remedy(
            "change nothing if IT runs this proxy; otherwise report it to IT, because the owner of \
             this CA's key can read the connection",
        )
    } else {
        Finding::passed(
            ID,
            format!(
                "the CA `{name}` is not in Mozilla's list: a private CA, a proxy's or the studio's \
                 own"
            ),
        )
    };
    let finding = with_details(finding, [case.source_of(root)]);
    let finding = with_details(finding, identity(root.certificate));
    with_details(finding, case.other_views())
}
