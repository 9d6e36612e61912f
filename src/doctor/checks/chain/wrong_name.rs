//! `site-wrong-name`.

use super::case::{Case, examine, with_details};
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Host, Kind, counts_by_common_name, names_of};
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;

const ID: Id = Id::SiteWrongName;

/// Maximum number of names in the sentence, and in the details: a certificate may have thousands.
const IN_MESSAGE: usize = 3;
const IN_DETAILS: usize = 50;

/// `site-wrong-name`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(ID, subject, observed, python, |case| {
        let is_name = |kind: &Kind| matches!(kind, Kind::WrongName | Kind::WrongAddress);
        let finding = match case.objections(is_name)[..] {
            [] => common_name_alone(case),
            [..] => wrong(case),
        };
        finding.into_iter().collect()
    })
}

fn wrong(case: &Case) -> Option<Finding> {
    let host = case.host();
    let own = case.verdict.path.first()?;
    let names: Vec<String> = names_of(&own.x509)
        .iter()
        .map(|name| shown_name(name))
        .collect();
    let message = match names.len() {
        0 => format!("the server's certificate is not for {host}: it contains no name"),
        count => {
            let more = count.saturating_sub(IN_MESSAGE);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let first = names[..count.min(IN_MESSAGE)].join(", ");
            format!("the server's certificate is not for {host}, but for {first}{more}")
        }
    };
    let mut finding = case.objection(ID, message);
    if names.len() > IN_MESSAGE {
        finding = with_details(finding, names.iter().take(IN_DETAILS).cloned());
    }
    if let (Some(Host::Address(_)), false) = (&case.rules.host, names.is_empty()) {
        finding = finding.detail("an address must be in the certificate as an address");
    }
    let remedy = "use the site under one of these names, or ask its administrator for a certificate \
                  that contains this one; if the names are those of another site, a wrong DNS entry \
                  or a login page of the network answers";
    Some(finding.remedy(remedy))
}

/// Returns a warning if only the common name fits, which newer clients ignore.
fn common_name_alone(case: &Case) -> Option<Finding> {
    let own = case.verdict.path.first()?;
    let host = case.rules.host.as_ref()?;
    counts_by_common_name(&own.x509, host).then(|| {
        let host = case.host();
        Finding::warning(
            ID,
            format!(
                "only the common name of the server's certificate is {host}: newer clients want it \
                 among the alternative names"
            ),
        )
        .detail("browsers, Go, and requests with urllib3 2 reject the certificate")
        .remedy("ask the site's administrator for a certificate with alternative names")
    })
}
