//! Programs that have more privileges than the user who starts them.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Returns whether a program has more privileges than its user: it is setuid or setgid for another
/// one, or has file capabilities. Its libraries then ignore most of the environment
/// (`secure_getenv(3)`).
pub fn gains_privileges(path: &Path) -> bool {
    let Ok(meta) = fs::metadata(path) else {
        return false;
    };
    let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
    let sets_user = meta.mode() & 0o4000 != 0 && meta.uid() != user.as_raw();
    let sets_group = meta.mode() & 0o2000 != 0 && meta.gid() != group.as_raw();
    // Root has all capabilities already.
    meta.is_file() && (sets_user || sets_group || !user.is_root() && has_capabilities(path))
}

#[cfg(target_os = "linux")]
fn has_capabilities(path: &Path) -> bool {
    let mut value = [0; 64];
    rustix::fs::getxattr(path, "security.capability", &mut value).is_ok_and(|size| size > 0)
}

#[cfg(not(target_os = "linux"))]
fn has_capabilities(_: &Path) -> bool {
    false
}
