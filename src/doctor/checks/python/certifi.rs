//! `python-certifi`.

use super::{finding, report, with_profile_key};
use crate::doctor::python::libraries::{CERTIFI_ONLY, CertifiOnly};
use crate::doctor::python::version::Version;
use crate::doctor::python::{Certifi, Package, Python, Report};
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

const START: &str = "let certifi return the bundle";
const LINE: &str = "ca: {certifi: true}";

/// `python-certifi`.
pub fn check(subject: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonCertifi, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    let Some(certifi) = report.certifi.iter().find(|copy| copy.module == "certifi") else {
        return Vec::new();
    };
    if certifi.is_hooked {
        return Vec::new();
    }
    if wants_hook(subject) {
        return vec![inactive(subject, python, report, certifi)];
    }
    let libraries = libraries(report);
    let is_edited = certifi.is_edited == Some(true);
    let message = match (libraries.as_slice(), is_edited) {
        ([], false) => return Vec::new(),
        ([], true) => "certifi in the program's Python was edited: the variables hide the \
                       additions, and its next update removes them"
            .to_owned(),
        (libraries, _) => {
            let names: Vec<&str> = libraries
                .iter()
                .map(|(package, _)| &*package.name)
                .collect();
            let verb = if names.len() == 1 { "reads" } else { "read" };
            let names = names.join(", ");
            format!("{names} {verb} certifi's list and no variable, so not the studio's CAs")
        }
    };
    let mut found = finding(Id::PythonCertifi, Status::Warning, message, python, report);
    for (package, library) in &libraries {
        let version = package.version.as_deref().unwrap_or("of unknown version");
        found = found.detail(format!("{} {version}: {}", package.name, library.why));
    }
    let version = certifi.version.as_deref().unwrap_or("of unknown version");
    let edited = if is_edited {
        ", edited: it differs from the digest in its RECORD"
    } else {
        ""
    };
    let size = certifi.size.map_or(0, |size| size >> 10);
    found = found.detail(format!(
        "certifi {version}, {size} KB: {}{edited}",
        certifi.file
    ));
    vec![with_profile_key(found, subject, START, LINE)]
}

fn wants_hook(subject: &Subject) -> bool {
    let profile = subject.profile.as_ref().ok();
    profile.is_some_and(|profile| profile.settings.ca.certifi.value)
}

/// Returns the installed packages that read certifi's list only.
fn libraries(report: &Report) -> Vec<(&Package, &'static CertifiOnly)> {
    let known = |package: &Package| {
        let library = CERTIFI_ONLY
            .iter()
            .find(|library| library.name == package.name)?;
        let version = package.version.as_deref().map(Version::parse);
        let is_fixed = library
            .fixed
            .zip(version)
            .is_some_and(|(fixed, version)| version.is_since(fixed));
        (!is_fixed).then_some(library)
    };
    (report.packages.iter())
        .filter_map(|package| Some((package, known(package)?)))
        .collect()
}

/// Returns the finding if the profile switches the hook on, and this Python does not run it.
fn inactive(subject: &Subject, python: &Python, report: &Report, certifi: &Certifi) -> Finding {
    let message = "the profile has `ca.certifi`, but certifi in the program's Python does not \
                   return the bundle";
    let found = finding(Id::PythonCertifi, Status::Warning, message, python, report);
    let answer = certifi.answer.as_deref().unwrap_or("nothing");
    let found = found.detail(format!("certifi.where() returns {answer}"));
    let list = subject.env_of_program().non_empty("PYTHONPATH");
    let list = list.unwrap_or_default().to_string_lossy();
    found
        .detail(format!("PYTHONPATH of the program: {list}"))
        .remedy(
            "look for what keeps Python from running the hook: a file python*._pth beside it, or a \
             sitecustomize that fails; SGLAUNCH_DEBUG=1 prints the failures of the hook",
        )
}
