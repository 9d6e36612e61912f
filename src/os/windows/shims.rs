//! Shims: copies of sglaunch, named after profiles. Windows does not remove a program that runs.
//!
//! A record beside a copy contains the path of the sglaunch that was copied. Once that file is
//! another one, after an update, the copy hands over to it.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io;
use std::os::windows::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf, Prefix};
use std::time::{Duration, SystemTime};

use super::{acl, create_private, is_transient, is_unreachable, real_path, same_file};
use crate::os::atomic::{retry_blocked, write_all, write_atomically};
use crate::os::is_sglaunch_name;
use crate::os::read::read_regular;
use crate::os::shim_record::ShimRecord;

/// The first argument of a call that a shim has handed over. The path of the shim follows, then
/// the arguments of the call.
pub const CALLED_AS: &str = "--called-as-shim";

/// Returns the arguments of this process, beginning with the shim that was called, or with its own
/// file: the caller may have passed anything as the first argument.
pub fn args(args: ArgsOs, exe: &Path) -> impl Iterator<Item = OsString> {
    let mut args = args.skip(1).peekable();
    // All arguments of a shim belong to the program.
    let can_be_called = is_sglaunch_name(invoked_name(exe));
    let is_called = can_be_called && args.next_if(|arg| arg == CALLED_AS).is_some();
    let shim = if is_called { args.next() } else { None };
    let own = shim.unwrap_or_else(|| exe.as_os_str().to_owned());
    [own].into_iter().chain(args)
}

/// Returns the name by which a program was called, without `.exe`.
pub fn invoked_name(path: &Path) -> &OsStr {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("exe") => path.file_stem(),
        _ => path.file_name(),
    }
    .unwrap_or_default()
}

/// Returns the sglaunch that a shim hands over to: the one that it was copied from, if that file
/// has changed or is gone.
///
/// A copy without a record is never outdated, and no copy is while the server of its sglaunch
/// cannot be reached.
pub fn successor(shim: &Path) -> Option<PathBuf> {
    if is_sglaunch_name(invoked_name(shim)) {
        return None;
    }
    let record = record(shim)?;
    let target = leads_to(shim, &record);
    match fs::metadata(&target) {
        Ok(meta) if record.is_copy_of(meta.file_size(), meta.last_write_time()) => None,
        Err(error) if is_unreachable(&error) => None,
        _ => Some(target),
    }
}

/// Creates or replaces the shim `path`: a copy of `exe`, because a hard link could not be removed
/// while the program runs under any of its names. `target` is the path of `exe` in the record; it
/// can be relative to the shim. Without it, the copy stays as it is after an update.
pub fn create_shim(target: Option<&Path>, exe: &Path, path: &Path) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let meta = fs::metadata(exe)?;
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(dir, create_private)?;
    // The function of Windows that copies a file would copy its other streams too, such as the
    // mark of a download (`Zone.Identifier`).
    write_all(draft.as_file(), &retry_blocked(|| fs::read(exe))?)?;
    // Closed before it is renamed: Windows starts no program that is open for writing.
    let draft = draft.into_temp_path();
    retry_blocked(|| put(&draft, path))?;
    match target {
        Some(target) => {
            let record = ShimRecord {
                target: target.to_owned(),
                size: meta.file_size(),
                modified: meta.last_write_time(),
            };
            write_atomically(&record_path(path), record.format().as_bytes())?;
        }
        None => remove_record(path)?,
    }
    sweep(dir);
    Ok(())
}

/// Renames a new shim to its name. One that is running can be renamed, but not replaced.
fn put(draft: &Path, shim: &Path) -> io::Result<()> {
    match fs::rename(draft, shim) {
        Err(error) if is_transient(&error) => {
            let aside = set_aside(shim)?;
            // A virus scanner may hold the new file: the old one stays then.
            fs::rename(draft, shim).inspect_err(|_| {
                let _ = fs::rename(aside, shim);
            })
        }
        renamed => renamed,
    }
}

/// The time after a change of a shim's record in which no call renews the shim.
const RENEWAL_INTERVAL: Duration = Duration::from_hours(1);

/// Makes the shim `path` a copy of `exe` as it is now. After a failure, calls do not try it again
/// at once: each would copy the file.
pub fn renew_shim(exe: &Path, path: &Path) {
    let record = record_path(path);
    let changed = fs::metadata(&record).and_then(|meta| meta.modified());
    let age = changed.ok().and_then(|changed| changed.elapsed().ok());
    if age.is_none_or(|age| age >= RENEWAL_INTERVAL) && create_shim(Some(exe), exe, path).is_err() {
        let file = fs::File::options().write(true).open(record);
        let _ = file.and_then(|file| file.set_modified(SystemTime::now()));
    }
}

/// Removes a shim and its record. A shim that is running is renamed instead.
pub fn remove_shim(path: &Path) -> io::Result<()> {
    retry_blocked(|| match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if is_transient(&error) => set_aside(path).map(drop),
        removed => removed,
    })?;
    retry_blocked(|| remove_record(path))?;
    sweep(path.parent().unwrap_or(Path::new(".")));
    Ok(())
}

fn remove_record(shim: &Path) -> io::Result<()> {
    match fs::remove_file(record_path(shim)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// The prefix of renamed shims that were running.
const ASIDE: &str = ".aside-";

/// Renames a shim that is running, and returns its new path. A later [`sweep`] removes it.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let aside = tempfile::Builder::new()
        .prefix(ASIDE)
        .make_in(dir, |aside| fs::rename(path, aside))?;
    let aside = aside.into_temp_path();
    let renamed = aside.to_path_buf();
    let _ = aside.keep();
    Ok(renamed)
}

/// Removes renamed shims that are no longer running.
fn sweep(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(ASIDE.as_bytes()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Extension of a record, instead of `.exe`.
const RECORD_EXTENSION: &str = "sglaunch";

/// The largest record in bytes. A path has at most 32,767 characters.
const MAX_RECORD: u64 = 128 * 1024;

fn record_path(shim: &Path) -> PathBuf {
    shim.with_extension(RECORD_EXTENSION)
}

/// Reads the record of a shim. Ignores one with another owner than the shim: some directories let
/// users add files that cannot replace the files of others.
fn record(shim: &Path) -> Option<ShimRecord> {
    let path = record_path(shim);
    let (bytes, _) = read_regular(&path, MAX_RECORD).ok()?;
    let record = ShimRecord::parse(&bytes)?;
    acl::have_same_owner(&path, shim).then_some(record)
}

/// Returns the path that the record of a shim means.
fn leads_to(shim: &Path, record: &ShimRecord) -> PathBuf {
    let dir = shim.parent().unwrap_or(Path::new("."));
    dir.join(&record.target)
}

/// A string that every sglaunch contains and no other program does.
const MARKER: &[u8] = b"SGLAUNCH_INHERITED";

/// A size that no sglaunch has, not even with debug information. Larger programs are not read.
const TOO_LARGE: u64 = 64 * 1024 * 1024;

/// Returns whether `path` is a shim of any version of sglaunch.
pub fn is_shim(path: &Path, _: &Path) -> bool {
    if starts_sglaunch(path) {
        return true;
    }
    let can_be = fs::metadata(path).is_ok_and(|meta| meta.len() < TOO_LARGE);
    can_be && fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, MARKER).is_some())
}

/// Whether shims are copies of sglaunch, not links to it.
pub const COPIES_SHIMS: bool = true;

/// Returns whether `path` starts any sglaunch, as a shim with a record. Does not read the program,
/// because the search calls this for each one on PATH.
pub fn starts_sglaunch(path: &Path) -> bool {
    record(path).is_some_and(|record| has_size(path, record.size))
}

/// Returns the path of the program `exe` relative to the directory `dir`, if each machine that
/// mounts `dir` finds it there: both are in one directory of a drive, or on one share.
pub fn shared_target(exe: &Path, dir: &Path) -> Option<PathBuf> {
    relative_target(&real_path(exe).ok()?, &real_path(dir).ok()?)
}

fn relative_target(exe: &Path, dir: &Path) -> Option<PathBuf> {
    let common = dir.ancestors().find(|above| exe.starts_with(above))?;
    // The root directory of a drive is each machine's own.
    let is_share = |path: &Path| match path.components().next() {
        Some(Component::Prefix(prefix)) => matches!(prefix.kind(), Prefix::UNC(..)),
        _ => false,
    };
    common
        .parent()
        .or_else(|| is_share(common).then_some(common))?;
    let up = dir.strip_prefix(common).ok()?.components().map(|_| "..");
    let down = exe.strip_prefix(common).ok()?;
    Some(up.map(PathBuf::from).chain([down.to_owned()]).collect())
}

/// Returns the path in the record of a shim.
pub fn shim_target(path: &Path) -> Option<PathBuf> {
    Some(record(path)?.target)
}

/// Returns the record of a shim if it has no effect: it is damaged, or has another owner than the
/// shim, or the drive has no owners.
pub fn ignored_record(shim: &Path) -> Option<PathBuf> {
    let path = record_path(shim);
    (record(shim).is_none() && path.is_file()).then_some(path)
}

/// Returns whether a shim starts the program `exe`: its record leads to it, or without a record it
/// has the same bytes.
pub fn is_shim_of(path: &Path, exe: &Path) -> bool {
    match record(path) {
        Some(record) => same_file(&leads_to(path, &record), exe),
        None => has_same_bytes(path, exe),
    }
}

/// Returns whether a shim of the program `exe` is a copy of it as it is now: by its record, because
/// 40 shims on a share would be 200 MB to read.
pub fn is_fresh_shim(path: &Path, exe: &Path) -> bool {
    let Some(record) = record(path) else {
        return has_same_bytes(path, exe);
    };
    let is_copy = |meta: Metadata| record.is_copy_of(meta.file_size(), meta.last_write_time());
    has_size(path, record.size) && fs::metadata(exe).is_ok_and(is_copy)
}

fn has_size(path: &Path, size: u64) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == size)
}

fn has_same_bytes(a: &Path, b: &Path) -> bool {
    matches!((fs::read(a), fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use std::os::windows::fs::OpenOptionsExt as _;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_target_on_the_same_share_is_relative() {
        for (exe, dir, target) in [
            (
                r"\\nas\studio\sglaunch.exe",
                r"\\nas\studio\bin",
                Some(r"..\sglaunch.exe"),
            ),
            (
                r"\\nas\studio\sglaunch.exe",
                r"\\nas\studio",
                Some("sglaunch.exe"),
            ),
            (r"\\nas\studio\sglaunch.exe", r"\\nas\farm\bin", None),
            (
                r"D:\studio\tools\sglaunch.exe",
                r"D:\studio\bin",
                Some(r"..\tools\sglaunch.exe"),
            ),
            (r"C:\tools\sglaunch.exe", r"C:\bin", None),
            (r"C:\tools\sglaunch.exe", r"D:\tools", None),
        ] {
            let found = relative_target(Path::new(exe), Path::new(dir));
            assert_eq!(found.as_deref(), target.map(Path::new), "{exe} {dir}");
        }
    }

    #[test]
    fn a_shim_that_a_scanner_holds_open_is_replaced_and_removed_once_it_is_closed() {
        let dir = tempfile::tempdir().unwrap();
        let (exe, shim) = (dir.path().join("sglaunch.exe"), dir.path().join("maya.exe"));
        fs::write(&exe, "new").unwrap();
        fs::write(&shim, "old").unwrap();
        let scan = |path: &Path| {
            // No other process may open it.
            let scanner = (fs::File::options().read(true).share_mode(0)).open(path);
            let scanner = scanner.unwrap();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(150));
                drop(scanner);
            })
        };
        for scanned in [&shim, &exe] {
            let scan = scan(scanned);
            create_shim(Some(&exe), &exe, &shim).unwrap();
            assert_eq!(fs::read(&shim).unwrap(), b"new");
            scan.join().unwrap();
        }
        let scan = scan(&shim);
        remove_shim(&shim).unwrap();
        assert!(!shim.exists() && !record_path(&shim).exists());
        scan.join().unwrap();
    }

    #[test]
    fn a_running_shim_stays_if_it_cannot_be_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let (draft, shim) = (dir.path().join("draft"), dir.path().join("maya.exe"));
        fs::write(&draft, "new").unwrap();
        fs::write(&shim, "old").unwrap();
        let open = |path: &Path| fs::File::options().read(true).share_mode(0).open(path);
        let scanner = open(&draft).unwrap();
        assert!(is_transient(&put(&draft, &shim).unwrap_err()));
        assert_eq!(fs::read(&shim).unwrap(), b"old");
        drop(scanner);
        put(&draft, &shim).unwrap();
        assert_eq!(fs::read(&shim).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn calls_do_not_retry_a_renewal_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let (exe, shim) = (dir.path().join("sglaunch.exe"), dir.path().join("maya.exe"));
        fs::write(&exe, "old").unwrap();
        create_shim(Some(&exe), &exe, &shim).unwrap();
        fs::write(&exe, "new").unwrap();
        let long_ago = SystemTime::now() - 2 * RENEWAL_INTERVAL;
        let record = fs::File::options().write(true).open(record_path(&shim));
        record.unwrap().set_modified(long_ago).unwrap();
        renew_shim(&dir.path().join("missing.exe"), &shim);
        renew_shim(&exe, &shim);
        assert_eq!(fs::read(&shim).unwrap(), b"old");
        let record = fs::File::options().write(true).open(record_path(&shim));
        record.unwrap().set_modified(long_ago).unwrap();
        renew_shim(&exe, &shim);
        assert_eq!(fs::read(&shim).unwrap(), b"new");
    }

    #[test]
    fn a_shim_hands_over_once_its_sglaunch_has_changed() {
        let dir = tempfile::tempdir().unwrap();
        let (exe, shim) = (dir.path().join("sglaunch.exe"), dir.path().join("maya.exe"));
        fs::write(&exe, "one").unwrap();
        for target in [&exe, Path::new("sglaunch.exe")] {
            create_shim(Some(target), &exe, &shim).unwrap();
            assert!(is_shim_of(&shim, &exe) && is_fresh_shim(&shim, &exe));
            assert_eq!(shim_target(&shim).as_deref(), Some(target));
            assert_eq!(successor(&shim), None);
        }
        fs::write(&exe, "another").unwrap();
        assert_eq!(successor(&shim).as_ref(), Some(&exe));
        assert!(is_shim_of(&shim, &exe) && !is_fresh_shim(&shim, &exe));
        assert_eq!(successor(&exe), None);
        fs::remove_file(&exe).unwrap();
        assert_eq!(successor(&shim).as_ref(), Some(&exe));
        // A record that leads to another shim could lead back.
        let record = fs::read_to_string(record_path(&shim)).unwrap();
        fs::write(
            record_path(&shim),
            record.replace("sglaunch.exe", "tank.exe"),
        )
        .unwrap();
        assert_eq!(successor(&shim), None);
    }
}
