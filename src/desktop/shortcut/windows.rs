//! Shortcuts on Windows: links.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use winsafe::co;

use super::file_name::display_name;
use super::installed::WINDOW;
use super::link_file::LinkFile;
use super::metadata::VendorMetadata;
use super::shell_link::{self, MARK, ShellLink, load, parse_arguments, save, start_menu};
use super::{InstalledShortcut, Shortcut};
use crate::dirs::Dirs;
use crate::env::Env;
use crate::os;
use crate::os::atomic::put;

pub const EXTENSION: &str = "lnk";

pub const ICON_EXTENSIONS: &[&str] = &["ico", "exe", "dll"];

pub const DESKTOP_PATH: Option<&str> = None;

/// Longest arguments that the shell reads. It truncates longer ones.
const MAX_ARGUMENTS: usize = 1000;

/// Returns the directory of the user's Start menu.
pub fn menu_dir(_: &Dirs) -> Option<PathBuf> {
    start_menu()
}

/// Returns the directory of the Start menu of all users, to which only administrators can write.
pub fn site_menu_dir(dirs: &Dirs) -> Option<PathBuf> {
    if dirs.root == Path::new("/") {
        return os::known_folder(&co::KNOWNFOLDERID::CommonPrograms);
    }
    let menu = r"ProgramData\Microsoft\Windows\Start Menu\Programs";
    Some(dirs.root.join(menu))
}

/// The program for shortcuts, beside sglaunch.
const WITHOUT_CONSOLE: &str = "sglaunchw.exe";

/// Returns `sglaunchw.exe`, which has no console, unless the program runs in a terminal or the file
/// is missing.
pub fn exec_command(exe: &Path, terminal: bool) -> (PathBuf, &'static [&'static str]) {
    let without_console = exe.with_file_name(WITHOUT_CONSOLE);
    if !terminal && without_console.is_file() {
        (without_console, &[])
    } else {
        (exe.to_owned(), &[WINDOW])
    }
}

/// Returns the path of the missing `sglaunchw.exe` if the shortcut of a program without a console
/// starts sglaunch, which has one.
pub fn missing_program(shortcut: &Shortcut) -> Option<PathBuf> {
    let exe = Path::new(shortcut.command.first()?);
    let has_console = !exe.ends_with(WITHOUT_CONSOLE) && !shortcut.terminal;
    has_console.then(|| exe.with_file_name(WITHOUT_CONSOLE))
}

/// Returns the icon in the program itself.
pub fn vendor_metadata(
    program: &Path,
    _: &[Vec<String>],
    _: &Dirs,
    _: &Env,
    _: &Path,
) -> VendorMetadata {
    let is_exe = program
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("exe"));
    // With backslashes: profiles contain slashes, which some parts of the shell do not accept.
    let program: PathBuf = program.components().collect();
    let icon = is_exe.then(|| program.to_str().map(str::to_owned));
    VendorMetadata {
        icon: icon.flatten(),
        ..VendorMetadata::default()
    }
}

pub fn file_name(shortcut: &Shortcut) -> String {
    format!("{}.{EXTENSION}", display_name(&shortcut.name))
}

pub fn read(path: &Path, meta: &Metadata) -> Option<InstalledShortcut> {
    let link = meta.is_file().then(|| load(path).ok()).flatten()?;
    link.comment.ends_with(MARK).then_some(())?;
    let args = parse_arguments(&link.arguments)?;
    Some(InstalledShortcut {
        path: path.to_owned(),
        recorded: None,
        name: path.file_stem()?.to_str()?.to_owned(),
        command: [link.expanded_program()].into_iter().chain(args).collect(),
    })
}

/// Returns `None`: a link contains no executable.
pub fn enclosing_app(_: &Path) -> Option<InstalledShortcut> {
    None
}

pub fn is_same(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<bool> {
    let link = ShellLink::new(shortcut);
    let Some(found) = LinkFile::parse(&fs::read(path)?) else {
        return Ok(false);
    };
    let expected = shell_link::file(&link, found.id_list.clone(), Some(&found));
    Ok(found == expected && load(path)?.is_same(&link))
}

/// Writes a link beside `path` and renames it to `path`.
///
/// The shell truncates long texts without an error, so the link is read again before that.
pub fn write(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    os::create_dirs(dir)?;
    let link = ShellLink::new(shortcut);
    if link.arguments.encode_utf16().count() > MAX_ARGUMENTS {
        return Err(io::Error::other(format!(
            "a link holds at most {MAX_ARGUMENTS} characters of arguments"
        )));
    }
    let old = fs::read(path).ok();
    let old = old.and_then(|old| LinkFile::parse(&old));
    let draft = tempfile::Builder::new()
        .prefix(".sglaunch-")
        .suffix(".lnk")
        .make_in(dir, |draft| save(draft, &link, old.as_ref()))?;
    if !load(draft.path())?.is_same(&link) {
        return Err(io::Error::other(
            "Windows truncated the link, probably because a path is too long",
        ));
    }
    put(draft, path)
}

pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Does nothing: Windows watches its directories.
pub fn notify_desktop(_: &Path, _: bool, _: bool, _: &Env) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desktop::shortcut::{self, WriteOutcome};

    fn shortcut(args: &[&str]) -> Shortcut {
        let command = [r"C:\sgl bin\sglaunchw.exe"].iter().chain(args);
        Shortcut {
            name: "후디니: 1".to_owned(),
            profile: "houdini".to_owned(),
            comment: Some("SideFX Houdini".to_owned()),
            command: command.map(|arg| (*arg).to_owned()).collect(),
            icon: Some(r"C:\Program Files\x\houdini.exe".to_owned()),
            ..Shortcut::default()
        }
    }

    #[test]
    fn the_shell_reads_a_link_that_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let args = [
            "houdini@20.5",
            "a b",
            "",
            r"C:\x y\",
            "say \"q\"",
            "100%PATH%",
            "한글",
            "--",
        ];
        let link = shortcut(&args);
        let path = dir.path().join(file_name(&link));
        assert_eq!(
            shortcut::write(&path, &link, true).unwrap(),
            WriteOutcome::Added
        );
        let found = shortcut::read(&path).unwrap();
        assert_eq!(found.command, link.command);
        assert_eq!(found.target(), "houdini@20.5");
        assert_eq!(
            shortcut::write(&path, &link, true).unwrap(),
            WriteOutcome::Unchanged
        );
        let other = shortcut(&["houdini@21"]);
        assert_eq!(
            shortcut::write(&path, &other, true).unwrap(),
            WriteOutcome::Updated
        );
        assert_eq!(shortcut::read_dir(dir.path()).len(), 1);
        shortcut::remove(&shortcut::read(&path).unwrap()).unwrap();
        assert!(!path.exists());
    }

    /// An older version let the shell write the whole link, with the user's own paths.
    #[test]
    fn a_link_is_for_others_and_keeps_the_window_that_the_user_chose() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.lnk");
        let home = os::known_folder(&co::KNOWNFOLDERID::Profile).unwrap();
        let exe = home.join(r"sgl bin\sglaunchw.exe");
        let mut shortcut = shortcut(&["houdini"]);
        shortcut.comment = Some("😀".repeat(2000));
        shortcut.command[0] = exe.to_str().unwrap().to_owned();
        shortcut.icon = Some(home.join("houdini.ico").to_str().unwrap().to_owned());
        let write = |shortcut: &Shortcut| shortcut::write(&path, shortcut, true).unwrap();
        let file = || LinkFile::parse(&fs::read(&path).unwrap()).unwrap();

        assert_eq!(write(&shortcut), WriteOutcome::Added);
        let program = r"%USERPROFILE%\sgl bin\sglaunchw.exe";
        assert_eq!(file().program.as_deref(), Some(program));
        assert_eq!(file().icon, r"%USERPROFILE%\houdini.ico");
        assert_eq!(file().dir, "%USERPROFILE%");
        assert!(!file().is_tracked);
        assert_eq!(shortcut::read(&path).unwrap().command, shortcut.command);

        let chosen = LinkFile {
            show_command: 7,
            hot_key: 0x648,
            is_tracked: true,
            ..file()
        };
        fs::write(&path, chosen.format()).unwrap();
        assert_eq!(write(&shortcut), WriteOutcome::Updated);
        assert_eq!(write(&shortcut), WriteOutcome::Unchanged);
        assert_eq!((file().show_command, file().hot_key), (7, 0x648));
        assert!(!file().is_tracked);
        shortcut.command[0] = home.join("other.exe").to_str().unwrap().to_owned();
        assert_eq!(write(&shortcut), WriteOutcome::Updated);
        assert_eq!(file().show_command, 7);
    }

    #[test]
    fn a_link_without_the_mark_is_not_a_shortcut() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.lnk");
        let link = ShellLink {
            comment: "Houdini".to_owned(),
            ..ShellLink::new(&shortcut(&["houdini"]))
        };
        save(&path, &link, None).unwrap();
        assert!(shortcut::read(&path).is_none());
        assert!(shortcut::write(&path, &shortcut(&["houdini"]), true).is_err());
        assert!(load(&path).unwrap().is_same(&link));
    }

    #[test]
    fn arguments_that_the_shell_would_truncate_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let long = "x".repeat(2000);
        assert!(
            shortcut::write(
                &dir.path().join("x.lnk"),
                &shortcut(&["houdini", &long]),
                true
            )
            .is_err()
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
