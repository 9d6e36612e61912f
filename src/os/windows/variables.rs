//! Names of environment variables.

use std::ffi::OsStr;
use std::os::windows::ffi::OsStrExt;

/// Returns whether two names mean the same environment variable: Windows ignores case, and compares
/// UTF-16 units in a way that does not depend on the language.
pub fn same_variable(a: &OsStr, b: &OsStr) -> bool {
    a.eq_ignore_ascii_case(b)
        || (a.len() == b.len() && a.encode_wide().map(upper).eq(b.encode_wide().map(upper)))
}

/// Returns the upper case of one UTF-16 unit as Windows defines it: the same unit if Unicode has
/// several letters for it, or an ASCII letter for that of another alphabet.
fn upper(unit: u16) -> u16 {
    let Some(c) = char::from_u32(unit.into()) else {
        return unit;
    };
    if c.is_ascii() {
        return c.to_ascii_uppercase() as u16;
    }
    let mut upper = c.to_uppercase();
    match (upper.next().map(u32::from).map(u16::try_from), upper.next()) {
        (Some(Ok(upper)), None) if upper > 0x7f => upper,
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables_ignore_case() {
        for (a, b, same) in [
            ("Path", "PATH", true),
            ("größe", "GRÖßE", true),
            ("größe", "GRÖSSE", false),
            ("ı", "I", false),
            ("A", "AB", false),
        ] {
            assert_eq!(same_variable(OsStr::new(a), OsStr::new(b)), same, "{a} {b}");
        }
    }
}
