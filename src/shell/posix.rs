//! sh, bash, zsh, ksh: `export NAME='value'`.

use std::ffi::OsStr;

use super::{Line, identifier};
use crate::error::characters;

/// Variables that bash, zsh or mksh manage themselves: they refuse or ignore an assignment, turn
/// the value into a number, or tie it to another variable, as zsh ties `path` to `PATH`.
pub(super) const SPECIAL: &str = "ARGC BASHOPTS BASH_VERSINFO DIRSTACK EGID ERRNO EUID FUNCNAME GID GROUPS HISTCMD KSH_VERSION \
    LINENO OPTIND PPID RANDOM SECONDS SHELLOPTS UID USER_ID _ aliases argv builtins cdpath commands fignore fpath \
    functions history mailpath manpath module_path options parameters path pipestatus psvar signals status watch";

/// Writes one assignment. `unset` has `-v` because it may otherwise remove a function if there is
/// no variable of the name.
pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, SPECIAL)?;
    let Some(value) = value else {
        return Ok(format!("unset -v {name}").into());
    };
    let value = in_single_quotes(value.as_encoded_bytes());
    Ok([format!("export {name}=").as_bytes(), &value].concat())
}

/// Quotes a word as coreutils do, for a terminal, from which it may be copied to a shell: only if
/// the shell needs it, with single quotes, and with `$'…'` (POSIX.1-2024, XCU 2.2.4) around bytes
/// that a terminal would obey or not show.
pub fn quote(word: &OsStr) -> String {
    let mut parts: Vec<Part> = Vec::new();
    for chunk in word.as_encoded_bytes().utf8_chunks() {
        for (c, is_shown) in characters(chunk.valid()) {
            if is_shown {
                Part::Text(c.into()).add_to(&mut parts);
            } else {
                Part::Escapes(escapes(c.encode_utf8(&mut [0; 4]).as_bytes())).add_to(&mut parts);
            }
        }
        if !chunk.invalid().is_empty() {
            Part::Escapes(escapes(chunk.invalid())).add_to(&mut parts);
        }
    }
    match parts.as_slice() {
        [] => "''".to_owned(),
        [Part::Text(text)] if is_plain(text) => text.to_owned(),
        parts => parts.iter().map(Part::quoted).collect(),
    }
}

/// Returns whether a word needs no quotes.
fn is_plain(word: &str) -> bool {
    let needs_no_quotes = |c: char| {
        c.is_alphanumeric() || "/._-+=:,@%".contains(c) || !c.is_ascii() && !c.is_whitespace()
    };
    word.chars().all(needs_no_quotes) && !word.starts_with('=')
}

/// A part of a word, in one kind of quotes.
enum Part {
    Text(String),
    Escapes(String),
}

impl Part {
    fn add_to(self, parts: &mut Vec<Part>) {
        match (parts.last_mut(), self) {
            (Some(Self::Text(last)), Self::Text(more))
            | (Some(Self::Escapes(last)), Self::Escapes(more)) => last.push_str(&more),
            (_, part) => parts.push(part),
        }
    }

    fn quoted(&self) -> String {
        match self {
            Self::Text(text) => format!("'{}'", text.replace('\'', r"'\''")),
            Self::Escapes(escapes) => format!("$'{escapes}'"),
        }
    }
}

fn escapes(bytes: &[u8]) -> String {
    let escape = |byte: &u8| match byte {
        b'\t' => r"\t".to_owned(),
        b'\n' => r"\n".to_owned(),
        b'\r' => r"\r".to_owned(),
        byte => format!("\\{byte:03o}"),
    };
    bytes.iter().map(escape).collect()
}

/// Quotes bytes: single quotes preserve every other character (POSIX, XCU 2.2.2).
pub fn in_single_quotes(bytes: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for byte in bytes {
        match byte {
            b'\'' => quoted.extend(br"'\''"),
            byte => quoted.push(*byte),
        }
    }
    quoted.push(b'\'');
    quoted
}
