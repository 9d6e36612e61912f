//! Permissions of files and directories.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, DirBuilder, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

use super::{check_home, create_dir, is_root, user};
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
pub fn create_site_dir(_: &Path, path: &Path) -> io::Result<()> {
    create_dir(path)
}

/// Returns the first of these paths that users who are not administrators could have written, with
/// the reason. A link made by root or the user counts as its target.
pub fn unsafe_for_site<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Option<(PathBuf, String)> {
    paths.into_iter().find_map(|path| {
        let why = why_unsafe_for_site(path)?;
        Some((path.to_owned(), why))
    })
}

fn why_unsafe_for_site(path: &Path) -> Option<String> {
    // If this fails, reading the file does too.
    let meta = retry(|| fs::symlink_metadata(path)).ok()?;
    let writers = |meta: &Metadata| owner_above(meta).or_else(|| writers_by_mode(meta));
    if !meta.is_symlink() {
        return writers(&meta).map(|writers| writers.to_string());
    }
    let of_target = || writers(&retry(|| fs::metadata(path)).ok()?);
    (owner_above(&meta)
        .or_else(of_target)
        .map(|writers| writers.to_string()))
    .or_else(|| check_path(path).err().map(|risk| risk.to_string()))
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
    let is_trusted = meta.uid() == 0 || meta.uid() == user();
    (!is_trusted).then_some(Writers::User(meta.uid()))
}

/// Returns the owner of a directory of the system, such as `/` or `/etc/sglaunch`, if that is
/// neither the current user nor root.
///
/// In a container whose user namespace does not map root, as those of Apptainer and Flatpak, root's
/// files belong to `nobody` (`user_namespaces(7)`). So do those of all other users outside, but the
/// user who has started the container chose its directories.
fn owner_above(meta: &Metadata) -> Option<Writers> {
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

/// Returns a clause about users who can write to a file or directory that a studio may share. Its
/// owner may be any user.
pub fn shared_with(path: &Path, meta: &Metadata) -> Option<String> {
    let writers = writers_by_mode(meta)?;
    (synthetic_modes(path).is_none()).then(|| writers.to_string())
}

/// Returns the name of the file system, if it makes up the modes of its files, as those of Windows'
/// shares and disks do: then a mode does not tell who can write.
#[cfg(target_os = "linux")]
pub fn synthetic_modes(path: &Path) -> Option<&'static str> {
    /// Types of file systems (`statfs(2)`, `linux/magic.h`). WSL's drvfs is 9p.
    const SYNTHETIC: [(u32, &str); 9] = [
        (0x0102_1997, "9p"),
        (0xff53_4d42, "cifs"),
        (0x2011_bab0, "exfat"),
        (0x5346_544e, "ntfs"),
        (0x7366_746e, "ntfs3"),
        (0x517b, "smb"),
        (0xfe53_4d42, "smb2"),
        (0x786f_4256, "vboxsf"),
        (0x4d44, "vfat"),
    ];
    let statfs = rustix::fs::statfs(path).ok()?;
    let magic = u32::try_from(statfs.f_type & 0xffff_ffff).unwrap_or_default();
    let mut types = SYNTHETIC.into_iter();
    types.find_map(|(known, name)| (known == magic).then_some(name))
}

/// Returns the name of the file system, if it makes up the modes of its files: not determined here.
#[cfg(not(target_os = "linux"))]
pub fn synthetic_modes(_: &Path) -> Option<&'static str> {
    None
}

/// Checks that no user except the current one and root can change a file or directory.
pub fn check_owner(_: &Path, meta: &Metadata) -> Result<(), Unsafe> {
    match other_writers(meta) {
        Some(writers) => Err(Unsafe(writers.to_string())),
        None => Ok(()),
    }
}

/// Checks that no user except the current one and root can make a path lead elsewhere: by renaming
/// an entry of one of the directories above it, or by changing a link.
///
/// A part that does not exist ends the check.
pub fn check_path(path: &Path) -> Result<(), Unsafe> {
    let mut rest: Vec<OsString> = parts(path);
    let mut current = PathBuf::from("/");
    let mut links = 0;
    while let Some(name) = rest.pop() {
        check_parent(&current)?;
        if name == ".." {
            current.pop();
            continue;
        }
        let next = current.join(&name);
        let Ok(meta) = fs::symlink_metadata(&next) else {
            return Ok(());
        };
        if !meta.is_symlink() {
            current = next;
            continue;
        }
        links += 1;
        if links > MAX_LINKS {
            return Ok(());
        }
        if let Some(owner) = owner_above(&meta) {
            return Err(Unsafe(format!("{}: {owner}", next.display())));
        }
        let target = fs::read_link(&next).unwrap_or_default();
        if target.is_absolute() {
            current = PathBuf::from("/");
        }
        rest.extend(parts(&target));
    }
    Ok(())
}

/// Maximum number of links that the kernel follows in a path (`path_resolution(7)`).
const MAX_LINKS: u32 = 40;

/// Returns the parts of a path, the last first.
fn parts(path: &Path) -> Vec<OsString> {
    let parts = path.components().rev().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    });
    parts.collect()
}

/// Checks that no other user can rename an entry of a directory that does not belong to that user.
fn check_parent(dir: &Path) -> Result<(), Unsafe> {
    let Ok(meta) = fs::symlink_metadata(dir) else {
        return Ok(());
    };
    let by_mode = || writers_by_mode(&meta).filter(|_| !is_sticky(&meta));
    match owner_above(&meta).or_else(by_mode) {
        Some(writers) => Err(Unsafe(format!("{}: {writers}", dir.display()))),
        None => Ok(()),
    }
}

/// Returns whether only the owner of an entry of a directory can rename it, as in `/tmp`.
fn is_sticky(meta: &Metadata) -> bool {
    meta.mode() & 0o1000 != 0
}

/// Returns an action that replaces an unsafe cache directory.
pub fn own_dir_hint() -> String {
    "set SGLAUNCH_CACHE_DIR to a directory that only you can write to".to_owned()
}

/// Lets all users read a file that was created for this user only.
pub fn make_world_readable(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}
