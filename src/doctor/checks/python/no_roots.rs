//! `python-no-roots`.

use std::fs;

use super::{finding, report};
use crate::doctor::python::{Paths, Python};
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

/// `python-no-roots`: on Windows, Python reads the system's store.
pub fn check(subject: &Subject, python: &Python, _: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonNoRoots, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    let paths = report.ssl.as_ref().and_then(|ssl| ssl.paths.as_ref());
    let Some(paths) = paths.filter(|paths| !cfg!(windows) && is_empty(paths)) else {
        return Vec::new();
    };
    if is_named(subject, paths) {
        return Vec::new();
    }
    let message = "the program's Python finds no certificates of its own; sglaunch gives it the \
                   bundle, so it connects under sglaunch only";
    let found = finding(Id::PythonNoRoots, Status::Warning, message, python, report)
        .detail(describe(&paths.file, paths.in_file))
        .detail(describe(&paths.dir, paths.in_dir));
    vec![found.remedy(
        "start the program through sglaunch, or give this Python certificates of its own (on macOS \
         with `Install Certificates.command` in its folder)",
    )]
}

fn is_empty(paths: &Paths) -> bool {
    paths.in_file.unwrap_or_default() == 0 && paths.in_dir.unwrap_or_default() == 0
}

fn describe(path: &str, count: Option<usize>) -> String {
    match count {
        Some(_) => format!("no certificate in {path}"),
        None => format!("compiled in, but not there: {path}"),
    }
}

/// Returns whether the caller's variables name a file or a directory that exists.
fn is_named(subject: &Subject, paths: &Paths) -> bool {
    let mut named = [&paths.file_variable, &paths.dir_variable]
        .into_iter()
        .filter_map(|name| subject.env.non_empty(name));
    named.any(|path| fs::metadata(subject.cwd.join(path)).is_ok())
}
