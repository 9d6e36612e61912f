//! `api-ignores-cacerts`.

use std::path::Path;

use super::{finding, report};
use crate::doctor::python::version::Version;
use crate::doctor::python::{Interpreter, Package, Python, Report};
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};
use crate::shell::{quote, quote_program};

/// The fault of a version: clients in it that ignore `SHOTGUN_API_CACERTS`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Uploads and downloads read only `SSL_CERT_FILE`.
    UploadsIgnoreIt,
    /// Nothing reads a variable.
    NothingReadsIt,
}

/// `api-ignores-cacerts`.
pub fn check(subject: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::ApiIgnoresCacerts, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    let mut found = Vec::new();
    let mut known: Vec<&Package> = Vec::new();
    for package in &report.packages {
        let is_known = known.iter().any(|other| other.path == package.path);
        let Some(fault) = fault(package).filter(|_| !is_known) else {
            continue;
        };
        known.push(package);
        found.push(of_package(subject, python, report, package, fault));
    }
    found
}

/// Returns what is wrong with the version of a package.
fn fault(package: &Package) -> Option<Fault> {
    let version = Version::parse(package.version.as_deref()?);
    match package.name.as_str() {
        "shotgun_api3" if version.is_within(&[3, 8, 2], &[3, 8, 5]) => Some(Fault::UploadsIgnoreIt),
        "tank" if version.is_within(&[0, 22, 2], &[0, 22, 7]) => Some(Fault::UploadsIgnoreIt),
        "tank" if version.is_within(&[0, 23, 7], &[0, 23, 9]) => Some(Fault::NothingReadsIt),
        _ => None,
    }
}

fn of_package(
    subject: &Subject,
    python: &Python,
    report: &Report,
    package: &Package,
    fault: Fault,
) -> Finding {
    let version = package.version.as_deref().unwrap_or_default();
    let name = match package.name.as_str() {
        "tank" => format!("tk-core {}", version.trim_start_matches('v')),
        name => format!("{name} {version}"),
    };
    let is_cured = subject
        .env_of_program()
        .non_empty("SSL_CERT_FILE")
        .is_some();
    let (status, what) = match fault {
        Fault::NothingReadsIt => (
            Status::Failed,
            "ignores every CA variable and uses a list of its own: a CA of the studio is not \
             trusted there until it is upgraded",
        ),
        Fault::UploadsIgnoreIt if is_cured => (
            Status::Warning,
            "ignores SHOTGUN_API_CACERTS in uploads and downloads; sglaunch sets SSL_CERT_FILE too, \
             so they work under sglaunch",
        ),
        Fault::UploadsIgnoreIt => (
            Status::Failed,
            "reads only SSL_CERT_FILE in uploads and downloads, which the profile does not set",
        ),
    };
    let found = finding(
        Id::ApiIgnoresCacerts,
        status,
        format!("{name} {what}"),
        python,
        report,
    );
    upgrade(
        found.detail(format!("found in {}", package.path)),
        python,
        package,
    )
}

fn upgrade(found: Finding, python: &Python, package: &Package) -> Finding {
    if package.name == "shotgun_api3" {
        let Interpreter { path, args, .. } = &python.interpreter;
        let words: Vec<_> = [quote_program(path.as_os_str())]
            .into_iter()
            .chain(args.iter().map(|arg| quote(arg.as_ref())))
            .collect();
        let python = words.join(" ");
        let found = found.remedy("upgrade shotgun_api3 to 3.9.0 or later");
        return found.command(format!("{python} -m pip install --upgrade shotgun_api3"));
    }
    let found = found.remedy("upgrade tk-core to 0.23.10 or later, or 0.24");
    // The core of a pipeline configuration upgrades itself.
    let configuration = Path::new(&package.path).ancestors().nth(2);
    let name = if cfg!(windows) { "tank.bat" } else { "tank" };
    let tank = configuration.map(|dir| dir.join(name));
    match tank.filter(|tank| tank.is_file()) {
        Some(tank) => found.command(format!("{} core", quote_program(tank.as_os_str()))),
        None => found.detail(
            "SG Desktop and the engines load tk-core from a bundle cache: the version is the \
             newest, or that in core/core_api.yml of the configuration",
        ),
    }
}
