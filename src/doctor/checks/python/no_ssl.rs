//! `python-no-ssl`.

use super::{finding, report};
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

/// `python-no-ssl`.
pub fn check(_: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonNoSsl, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    if report.ssl.is_some() {
        return Vec::new();
    }
    let message = "the program's Python has no ssl module: no HTTPS connection can work, and no \
                   certificate is the cause";
    let mut found = finding(Id::PythonNoSsl, Status::Failed, message, python, report);
    if let Some(error) = &report.ssl_error {
        found = found.detail(format!("`import ssl` fails: {error}"));
    }
    vec![found.remedy(remedy(report.ssl_error.as_deref()))]
}

/// Returns what mends the Python. The loader of the system names a library that is missing.
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
