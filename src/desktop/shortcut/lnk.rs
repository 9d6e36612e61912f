//! Windows' links, through the shell's own interface.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use winsafe::prelude::*;
use winsafe::{
    self as shell, CoCreateInstance, CoInitializeEx, CommandLineToArgv, HrResult, IPersistFile,
    IShellLink, SHGetKnownFolderPath, co,
};

use super::file_name::shown;
use super::metadata::Vendor;
use super::windows_args::join;
use super::{Found, Shortcut};
use crate::dirs::Dirs;
use crate::env::Env;
use crate::os;
use crate::os::atomic::put;

/// How a link's file ends.
pub const EXTENSION: &str = "lnk";

/// What a picture can be in.
pub const PICTURES: &[&str] = &["ico", "exe", "dll"];

/// The PATH of what a desktop starts, where that is not the user's own.
pub const PATH: Option<&str> = None;

/// What the comment of a link ends in that is sglaunch's. There is no place for a mark that nobody sees, and somebody may
/// have made a link to sglaunch by hand.
const MARK: &str = "started by sglaunch";

/// What the shell reads of a link's words; more would be cut.
const LONGEST: usize = 1000;

/// What a link says.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    program: String,
    words: String,
    comment: String,
    icon: String,
    folder: String,
}

/// The folder of the user's Start menu.
pub fn menu(_: &Dirs) -> Option<PathBuf> {
    known_folder(&co::KNOWNFOLDERID::Programs).map(PathBuf::from)
}

fn known_folder(id: &co::KNOWNFOLDERID) -> Option<String> {
    SHGetKnownFolderPath(id, co::KF::DEFAULT, None).ok()
}

/// The program that has no console, unless one is wanted. Where it is missing, sglaunch itself shows the window.
pub fn starter(own: &Path, terminal: bool) -> (PathBuf, &'static [&'static str]) {
    let without_console = own.with_file_name("sglaunchw.exe");
    if !terminal && without_console.is_file() {
        (without_console, &[])
    } else {
        (own.to_owned(), &[super::WINDOW])
    }
}

/// The picture that is in the program itself.
pub fn vendor(program: &Path, _: &[String], _: &Dirs, _: &Env, _: &Path) -> Vendor {
    let is_exe = program
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("exe"));
    // Profiles are written with slashes, which the shell does not take everywhere.
    let program: PathBuf = program.components().collect();
    Vendor {
        icon: is_exe
            .then(|| program.to_str().map(str::to_owned))
            .flatten(),
        ..Vendor::default()
    }
}

pub fn file_name(shortcut: &Shortcut) -> String {
    format!("{}.{EXTENSION}", shown(&shortcut.name))
}

pub fn read(path: &Path, meta: &Metadata) -> Option<Found> {
    let link = meta.is_file().then(|| load(path).ok()).flatten()?;
    link.comment.ends_with(MARK).then_some(())?;
    // Without a program before it, the first word would be read by other rules than the rest.
    let words = CommandLineToArgv(&format!("x {}", link.words)).ok()?;
    let command = [link.program].into_iter().chain(words.into_iter().skip(1));
    Some(Found {
        path: path.to_owned(),
        name: path.file_stem()?.to_str()?.to_owned(),
        command: command.collect(),
    })
}

/// A link has no program of its own.
pub fn around(_: &Path) -> Option<Found> {
    None
}

pub fn is_same(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<bool> {
    Ok(load(path).map_err(explained)?.means(&Link::new(shortcut)))
}

/// Writes a link beside its place and then puts it there. The shell cuts what is too long for it, which is seen by
/// reading it again.
pub fn write(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let link = Link::new(shortcut);
    if link.words.encode_utf16().count() > LONGEST {
        return Err(io::Error::other("its arguments are too long for a link"));
    }
    let draft = tempfile::Builder::new()
        .prefix(".sglaunch-")
        .suffix(".lnk")
        .make_in(folder, |draft| save(draft, &link).map_err(explained))?;
    if !load(draft.path()).map_err(explained)?.means(&link) {
        return Err(io::Error::other(
            "Windows does not take it, perhaps because a path is too long",
        ));
    }
    put(draft, path)
}

pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Windows sees by itself what is there.
pub fn announce(_: &Path, _: bool, _: bool, _: &Env) -> Option<&'static str> {
    None
}

impl Link {
    /// Whether the link says what the other one does.
    fn means(&self, other: &Self) -> bool {
        (&self.words, &self.comment) == (&other.words, &other.comment)
            && leads_to_the_same(&self.program, &other.program)
            && leads_to_the_same(&self.icon, &other.icon)
            && leads_to_the_same(&self.folder, &other.folder)
    }

    fn new(shortcut: &Shortcut) -> Self {
        let (program, words) = match shortcut.command.split_first() {
            Some((program, words)) => (program.clone(), join(words)),
            None => (String::new(), String::new()),
        };
        let comment = match &shortcut.comment {
            Some(comment) => format!("{comment}, {MARK}"),
            None => MARK.to_owned(),
        };
        Self {
            icon: shortcut.icon.clone().unwrap_or_else(|| program.clone()),
            folder: known_folder(&co::KNOWNFOLDERID::Profile).unwrap_or_default(),
            program,
            words,
            comment,
        }
    }
}

/// Whether two paths lead to the same. The shell gives some back with the names that the disk has.
fn leads_to_the_same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || os::same_file(Path::new(a), Path::new(b))
}

fn save(path: &Path, link: &Link) -> HrResult<()> {
    let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
    let object = new_object()?;
    match object.SetPath(&link.program) {
        // A program that is not there, which is no failure.
        Ok(()) | Err(co::HRESULT::S_FALSE) => {}
        Err(error) => return Err(error),
    }
    object.SetArguments(&link.words)?;
    object.SetDescription(&link.comment)?;
    object.SetIconLocation(&link.icon, 0)?;
    object.SetWorkingDirectory(&link.folder)?;
    let file: IPersistFile = object.QueryInterface()?;
    file.Save(Some(&path.to_string_lossy()), true)
}

fn load(path: &Path) -> HrResult<Link> {
    let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
    let object = new_object()?;
    let file: IPersistFile = object.QueryInterface()?;
    file.Load(&path.to_string_lossy(), co::STGM::READ)?;
    Ok(Link {
        program: object.GetPath(None, co::SLGP::RAWPATH)?,
        words: object.GetArguments()?,
        comment: object.GetDescription()?,
        icon: object.GetIconLocation()?.0,
        folder: object.GetWorkingDirectory()?,
    })
}

fn new_object() -> HrResult<IShellLink> {
    CoCreateInstance(
        &co::CLSID::ShellLink,
        None::<&shell::IUnknown>,
        co::CLSCTX::INPROC_SERVER,
    )
}

fn explained(error: co::HRESULT) -> io::Error {
    io::Error::other(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desktop::shortcut;

    fn shortcut(words: &[&str]) -> Shortcut {
        let command = [r"C:\sgl bin\sglaunchw.exe"].iter().chain(words);
        Shortcut {
            name: "후디니: 1".to_owned(),
            profile: "houdini".to_owned(),
            comment: Some("SideFX Houdini".to_owned()),
            command: command.map(|word| (*word).to_owned()).collect(),
            icon: Some(r"C:\Program Files\x\houdini.exe".to_owned()),
            ..Shortcut::default()
        }
    }

    #[test]
    fn the_shell_reads_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let words = [
            "houdini@20.5",
            "a b",
            "",
            r"C:\x y\",
            "say \"q\"",
            "100%PATH%",
            "한글",
            "--",
        ];
        let link = shortcut(&words);
        let path = folder.path().join(file_name(&link));
        assert_eq!(
            shortcut::write(&path, &link, true).unwrap(),
            shortcut::Written::Added
        );
        let found = shortcut::read(&path).unwrap();
        assert_eq!(found.command, link.command);
        assert_eq!(found.target(), "houdini@20.5");
        assert_eq!(
            shortcut::write(&path, &link, true).unwrap(),
            shortcut::Written::Unchanged
        );
        let other = shortcut(&["houdini@21"]);
        assert_eq!(
            shortcut::write(&path, &other, true).unwrap(),
            shortcut::Written::Refreshed
        );
        assert_eq!(shortcut::read_folder(folder.path()).len(), 1);
        shortcut::remove(&shortcut::read(&path).unwrap()).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_link_of_others_is_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lnk");
        let link = Link {
            comment: "Houdini".to_owned(),
            ..Link::new(&shortcut(&["houdini"]))
        };
        save(&path, &link).unwrap();
        assert!(shortcut::read(&path).is_none());
        assert!(shortcut::write(&path, &shortcut(&["houdini"]), true).is_err());
        assert_eq!(load(&path).unwrap(), link);
    }

    #[test]
    fn what_the_shell_would_cut_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(2000);
        assert!(
            shortcut::write(
                &folder.path().join("x.lnk"),
                &shortcut(&["houdini", &long]),
                true
            )
            .is_err()
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
