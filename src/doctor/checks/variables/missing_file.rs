//! `env-missing-file`: CA variables that name something that is not there, or that cannot be read.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::hints::hint;
use super::known::Names;
use super::other_machine::lost_paths;
use super::report::{Fault, findings, where_to_remove};
use super::used::{Used, used};
use crate::certs::ProblemKind;
use crate::doctor::{Finding, Id, Subject};
use crate::os::read::is_not_found;
use crate::os::special::{NotAFile, Special};
use crate::stores::files::read_file;

/// `env-missing-file`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let variables = used(subject);
    let lost = lost_paths(subject);
    let mut faults = Vec::new();
    for used in &variables {
        for path in used.paths(&subject.cwd) {
            if lost.contains(&path) {
                continue;
            }
            if let Some(why) = why_missing(&path, used.known.names) {
                faults.push(fault(subject, used, &path, &why));
            }
        }
    }
    faults.extend(
        (variables.iter())
            .filter(|used| is_relative(used) && faults.iter().all(|it| it.used.name != used.name))
            .map(|used| relative(subject, used))
            .collect::<Vec<_>>(),
    );
    findings(subject, Id::EnvMissingFile, ["names", "name"], faults)
}

fn fault<'a>(subject: &Subject, used: &Used<'a>, path: &Path, why: &str) -> Fault<'a> {
    let effect = used.known.missing;
    let mut details = Vec::new();
    if let Some(hint) = hint(used.value, used.known.names) {
        details.push(hint);
    } else if is_relative(used) {
        details.push(of_relative(subject, used));
    }
    Fault {
        used: *used,
        object: format!("{}, which {why}", path.display()),
        effect: effect.text(),
        fails: effect.fails(),
        details,
        remedy: (where_to_remove(used.fate).to_owned(), Vec::new()),
    }
}

/// Returns a note about a path that is right only in this directory.
fn relative<'a>(subject: &Subject, used: &Used<'a>) -> Fault<'a> {
    Fault {
        used: *used,
        object: format!("{}, which is a relative path", used.value.display()),
        effect: "the file is found only in this directory",
        fails: false,
        details: vec![of_relative(subject, used)],
        remedy: (
            "write the whole path where the variable is set, or trust the file in every directory"
                .to_owned(),
            Vec::new(),
        ),
    }
}

fn of_relative(subject: &Subject, used: &Used) -> String {
    format!(
        "{} is a relative path: each program starts it at its own directory, here {}",
        used.value.display(),
        subject.cwd.display()
    )
}

fn is_relative(used: &Used) -> bool {
    let is_one = !matches!(used.known.names, Names::Directories);
    is_one && !used.value.is_empty() && Path::new(used.value).is_relative()
}

/// Returns why a path is not what the variable needs, a clause behind "which".
fn why_missing(path: &Path, names: Names) -> Option<String> {
    match (names, fs::metadata(path)) {
        (_, Err(error)) => Some(why_not_found(path, &error)),
        (Names::Directories, Ok(meta)) if !meta.is_dir() => {
            Some("is a file, where a directory is needed".to_owned())
        }
        (Names::FileOrDirectory | Names::Directories, Ok(meta)) if meta.is_dir() => {
            let error = fs::read_dir(path).err()?;
            Some(format!("cannot be read: {error}"))
        }
        _ => why_unread(read_file(path).err()?),
    }
}

fn why_not_found(path: &Path, error: &io::Error) -> String {
    if is_not_found(error) && path.is_symlink() {
        "is a symbolic link to a file that does not exist".to_owned()
    } else if is_not_found(error) {
        "does not exist".to_owned()
    } else if error.kind() == ErrorKind::PermissionDenied {
        "this user may not reach".to_owned()
    } else {
        format!("cannot be read: {error}")
    }
}

/// Returns why a file cannot be read, except for a file that is too large, which clients read.
fn why_unread(kind: ProblemKind) -> Option<String> {
    match kind {
        ProblemKind::NotAFile(NotAFile {
            kind: Special::Dir, ..
        }) => Some("is a directory, where a file is needed".to_owned()),
        ProblemKind::NotAFile(why) => Some(format!("is {}", why.kind)),
        ProblemKind::NotFound => Some("does not exist".to_owned()),
        ProblemKind::Unreadable(why) => Some(format!("this user cannot read: {why}")),
        _ => None,
    }
}
