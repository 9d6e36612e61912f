//! Checks of values. An error is the sentence for the user.

use super::Template;

/// Checks a candidate of `program` or `shortcut.icon`. An empty path would be a directory.
pub(super) fn not_empty(path: &Template) -> Result<(), String> {
    match path.as_str() {
        "" => Err("the path is empty".to_owned()),
        _ => Ok(()),
    }
}

pub(super) fn https_url(url: &str) -> Result<(), String> {
    match url.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() => Ok(()),
        _ => Err(format!("`{url}` is not an https:// URL")),
    }
}

pub(super) fn variable_name(name: &str) -> Result<(), String> {
    // By byte, because a launch checks a dozen names.
    if name.is_empty() || name.bytes().any(|byte| matches!(byte, b'=' | 0)) {
        let name = name.escape_debug();
        return Err(format!("`{name}` is not a name of a variable"));
    }
    Ok(())
}

/// Checks a text that menus show.
pub(super) fn one_line(text: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.contains(char::is_control) {
        let text = text.escape_debug();
        return Err(format!("`{text}` is not one line of text"));
    }
    Ok(())
}

pub(super) fn menu_category(text: &str) -> Result<(), String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if text.is_empty() || !text.chars().all(is_allowed) {
        let text = text.escape_debug();
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
            let text = text.escape_debug();
            Err(format!("`{text}` is not a MIME type like `image/png`"))
        }
    }
}
