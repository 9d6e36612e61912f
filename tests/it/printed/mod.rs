//! Text from outside, which could control the terminal or imitate a message.

mod json;
mod long_names;
mod messages;

/// Control characters, changes of direction, line breaks and invisible characters.
const HOSTILE: &str = "\u{1b}[2J\u{7}\u{9b}\u{202e}\u{200b}\u{2028}\u{3164}\nerror: forged\r";

/// Checks that a text has none of these characters and no forged line.
#[track_caller]
fn assert_printable(text: &str, context: &str) {
    let is_raw = |c: char| {
        c != '\n' && c != '\t' && HOSTILE.contains(c) && (c.is_control() || !c.is_ascii())
    };
    let raw = text.chars().find(|c| is_raw(*c));
    assert_eq!(raw, None, "{context}: {text:?}");
    let is_forged = |line: &str| line.trim_start().starts_with("error: forged");
    assert!(!text.lines().any(is_forged), "{context}: {text}");
}

/// Writes a text as a string of YAML, which needs more escapes than JSON.
fn yaml(text: &str) -> String {
    let json = serde_json::json!(text).to_string();
    json.replace('\u{9b}', "\\u009b")
        .replace('\u{2028}', "\\u2028")
}
