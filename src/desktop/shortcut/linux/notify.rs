//! Notifies the desktop of new and removed entries.

use std::path::Path;

use crate::desktop::tool;
use crate::env::Env;

/// Notifies the desktop of an entry that was written or removed, and returns a hint for the user.
///
/// Desktops watch the menu directory. Only the index of MIME types is a file that a tool writes.
/// GNOME starts an entry on the desktop only if it is marked as trusted.
pub fn notify_desktop(
    path: &Path,
    is_menu: bool,
    has_mime_types: bool,
    env: &Env,
) -> Option<&'static str> {
    if is_menu {
        let dir = path.parent().unwrap_or(path);
        if has_mime_types || dir.join("mimeinfo.cache").exists() {
            let args = ["-q".as_ref(), dir.as_os_str()];
            tool::run_quietly("update-desktop-database", &args, env);
        }
        return None;
    }
    let is_trusted = path.exists() && is_gnome(env) && mark_trusted(path, env);
    (path.exists() && !is_trusted)
        .then_some("if it does not start, right-click it and choose Allow Launching")
}

fn is_gnome(env: &Env) -> bool {
    env.get("XDG_CURRENT_DESKTOP").is_some_and(|desktop| {
        let desktop = desktop.to_string_lossy().to_lowercase();
        desktop
            .split(':')
            .any(|name| ["gnome", "unity"].contains(&name))
    })
}

fn mark_trusted(path: &Path, env: &Env) -> bool {
    let args = ["set", "-t", "string"].map(AsRef::as_ref);
    let key = ["metadata::trusted", "true"].map(AsRef::as_ref);
    let args = [&args[..], &[path.as_os_str()], &key[..]].concat();
    tool::run_quietly("gio", &args, env)
}
