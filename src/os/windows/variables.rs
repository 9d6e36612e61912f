//! Names of environment variables.

use std::ffi::OsStr;
use std::os::windows::ffi::OsStrExt;

/// Whether two names mean the same variable: Windows compares them without case, unit by unit and in no language.
pub fn same_variable(a: &OsStr, b: &OsStr) -> bool {
    a.eq_ignore_ascii_case(b)
        || (a.len() == b.len() && a.encode_wide().map(upper).eq(b.encode_wide().map(upper)))
}

/// The capital of one UTF-16 unit. Where Unicode has several letters for it, or an ASCII one for another alphabet's,
/// Windows has none.
fn upper(unit: u16) -> u16 {
    let Some(c) = char::from_u32(unit.into()) else {
        return unit;
    };
    if c.is_ascii() {
        return c.to_ascii_uppercase() as u16;
    }
    let mut capitals = c.to_uppercase();
    match (
        capitals.next().map(u32::from).map(u16::try_from),
        capitals.next(),
    ) {
        (Some(Ok(capital)), None) if capital > 0x7f => capital,
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_the_same_in_either_case() {
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
