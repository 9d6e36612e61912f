//! csh, tcsh: `setenv NAME 'value';`, for eval "`sglaunch env NAME --format csh`".
//!
//! Inside double quotes, backquotes make a word of each line, and eval joins the words with blanks.
//! So each line ends in `;`, and no value can have a line break.

use std::ffi::OsStr;

use super::{Line, Unwritable, identifier};
use crate::order;

/// tcsh reads the output in pieces of 4 KiB, and loses bytes at the end of a piece if there is a
/// character that its locale does not have. Such lines are written first, and must fit in a piece.
const FIRST_PIECE: usize = 4000;

pub(super) fn line(name: &str, value: Option<&OsStr>) -> Line {
    let name = identifier(name, "")?;
    let Some(value) = value else {
        return Ok(format!("unsetenv {name};").into());
    };
    let value = value.as_encoded_bytes();
    if value.contains(&b'\n') {
        return Err(Unwritable("csh cannot read a line break in backquotes"));
    }
    Ok([format!("setenv {name} ").as_bytes(), &quote(value), b";"].concat())
}

/// Orders lines, each with its variable, and returns the variable of one that tcsh would not read
/// whole.
pub(super) fn in_order<N: Copy>(
    mut lines: Vec<(N, Vec<u8>)>,
) -> Result<Vec<Vec<u8>>, (N, Unwritable)> {
    order::sort_by_key(&mut lines, |(_, line)| line.is_ascii());
    let mut length = 0;
    for (name, line) in lines.iter().take_while(|(_, line)| !line.is_ascii()) {
        length += line.len() + 1;
        if length > FIRST_PIECE {
            let why = "csh may lose characters other than ASCII behind the first 4 KiB";
            return Err((*name, Unwritable(why)));
        }
    }
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Quotes bytes: in single quotes everything is plain but `!`, and with `backslash_quote` a
/// backslash (tcsh(1), "Lexical structure").
pub(super) fn quote(bytes: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'\''];
    for byte in bytes {
        match byte {
            b'\'' | b'\\' | b'!' => quoted.extend([b'\'', b'\\', *byte, b'\'']),
            byte => quoted.push(*byte),
        }
    }
    quoted.push(b'\'');
    quoted
}
