//! The page of a diagnosis, for a ticket.

mod chain;
#[cfg(test)]
mod tests;

use askama::Template;

use super::html::{Style, render};
use crate::doctor::{Diagnosis, FACTS, Finding, Id, SiteDiagnosis, Status};
use crate::error::Result;
use chain::{Mark, Node, Row};

/// The findings that are folded.
const LISTS: [(&str, Status); 2] = [
    ("Checked and passed", Status::Passed),
    ("Skipped", Status::Skipped),
];

/// Labels of the page's subject, each with its key in `machine`.
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

pub fn page(diagnosis: &Diagnosis) -> Result<String> {
    render(&Page {
        style: Style::with(include_str!("../../../../templates/doctor.css")),
        diagnosis,
    })
}

impl Page<'_> {
    /// Returns the time of the examination, the machine, and what was examined.
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
        let is_hidden = machine["hosts_hidden"] == true;
        let hidden = is_hidden.then(|| ("names of hosts", "replaced".to_owned()));
        known.chain(sites).chain(hidden).collect()
    }

    fn facts(&self) -> Vec<Row> {
        let facts = FACTS.iter();
        let known = |fact: &crate::doctor::Fact| {
            let value = fact.of(&self.diagnosis.machine)?;
            Some((fact.label, value))
        };
        facts.filter_map(known).collect()
    }

    fn cause(&self) -> Option<&Finding> {
        let Diagnosis {
            conclusion,
            findings,
            ..
        } = self.diagnosis;
        findings.get(conclusion.cause?)
    }

    /// Returns the other failures, then the warnings.
    fn others(&self) -> impl Iterator<Item = &Finding> {
        let failed = self.diagnosis.with_status(Status::Failed);
        let warnings = self.diagnosis.with_status(Status::Warning);
        let cause = self.cause().map(std::ptr::from_ref);
        let all = failed.chain(warnings);
        all.filter(move |one| cause != Some(std::ptr::from_ref(*one)))
    }

    /// Returns the heading above the others.
    fn others_title(&self) -> &'static str {
        let has_failure = self.diagnosis.with_status(Status::Failed).next().is_some();
        match (self.cause(), has_failure) {
            (Some(_), _) => "Further failures and warnings",
            (None, true) => "Failures and warnings",
            (None, false) => "Warnings",
        }
    }

    /// Returns whether the verdict does not tell the result of each site.
    fn lists_sites(&self) -> bool {
        match self.diagnosis.sites.len() {
            0 => false,
            1 => self.cause().is_none(),
            _ => true,
        }
    }

    /// Returns the sites, those that fail first.
    fn sites(&self) -> impl Iterator<Item = &SiteDiagnosis> {
        let sites = || self.diagnosis.sites.iter();
        let fails = |site: &&SiteDiagnosis| self.result(site).0.class == Status::Failed.name();
        let failing = sites().filter(move |site| fails(site));
        failing.chain(sites().filter(move |site| !fails(site)))
    }

    /// Returns the result of a site, with the check that failed.
    fn result(&self, site: &SiteDiagnosis) -> (Mark, Option<Id>) {
        let mut failed = self.diagnosis.with_status(Status::Failed);
        let failed = failed.find(|one| one.site.as_ref() == Some(&site.site));
        match failed {
            Some(finding) => (chain::FAILS, Some(finding.id)),
            None => (chain::result(site), None),
        }
    }

    /// Returns the site, its chain, and what it sent besides.
    fn nodes<'s>(&self, site: &'s SiteDiagnosis) -> Vec<Node<'s>> {
        let time = self.diagnosis.machine["time"].as_str();
        chain::nodes(site, time)
    }
}
