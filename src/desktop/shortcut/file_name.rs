//! Names of files from names of shortcuts, whatever is in them.

use sha2::{Digest as _, Sha256};

/// How many bytes of a name a file's takes: with what stands around it, that is below what every file system allows.
const LONGEST: usize = 120;

/// A word for a file name on any system. What cannot stand there becomes a hyphen, and then a few digits follow which
/// keep apart what would be the same.
#[cfg(any(all(unix, not(target_os = "macos")), test))]
pub fn word(name: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let kept: String = (name.chars())
        .map(|c| if is_kept(c) { c } else { '-' })
        .collect();
    distinct(name, kept.trim_matches(['.', '-']))
}

/// A name for a file that shows it to the user, as a Windows link and a macOS application do.
#[cfg(any(windows, target_os = "macos", test))]
pub fn shown(name: &str) -> String {
    let is_kept = |c: char| !c.is_control() && !r#"<>:"/\|?*"#.contains(c);
    let kept: String = (name.chars())
        .map(|c| if is_kept(c) { c } else { '-' })
        .collect();
    let kept = kept.trim().trim_matches('.').trim();
    let stem = kept.split('.').next().unwrap_or_default().trim_end();
    if is_device(stem) {
        return distinct(name, &format!("_{kept}"));
    }
    distinct(name, kept)
}

/// A name that is a device on Windows, in whatever folder.
#[cfg(any(windows, target_os = "macos", test))]
fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    let numbered =
        |prefix: &str| (stem.strip_prefix(prefix)).is_some_and(|rest| rest.chars().count() == 1);
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// So much of `kept` as a file name takes; where it is not `name` itself, with digits that stand for that.
fn distinct(name: &str, kept: &str) -> String {
    if kept == name && (1..=LONGEST).contains(&kept.len()) {
        return kept.to_owned();
    }
    let end = (0..=kept.len().min(LONGEST))
        .rev()
        .find(|end| kept.is_char_boundary(*end));
    let cut = kept[..end.unwrap_or(0)].trim_end_matches(['.', '-', ' ']);
    let digits = digits(name);
    if cut.is_empty() {
        digits
    } else {
        format!("{cut}-{digits}")
    }
}

/// Digits that stand for a text.
pub fn digits(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digits: Vec<String> = digest
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.concat()
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
    fn no_name_leads_out_of_the_folder_and_no_two_meet() {
        let long = "가".repeat(200);
        for make in [word, shown] {
            let names: Vec<String> = HOSTILE
                .iter()
                .chain([&long.as_str()])
                .map(|name| make(name))
                .collect();
            for name in &names {
                assert!(!name.is_empty() && name.len() <= LONGEST + 9, "{name}");
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
    fn an_ordinary_name_stays() {
        assert_eq!(word("houdini"), "houdini");
        assert_eq!(word("후디니"), "후디니");
        assert!(!is_device(&shown("CON")) && shown("nul.txt").starts_with("_nul.txt-"));
        assert_eq!(shown("Houdini 20.5 후디니"), "Houdini 20.5 후디니");
    }
}
