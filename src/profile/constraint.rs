//! Checks of values. An error is the sentence for the user.

use super::Template;
use crate::error::cut;

/// Maximum length of the name of a variable, in bytes.
const MAX_NAME: usize = 255;

/// Maximum length of a value, in bytes: Linux starts no program with a longer argument or variable
/// (`execve(2)`, `MAX_ARG_STRLEN`).
pub(super) const MAX_VALUE: usize = 128 * 1024;

/// Maximum length of the values of `env`, and of `args`, in bytes: Linux starts no program with
/// more (`execve(2)`), and building them must not exhaust memory.
pub(super) const MAX_TOTAL: usize = 6 * 1024 * 1024;

/// Maximum number of items of a list, and of entries of a map.
const MAX_ITEMS: usize = 10_000;

/// Returns the sentence about a value, written or expanded, that is too long.
pub(super) fn too_long() -> String {
    format!("the value has more than {} KiB", MAX_VALUE / 1024)
}

/// Checks the length of a text.
pub(super) fn length(text: &str) -> Result<(), String> {
    if text.len() < MAX_VALUE {
        Ok(())
    } else {
        Err(too_long())
    }
}

/// Checks the number of items of a list or map.
pub(super) fn count(items: usize) -> Result<(), String> {
    if items <= MAX_ITEMS {
        Ok(())
    } else {
        Err(format!("there are more than {MAX_ITEMS} items"))
    }
}

/// Checks a candidate of `program` or `shortcut.icon`. An empty path would be a directory.
pub(super) fn not_empty(path: &Template) -> Result<(), String> {
    match path.as_str() {
        "" => Err("the path is empty".to_owned()),
        _ => Ok(()),
    }
}

/// Parses the path of a source of certificates.
pub(super) fn source_path(path: &str, key: &str) -> Result<Template, String> {
    let path = Template::parse(path)?;
    if path.is_versioned() {
        let why = "all versions share one bundle";
        return Err(format!("`{{version}}` cannot be used in `{key}`: {why}"));
    }
    Ok(path)
}

pub(super) fn https_url(url: &str) -> Result<(), String> {
    match url.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() => Ok(()),
        _ => Err(format!("`{}` is not an https:// URL", cut(url))),
    }
}

pub(super) fn variable_name(name: &str) -> Result<(), String> {
    // By byte, because a launch checks a dozen names.
    if name.is_empty() || name.bytes().any(|byte| matches!(byte, b'=' | 0)) {
        let name = cut(name);
        return Err(format!("`{name}` is not a variable name"));
    }
    if name.len() > MAX_NAME {
        let name = cut(name);
        return Err(format!("the name `{name}` has more than {MAX_NAME} bytes"));
    }
    Ok(())
}

/// Checks the extension of a file, as in `hip`.
pub(super) fn extension(text: &str) -> Result<(), String> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphanumeric()) {
        let text = cut(text);
        return Err(format!("`{text}` is not an extension like `hip`"));
    }
    Ok(())
}

/// Checks a text that menus show.
pub(super) fn one_line(text: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.contains(char::is_control) {
        let text = cut(text);
        return Err(format!("`{text}` is not one line of text"));
    }
    Ok(())
}

pub(super) fn menu_category(text: &str) -> Result<(), String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if text.is_empty() || !text.chars().all(is_allowed) {
        let text = cut(text);
        return Err(format!("`{text}` is not a menu category like `Graphics`"));
    }
    Ok(())
}

pub(super) fn mime_type(text: &str) -> Result<(), String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_allowed);
    match text.split_once('/') {
        Some((kind, subtype)) if is_part(kind) && is_part(subtype) => Ok(()),
        _ => {
            let text = cut(text);
            Err(format!("`{text}` is not a MIME type like `image/png`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_category_is_a_word() {
        for (text, is_right) in [
            ("Graphics", true),
            ("X-Studio", true),
            ("", false),
            ("a;b", false),
            ("한", false),
        ] {
            assert_eq!(menu_category(text).is_ok(), is_right, "{text}");
        }
    }

    #[test]
    fn a_variables_name_has_a_limit() {
        assert_eq!(variable_name(&"A".repeat(MAX_NAME)), Ok(()));
        assert!(variable_name(&"A".repeat(MAX_NAME + 1)).is_err());
        assert!(variable_name("").is_err() && variable_name("A=B").is_err());
    }

    #[test]
    fn texts_and_lists_have_limits() {
        // The kernel counts the NUL at the end of a text too.
        assert_eq!(length(&"A".repeat(MAX_VALUE - 1)), Ok(()));
        assert!(length(&"A".repeat(MAX_VALUE)).is_err());
        assert_eq!(count(MAX_ITEMS), Ok(()));
        assert!(count(MAX_ITEMS + 1).is_err());
    }
}
