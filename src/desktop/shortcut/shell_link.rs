//! Reads and writes links. The shell itself finds the items of its namespace that lead to a
//! program, and reads back what was written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use winsafe::prelude::*;
use winsafe::{
    self as shell, CoCreateInstance, CoInitializeEx, CommandLineToArgv, HrResult, IPersistFile,
    IShellLink, SHGetKnownFolderPath, co,
};

use super::Shortcut;
use super::link_file::{LinkFile, NORMAL_WINDOW, fits_block};
use crate::os::{self, native_path};
use crate::shell::command_line;

/// End of the comment of sglaunch's links. A link has no hidden field for a mark, and a user can
/// make a link to sglaunch too.
pub const MARK: &str = "started by sglaunch";

/// Longest comment of a profile in a link, in characters of up to two UTF-16 units: with the mark,
/// the text has fewer than 260, which [MS-SHLLINK] 2.4 allows.
///
/// [MS-SHLLINK]: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-shllink/
const MAX_COMMENT: usize = 119;

/// The variable of the user's home directory, which Windows replaces when a link is started.
const HOME: &str = "%USERPROFILE%";

/// The content of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellLink {
    /// The path of the program, beginning with [`HOME`] if it is in the home directory.
    pub program: String,
    pub arguments: String,
    pub comment: String,
    pub icon: String,
    pub dir: String,
}

impl ShellLink {
    /// Makes the link of a shortcut, which starts in the user's home directory.
    pub fn new(shortcut: &Shortcut) -> Self {
        let (program, arguments) = match shortcut.command.split_first() {
            Some((program, args)) => (program.clone(), command_line(args)),
            None => (String::new(), String::new()),
        };
        let comment = match &shortcut.comment {
            Some(comment) => {
                let start: String = comment.chars().take(MAX_COMMENT).collect();
                format!("{start}, {MARK}")
            }
            None => MARK.to_owned(),
        };
        let home = home();
        let icon = shortcut.icon.as_ref().unwrap_or(&program);
        Self {
            icon: below_home(icon, home.as_deref()),
            dir: HOME.to_owned(),
            program: below_home(&program, home.as_deref()),
            arguments,
            comment,
        }
    }

    /// Returns the path of the program for this user.
    pub fn expanded_program(&self) -> String {
        expand(&self.program, home().as_deref())
    }

    /// Compares two links. The shell returns some paths with the names that the disk has, and with
    /// or without variables.
    pub fn is_same(&self, other: &Self) -> bool {
        let home = home();
        let is_same_path = |a, b| is_same_path(a, b, home.as_deref());
        (&self.arguments, &self.comment) == (&other.arguments, &other.comment)
            && is_same_path(&self.program, &other.program)
            && is_same_path(&self.icon, &other.icon)
            && is_same_path(&self.dir, &other.dir)
    }
}

fn is_same_path(a: &str, b: &str, home: Option<&str>) -> bool {
    let (a, b) = (expand(a, home), expand(b, home));
    a.eq_ignore_ascii_case(&b) || os::same_file(Path::new(&a), Path::new(&b))
}

/// Returns a path in the home directory with the variable, with which a link can be used by others.
fn below_home(path: &str, home: Option<&str>) -> String {
    let native = native_path(path.into());
    let text = native.to_str().unwrap_or(path);
    let below = home.and_then(|home| {
        let (start, rest) = text.split_at_checked(home.len())?;
        (start.eq_ignore_ascii_case(home) && rest.starts_with('\\')).then_some(rest)
    });
    let with_variable = below.map(|rest| format!("{HOME}{rest}"));
    (with_variable.filter(|path| fits_block(path))).unwrap_or_else(|| path.to_owned())
}

fn expand(path: &str, home: Option<&str>) -> String {
    match (path.strip_prefix(HOME), home) {
        (Some(rest), Some(home)) => format!("{home}{rest}"),
        _ => path.to_owned(),
    }
}

/// Returns the home directory that Explorer has, which the environment of a shell can change.
fn home() -> Option<String> {
    known_dir(&co::KNOWNFOLDERID::Profile)
}

/// Returns the directory of the user's Start menu.
pub fn start_menu() -> Option<PathBuf> {
    known_dir(&co::KNOWNFOLDERID::Programs).map(PathBuf::from)
}

fn known_dir(id: &co::KNOWNFOLDERID) -> Option<String> {
    SHGetKnownFolderPath(id, co::KF::DEFAULT, None).ok()
}

/// Splits the arguments of a link.
pub fn parse_arguments(arguments: &str) -> Option<Vec<String>> {
    // Windows parses the first word, the program, by different rules.
    let args = CommandLineToArgv(&format!("x {arguments}")).ok()?;
    Some(args.into_iter().skip(1).collect())
}

/// Writes a link to the new file `path`, with the window and the keys that the user has chosen for
/// the link `old`.
pub fn save(path: &Path, link: &ShellLink, old: Option<&LinkFile>) -> io::Result<()> {
    save_items(path, &link.expanded_program()).map_err(io_error)?;
    let items = fs::read(path)?;
    let items = LinkFile::parse(&items).ok_or_else(|| io::Error::other("Windows wrote no link"))?;
    let file = file(link, items.id_list, old);
    fs::OpenOptions::new()
        .write(true)
        .truncate(true)
        .open(path)
        .and_then(|open| os::atomic::write_all(&open, &file.format()))
}

/// Returns the file of a link.
pub fn file(link: &ShellLink, id_list: Vec<u8>, old: Option<&LinkFile>) -> LinkFile {
    LinkFile {
        id_list,
        program: Some(link.program.clone()).filter(|program| program.starts_with(HOME)),
        arguments: link.arguments.clone(),
        comment: link.comment.clone(),
        icon: link.icon.clone(),
        dir: link.dir.clone(),
        show_command: old.map_or(NORMAL_WINDOW, |old| old.show_command),
        hot_key: old.map_or(0, |old| old.hot_key),
        is_tracked: false,
    }
}

/// Reads a link as the shell does.
pub fn load(path: &Path) -> io::Result<ShellLink> {
    try_load(path).map_err(io_error)
}

/// Lets the shell write a link, for its list of items.
fn save_items(path: &Path, program: &str) -> HrResult<()> {
    let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
    let object = new_object()?;
    match object.SetPath(program) {
        // S_FALSE: the program does not exist.
        Ok(()) | Err(co::HRESULT::S_FALSE) => {}
        Err(error) => return Err(error),
    }
    let file: IPersistFile = object.QueryInterface()?;
    file.Save(Some(&path.to_string_lossy()), true)
}

fn try_load(path: &Path) -> HrResult<ShellLink> {
    let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
    let object = new_object()?;
    let file: IPersistFile = object.QueryInterface()?;
    file.Load(&path.to_string_lossy(), co::STGM::READ)?;
    Ok(ShellLink {
        program: program(&object)?,
        arguments: object.GetArguments()?,
        comment: object.GetDescription()?,
        icon: object.GetIconLocation()?.0,
        dir: object.GetWorkingDirectory()?,
    })
}

fn program(object: &IShellLink) -> HrResult<String> {
    match object.GetPath(None, co::SLGP::RAWPATH) {
        // Wine finds the path of the items only if it resolves the link.
        Err(co::HRESULT::S_FALSE) => {
            let flags = co::SLR::NO_UI | co::SLR::NOUPDATE | co::SLR::NOSEARCH | co::SLR::NOTRACK;
            let _ = object.Resolve(&shell::HWND::NULL, flags);
            object.GetPath(None, co::SLGP::RAWPATH)
        }
        path => path,
    }
}

fn new_object() -> HrResult<IShellLink> {
    CoCreateInstance(
        &co::CLSID::ShellLink,
        None::<&shell::IUnknown>,
        co::CLSCTX::INPROC_SERVER,
    )
}

fn io_error(error: co::HRESULT) -> io::Error {
    io::Error::other(error.to_string())
}
