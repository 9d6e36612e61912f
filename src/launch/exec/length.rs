//! The lengths that Windows limits, in UTF-16 units, with the quotes that std writes.
//!
//! `CreateProcessW` reports a command line that is too long like a path that is too long, and
//! cmd.exe runs nothing and names no program.

use std::ffi::OsStr;
use std::path::Path;

use crate::error::{Error, cut};
use crate::launch::plan::Plan;
use crate::program::cannot_run;

/// Maximum length of a command line without the zero at its end (`CreateProcessW`: 32,767 with it).
const MAX_COMMAND_LINE: usize = 32_766;

/// Maximum length of a command line of cmd.exe (Microsoft's article 830473).
const MAX_BATCH_LINE: usize = 8191;

/// Maximum length of a variable with its name and `=` ("Environment Variables": 32,767 with the
/// zero at its end).
const MAX_VARIABLE: usize = 32_766;

/// The text around a batch file and its arguments, which are between the two quotes. All of it is
/// counted, because no documentation tells which part cmd.exe counts.
const CMD: &str = r#"cmd.exe /e:ON /v:OFF /d /c """#;

/// A part of a launch that is longer than Windows allows.
#[derive(Debug, PartialEq, Eq)]
pub enum TooLong<'a> {
    CommandLine(usize),
    /// The command line of a batch file.
    BatchLine(usize),
    Variable(&'a OsStr, usize),
}

impl<'a> TooLong<'a> {
    /// Returns the part of a plan that is too long. `program` is the path that is started.
    pub fn of(plan: &'a Plan, program: &Path) -> Option<Self> {
        let length = |(name, value)| units(name) + 1 + units(value);
        let variable = (plan.env.iter()).map(|variable| (variable.0, length(variable)));
        if let Some((name, length)) = variable.max_by_key(|(_, length)| *length)
            && length > MAX_VARIABLE
        {
            return Some(Self::Variable(name, length));
        }
        let is_batch = is_batch_file(program);
        // The path is in quotes, and a space is before each argument.
        let args = plan.args.iter();
        let args = args.map(|arg| {
            1 + if is_batch {
                in_batch_line(arg)
            } else {
                quoted(arg)
            }
        });
        let length = units(program.as_os_str()) + 2 + args.sum::<usize>();
        if is_batch {
            let length = CMD.len() + length;
            (length > MAX_BATCH_LINE).then_some(Self::BatchLine(length))
        } else {
            (length > MAX_COMMAND_LINE).then_some(Self::CommandLine(length))
        }
    }

    pub fn error(&self) -> Error {
        let (reason, hint) = match self {
            Self::CommandLine(length) => (
                format!(
                    "its command line has {length} characters, and Windows allows {MAX_COMMAND_LINE}"
                ),
                "pass fewer arguments, or write them to a file if the program can read one"
                    .to_owned(),
            ),
            Self::BatchLine(length) => (
                format!(
                    "it is a batch file whose command line has {length} characters, and cmd.exe \
                     allows {MAX_BATCH_LINE}"
                ),
                "pass fewer arguments, or start the program that the batch file starts".to_owned(),
            ),
            Self::Variable(name, length) => {
                let name = name.to_string_lossy();
                let name = cut(&name);
                (
                    format!(
                        "the variable `{name}` has {length} characters, and Windows allows \
                         {MAX_VARIABLE}"
                    ),
                    format!("shorten `{name}`"),
                )
            }
        };
        cannot_run(&reason).hint(hint)
    }
}

/// Returns whether cmd.exe runs a program.
pub fn is_batch_file(program: &Path) -> bool {
    program
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("bat") || it.eq_ignore_ascii_case("cmd"))
}

/// Returns the length of a text in UTF-16 units. An unpaired surrogate is one unit, as U+FFFD is.
fn units(text: &OsStr) -> usize {
    text.to_string_lossy().encode_utf16().count()
}

/// Returns the length of an argument of a program: a backslash escapes each quote and each
/// backslash before a quote.
fn quoted(arg: &OsStr) -> usize {
    let text = arg.to_string_lossy();
    let is_quoted = text.is_empty() || text.contains([' ', '\t']);
    with_quotes(&text, is_quoted)
}

/// Returns the length of an argument of a batch file: std quotes an argument with other ASCII
/// characters than letters, digits and `UNQUOTED`, and writes each `%` as `%%cd:~,%`.
fn in_batch_line(arg: &OsStr) -> usize {
    const UNQUOTED: &str = r"#$*+-./:?@\_";
    let text = arg.to_string_lossy();
    let is_plain = |c: char| match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric() || UNQUOTED.contains(c),
        c => !c.is_control(),
    };
    let is_quoted = text.is_empty() || text.ends_with('\\') || !text.chars().all(is_plain);
    let percent_signs = text.matches(['%', '\r']).count();
    with_quotes(&text, is_quoted) + percent_signs * "%%cd:~,".len()
}

fn with_quotes(text: &str, is_quoted: bool) -> usize {
    let mut escapes = 0;
    let mut backslashes = 0;
    for c in text.chars() {
        if c == '"' {
            escapes += backslashes + 1;
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
    }
    let quotes = if is_quoted { 2 + backslashes } else { 0 };
    text.encode_utf16().count() + escapes + quotes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Job;

    fn plan(program: &str, args: &[&str], env: &[(&str, &str)]) -> Plan {
        Plan {
            program: program.into(),
            args: args.iter().map(Into::into).collect(),
            env: env.iter().copied().collect(),
            job: Job::Tree,
        }
    }

    #[test]
    fn an_argument_counts_with_its_quotes() {
        for (arg, program, batch) in [
            ("plain", 5, 5),
            ("", 2, 2),
            ("a b", 5, 5),
            ("a&b", 3, 5),
            ("한글", 2, 2),
            ("😀", 2, 2),
            (r"C:\x\", 5, 8),
            (r"C:\a b\", 10, 10),
            (r#"say "x""#, 11, 11),
            (r#"\""#, 4, 6),
            ("100%", 4, 13),
            ("a\u{85}b", 3, 5),
        ] {
            assert_eq!(quoted(arg.as_ref()), program, "{arg}");
            assert_eq!(in_batch_line(arg.as_ref()), batch, "{arg}, batch file");
        }
    }

    #[test]
    fn a_command_line_is_counted_in_utf16_units() {
        let program = r"C:\x\a.exe";
        let rest = MAX_COMMAND_LINE - program.len() - 2 - 1;
        // A Korean letter has three bytes, and one unit.
        for (letter, units) in [("a", 1), ("한", 1), ("😀", 2)] {
            let longest = letter.repeat(rest / units);
            let plan_of = |arg: &str| plan(program, &[arg], &[]);
            let fits = plan_of(&longest);
            assert_eq!(TooLong::of(&fits, program.as_ref()), None, "{letter}");
            let too_long = plan_of(&format!("{longest}{letter}"));
            let found = TooLong::of(&too_long, program.as_ref());
            let length = MAX_COMMAND_LINE - rest % units + units;
            assert_eq!(found, Some(TooLong::CommandLine(length)), "{letter}");
        }
    }

    #[test]
    fn a_batch_file_has_the_limit_of_cmd() {
        for program in [r"C:\x\tank.bat", r"C:\x\tank.CMD"] {
            let rest = MAX_BATCH_LINE - CMD.len() - program.len() - 2 - 1;
            let fits = plan(program, &[&"a".repeat(rest)], &[]);
            assert_eq!(TooLong::of(&fits, program.as_ref()), None);
            let too_long = plan(program, &[&"a".repeat(rest + 1)], &[]);
            let found = TooLong::of(&too_long, program.as_ref());
            assert_eq!(found, Some(TooLong::BatchLine(MAX_BATCH_LINE + 1)));
        }
    }

    #[test]
    fn a_variable_is_counted_with_its_name() {
        let value = "한".repeat(MAX_VARIABLE - "PATH=".len());
        let program = Path::new("a.exe");
        let fits = plan("a.exe", &[], &[("PATH", &value)]);
        assert_eq!(TooLong::of(&fits, program), None);
        let value = format!("{value};");
        let too_long = plan("a.exe", &[], &[("A", "b"), ("PATH", &value)]);
        let found = TooLong::of(&too_long, program).expect("it is too long");
        assert_eq!(found, TooLong::Variable("PATH".as_ref(), MAX_VARIABLE + 1));
        let error = found.error();
        assert_eq!(error.action().as_deref(), Some("shorten `PATH`"));
    }
}
