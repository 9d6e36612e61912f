//! sh, bash, zsh, ksh: `export NAME='value'`.

use std::ffi::OsStr;

use super::{Line, identifier};

/// Variables that bash, zsh or mksh manage themselves: they refuse or ignore an assignment, turn
/// the value into a number, or tie it to another variable, as zsh ties `path` to `PATH`.
const SPECIAL: &str = "ARGC BASHOPTS BASH_VERSINFO DIRSTACK EGID ERRNO EUID FUNCNAME GID GROUPS HISTCMD KSH_VERSION \
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

/// Quotes a word for a reader: with single quotes only if a POSIX shell needs them.
pub fn quote(word: &OsStr) -> Vec<u8> {
    let is_plain = |byte: &u8| {
        byte.is_ascii_alphanumeric() || b"/._-+=:,@%".contains(byte) || !byte.is_ascii()
    };
    let bytes = word.as_encoded_bytes();
    if !bytes.is_empty() && bytes.iter().all(is_plain) {
        bytes.to_owned()
    } else {
        in_single_quotes(bytes)
    }
}

/// Quotes bytes: single quotes preserve every other character (POSIX, XCU 2.2.2).
pub(super) fn in_single_quotes(bytes: &[u8]) -> Vec<u8> {
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
