//! File names made from the names of shortcuts, which may contain any character.

use sha2::{Digest as _, Sha256};

/// Longest part of a file name that comes from a name, in bytes. With a prefix and an extension,
/// the file name stays below the limit of every file system.
const MAX_LENGTH: usize = 120;

/// Makes a part of a file name that is valid on every system.
///
/// Other characters become hyphens, and a part of the name's hash is appended to keep different
/// names apart.
#[cfg(any(all(unix, not(target_os = "macos")), test))]
pub fn slug(name: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let kept = replace_unless(name, is_kept);
    distinct(name, kept.trim_matches(['.', '-']))
}

/// Makes a file name that the user sees, as for a Windows link or a macOS application.
#[cfg(any(windows, target_os = "macos", test))]
pub fn display_name(name: &str) -> String {
    let is_kept = |c: char| !c.is_control() && !r#"<>:"/\|?*"#.contains(c);
    let kept = replace_unless(name, is_kept);
    let kept = kept.trim().trim_matches('.').trim();
    let stem = kept.split('.').next().unwrap_or_default().trim_end();
    if is_device(stem) {
        return distinct(name, &format!("_{kept}"));
    }
    distinct(name, kept)
}

fn replace_unless(name: &str, is_kept: impl Fn(char) -> bool) -> String {
    name.chars()
        .map(|c| if is_kept(c) { c } else { '-' })
        .collect()
}

/// Returns whether Windows opens a device for this name, in any directory.
pub fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    let numbered =
        |prefix: &str| (stem.strip_prefix(prefix)).is_some_and(|rest| rest.chars().count() == 1);
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// Truncates `kept` and, unless it equals `name`, appends a hash of `name`.
fn distinct(name: &str, kept: &str) -> String {
    if kept == name && (1..=MAX_LENGTH).contains(&kept.len()) {
        return kept.to_owned();
    }
    let end = (0..=kept.len().min(MAX_LENGTH))
        .rev()
        .find(|end| kept.is_char_boundary(*end));
    let cut = kept[..end.unwrap_or(0)].trim_end_matches(['.', '-', ' ']);
    let hash = short_hash(name);
    if cut.is_empty() {
        hash
    } else {
        format!("{cut}-{hash}")
    }
}

/// Returns the first eight hexadecimal digits of a text's SHA-256.
pub fn short_hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digits = digest.iter().take(4).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: [&str; 12] = [
        "../../etc/passwd",
        "..",
        ".",
        "",
        "/",
        "a/b",
        "a-b",
        "a\\b",
        "a\nb\u{1b}",
        "CON",
        "nul.txt",
        " x. ",
    ];

    #[test]
    fn hostile_names_stay_distinct_file_names() {
        let long = "가".repeat(200);
        for make in [slug, display_name] {
            let names: Vec<String> = HOSTILE
                .iter()
                .chain([&long.as_str()])
                .map(|name| make(name))
                .collect();
            for name in &names {
                assert!(!name.is_empty() && name.len() <= MAX_LENGTH + 9, "{name}");
                assert!(!name.contains(['/', '\\', '\n', '\u{1b}', ':']), "{name}");
                assert!(
                    !name.starts_with('.') && !name.ends_with(['.', ' ']),
                    "{name}"
                );
            }
            let mut distinct = names.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), names.len(), "{names:?}");
        }
    }

    #[test]
    fn an_ordinary_name_is_kept() {
        assert_eq!(slug("houdini"), "houdini");
        assert_eq!(slug("후디니"), "후디니");
        assert!(
            !is_device(&display_name("CON")) && display_name("nul.txt").starts_with("_nul.txt-")
        );
        assert_eq!(display_name("Houdini 20.5 후디니"), "Houdini 20.5 후디니");
    }
}
