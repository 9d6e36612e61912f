//! Checks of keys that are null, which is the same as no key.

use super::Findings;
use crate::error::Error;
use crate::profile::ProfileFile;
use crate::profile::yaml::{RawSettings, Step, locate};

/// Keys with lists that replace those of the files below.
const LISTS: [&str; 7] = [
    "aliases",
    "args",
    "categories",
    "extensions",
    "mime_types",
    "sites",
    "version_files",
];

/// Warns of keys that are null. Null removes a variable and takes a version back.
pub(super) fn check(file: &ProfileFile, raw: &RawSettings, findings: &mut Findings) {
    let mut absent: Vec<_> = raw.absent().map(|key| ("", key)).collect();
    if let Some(ca) = &raw.ca {
        absent.extend(ca.absent().map(|key| ("ca", key)));
    }
    if let Some(shortcut) = &raw.shortcut {
        absent.extend(shortcut.absent().map(|key| ("shortcut", key)));
    }
    let absent = absent.into_iter();
    let warnings = absent.filter_map(|(parent, key)| warning(file, parent, key));
    findings.warnings.extend(warnings);
}

/// Returns the warning for a key without a value, if the file has it.
fn warning(file: &ProfileFile, parent: &str, key: &str) -> Option<Error> {
    // Locating a key reads the file again.
    if !file.text.yaml().contains(key) {
        return None;
    }
    let steps = [Step::Key(parent), Step::Key(key)];
    let location = locate(file, &steps[usize::from(parent.is_empty())..]);
    location.span.as_ref()?;
    let name = &file.name;
    let why = format!("`{key}: null` has no effect (in profile `{name}`)");
    let hint = if LISTS.contains(&key) {
        format!("write `{key}: []` for none, or remove the line")
    } else {
        "remove the line".to_owned()
    };
    Some(Error::new(why).at(location).hint(hint))
}
