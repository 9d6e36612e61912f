//! Variables that `env` cannot have.

use super::key::System;
use super::{CaVariables, ProfileFile, Settings, error_in};
use crate::env::names::{
    NEEDED_ON_WINDOWS, SGLAUNCH_CERTIFI, SGLAUNCH_DEPTH, SGLAUNCH_INHERITED, SGLAUNCH_PROFILE,
    SGLAUNCH_RESTORE, SGLAUNCH_ROOT, SSL_CERT_DIR,
};
use crate::error::Result;

/// Checks the variables in `env` for a system, which may not be those of `ca_variables` that are
/// set.
pub(super) fn check_env(
    settings: &Settings,
    ca_variables: &CaVariables,
    files: &[ProfileFile],
    system: System,
) -> Result<()> {
    for (name, change) in settings.env.iter() {
        if let Some((why, hint)) = why_reserved(name, ca_variables, system) {
            let why = format!("`{name}` {why} and cannot be in `env`");
            return Err(error_in(files, &why, &change.origin).hint(hint));
        }
        if change.value.is_removal() && is_needed(name, system) {
            let why = format!("`{name}` cannot be removed: programs of Windows need it");
            let hint = "remove the entry, or write `{linux: null, macos: null}`";
            return Err(error_in(files, &why, &change.origin).hint(hint));
        }
    }
    Ok(())
}

/// Returns whether no profile may remove a variable, because programs of the system need it.
pub(super) fn is_needed(name: &str, system: System) -> bool {
    let is_name = |needed: &str| system.is_same_variable(needed, name);
    system == System::Windows && NEEDED_ON_WINDOWS.into_iter().any(is_name)
}

/// Returns why no profile sets the variable `name`, and what to do instead, if that is so. Nested
/// launches rely on the variables that describe the outer one, and only the caller sets the root.
fn why_reserved(
    name: &str,
    ca_variables: &CaVariables,
    system: System,
) -> Option<(&'static str, String)> {
    const OWN: [&str; 6] = [
        SGLAUNCH_PROFILE,
        SGLAUNCH_DEPTH,
        SGLAUNCH_INHERITED,
        SGLAUNCH_CERTIFI,
        SGLAUNCH_RESTORE,
        SGLAUNCH_ROOT,
    ];
    let is_name = |reserved: &str| system.is_same_variable(reserved, name);
    let add = "to trust a certificate, add its file to `ca.files`";
    if OWN.into_iter().any(is_name) {
        return Some(("belongs to sglaunch", "remove the entry".to_owned()));
    }
    let hint = if is_name(SSL_CERT_DIR) {
        add.to_owned()
    } else if ca_variables.iter().any(|known| is_name(&known.value)) {
        format!("{add}; to set the variable yourself, write `ca: {{variables: {{{name}: false}}}}`")
    } else {
        return None;
    };
    Some(("is set by sglaunch", hint))
}
