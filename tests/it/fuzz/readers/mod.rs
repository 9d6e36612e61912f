//! Models of the programs that read what `env` writes, each as strict as it can be: what a line
//! contains besides one assignment is an error.

pub mod cmd;
pub mod csh;
pub mod dotenv;
pub mod fish;
pub mod openjd;
pub mod posix;
pub mod powershell;
pub mod systemd;

/// The name and value of a variable, or what else the text is.
pub type Variable = Result<(Vec<u8>, Vec<u8>), String>;

/// Splits a line without its line break after `start` and at the first `separator`.
fn split<'a>(line: &'a [u8], start: &str, separator: u8) -> Result<(&'a [u8], &'a [u8]), String> {
    let rest = line.strip_prefix(start.as_bytes()).ok_or("another start")?;
    let at = rest.iter().position(|byte| *byte == separator);
    let (name, rest) = rest.split_at(at.ok_or("no value")?);
    Ok((name, &rest[1..]))
}

/// Splits text at the first `byte`, which is left out.
fn until(text: &[u8], byte: u8) -> Result<(&[u8], &[u8]), String> {
    let at = text.iter().position(|found| *found == byte);
    let (before, rest) = text.split_at(at.ok_or_else(|| format!("no {byte:#x}"))?);
    Ok((before, &rest[1..]))
}

fn without_line_break(line: &[u8]) -> Result<&[u8], String> {
    Ok(line.strip_suffix(b"\n").ok_or("no line break")?)
}
