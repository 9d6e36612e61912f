//! The page of a diagnosis, for a ticket.

mod chain;
#[cfg(test)]
mod tests;

use askama::Template;

use super::html::{Style, render};
use crate::doctor::{Diagnosis, FACTS, Finding, Id, SiteDiagnosis, Status};
use crate::error::Result;
use chain::{Node, Row};

/// The findings that are folded.
const LISTS: [(&str, Status); 2] = [
    ("Checked and passed", Status::Passed),
    ("Skipped", Status::Skipped),
];

/// What the page is, with its key in `machine`.
const ORIGIN: [(&str, &str); 5] = [
    ("examined", "time"),
    ("on host", "host"),
    ("by sglaunch", "version"),
    ("profile", "profile"),
    ("program", "program"),
];

#[derive(Template)]
#[template(path = "doctor.html", whitespace = "minimize")]
struct Page<'a> {
    style: Style,
    diagnosis: &'a Diagnosis,
}

/// Returns the page.
pub fn page(diagnosis: &Diagnosis) -> Result<String> {
    render(&Page {
        style: Style::with(include_str!("../../../../templates/doctor.css")),
        diagnosis,
    })
}

/// The place of a finding on the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Cause,
    FirstOther,
    Other,
}

impl Part {
    fn is_cause(self) -> bool {
        self == Self::Cause
    }
}

impl Page<'_> {
    /// Returns the name of the verdict's status.
    fn verdict(&self) -> &'static str {
        let has = |status| self.diagnosis.with_status(status).next().is_some();
        let statuses = [Status::Failed, Status::Warning, Status::Passed];
        let worst = statuses.into_iter().find(|status| has(*status));
        worst.unwrap_or(Status::Skipped).name()
    }

    /// Returns when, where and by what the machine was examined.
    fn origin(&self) -> Vec<Row> {
        let machine = &self.diagnosis.machine;
        let known = ORIGIN.into_iter().filter_map(|(label, key)| {
            let value = machine[key].as_str()?;
            // A time in the form of RFC 3339 is easier to read so.
            let value = match key {
                "time" => value.replace('T', " ").replace('Z', " UTC"),
                _ => value.to_owned(),
            };
            Some((label, value))
        });
        let sites = self.diagnosis.sites.iter();
        let sites = sites.map(|site| ("site", site.site.clone()));
        known.chain(sites).collect()
    }

    fn facts(&self) -> Vec<Row> {
        let facts = FACTS.iter();
        let known = |fact: &crate::doctor::Fact| {
            let value = fact.of(&self.diagnosis.machine)?;
            Some((fact.label, value))
        };
        facts.filter_map(known).collect()
    }

    /// Returns the failures and the warnings, the cause first.
    fn wrong(&self) -> Vec<(Part, &Finding)> {
        let Diagnosis {
            conclusion,
            findings,
            ..
        } = self.diagnosis;
        let cause = conclusion.cause.and_then(|index| findings.get(index));
        let is_other = |one: &&Finding| cause.is_none_or(|cause| !std::ptr::eq(cause, *one));
        let failed = self.diagnosis.with_status(Status::Failed);
        let warnings = self.diagnosis.with_status(Status::Warning);
        let others = failed.chain(warnings).filter(is_other).enumerate();
        let others = others.map(|(index, one)| match index {
            0 => (Part::FirstOther, one),
            _ => (Part::Other, one),
        });
        let cause = cause.map(|cause| (Part::Cause, cause));
        cause.into_iter().chain(others).collect()
    }

    /// Returns whether the remedy of a finding trusts a root whose fingerprint must be confirmed.
    fn is_unconfirmed(&self, finding: &Finding) -> bool {
        let mut sites = self.diagnosis.sites.iter();
        sites.any(|site| {
            let has_unknown_root = site.path.iter().any(|link| link.is_unknown_root);
            has_unknown_root && is_of_unknown_root(finding, site)
        })
    }

    /// Returns the site, its chain, and what it sent besides.
    fn nodes<'s>(&self, site: &'s SiteDiagnosis) -> Vec<Node<'s>> {
        let time = self.diagnosis.machine["time"].as_str();
        chain::nodes(site, time)
    }
}

fn is_of_unknown_root(finding: &Finding, site: &SiteDiagnosis) -> bool {
    matches!(finding.id, Id::SiteUnknownRoot | Id::SiteSelfSigned)
        && finding.site.as_ref() == Some(&site.site)
}
