//! The metadata that a shortcut takes from the vendor's entry.

use std::path::Path;

use super::find;
use crate::desktop::shortcut::metadata::VendorMetadata;
use crate::dirs::Dirs;
use crate::env::Env;

/// Returns the metadata in the vendor's desktop entry.
pub fn vendor_metadata(
    program: &Path,
    flags: &[Vec<String>],
    dirs: &Dirs,
    env: &Env,
    cwd: &Path,
) -> VendorMetadata {
    let Some(entry) = find(program, flags, dirs, env, cwd) else {
        return VendorMetadata::default();
    };
    let mut mime_types = entry.list("MimeType");
    // A shortcut does not replace the handler of URLs with the vendor's scheme.
    mime_types.retain(|name| is_mime_type(name) && !name.starts_with("x-scheme-handler/"));
    let keys = |names: &[&str]| -> Vec<(String, String)> {
        let keys = names.iter().flat_map(|name| entry.with_translations(name));
        keys.collect()
    };
    let texts = keys(&["GenericName", "Comment", "Keywords"]);
    let mut switches = keys(&["StartupNotify", "PrefersNonDefaultGPU"]);
    switches.retain(|(_, value)| matches!(value.as_str(), "true" | "false"));
    let mut names = keys(&["Name"]);
    names.retain(|(key, _)| key != "Name");
    VendorMetadata {
        name: entry.value("Name"),
        comment: None,
        icon: entry.icon(),
        categories: entry.categories(),
        mime_types,
        wm_class: entry.value("StartupWMClass"),
        translated_names: names,
        extra_keys: texts.into_iter().chain(switches).collect(),
    }
}

/// Returns whether a text is a MIME type: two names (RFC 6838) and a slash.
fn is_mime_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}
