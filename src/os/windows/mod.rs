//! Windows.

mod ascii;
mod certificate;
mod console;
mod folder;
mod names;
mod registry;
mod rights;
mod text;
mod user;

pub use ascii::{in_data, named_in_ascii};
pub use certificate::certificate_property;
pub use console::{takes_sequences, terminal_width};
pub use names::{call, is_name_of, is_other_name, name, remove_name, typed_name};
pub use text::{path_from_text, path_to_text};
pub use user::user_id;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf, is_separator};
use std::time::{SystemTime, UNIX_EPOCH};

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_ADAP_HDW_ERR, ERROR_BAD_NET_NAME, ERROR_BAD_NETPATH,
    ERROR_CONNECTION_ABORTED, ERROR_CONNECTION_REFUSED, ERROR_DELETE_PENDING, ERROR_DEV_NOT_EXIST,
    ERROR_HOST_UNREACHABLE, ERROR_LOCK_VIOLATION, ERROR_NETNAME_DELETED, ERROR_NETWORK_BUSY,
    ERROR_NETWORK_UNREACHABLE, ERROR_NO_NET_OR_BAD_PATH, ERROR_NO_NETWORK, ERROR_NOT_CONNECTED,
    ERROR_REM_NOT_LIST, ERROR_SEM_TIMEOUT, ERROR_SHARING_VIOLATION, ERROR_UNEXP_NET_ERR,
    ERROR_USER_MAPPED_FILE,
};
use winsafe::{SHGetKnownFolderPath, co};

use super::ownership::Unsafe;

/// A link, a junction, or anything else that may lead elsewhere.
const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;

/// The right to date a file or a folder.
const FILE_WRITE_ATTRIBUTES: u32 = 0x100;

/// What is opened may be a folder.
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// Opens a link itself, and not what it leads to.
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// 1970 in file times: ticks of 100 nanoseconds since 1601.
const YEAR_1970: u64 = 116_444_736_000_000_000;

/// Where a folder is that Windows has for the user, whether or not it can be reached.
pub fn known_folder(id: &co::KNOWNFOLDERID) -> Option<PathBuf> {
    let path = SHGetKnownFolderPath(id, co::KF::DONT_VERIFY, None);
    path.ok().map(PathBuf::from)
}

/// A path or a text as the system's calls want it, ending in a zero.
pub fn wide(text: impl AsRef<OsStr>) -> Vec<u16> {
    text.as_ref().encode_wide().chain([0]).collect()
}

/// Whether two names mean the same variable: Windows compares them without case, unit by unit and in no language.
pub fn same_variable(a: &OsStr, b: &OsStr) -> bool {
    a.eq_ignore_ascii_case(b)
        || (a.len() == b.len() && a.encode_wide().map(upper).eq(b.encode_wide().map(upper)))
}

/// The capital of one UTF-16 unit. Where Unicode has several letters for it, or an ASCII one for another alphabet's,
/// Windows has none.
fn upper(unit: u16) -> u16 {
    let Some(c) = char::from_u32(unit.into()) else {
        return unit;
    };
    if c.is_ascii() {
        return c.to_ascii_uppercase() as u16;
    }
    let mut capitals = c.to_uppercase();
    match (
        capitals.next().map(u32::from).map(u16::try_from),
        capitals.next(),
    ) {
        (Some(Ok(capital)), None) if capital > 0x7f => capital,
        _ => unit,
    }
}

/// What follows the drive in `path`, if it begins at the root of one.
pub fn from_root(path: &str) -> Option<&str> {
    let rest = match path.as_bytes() {
        [drive, b':', ..] if drive.is_ascii_alphabetic() => &path[2..],
        _ => path,
    };
    rest.starts_with(is_separator).then_some(rest)
}

/// A path as Windows writes it: profiles have slashes, which some programs take for options.
pub fn native(path: OsString) -> PathBuf {
    PathBuf::from(path).components().collect()
}

/// What a program is called, without the `.exe` or `.bat` that nobody types.
pub fn program_name(path: &Path) -> Option<&OsStr> {
    path.file_stem()
}

/// Where a path leads, without a link in it.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).map(|real| ascii::plain(real.as_os_str()))
}

/// Whether two paths lead to the same file. A file with two hard links counts as two.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Opens a file to write at its end, with the rights that its folder has, and makes it if it is not there. No link is
/// followed.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    let file = (OpenOptions::new().append(true).create(true))
        .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT)
        .open(path)?;
    let meta = file.metadata()?;
    if is_link(&meta) || !meta.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    Ok(file)
}

/// Makes a folder, with the rights that it inherits. It may be there already.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Opens a folder, to date it: without the flag only files can be opened, and more than that right is not needed.
pub fn open_folder(path: &Path) -> io::Result<File> {
    File::options()
        .access_mode(FILE_WRITE_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
}

/// Makes a folder that only its owner can write to. It may be there already.
///
/// What is made inherits its rights, so it is the place that decides. Only in the data of all users it does not.
pub fn create_own_folder(path: &Path) -> io::Result<()> {
    if let Some(own) = path.ancestors().find(|folder| is_users_own(folder)) {
        folder::create_private_folder(own)?;
        check_own(own)?;
    } else {
        // What is not there yet is as safe as where it would be, and not made where it would not be.
        let there = path.ancestors().find(|folder| folder.exists());
        check_own(there.unwrap_or(path))?;
    }
    create_folder(path)?;
    check_own(path)
}

/// Makes a folder below `machine`, the one of the settings for all users, which only administrators can write to. Both
/// may be there already, and then must be so.
pub fn create_folder_for_all(machine: &Path, path: &Path) -> io::Result<()> {
    if let Some(above) = machine.parent() {
        create_folder(above)?;
    }
    folder::create_administrators_folder(machine)?;
    create_folder(path)?;
    match why_not_for_all([machine, path]) {
        Some((place, why)) => Err(io::Error::other(format!("{}: {why}", place.display()))),
        None => Ok(()),
    }
}

/// Why what is in these folders and files cannot count for all users, and in which: somebody who is no administrator could
/// have put it there. A link is as good as what it leads to, which may be on anybody's disk.
pub fn why_not_for_all<'a>(
    places: impl IntoIterator<Item = &'a Path>,
) -> Option<(PathBuf, String)> {
    places.into_iter().find_map(|place| {
        let meta = fs::symlink_metadata(place).ok()?;
        let why = if is_link(&meta) {
            Some("it is a link".to_owned())
        } else {
            rights::why_unsafe(place)
        };
        Some((place.to_owned(), why?))
    })
}

fn check_own(path: &Path) -> io::Result<()> {
    check_owner(path, &fs::symlink_metadata(path)?)
        .map_err(|risk| io::Error::new(io::ErrorKind::PermissionDenied, risk.reason))
}

/// The path by which a program is to be started: the system starts none whose path has 260 characters or more.
pub fn startable(program: &Path) -> PathBuf {
    let short = (program.as_os_str().len() >= LONGEST_OF_PROGRAMS).then(|| ascii::short(program));
    short.flatten().unwrap_or_else(|| program.to_owned())
}

/// `MAX_PATH`, with the zero at its end.
const LONGEST_OF_PROGRAMS: usize = 260;

/// Whether a folder is the user's own in the data of all users, or would be.
fn is_users_own(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b"sglaunch-S-1-")
        && folder.parent().and_then(in_data).as_deref() == Some(folder)
}

/// How long to wait before each next try of what may pass, in milliseconds: two seconds in all.
pub const WAITS: [u64; 8] = [10, 20, 40, 80, 160, 320, 640, 730];

/// Whether a step may succeed a moment later: somebody has the file open, or it is about to be gone.
pub fn may_pass(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    matches!(
        code,
        Some(
            ERROR_ACCESS_DENIED
                | ERROR_SHARING_VIOLATION
                | ERROR_LOCK_VIOLATION
                | ERROR_DELETE_PENDING
                | ERROR_USER_MAPPED_FILE
        )
    )
}

/// Whether a server that a path is on cannot be reached. (Where it has never been, std says that nothing is there.)
pub fn is_out_of_reach(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    matches!(
        code,
        Some(
            ERROR_REM_NOT_LIST
                | ERROR_BAD_NETPATH
                | ERROR_NETWORK_BUSY
                | ERROR_DEV_NOT_EXIST
                | ERROR_ADAP_HDW_ERR
                | ERROR_UNEXP_NET_ERR
                | ERROR_NETNAME_DELETED
                | ERROR_BAD_NET_NAME
                | ERROR_SEM_TIMEOUT
                | ERROR_NO_NET_OR_BAD_PATH
                | ERROR_NO_NETWORK
                | ERROR_CONNECTION_REFUSED
                | ERROR_NETWORK_UNREACHABLE
                | ERROR_HOST_UNREACHABLE
                | ERROR_CONNECTION_ABORTED
                | ERROR_NOT_CONNECTED
        )
    )
}

/// Whether this is a link to something else, junctions included.
pub fn is_link(meta: &Metadata) -> bool {
    meta.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0
}

/// Whether every user of the machine can put files into a folder.
pub fn anyone_can_write(path: &Path, _: &Metadata) -> bool {
    rights::is_for_everybody(path)
}

/// Checks that no user except the current one and administrators can write to a file or directory.
///
/// The user's profile directory is safe: only an administrator can give others access to it.
/// Elsewhere, as in `D:\` or `ProgramData`, all users can often write, so the ACL decides.
pub fn check_owner(path: &Path, _: &Metadata) -> Result<(), Unsafe> {
    let home = known_folder(&co::KNOWNFOLDERID::Profile);
    if home.as_ref().is_some_and(|home| is_below(path, home)) {
        return Ok(());
    }
    let Some(reason) = rights::why_unsafe(path) else {
        return Ok(());
    };
    let hint = match home {
        Some(home) => format!(
            "set SGLAUNCH_CACHE_DIR to a directory below {}",
            home.display()
        ),
        None => "set SGLAUNCH_CACHE_DIR to a directory that you own".to_owned(),
    };
    Err(Unsafe { reason, hint })
}

/// Whether a path is in a folder, links on the way followed.
fn is_below(path: &Path, folder: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(folder)) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

/// Has what was written to a file put onto the disk.
pub fn sync(file: &File) -> io::Result<()> {
    file.sync_data()
}

/// Lets everybody read a file that was made for this user alone: here it was not, it has inherited its folder's rights.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
pub fn let_all_read(_: &File) -> io::Result<()> {
    Ok(())
}

/// The identity of an input and of its content, as far as the system tells without opening it. For a file or a folder:
/// creation, attributes, size, and the time of the last write in nanoseconds since 1970, which stands for the two that
/// other systems have. (Programs can set this time back, but none does that with a file of certificates.) For a path that
/// begins with `HKEY_`, that key of the registry. `None` if it is not there.
pub fn look(path: &Path) -> Option<[u64; 5]> {
    if registry::is_key(path) {
        return registry::fingerprint(path);
    }
    let meta = fs::metadata(path).ok()?;
    let modified = nanoseconds(meta.last_write_time());
    Some([
        meta.creation_time(),
        meta.file_attributes().into(),
        meta.file_size(),
        modified,
        modified,
    ])
}

/// A file time in nanoseconds since 1970.
fn nanoseconds(ticks: u64) -> u64 {
    ticks.saturating_sub(YEAR_1970).saturating_mul(100)
}

/// Whether a file time is over.
pub fn is_past(ticks: u64) -> bool {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u128::from(nanoseconds(ticks)) <= now.as_nanos()
}

/// What stands between the paths of a list such as PATH, and between the texts of [`path_to_text`].
pub const LIST_SEPARATOR: char = ';';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_root_may_have_a_drive() {
        for (path, rest) in [
            ("C:/Program Files/x.exe", Some("/Program Files/x.exe")),
            (r"d:\x.exe", Some(r"\x.exe")),
            ("/x.exe", Some("/x.exe")),
            ("C:x.exe", None),
            ("bin/x.exe", None),
        ] {
            assert_eq!(from_root(path), rest, "{path}");
        }
        let mixed = OsString::from(r"C:\Users/me\a//b.pem");
        assert_eq!(native(mixed).as_os_str(), r"C:\Users\me\a\b.pem");
    }

    #[test]
    fn a_server_that_is_away_is_told_from_what_is_wrong() {
        let is_away =
            |code: u32| is_out_of_reach(&io::Error::from_raw_os_error(code.cast_signed()));
        // 1231 is what a path on a server gives without a network.
        for code in [53, 64, 67, 121, 1203, 1231, 1232] {
            assert!(is_away(code), "{code}");
        }
        for code in [ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, 123, 1392] {
            assert!(!is_away(code), "{code}");
        }
    }

    #[test]
    fn variables_are_the_same_in_either_case() {
        for (a, b, same) in [
            ("Path", "PATH", true),
            ("größe", "GRÖßE", true),
            ("größe", "GRÖSSE", false),
            ("ı", "I", false),
            ("A", "AB", false),
        ] {
            assert_eq!(same_variable(OsStr::new(a), OsStr::new(b)), same, "{a} {b}");
        }
    }
}
