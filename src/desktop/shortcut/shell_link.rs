//! Reads and writes links through the shell's interface.

use std::io;
use std::path::Path;

use winsafe::prelude::*;
use winsafe::{
    self as shell, CoCreateInstance, CoInitializeEx, CommandLineToArgv, HrResult, IPersistFile,
    IShellLink, SHGetKnownFolderPath, co,
};

use super::Shortcut;
use crate::os;
use crate::shell::command_line;

/// End of the comment of sglaunch's links. A link has no hidden field for a mark, and a user can
/// make a link to sglaunch too.
pub const MARK: &str = "started by sglaunch";

/// The content of a link.
#[derive(Debug, PartialEq, Eq)]
pub struct ShellLink {
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
            Some(comment) => format!("{comment}, {MARK}"),
            None => MARK.to_owned(),
        };
        Self {
            icon: shortcut.icon.clone().unwrap_or_else(|| program.clone()),
            dir: known_dir(&co::KNOWNFOLDERID::Profile).unwrap_or_default(),
            program,
            arguments,
            comment,
        }
    }

    /// Compares two links. The shell returns some paths with the names that the disk has.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.arguments, &self.comment) == (&other.arguments, &other.comment)
            && is_same_path(&self.program, &other.program)
            && is_same_path(&self.icon, &other.icon)
            && is_same_path(&self.dir, &other.dir)
    }
}

fn is_same_path(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || os::same_file(Path::new(a), Path::new(b))
}

/// Returns the directory of the user's Start menu.
pub fn start_menu() -> Option<String> {
    known_dir(&co::KNOWNFOLDERID::Programs)
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

/// Writes a link to a file.
pub fn save(path: &Path, link: &ShellLink) -> io::Result<()> {
    try_save(path, link).map_err(io_error)
}

/// Reads a link from a file.
pub fn load(path: &Path) -> io::Result<ShellLink> {
    try_load(path).map_err(io_error)
}

fn try_save(path: &Path, link: &ShellLink) -> HrResult<()> {
    let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
    let object = new_object()?;
    match object.SetPath(&link.program) {
        // S_FALSE: the program does not exist.
        Ok(()) | Err(co::HRESULT::S_FALSE) => {}
        Err(error) => return Err(error),
    }
    object.SetArguments(&link.arguments)?;
    object.SetDescription(&link.comment)?;
    object.SetIconLocation(&link.icon, 0)?;
    object.SetWorkingDirectory(&link.dir)?;
    let file: IPersistFile = object.QueryInterface()?;
    file.Save(Some(&path.to_string_lossy()), true)
}

fn try_load(path: &Path) -> HrResult<ShellLink> {
    let _com = CoInitializeEx(co::COINIT::APARTMENTTHREADED | co::COINIT::DISABLE_OLE1DDE)?;
    let object = new_object()?;
    let file: IPersistFile = object.QueryInterface()?;
    file.Load(&path.to_string_lossy(), co::STGM::READ)?;
    Ok(ShellLink {
        program: object.GetPath(None, co::SLGP::RAWPATH)?,
        arguments: object.GetArguments()?,
        comment: object.GetDescription()?,
        icon: object.GetIconLocation()?.0,
        dir: object.GetWorkingDirectory()?,
    })
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
