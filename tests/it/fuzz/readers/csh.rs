//! csh: the words that eval makes of a line in backquotes (tcsh(1), "Lexical structure").

use super::{Variable, posix, split, until, without_line_break};

/// Reads `setenv NAME word;`.
pub fn setenv(line: &[u8]) -> Variable {
    let line = without_line_break(line)?;
    if line.contains(&b'\n') {
        return Err("a line break, which backquotes make a blank".to_owned());
    }
    let line = line.strip_suffix(b";").ok_or("no `;`")?;
    let (name, word) = split(line, "setenv ", b' ')?;
    posix::check_name(name)?;
    Ok((name.to_owned(), parts(word)?))
}

/// Reads quoted parts, and escaped characters between them. `!` expands in quotes too, and a
/// backslash in them depends on a variable.
fn parts(mut text: &[u8]) -> Result<Vec<u8>, String> {
    let mut word = Vec::new();
    if text.is_empty() {
        return Err("no word".to_owned());
    }
    while let [first, rest @ ..] = text {
        text = match (first, rest) {
            (b'\'', rest) => {
                let (quoted, rest) = until(rest, b'\'')?;
                if quoted.contains(&b'!') || quoted.contains(&b'\\') {
                    return Err("`!` or a backslash in quotes".to_owned());
                }
                word.extend(quoted);
                rest
            }
            (b'\\', [escaped, rest @ ..]) => {
                word.push(*escaped);
                rest
            }
            (byte, _) => return Err(format!("{byte:#x} without quotes")),
        };
    }
    Ok(word)
}
