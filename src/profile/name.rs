//! Names of profiles.

use super::RESERVED;
use crate::error::cut;
use crate::os;

/// Maximum length of a profile's name in bytes. That of a file is mostly 255.
const MAX_NAME: usize = 250;

/// Returns whether the file of a profile can have a name. A path is not a name, and editors and
/// file servers create files that begin with a dot.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME
        && !name.starts_with('.')
        && !name.contains(['/', '\\', '\0', ':'])
}

/// Checks that a name can be typed on the command line. The error is the sentence for the user.
pub fn check_name(name: &str) -> Result<(), String> {
    let shown = cut(name);
    let why = if RESERVED.iter().any(|command| is_same_name(command, name)) {
        return Err(format!(
            "`{shown}` is a command of sglaunch and cannot be the name of a profile"
        ));
    } else if name.contains('@') {
        "the text after `@` is a version"
    } else if name.starts_with('-') {
        "it would be an option"
    } else if !is_name(name) || name.contains(char::is_control) {
        "use letters, digits, `_` and `-`"
    } else {
        return Ok(());
    };
    Err(format!("`{shown}` cannot be the name of a profile: {why}"))
}

/// Returns whether two names are those of one profile: the file systems of Windows and macOS ignore
/// case.
pub fn is_same_name(a: &str, b: &str) -> bool {
    a == b || os::PROFILE_NAMES_IGNORE_CASE && folded(a) == folded(b)
}

/// Returns a name as it is compared without case. That does not depend on the language.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase()
}
