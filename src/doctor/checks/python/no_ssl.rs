//! `python-no-ssl`.

use super::{finding, report};
use crate::doctor::python::{Package, Python, Report, Ssl};
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

/// `python-no-ssl`.
pub fn check(_: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonNoSsl, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    if let Some(ssl) = &report.ssl {
        return vec![passed(python, report, ssl)];
    }
    let message = "the program's Python has no ssl module: no HTTPS connection can work, and no \
                   certificate is the cause";
    let mut found = finding(Id::PythonNoSsl, Status::Failed, message, python, report);
    if let Some(error) = &report.ssl_error {
        found = found.detail(format!("`import ssl` fails: {error}"));
    }
    vec![found.remedy(remedy(report.ssl_error.as_deref()))]
}

/// Describes the Python that all checks examine.
fn passed(python: &Python, report: &Report, ssl: &Ssl) -> Finding {
    let message = "the program's Python has an ssl module";
    let mut found = finding(Id::PythonNoSsl, Status::Passed, message, python, report);
    if python.interpreter.path.to_str() != Some(&report.executable) {
        found = found.detail(format!("sys.executable: {}", report.executable));
    }
    if let Some(paths) = &ssl.paths {
        found = found.detail(format!("compiled-in CAs: {}, {}", paths.file, paths.dir));
    }
    if let Some(context) = &ssl.context {
        let strict = if context.is_strict { ", strict" } else { "" };
        let level = context.security_level;
        let level = level.map_or(String::new(), |level| format!(", security level {level}"));
        found = found.detail(format!(
            "its context: {} CAs{level}{strict}",
            context.ca_count
        ));
    }
    let mut names: Vec<String> = report.packages.iter().map(name).collect();
    names.extend(report.certifi.iter().map(|copy| {
        let version = copy.version.as_deref().unwrap_or("of unknown version");
        format!("{} {version}", copy.module)
    }));
    match names.as_slice() {
        [] => found,
        names => found.detail(format!("packages: {}", names.join(", "))),
    }
}

fn name(package: &Package) -> String {
    let version = package.version.as_deref().unwrap_or("of unknown version");
    match package.name.as_str() {
        "tank" => format!("tk-core {version}"),
        name => format!("{name} {version}"),
    }
}

/// Returns the remedy. The loader of the system names a library that is missing.
fn remedy(error: Option<&str>) -> &'static str {
    match error {
        Some(error) if error.contains("shared object file") || error.contains("DLL") => {
            "install the library that the error names, or repair the program's installation"
        }
        _ => {
            "use a Python with ssl, or build this one again with the header files of OpenSSL \
             (`libssl-dev` or `openssl-devel`) installed"
        }
    }
}
