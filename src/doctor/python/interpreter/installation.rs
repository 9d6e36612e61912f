//! The Pythons that programs bring along.

use std::fs;
use std::path::{Path, PathBuf};

use super::Interpreter;
use super::names::{Place, python_in, versioned_dirs};
use crate::doctor::Subject;
use crate::doctor::python::NoPython;

const HOUDINI: [&str; 9] = [
    "houdini",
    "houdinifx",
    "houdinicore",
    "hindie",
    "happrentice",
    "hython",
    "hbatch",
    "husk",
    "mplay",
];

/// Finds the Python in the installation of a program.
pub fn find(
    place: &Place,
    subject: &Subject,
    start_program: bool,
) -> Result<Interpreter, NoPython> {
    if place.is_named(&HOUDINI) {
        return houdini(place, subject, start_program);
    }
    let found = if place.is_named(&["maya", "mayabatch", "render"]) {
        maya(place, subject)
    } else if place.is_named(&["nuke", "nukex", "nukestudio", "nukeassist", "hiero"]) {
        nuke(place)
    } else if place.is_named(&["blender"]) {
        return blender(place, subject);
    } else if place.is_named(&["motionbuilder"]) {
        beside(place, &["mobupy", "mobupy.exe"])
    } else if place.is_named(&["shotgun"]) {
        desktop(place)
    } else if place.is_named(&["3dsmax", "3dsmaxbatch"]) {
        max(place)
    } else if place.is_named(&["rv"]) {
        beside(place, &["py-interp", "python.exe"])
    } else if place.is_named(&["cinema 4d", "c4d", "c4dpy", "commandline"]) {
        return cinema(place, start_program);
    } else if place.is_named(&["startapplication"]) {
        flame(place)
    } else if place.is_named(&["unrealeditor"]) {
        unreal(place)
    } else if place.is_named(&["gaffer"]) {
        beside(place, &["python", "python.exe"])
    } else if place.is_named(&["tq"]) {
        beside(place, &["rmanpy"])
    } else {
        return Err(NoPython::Unknown(place.spelled.clone()));
    };
    let dir = place.dirs().next().unwrap_or(&place.real);
    let found = found.ok_or_else(|| NoPython::NotThere(dir.to_owned()));
    found.map(Interpreter::new)
}

/// Returns a Python that takes a licence, if it may be started.
fn licensed(path: PathBuf, start_program: bool) -> Result<Interpreter, NoPython> {
    if !start_program {
        return Err(NoPython::NeedsLicence(path));
    }
    Ok(Interpreter {
        takes_licence: true,
        ..Interpreter::new(path)
    })
}

/// Finds `$HFS/python/bin` on Linux, `python311` beside `bin` on Windows, and a framework beside
/// Houdini's on macOS; else hython.
fn houdini(place: &Place, subject: &Subject, start_program: bool) -> Result<Interpreter, NoPython> {
    let above = place.dirs().filter_map(Path::parent);
    // A studio's own script of this name starts the Houdini in HFS.
    let hfs = subject.env_of_program().non_empty("HFS").map(Path::new);
    let roots: Vec<&Path> = above.chain(hfs).collect();
    for root in &roots {
        let windows = versioned_dirs(root, "python").into_iter();
        let dirs = [root.join("python/bin")].into_iter().chain(windows);
        let mut dirs = dirs.chain(frameworks(root));
        if let Some(python) = dirs.find_map(|dir| python_in(&dir)) {
            return Ok(Interpreter::new(python));
        }
    }
    for root in &roots {
        for name in ["bin/hython", "bin/hython.exe"] {
            let hython = root.join(name);
            if hython.is_file() {
                return licensed(hython, start_program);
            }
        }
    }
    let root = roots.first().copied().unwrap_or(&place.real);
    Err(NoPython::NotThere(root.to_owned()))
}

/// Returns the directories of Python frameworks beside an installation on macOS, whose root is
/// `Frameworks/Houdini.framework/Versions/20.5/Resources`.
fn frameworks(root: &Path) -> Vec<PathBuf> {
    let above = root.ancestors().take(6);
    let versions = above.map(|dir| dir.join("Python.framework/Versions"));
    versions
        .filter(|dir| dir.is_dir())
        .flat_map(|dir| {
            let newest = versioned_dirs(&dir, "").into_iter();
            newest.chain([dir.join("Current")])
        })
        .map(|version| version.join("bin"))
        .collect()
}

fn maya(place: &Place, subject: &Subject) -> Option<PathBuf> {
    let names = ["mayapy", "mayapy.exe", "../bin/mayapy"];
    let location = || {
        let location = subject.env_of_program().non_empty("MAYA_LOCATION")?;
        let dir = Path::new(location).join("bin");
        first(&dir, &names)
    };
    beside(place, &names).or_else(location)
}

/// Finds the Python beside a program with a version in its name, as Nuke's own has: `nuke` is a
/// studio's script, and a `python3` beside it is not Nuke's.
fn nuke(place: &Place) -> Option<PathBuf> {
    let name = place.real.file_name()?.to_string_lossy().to_lowercase();
    let is_own = name.contains(|char: char| char.is_ascii_digit());
    is_own
        .then(|| beside(place, &["python3", "python3.exe", "python", "python.exe"]))
        .flatten()
}

/// Finds the Python in the directory of the version, which is in `Resources` on macOS. Debian's
/// Blender uses the system's Python.
fn blender(place: &Place, subject: &Subject) -> Result<Interpreter, NoPython> {
    for dir in place.dirs() {
        let resources = dir.join("../Resources");
        let versions = [dir.to_owned(), resources].into_iter();
        let mut pythons = versions
            .flat_map(|dir| versioned_dirs(&dir, ""))
            .filter_map(|version| python_in(&version.join("python/bin")));
        if let Some(python) = pythons.next() {
            return Ok(Interpreter::new(python));
        }
    }
    let system = subject.dirs.root.join("usr/bin");
    let is_packaged = fs::canonicalize(&system).ok().as_deref() == place.real.parent();
    let python = system.join("python3");
    if is_packaged && python.is_file() {
        return Ok(Interpreter::new(python));
    }
    let dir = place.dirs().next().unwrap_or(&place.real);
    Err(NoPython::NotThere(dir.to_owned()))
}

/// Finds Cinema 4D's Python, `resource/modules/python/libs/python311.macos.framework/python` of the
/// installation, or `win64/python.exe` there; else c4dpy, which takes a licence.
fn cinema(place: &Place, start_program: bool) -> Result<Interpreter, NoPython> {
    let roots: Vec<&Path> = place
        .dirs()
        .flat_map(|dir| dir.ancestors().take(4))
        .collect();
    let found = roots.iter().find_map(|root| {
        let libs = root.join("resource/modules/python/libs");
        let newest = versioned_dirs(&libs, "python").into_iter();
        let mut dirs = newest.chain([libs.join("win64")]);
        dirs.find_map(|dir| python_in(&dir))
    });
    if let Some(python) = found {
        return Ok(Interpreter::new(python));
    }
    let names = ["c4dpy.exe", "c4dpy.app/Contents/MacOS/c4dpy"];
    let c4dpy = roots.iter().find_map(|root| first(root, &names));
    let root = roots.first().copied().unwrap_or(&place.real);
    let c4dpy = c4dpy.ok_or_else(|| NoPython::NotThere(root.to_owned()))?;
    licensed(c4dpy, start_program)
}

/// Finds `/opt/Autodesk/python/2024.2/bin/python` of `/opt/Autodesk/flame_2024.2`.
fn flame(place: &Place) -> Option<PathBuf> {
    place.dirs().find_map(|dir| {
        let installation = dir.parent()?;
        let name = installation.file_name()?.to_str()?;
        let (_, version) = name.rsplit_once('_')?;
        let pythons = installation.parent()?.join("python");
        first(&pythons.join(version), &["bin/python"])
    })
}

/// Finds the Python in `Engine/Binaries/ThirdParty/Python3`.
fn unreal(place: &Place) -> Option<PathBuf> {
    let mut dirs = place.dirs().flat_map(|dir| dir.ancestors().take(5));
    let pythons = ["Win64/python.exe", "Mac/bin/python3"];
    dirs.find_map(|dir| first(&dir.join("ThirdParty/Python3"), &pythons))
}

fn desktop(place: &Place) -> Option<PathBuf> {
    beside(
        place,
        &[
            "Python3/bin/python",
            "Python3/bin/python3",
            "Python3/python.exe",
            "Python/bin/python",
            "Python/python.exe",
            "../Resources/Python3/bin/python",
            "../Resources/Python3/bin/python3",
            "../Resources/Python/bin/python",
        ],
    )
}

fn max(place: &Place) -> Option<PathBuf> {
    let own = || {
        let dirs: Vec<PathBuf> = (place.dirs())
            .flat_map(|dir| versioned_dirs(dir, "python"))
            .collect();
        dirs.iter().find_map(|dir| python_in(dir))
    };
    beside(place, &["Python/python.exe"])
        .or_else(own)
        .or_else(|| beside(place, &["3dsmaxpy.exe"]))
}

/// Returns the first of the files in the directory of the program.
fn beside(place: &Place, names: &[&str]) -> Option<PathBuf> {
    place.dirs().find_map(|dir| first(dir, names))
}

fn first(dir: &Path, names: &[&str]) -> Option<PathBuf> {
    let mut files = names.iter().map(|name| dir.join(name));
    files.find(|path| path.is_file())
}
