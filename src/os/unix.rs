//! Linux, macOS and the other Unixes.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::io::Errno;

use super::ownership::Unsafe;

/// Whether two names mean the same variable.
pub fn same_variable(a: &OsStr, b: &OsStr) -> bool {
    a == b
}

/// `path`, if it begins at the root.
pub fn from_root(path: &str) -> Option<&str> {
    path.starts_with('/').then_some(path)
}

/// A path as the system writes it.
pub fn native(path: OsString) -> PathBuf {
    path.into()
}

/// What a program is called.
pub fn program_name(path: &Path) -> Option<&OsStr> {
    path.file_name()
}

/// The words of the call of this program.
pub fn call(args: ArgsOs, _: &Path) -> impl Iterator<Item = OsString> {
    args
}

/// What was typed to call a program.
pub fn typed_name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// Makes `path` another name of the program `own`. What is there is replaced in one step.
pub fn name(own: &Path, path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(folder, |draft| std::os::unix::fs::symlink(own, draft))?;
    draft.persist(path).map_err(|error| error.error)
}

/// Removes another name of a program.
pub fn remove_name(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Whether something is another name of some sglaunch: a link to one, even if that is gone, or to `own`, whatever its
/// file is called.
pub fn is_other_name(path: &Path, own: &Path) -> bool {
    let Ok(target) = fs::read_link(path) else {
        return false;
    };
    target.file_name().is_some_and(super::is_own_name) || same_file(path, own)
}

/// Whether `path` is another name of the program `own`.
pub fn is_name_of(path: &Path, own: &Path) -> bool {
    same_file(path, own)
}

/// Where a path leads, without a link in it.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Whether two paths lead to the same file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// Opens a file of this user's alone to write at its end, and makes it if it is not there. No link is followed, and
/// nothing else than a file is waited for.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = (OpenOptions::new().append(true).create(true).mode(0o600))
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    Ok(file)
}

/// Makes a folder that everybody can read, whatever the umask says. It may be there already, and then stays as it is.
pub fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        create_folder(parent)?;
    }
    match DirBuilder::new().mode(0o755).create(path) {
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o755)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens a folder, to date it.
pub fn open_folder(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Makes a folder that only its owner can write to. It may be there already.
pub fn create_own_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}

/// Makes a folder of the settings for all users, which everybody can read. It may be there already.
pub fn create_folder_for_all(_: &Path, path: &Path) -> io::Result<()> {
    create_folder(path)
}

/// Why what is in these folders and files cannot count for all users, and in which: nobody but root can put it there.
pub fn why_not_for_all<'a>(_: impl IntoIterator<Item = &'a Path>) -> Option<(PathBuf, String)> {
    None
}

/// How long to wait before each next try of what may pass, in milliseconds: there is none.
pub const WAITS: [u64; 0] = [];

/// Whether a server that a path is on cannot be reached. Nothing here tells that from other failures.
pub fn is_out_of_reach(_: &io::Error) -> bool {
    false
}

/// Whether a step may succeed a moment later: none here, where a file in use is no obstacle.
pub fn may_pass(_: &io::Error) -> bool {
    false
}

/// Whether this is a link to something else.
pub fn is_link(meta: &Metadata) -> bool {
    meta.is_symlink()
}

/// Whether every user of the machine can put files into a folder.
pub fn anyone_can_write(_: &Path, meta: &Metadata) -> bool {
    meta.mode() & 0o002 != 0
}

/// Checks that no user except the current one and root can write to a file or directory.
pub fn check_owner(path: &Path, meta: &Metadata) -> Result<(), Unsafe> {
    let owner = meta.uid();
    let user = rustix::process::geteuid().as_raw();
    if owner != user && owner != 0 {
        return Err(Unsafe {
            reason: format!("it belongs to user {owner}, and you are user {user}"),
            hint: "set SGLAUNCH_CACHE_DIR to a directory that you own".to_owned(),
        });
    }
    if meta.mode() & 0o022 != 0 {
        return Err(Unsafe {
            reason: format!(
                "other users can write to it (mode {:03o})",
                meta.mode() & 0o777
            ),
            hint: format!("remove that permission: chmod go-w '{}'", path.display()),
        });
    }
    Ok(())
}

/// Whether a terminal takes escape sequences, as all do.
pub fn takes_sequences(_: &io::Stderr) -> bool {
    true
}

/// How many columns the terminal has, if there is one.
pub fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(size.ws_col.into()).filter(|width| *width > 0)
}

/// Lets everybody read a file that was made for this user alone.
pub fn let_all_read(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}

/// Has what was written to a file put onto the disk, as far as its file system can be asked for that.
///
/// For macOS, std asks the disk too, and nothing less where that is not to be had: of shares and some volumes it is not, and
/// they say so by one of several errors (<https://github.com/golang/go/issues/64215>,
/// <https://github.com/libuv/libuv/pull/2135>).
pub fn sync(file: &File) -> io::Result<()> {
    match file.sync_data() {
        Err(error) if is_unsupported(&error) => {}
        done => return done,
    }
    match rustix::fs::fsync(file) {
        Err(error) if is_unsupported(&error.into()) => Ok(()),
        done => Ok(done?),
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    let known = [Errno::NOTSUP, Errno::NOTTY, Errno::INVAL];
    Errno::from_io_error(error).is_some_and(|error| known.contains(&error))
}

/// The identity of an input and of its content, as far as the file system tells without reading it: device, inode, size,
/// and the times of the last change of content and of the inode, in nanoseconds since 1970. (Nobody can set the last one
/// back.) `None` if it is not there.
pub fn look(path: &Path) -> Option<[u64; 5]> {
    let meta = fs::metadata(path).ok()?;
    Some([
        meta.dev(),
        meta.ino(),
        meta.size(),
        nanoseconds(meta.mtime(), meta.mtime_nsec()),
        nanoseconds(meta.ctime(), meta.ctime_nsec()),
    ])
}

/// A time before 1970 comes out as a large number, which is as good for comparing.
fn nanoseconds(seconds: i64, rest: i64) -> u64 {
    seconds
        .wrapping_mul(1_000_000_000)
        .wrapping_add(rest)
        .cast_unsigned()
}

/// A path as text that leads back to it, whatever bytes are in it. `%` and `:` are escaped too, so that such texts can
/// stand in a list.
pub fn path_to_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '%' | ':' | '\0'..='\x1f' => escape(&mut text, c as u8),
                c => text.push(c),
            }
        }
        chunk
            .invalid()
            .iter()
            .for_each(|byte| escape(&mut text, *byte));
    }
    text
}

/// The path that [`path_to_text`] made `text` of.
pub fn path_from_text(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    OsString::from_vec(bytes).into()
}

fn escape(text: &mut String, byte: u8) {
    let _ = write!(text, "%{byte:02X}");
}

/// What stands between the paths of a list such as PATH, and between the texts of [`path_to_text`].
pub const LIST_SEPARATOR: char = ':';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_put_onto_a_disk_is_left_to_its_file_system() {
        // It has no disk, and says so as a share does.
        let device = File::options().write(true).open("/dev/null").unwrap();
        assert!(is_unsupported(&device.sync_data().unwrap_err()));
        sync(&device).unwrap();
        sync(&tempfile::tempfile().unwrap()).unwrap();
        for error in [Errno::IO, Errno::NOSPC, Errno::STALE] {
            assert!(!is_unsupported(&error.into()), "{error}");
        }
    }

    #[test]
    fn every_path_comes_back_from_its_text() {
        for bytes in [
            &b"/plain/path.pem"[..],
            b"/with space/\xED\x95\x9C\xEA\xB8\x80",
            b"/not/utf8/\xFF\xFE",
            b"/list:of%3Athings\n",
            b"%",
            b"",
        ] {
            let path = Path::new(OsStr::from_bytes(bytes));
            let text = path_to_text(path);
            assert!(!text.contains([LIST_SEPARATOR, '\n']), "{text}");
            assert_eq!(path_from_text(&text), path);
        }
    }
}
