//! The Python that runs the script: one that takes no licence, if the program has one.

mod installation;
mod names;
mod shebang;
mod tank;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::NoPython;
use crate::doctor::Subject;
use crate::program::find_typed;
use names::Place;

/// A Python on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    pub path: PathBuf,
    /// Arguments before those of a call: `-3.11` for the launcher `py`.
    pub args: Vec<OsString>,
    /// It takes a licence of the program while it runs.
    pub takes_licence: bool,
    /// The pipeline configuration that chose it.
    pub configuration: Option<PathBuf>,
}

impl Interpreter {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            args: Vec::new(),
            takes_licence: false,
            configuration: None,
        }
    }
}

/// Names of Python on PATH, for `defaults`.
const ON_PATH: [&str; 2] = if cfg!(windows) {
    ["python", "py"]
} else {
    ["python3", "python"]
};

/// Finds the program's Python. One that takes a licence is found only with `start_program`.
pub fn find(subject: &Subject, start_program: bool) -> Result<Interpreter, NoPython> {
    let Ok(program) = &subject.program else {
        return if subject.has_no_program() {
            on_path(subject).map(Interpreter::new)
        } else {
            Err(NoPython::NoProgram)
        };
    };
    let place = Place::new(&program.path);
    if place.is_python() {
        return Ok(Interpreter {
            args: program.args.clone(),
            ..Interpreter::new(program.path.clone())
        });
    }
    if place.is_named(&["tank"])
        && let Some(found) = tank::find(&place.real, subject)
    {
        return found;
    }
    if let Some(python) = shebang::python_of(&place.real, |name| named(subject, name)) {
        return Ok(Interpreter::new(python));
    }
    installation::find(&place, subject, start_program)
}

fn on_path(subject: &Subject) -> Result<PathBuf, NoPython> {
    let mut names = ON_PATH.iter().map(OsStr::new);
    names
        .find_map(|name| named(subject, name))
        .ok_or(NoPython::NotOnPath)
}

/// Returns the program of this name on the caller's PATH, never sglaunch itself.
fn named(subject: &Subject, name: &OsStr) -> Option<PathBuf> {
    find_typed(name, &subject.search_context()).ok()
}
