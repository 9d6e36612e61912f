//! The command line in the key `Exec`.
//!
//! It has two layers: each argument is quoted, and the whole line is then escaped like every string
//! of the file. A backslash in a quoted argument is written as four.

use super::value::{escape, unescape};

/// Starts a program whose path contains `=`, which the specification excludes, or `%`, which `GLib`
/// does not find.
const SHELL: [&str; 3] = ["/bin/sh", "-c", "exec \"$0\" \"$@\""];

/// Characters that an argument must be quoted for.
const RESERVED: &str = " \t\n\"'\\><~|&;$*?#()`";

/// Formats a command, followed by `%F`: the files to open.
pub fn format_exec(command: &[String]) -> String {
    let needs_shell = command
        .first()
        .is_some_and(|program| program.contains(['=', '%']));
    let shell = SHELL.iter().filter(|_| needs_shell).copied();
    let args = shell.chain(command.iter().map(String::as_str));
    let args: Vec<String> = args.map(quote).collect();
    escape(&format!("{} %F", args.join(" ")))
}

/// Quotes an argument. A single percent sign would start a field code.
fn quote(arg: &str) -> String {
    let arg = arg.replace('%', "%%");
    if !arg.is_empty() && !arg.contains(|c| RESERVED.contains(c)) {
        return arg;
    }
    let mut quoted = "\"".to_owned();
    for c in arg.chars() {
        if matches!(c, '"' | '`' | '$' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted + "\""
}

/// Splits a line into arguments without field codes. Returns `None` if a quote is not closed.
pub fn parse_exec(exec: &str) -> Option<Vec<String>> {
    let mut args = Vec::new();
    let mut arg: Option<String> = None;
    let mut is_quoted = false;
    let text = unescape(exec);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                arg.get_or_insert_default();
            }
            '\\' if is_quoted => arg.get_or_insert_default().push(chars.next()?),
            '%' => match chars.next()? {
                '%' => arg.get_or_insert_default().push('%'),
                _ if arg.is_none() => {}
                field => arg.get_or_insert_default().extend(['%', field]),
            },
            c if c.is_whitespace() && !is_quoted => args.extend(arg.take()),
            c => arg.get_or_insert_default().push(c),
        }
    }
    args.extend(arg);
    (!is_quoted).then_some(args)
}

/// Removes `env` with its assignments, which users insert, and the shell of [`format_exec`].
pub fn without_prefix(mut args: Vec<String>) -> Vec<String> {
    let is_env = |arg: &String| matches!(arg.as_str(), "env" | "/usr/bin/env");
    if args.first().is_some_and(is_env) {
        let is_assignment = |arg: &&String| arg.contains('=');
        let assignments = args.iter().skip(1).take_while(is_assignment).count();
        args.drain(..=assignments);
    }
    match args.strip_prefix(&SHELL.map(str::to_owned)) {
        Some(command) => command.to_vec(),
        None => args,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(args: &[&str]) -> Vec<String> {
        args.iter().map(|arg| (*arg).to_owned()).collect()
    }

    #[test]
    fn inserted_env_is_not_part_of_the_command() {
        let command = |exec: &str| parse_exec(exec).map(without_prefix);
        let plain = command("/opt/sglaunch --window houdini %F");
        assert_eq!(plain.as_ref().map(Vec::len), Some(3));
        for exec in [
            "env DRI_PRIME=1 A= /opt/sglaunch --window houdini %F",
            "/usr/bin/env DRI_PRIME=1 /opt/sglaunch --window houdini %F",
            "env /opt/sglaunch --window houdini %F",
        ] {
            assert_eq!(command(exec), plain, "{exec}");
        }
        assert_eq!(command("env"), Some(Vec::new()));
    }

    #[test]
    fn an_exec_line_is_quoted_and_escaped() {
        assert_eq!(format_exec(&owned(&["/a", "x"])), "/a x %F");
        assert_eq!(
            format_exec(&owned(&["/a b", "100%", ""])),
            "\"/a b\" 100%% \"\" %F"
        );
        assert_eq!(
            format_exec(&owned(&["$x\\y`\""])),
            "\"\\\\$x\\\\\\\\y\\\\`\\\\\"\" %F"
        );
        for hostile in [
            "a\nb",
            "'",
            "\\",
            "%f",
            "%%",
            "a%",
            "~",
            "#",
            "",
            "\\n",
            "\t",
            "é 한글",
        ] {
            let command = owned(&["/bin/x", hostile, "y"]);
            assert_eq!(
                parse_exec(&format_exec(&command)),
                Some(command),
                "{hostile}"
            );
        }
    }

    #[test]
    fn a_path_that_exec_cannot_contain_is_started_by_a_shell() {
        for path in ["/a=b", "/100%"] {
            let command = owned(&[path, "x"]);
            let exec = format_exec(&command);
            assert!(exec.starts_with("/bin/sh -c "));
            assert_eq!(parse_exec(&exec).map(without_prefix), Some(command));
        }
    }

    #[test]
    fn exec_lines_of_vendors_are_parsed() {
        let parse = |text| parse_exec(text).unwrap();
        assert_eq!(parse("blender %f"), ["blender"]);
        assert_eq!(
            parse("env A=1 \"/opt/x y/z\" --nukex %U"),
            ["env", "A=1", "/opt/x y/z", "--nukex"]
        );
        assert_eq!(parse_exec("\"open"), None);
    }
}
