//! YAML's escapes in paths: `"D:\tools\new"` in double quotes contains a tab and a line break.

use super::Template;

/// The use of a template's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profile) enum TemplateUse {
    /// The path of a file.
    Path,
    /// An argument or the value of a variable: a path if it begins like one of Windows.
    Text,
}

/// The escapes of YAML 1.2, section 5.7, that begin a name in a path: `C:\Program Files` in double
/// quotes begins with a paragraph separator.
const ESCAPES: [(char, &str); 12] = [
    ('\u{7}', "\\a"),
    ('\u{8}', "\\b"),
    ('\t', "\\t"),
    ('\n', "\\n"),
    ('\u{b}', "\\v"),
    ('\u{c}', "\\f"),
    ('\r', "\\r"),
    ('\u{1b}', "\\e"),
    ('\u{85}', "\\N"),
    ('\u{a0}', "\\_"),
    ('\u{2028}', "\\L"),
    ('\u{2029}', "\\P"),
];

impl Template {
    /// Returns a control character in a path. No path of a studio contains one: the profile has a
    /// backslash in double quotes, where YAML reads an escape.
    pub(in crate::profile) fn misread_escape(&self, template_use: TemplateUse) -> Option<char> {
        let text = self.as_str();
        match template_use {
            TemplateUse::Path => control_character(text),
            // An argument may be `--option=PATH`.
            TemplateUse::Text => [Some(text), text.split_once('=').map(|(_, value)| value)]
                .into_iter()
                .flatten()
                .find(|text| begins_with_drive(text))
                .and_then(control_character),
        }
    }
}

/// Returns whether a text begins like `D:`.
fn begins_with_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [drive, b':', ..] if drive.is_ascii_alphabetic())
}

/// Returns the first control character or line separator. A no-break space can be part of a name,
/// but not directly behind the drive.
fn control_character(path: &str) -> Option<char> {
    // Most paths are ASCII, and a launch parses dozens.
    if path.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    if begins_with_drive(path) && path[2..].starts_with('\u{a0}') {
        return Some('\u{a0}');
    }
    (path.chars()).find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Returns a character as YAML's double quotes have it.
pub(in crate::profile) fn escape_of(c: char) -> String {
    match ESCAPES.iter().find(|(known, _)| *known == c) {
        Some((_, escape)) => (*escape).to_owned(),
        None => format!("\\x{:02x}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the escape that is found in a value in double quotes.
    fn escape(quoted: &str, template_use: TemplateUse) -> Option<String> {
        let text: String = serde_yaml::from_str(&format!("\"{quoted}\"")).unwrap();
        let found = Template::parse(&text)
            .unwrap()
            .misread_escape(template_use)?;
        Some(escape_of(found))
    }

    #[test]
    fn an_escape_in_a_path_is_found() {
        for (quoted, in_path, in_text) in [
            (r"D:\tools\new", Some(r"\t"), Some(r"\t")),
            (r"D:\new", Some(r"\n"), Some(r"\n")),
            (r"D:\apps", Some(r"\a"), Some(r"\a")),
            (r"D:\bin", Some(r"\b"), Some(r"\b")),
            (r"D:\vfx", Some(r"\v"), Some(r"\v")),
            (r"D:\fonts", Some(r"\f"), Some(r"\f")),
            (r"D:\rez", Some(r"\r"), Some(r"\r")),
            (r"D:\ext", Some(r"\e"), Some(r"\e")),
            (r"C:\Program Files", Some(r"\P"), Some(r"\P")),
            (r"C:\Nuke", Some(r"\N"), Some(r"\N")),
            (r"C:\Library", Some(r"\L"), Some(r"\L")),
            (r"C:\_old", Some(r"\_"), Some(r"\_")),
            (r"C:\x01", Some(r"\x01"), Some(r"\x01")),
            (r"C:/my\u00a0tools", None, None),
            (r"\\server\\new", None, None),
            (r"\\server\new", Some(r"\n"), None),
            (r"${ROOT}\tools", Some(r"\t"), None),
            (r"--scene=D:\tools", Some(r"\t"), Some(r"\t")),
            (r"if a == b:\n  pass", Some(r"\n"), None),
            (r"D:\\tools", None, None),
            ("D:/tools/한글 é", None, None),
        ] {
            let expected = (in_path.map(str::to_owned), in_text.map(str::to_owned));
            let found = [TemplateUse::Path, TemplateUse::Text].map(|it| escape(quoted, it));
            assert_eq!(
                (&found[0], &found[1]),
                (&expected.0, &expected.1),
                "{quoted}"
            );
        }
    }
}
