//! The registry, which only Windows has.

use crate::os::RegistryText;

/// Returns the names of the keys below a key.
pub fn registry_keys(_: &str) -> Vec<String> {
    Vec::new()
}

/// Returns the text of a value of a key: of the default value if there is no name.
pub fn registry_text(_: &str, _: Option<&str>) -> Option<RegistryText> {
    None
}
