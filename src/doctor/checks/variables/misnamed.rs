//! `env-misnamed`: variables that no client reads, because of their name.

use std::ffi::OsStr;
use std::path::Path;

use super::client_certificate::is_in_bundle;
use super::content::Text;
use super::known::KNOWN;
use super::names::{Nothing, right_name};
use super::places::details;
use super::used::profile_variables;
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;
use crate::os;
use crate::shell::{UserShell, quote};
use crate::stores::files::is_certificate_by_name;

/// `env-misnamed`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let variables = subject.env.iter();
    variables
        .filter_map(|(name, value)| misnamed(subject, name.to_str()?, value))
        .collect()
}

fn misnamed(subject: &Subject, name: &str, value: &OsStr) -> Option<Finding> {
    if is_known(subject, name) {
        return None;
    }
    if let Some(nothing) = Nothing::named(name) {
        let finding = Finding::warning(
            Id::EnvMisnamed,
            format!("{name} has no effect: {}", nothing.why),
        );
        return Some(
            with_places(subject, finding, name)
                .remedy("remove the variable: here, and where it is set")
                .command(UserShell::from_env(&subject.env).unset(name)),
        );
    }
    let looks_like_certificates = || names_certificates(&subject.cwd, value);
    let right = right_name(name, looks_like_certificates)?;
    Some(finding(subject, name, value, right))
}

/// Returns whether a client or the profile knows a variable.
fn is_known(subject: &Subject, name: &str) -> bool {
    let (set, left_out) = profile_variables(subject);
    let known = KNOWN.iter().map(|known| known.name);
    let mut all = set.into_iter().chain(left_out).chain(known);
    all.any(|known| os::same_variable(known.as_ref(), name.as_ref()))
}

/// Returns whether a value names a file of certificates, or one that is called like that.
fn names_certificates(cwd: &Path, value: &OsStr) -> bool {
    let path = Path::new(value);
    !value.is_empty()
        && (is_certificate_by_name(path)
            || Text::read(&cwd.join(path)).is_some_and(|text| text.count() > 0))
}

fn finding(subject: &Subject, name: &str, value: &OsStr, right: &str) -> Finding {
    let message = format!("no client reads {name}: the variable is called {right}");
    let finding = Finding::warning(Id::EnvMisnamed, message);
    let mut finding = with_places(subject, finding, name);
    if value.is_empty() {
        return finding
            .remedy("remove the variable: here, and where it is set")
            .command(UserShell::from_env(&subject.env).unset(name));
    }
    let path = subject.cwd.join(value);
    let text = Text::read(&path);
    let authorities = text.iter().flat_map(|text| &text.content.certificates);
    let lacking: Vec<String> = authorities
        .filter(|one| one.facts.is_ca && !is_in_bundle(subject, one))
        .map(|one| shown_name(&one.name()))
        .collect();
    finding = finding.detail(match (&text, &*lacking) {
        (None, _) => format!("it names {}, which cannot be read", path.display()),
        (Some(text), _) if text.count() == 0 => {
            format!("it names {}, which has no certificate", path.display())
        }
        (_, []) => format!("it names {}, whose CAs are in the bundle", path.display()),
        (_, [one]) => format!(
            "it names {}, whose CA {one} is not in the bundle",
            path.display()
        ),
        (_, [one, more @ ..]) => format!(
            "it names {}, whose CA {one} and {} more are not in the bundle",
            path.display(),
            more.len()
        ),
    });
    let finding = if lacking.is_empty() {
        finding.remedy(format!(
            "under sglaunch the bundle is enough: remove the variable, or rename it to {right} for other programs"
        ))
    } else {
        finding
            .remedy(format!(
                "trust the file with sglaunch (or in `ca.files` of the profile), and remove the \
                 variable, or rename it to {right}"
            ))
            .command(format!("sglaunch trust add {}", quote(path.as_os_str())))
    };
    finding.command(UserShell::from_env(&subject.env).unset(name))
}

fn with_places(subject: &Subject, finding: Finding, name: &str) -> Finding {
    details(subject, &[name])
        .into_iter()
        .fold(finding, Finding::detail)
}
