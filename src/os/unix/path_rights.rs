//! Permissions of the directories above a path.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path};

use super::link::MAX_LINKS;
use super::rights::{owner_above, writers_by_mode};
use crate::os::ownership::Unsafe;

/// Checks that no user except the current one and root can make a path lead elsewhere: by renaming
/// an entry of one of the directories above it, or by changing a link.
///
/// A part that does not exist ends the check.
pub fn check_path(path: &Path) -> Result<(), Unsafe> {
    check_path_below(Path::new("/"), path)
}

/// Checks a path as if `root` were `/`.
pub(super) fn check_path_below(root: &Path, path: &Path) -> Result<(), Unsafe> {
    let mut rest = parts(path);
    let mut current = root.to_owned();
    let mut links = 0;
    while let Some(name) = rest.pop() {
        check_parent(&current)?;
        if name == ".." {
            if current != root {
                current.pop();
            }
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
            root.clone_into(&mut current);
        }
        rest.extend(parts(&target));
    }
    Ok(())
}

/// Returns the parts of a path, the last first.
pub(super) fn parts(path: &Path) -> Vec<OsString> {
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
