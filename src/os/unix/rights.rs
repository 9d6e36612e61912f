//! Permissions of files and directories.

use std::fmt;
use std::fs::{self, DirBuilder, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::{Image, check_home, check_path, create_dir, is_root, synthetic_modes, user};
use crate::os::ownership::Unsafe;
use crate::os::read::retry;

/// Creates a directory that only its owner can write to. It may exist already.
///
/// A directory of root is readable by all users, whatever the umask is: a program that gives up
/// root's privileges still reads its bundle.
pub fn create_own_dir(path: &Path) -> io::Result<()> {
    if is_root() {
        return create_dir(path);
    }
    check_home(path)?;
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}

/// Checks that a link was made by the user or root.
pub fn check_link(link: &Metadata) -> Result<(), Unsafe> {
    match other_owner(link) {
        Some(owner) => Err(Unsafe(format!("it is a symbolic link, and {owner}"))),
        None => Ok(()),
    }
}

/// Creates a directory of settings for all users, which all users can read. It may exist already.
pub fn create_site_dir(machine: &Path, path: &Path) -> io::Result<()> {
    create_dir(path)?;
    match unsafe_for_site(Path::new("/"), [machine, path]) {
        Some((path, why)) => Err(io::Error::other(format!("{}: {why}", path.display()))),
        None => Ok(()),
    }
}

/// Returns the first of these paths that users who are not administrators could have written, with
/// the reason. A link made by root or the user counts as its target; those below `root` are
/// resolved as in an image.
pub fn unsafe_for_site<'a>(
    root: &Path,
    paths: impl IntoIterator<Item = &'a Path>,
) -> Option<(PathBuf, String)> {
    let image = Image::at(root);
    paths.into_iter().find_map(|path| {
        let why = why_unsafe_for_site(image.as_ref(), path)?;
        Some((path.to_owned(), why))
    })
}

fn why_unsafe_for_site(image: Option<&Image>, path: &Path) -> Option<String> {
    let own = image.map_or_else(|| Ok(path.to_owned()), |image| image.resolve_parent(path));
    let own = own.ok()?;
    // If this fails, reading the file does too.
    let meta = retry(|| fs::symlink_metadata(&own)).ok()?;
    let by_path = || {
        let checked = image.map_or_else(|| check_path(path), |image| image.check_path(path));
        checked.err().map(|risk| risk.to_string())
    };
    if !meta.is_symlink() {
        let why = writers(&meta).map(|writers| writers.to_string());
        return why.or_else(|| (own != path).then(by_path).flatten());
    }
    let target = || image.map_or_else(|| fs::metadata(path), |image| image.metadata(path));
    let of_target = || writers(&retry(target).ok()?);
    (owner_above(&meta)
        .or_else(of_target)
        .map(|writers| writers.to_string()))
    .or_else(by_path)
}

/// Returns the users who are not administrators and can change a file or directory.
fn writers(meta: &Metadata) -> Option<Writers> {
    owner_above(meta).or_else(|| writers_by_mode(meta))
}

/// Users other than the current one and root who can change a file or directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// The owner.
    User(u32),
    /// The members of the file's group.
    Group(u32),
    /// All users.
    Everyone,
}

impl fmt::Display for Writers {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::User(owner) => {
                write!(f, "it belongs to user {owner}, and you are user {}", user())
            }
            Self::Group(group) => write!(f, "group {group} can write to it"),
            Self::Everyone => f.write_str("all users can write to it"),
        }
    }
}

/// Returns the other users who can change a file or directory: its owner, or those to whom its mode
/// gives the right to write.
pub fn other_writers(meta: &Metadata) -> Option<Writers> {
    other_owner(meta).or_else(|| writers_by_mode(meta))
}

/// Returns the owner, if that is neither the current user nor root.
pub fn other_owner(meta: &Metadata) -> Option<Writers> {
    is_foreign(meta.uid()).then_some(Writers::User(meta.uid()))
}

/// Returns whether a user is neither the current one nor root.
pub fn is_foreign(owner: u32) -> bool {
    owner != 0 && owner != user()
}

/// Returns the owner of a directory of the system, such as `/` or `/etc/sglaunch`, if that is
/// neither the current user nor root.
///
/// In a container whose user namespace does not map root, as those of Apptainer and Flatpak, root's
/// files belong to `nobody` (`user_namespaces(7)`), and so do the files of all other users outside.
/// But the user who has started the container chose its directories.
pub(super) fn owner_above(meta: &Metadata) -> Option<Writers> {
    other_owner(meta).filter(|_| meta.uid() != UNMAPPED || is_root_mapped())
}

/// The owner of files whose owner a user namespace does not map
/// (`/proc/sys/kernel/overflowuid`).
const UNMAPPED: u32 = 65534;

/// Returns whether root's files belong to root in the user namespace of this process.
fn is_root_mapped() -> bool {
    // Each line has the first number inside, the first one outside, and a count.
    fs::read_to_string("/proc/self/uid_map").map_or(true, |map| {
        let first = |line: &str| line.split_whitespace().next() == Some("0");
        map.lines().any(first)
    })
}

/// Returns the users to whom a file's mode gives the right to write, besides its owner.
///
/// A group with the user's own number is the user's alone on systems with private groups
/// (`useradd(8)`, `USERGROUPS_ENAB`), where the umask is 002. Group names are not looked up: a
/// static program cannot load the modules for that.
pub fn writers_by_mode(meta: &Metadata) -> Option<Writers> {
    if meta.mode() & 0o002 != 0 {
        return Some(Writers::Everyone);
    }
    let is_own = || meta.gid() == user() && meta.gid() == rustix::process::getegid().as_raw();
    (meta.mode() & 0o020 != 0 && !is_own()).then_some(Writers::Group(meta.gid()))
}

/// Returns device, inode, mode, owner and group of a file or directory; `None` if it cannot be
/// examined.
pub fn permissions(path: &Path) -> Option<[u64; 5]> {
    let meta = fs::metadata(path).ok()?;
    let [mode, user, group] = [meta.mode(), meta.uid(), meta.gid()].map(u64::from);
    Some([meta.dev(), meta.ino(), mode, user, group])
}

/// Returns a clause about users who can write to a file or directory that a studio may share. Its
/// owner may be any user.
pub fn shared_with(path: &Path, meta: &Metadata) -> Option<String> {
    let writers = writers_by_mode(meta)?;
    (synthetic_modes(path).is_none()).then(|| writers.to_string())
}

/// Checks that no user except the current one and root can change a file or directory.
pub fn check_owner(_: &Path, meta: &Metadata) -> Result<(), Unsafe> {
    match other_writers(meta) {
        Some(writers) => Err(Unsafe(writers.to_string())),
        None => Ok(()),
    }
}

/// Returns whether users outside the owner and the group cannot read a file or directory.
pub fn is_hidden_from_others(path: &Path) -> bool {
    const READABLE: u32 = 0o4;
    const ENTERABLE: u32 = 0o1;
    let lacks = |path: &Path, bit| fs::metadata(path).is_ok_and(|meta| meta.mode() & bit == 0);
    lacks(path, READABLE) || path.ancestors().skip(1).any(|dir| lacks(dir, ENTERABLE))
}

/// Returns an action that replaces an unsafe cache directory.
pub fn own_dir_hint() -> String {
    "set SGLAUNCH_CACHE_DIR to a directory that only you can write to".to_owned()
}

/// Lets all users read a file that was created for this user only.
pub fn make_world_readable(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}
