//! Arguments as one command line of Windows, in the form that `CommandLineToArgvW` parses.

/// Joins arguments to a command line without the program's name.
pub fn command_line(args: &[String]) -> String {
    let args: Vec<String> = args.iter().map(|arg| quote(arg)).collect();
    args.join(" ")
}

/// Quotes an argument. Backslashes are special only in front of a quote, and doubled there.
fn quote(arg: &str) -> String {
    if !arg.is_empty() && !arg.contains([' ', '\t', '\n', '\u{b}', '"']) {
        return arg.to_owned();
    }
    in_quotes(arg)
}

/// Puts an argument in double quotes.
pub(super) fn in_quotes(arg: &str) -> String {
    let mut quoted = "\"".to_owned();
    let mut backslashes = 0;
    for c in arg.chars() {
        if c == '"' {
            quoted += &"\\".repeat(backslashes + 1);
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        quoted.push(c);
    }
    quoted + &"\\".repeat(backslashes) + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_as_windows_parses_them() {
        for (arg, quoted) in [
            ("plain", "plain"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("C:\\x\\", "C:\\x\\"),
            ("C:\\a b\\", "\"C:\\a b\\\\\""),
            ("say \"x\"", "\"say \\\"x\\\"\""),
            ("\\\"", "\"\\\\\\\"\""),
            ("100%", "100%"),
        ] {
            assert_eq!(command_line(&[arg.to_owned()]), quoted, "{arg}");
        }
    }
}
