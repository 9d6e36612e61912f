//! Writes, compares and removes applications of shortcuts.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::ICON;
use super::content::{AppFile, files};
use crate::desktop::shortcut::Shortcut;
use crate::os;

/// Returns whether [`write`] would not change an application.
pub fn is_same(path: &Path, shortcut: &Shortcut) -> io::Result<bool> {
    let files = files(shortcut)?;
    let has_icon = files.iter().any(|file| file.path.ends_with("icon.icns"));
    let has_files = files.iter().all(|file| has_file(path, file));
    Ok(has_files && has_icon == path.join(ICON).exists())
}

fn has_file(app: &Path, file: &AppFile) -> bool {
    let path = app.join(&file.path);
    let mode = fs::metadata(&path).map(|meta| meta.permissions().mode());
    let has_mode = mode.is_ok_and(|mode| !file.is_executable || mode & 0o111 == 0o111);
    has_mode && fs::read(&path).is_ok_and(|bytes| bytes == file.bytes)
}

/// Writes an application in a temporary directory beside `path`, and then renames it to `path`.
#[expect(
    clippy::disallowed_methods,
    reason = "no other process reads the temporary directory"
)]
pub fn write(path: &Path, shortcut: &Shortcut) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    os::create_dirs(dir)?;
    let draft = tempfile::Builder::new()
        .prefix(".sglaunch-")
        .tempdir_in(dir)?;
    let (new, old) = (draft.path().join("new.app"), draft.path().join("old.app"));
    for file in files(shortcut)? {
        let path = new.join(&file.path);
        os::create_dirs(path.parent().unwrap_or(&path))?;
        fs::write(&path, &file.bytes)?;
        let mode = if file.is_executable { 0o755 } else { 0o644 };
        fs::set_permissions(&path, Permissions::from_mode(mode))?;
    }
    if !path.exists() {
        return fs::rename(&new, path);
    }
    match renameat_with(CWD, &new, CWD, path, RenameFlags::EXCHANGE) {
        Err(Errno::NOTSUP | Errno::INVAL | Errno::NOSYS) => replace(path, &new, &old),
        exchanged => Ok(exchanged?),
    }
}

/// Replaces `path` on a file system that cannot exchange two names. Restores the old one if that
/// fails.
fn replace(path: &Path, new: &Path, old: &Path) -> io::Result<()> {
    fs::rename(path, old)?;
    fs::rename(new, path).inspect_err(|_| {
        let _ = fs::rename(old, path);
    })
}

/// Removes an application.
pub fn remove(path: &Path) -> io::Result<()> {
    os::atomic::remove_dir(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_replaced_or_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let (app, new, old) = (path("X.app"), path("new.app"), path("old.app"));
        let exists = |name: &str| path(name).exists();
        fs::create_dir_all(app.join("first")).unwrap();
        replace(&app, &new, &old).expect_err("the new one is missing");
        assert!(exists("X.app/first") && !exists("old.app"));
        fs::create_dir_all(new.join("second")).unwrap();
        replace(&app, &new, &old).unwrap();
        assert!(exists("X.app/second") && exists("old.app/first") && !exists("new.app"));
    }
}
