//! Programs on Windows whose work is done by a child process.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

use super::length::is_batch_file;

/// A program that only starts another one and waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirector {
    /// cmd.exe runs it.
    BatchFile,
    /// `py.exe` and `pyw.exe` (PEP 397).
    PyLauncher,
    /// The `python.exe` of a virtual environment, which starts the Python that `pyvenv.cfg` names.
    /// Only one that is a link is that Python itself.
    VenvPython,
}

impl Redirector {
    /// Returns what kind of redirector a program is, by its name and by the files near it.
    pub fn of(program: &Path) -> Option<Self> {
        if is_batch_file(program) {
            return Some(Self::BatchFile);
        }
        let name = program.file_stem().and_then(OsStr::to_str)?;
        let name = name.to_ascii_lowercase();
        if ["py", "pyw"].contains(&name.as_str()) {
            return Some(Self::PyLauncher);
        }
        // Python looks for the file beside its program, and one directory above (PEP 405).
        let is_in_venv = |path: &Path| {
            let mut dirs = path.ancestors().skip(1).take(2);
            dirs.any(|dir| dir.join("pyvenv.cfg").is_file())
        };
        let is_venv_python =
            name.starts_with("python") && is_in_venv(program) && !program.is_symlink();
        is_venv_python.then_some(Self::VenvPython)
    }
}

impl fmt::Display for Redirector {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::BatchFile => "a batch file",
            Self::PyLauncher => "the launcher of Python",
            Self::VenvPython => "the Python of a virtual environment",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_redirector_is_recognised_by_its_name_and_the_files_near_it() {
        let root = tempfile::tempdir().unwrap();
        for file in [
            "venv/pyvenv.cfg",
            "venv/Scripts/python.exe",
            "flat/pyvenv.cfg",
            "Python311/python.exe",
            "deep/pyvenv.cfg",
        ] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        for (program, kind) in [
            ("tank.bat", Some(Redirector::BatchFile)),
            ("tank.CMD", Some(Redirector::BatchFile)),
            ("py.exe", Some(Redirector::PyLauncher)),
            ("PYW.EXE", Some(Redirector::PyLauncher)),
            ("pypy.exe", None),
            ("venv/Scripts/python.exe", Some(Redirector::VenvPython)),
            ("venv/Scripts/Pythonw.exe", Some(Redirector::VenvPython)),
            ("venv/Scripts/python3.11.exe", Some(Redirector::VenvPython)),
            // A program of its own. A launcher that pip wrote has the same form, and is not
            // recognised.
            ("venv/Scripts/ruff.exe", None),
            ("flat/python.exe", Some(Redirector::VenvPython)),
            ("Python311/python.exe", None),
            ("deep/a/b/python.exe", None),
            ("houdini.exe", None),
        ] {
            let found = Redirector::of(&root.path().join(program));
            assert_eq!(found, kind, "{program}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_of_a_virtual_environment_is_the_python_itself() {
        let venv = tempfile::tempdir().unwrap();
        fs::write(venv.path().join("pyvenv.cfg"), "").unwrap();
        fs::create_dir(venv.path().join("Scripts")).unwrap();
        let python = venv.path().join("Scripts/python.exe");
        std::os::unix::fs::symlink("/nowhere", &python).unwrap();
        assert_eq!(Redirector::of(&python), None);
    }
}
