//! Arguments of a command for the shell that called sglaunch on Windows.

use std::ffi::OsStr;

use super::UserShell;
use super::cmd::with_carets;
use super::command_line::in_quotes;
use super::{cmd, fish, posix, powershell};

impl UserShell {
    /// Quotes an argument, only if the shell needs it.
    pub fn quote(self, word: &OsStr) -> String {
        let text = word.to_string_lossy();
        match self {
            Self::Bash | Self::Zsh | Self::Sh | Self::Csh | Self::Tcsh => posix::quote(word),
            // A backslash without quotes is an escape in fish.
            Self::Fish if text.contains('\\') => fish::quote(word),
            _ if is_plain(&text) => text.into_owned(),
            Self::Fish => fish::quote(word),
            Self::Powershell => powershell::quote_argument(&text),
            Self::Cmd | Self::Windows => {
                // cmd has no escape for them, and a line break would start another command.
                let text = text.replace(char::is_control, "?");
                if self == Self::Windows && is_same_in_both(&text) {
                    in_quotes(&text)
                } else {
                    quote_for_cmd(&text)
                }
            }
        }
    }

    /// Quotes a variable and its value, for cmd as its `set` takes them.
    pub fn quote_assignment(self, name: &OsStr, value: &OsStr) -> String {
        match self {
            Self::Cmd | Self::Windows => {
                let shown = |text: &OsStr| text.to_string_lossy().replace(char::is_control, "?");
                cmd::assignment(&shown(name), &shown(value))
            }
            _ => format!("{}={}", self.quote(name), self.quote(value)),
        }
    }

    /// Quotes the path of a program at the beginning of a command.
    pub fn quote_program(self, program: &OsStr) -> String {
        let quoted = self.quote(program);
        match self {
            // A quoted string alone is an expression, not a command (`about_Operators`, `&`).
            Self::Powershell if !quoted.starts_with(is_safe) => format!("& {quoted}"),
            Self::Windows if quoted.starts_with('"') => quoted_behind_drive(program, quoted),
            _ => quoted,
        }
    }

    /// Returns a path that begins with the value of a variable, as one word; `rest` begins with a
    /// backslash or is empty.
    pub fn path_below(self, variable: &str, rest: &str) -> String {
        match self {
            Self::Powershell => {
                let rest = powershell::in_double_quotes(rest);
                format!("\"$Env:{variable}{rest}\"")
            }
            Self::Fish => format!("\"${variable}\"{}", fish::quote(rest.as_ref())),
            Self::Cmd | Self::Windows => format!("\"%{variable}%{rest}\""),
            _ => {
                let rest = posix::in_single_quotes(rest.as_bytes());
                format!("\"${variable}\"{}", String::from_utf8_lossy(&rest))
            }
        }
    }

    /// Returns the command that appends lines to a file, which is given as a word of this shell.
    /// The lines have nothing that is special in cmd.
    pub fn append(self, file: &str, lines: &[&str]) -> String {
        let quoted = |separator: &str| {
            let lines: Vec<_> = lines.iter().map(|line| format!("'{line}'")).collect();
            lines.join(separator)
        };
        match self {
            Self::Powershell => format!("Add-Content {file} {}", quoted(", ")),
            // Without blanks behind the texts, which `echo` would print.
            Self::Cmd | Self::Windows => format!("(echo {})>>{file}", lines.join("&echo ")),
            _ => format!("printf '%s\\n' {} >>{file}", quoted(" ")),
        }
    }

    /// Replaces a directory at the beginning of the words of a command, which this shell has
    /// quoted, by the variable that names it.
    pub fn without_dir(self, command: &str, dir: &str, variable: &str) -> String {
        let quote = match self {
            Self::Cmd | Self::Windows => '"',
            _ => '\'',
        };
        let dir = self.escape(dir.trim_end_matches('\\'));
        let mut out = String::new();
        let mut rest = command;
        while let Some((before, after)) = rest.split_once(&dir) {
            let is_quoted = before.ends_with(quote) && !before.ends_with(&format!("^{quote}"));
            let begins = is_quoted || before.is_empty() || before.ends_with(' ');
            if !begins || !after.starts_with('\\') {
                let end = before.len() + dir.len();
                out.push_str(&rest[..end]);
                rest = after;
                continue;
            }
            let end = if is_quoted {
                self.closing(after)
            } else {
                after.find(' ').unwrap_or(after.len())
            };
            let below = self.unescape(&after[..end]);
            out.push_str(&before[..before.len() - usize::from(is_quoted)]);
            if self == Self::Powershell && before.is_empty() {
                out.push_str("& ");
            }
            out += &self.path_below(variable, &below);
            rest = &after[(end + usize::from(is_quoted)).min(after.len())..];
        }
        out + rest
    }

    /// Escapes what is special inside the quotes of [`UserShell::quote`]. No path of Windows has a
    /// double quote.
    fn escape(self, text: &str) -> String {
        match self {
            Self::Powershell => powershell::in_single_quotes(text),
            Self::Fish => text.replace('\\', r"\\").replace('\'', r"\'"),
            Self::Cmd | Self::Windows => text.to_owned(),
            _ => text.replace('\'', r"'\''"),
        }
    }

    /// Undoes [`UserShell::escape`].
    fn unescape(self, text: &str) -> String {
        match self {
            Self::Powershell => powershell::from_single_quotes(text),
            Self::Fish => text.replace(r"\'", "'").replace(r"\\", r"\"),
            Self::Cmd | Self::Windows => text.to_owned(),
            _ => text.replace(r"'\''", "'"),
        }
    }

    /// Returns where the quote is that closes a word.
    fn closing(self, text: &str) -> usize {
        let (quote, escapes): (_, &[&str]) = match self {
            Self::Powershell => ("'", &["''"]),
            Self::Fish => ("'", &[r"\\", r"\'"]),
            Self::Cmd | Self::Windows => ("\"", &[]),
            _ => ("'", &[r"'\''"]),
        };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(escape) = escapes.iter().find(|escape| rest.starts_with(**escape)) {
                at += escape.len();
            } else if rest.starts_with(quote) {
                return at;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        text.len()
    }
}

/// Returns whether a word needs no quotes in cmd and in PowerShell. PowerShell splits an argument
/// like `-a.b` or `-a:b`.
fn is_plain(word: &str) -> bool {
    let is_option = word.starts_with('-') && word.contains(['.', ':']);
    !word.is_empty() && !word.starts_with(['@', '~']) && !is_option && word.chars().all(is_safe)
}

fn is_safe(c: char) -> bool {
    c.is_alphanumeric() || r"/\._-+:@~".contains(c)
}

/// Returns whether a word in double quotes is the same in cmd and in PowerShell, which expands `$`
/// and the backtick there, and ends the quotes at a typographic one.
fn is_same_in_both(word: &str) -> bool {
    let is_special = ['$', '`', '"', '\u{201c}', '\u{201d}', '\u{201e}'];
    !word.contains(is_special) && !may_expand(word)
}

/// Returns whether cmd could find a variable in a word. At the prompt, `%` stands for itself if
/// there is no second one, or no variable of that name.
fn may_expand(word: &str) -> bool {
    word.matches('%').count() > 1
}

/// Quotes a word for cmd. Carets in front of everything special keep cmd from expanding a variable:
/// `%NAME^%` is not one. They leave the quotes for the program, whose runtime splits its arguments.
fn quote_for_cmd(word: &str) -> String {
    let quoted = in_quotes(word);
    if word.contains('"') || may_expand(word) {
        with_carets(&quoted).replace('%', "^%")
    } else {
        quoted
    }
}

/// Returns a path with quotes that begin behind its first directory: in PowerShell, a word that
/// begins with a quote is not a command, and `& "…"` is an error in cmd.
fn quoted_behind_drive(program: &OsStr, quoted: String) -> String {
    let path = program.to_string_lossy();
    let special = path.find(|c| !is_safe(c)).unwrap_or_default();
    let before = path.get(..special).unwrap_or_default();
    match before
        .rfind(['\\', '/'])
        .and_then(|at| path.split_at_checked(at + 1))
    {
        Some((dir, rest)) if is_plain(dir) => format!("{dir}{}", in_quotes(rest)),
        _ => quoted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(shell: UserShell, word: &str) -> String {
        shell.quote(OsStr::new(word))
    }

    #[test]
    fn each_shell_of_windows_gets_its_quotes() {
        for (word, cmd, powershell, either, bash) in [
            (
                "houdini@20.5",
                "houdini@20.5",
                "houdini@20.5",
                "houdini@20.5",
                "houdini@20.5",
            ),
            (
                r"C:\Users\3F2A~1\ca.pem",
                r"C:\Users\3F2A~1\ca.pem",
                r"C:\Users\3F2A~1\ca.pem",
                r"C:\Users\3F2A~1\ca.pem",
                r"'C:\Users\3F2A~1\ca.pem'",
            ),
            ("한.pem", "한.pem", "한.pem", "한.pem", "한.pem"),
            ("", r#""""#, "''", r#""""#, "''"),
            ("a b", r#""a b""#, "'a b'", r#""a b""#, "'a b'"),
            ("it's", r#""it's""#, "'it''s'", r#""it's""#, r"'it'\''s'"),
            (
                "it\u{2019}s",
                "\"it\u{2019}s\"",
                "'it\u{2019}\u{2019}s'",
                "\"it\u{2019}s\"",
                "it\u{2019}s",
            ),
            (
                "a&b|c<d>e^f(g);h,i",
                r#""a&b|c<d>e^f(g);h,i""#,
                "'a&b|c<d>e^f(g);h,i'",
                r#""a&b|c<d>e^f(g);h,i""#,
                "'a&b|c<d>e^f(g);h,i'",
            ),
            (
                r"C:\my dir\",
                r#""C:\my dir\\""#,
                r"'C:\my dir\\'",
                r#""C:\my dir\\""#,
                r"'C:\my dir\'",
            ),
            (
                "a\nb & c",
                r#""a?b & c""#,
                "\"a$([char]0x000a)b & c\"",
                r#""a?b & c""#,
                r"'a'$'\n''b & c'",
            ),
            ("100%", r#""100%""#, "'100%'", r#""100%""#, "100%"),
            // What only cmd takes of both shells is written for cmd.
            (
                "%PATH% x",
                r#"^"^%PATH^% x^""#,
                "'%PATH% x'",
                r#"^"^%PATH^% x^""#,
                "'%PATH% x'",
            ),
            (
                r#"say "a & b""#,
                r#"^"say \^"a ^& b\^"^""#,
                r#"'say "a & b"'"#,
                r#"^"say \^"a ^& b\^"^""#,
                r#"'say "a & b"'"#,
            ),
            (
                "$x `y`",
                r#""$x `y`""#,
                "'$x `y`'",
                r#""$x `y`""#,
                "'$x `y`'",
            ),
            ("@x", r#""@x""#, "'@x'", r#""@x""#, "@x"),
            ("~x", r#""~x""#, "'~x'", r#""~x""#, "'~x'"),
            (
                "-Dx.y=z",
                r#""-Dx.y=z""#,
                "'-Dx.y=z'",
                r#""-Dx.y=z""#,
                "-Dx.y=z",
            ),
            (
                "a\u{1b}\"`$",
                "^\"a?\\^\"`$^\"",
                "\"a$([char]0x001b)`\"```$\"",
                "^\"a?\\^\"`$^\"",
                "'a'$'\\033''\"`$'",
            ),
        ] {
            assert_eq!(quoted(UserShell::Cmd, word), cmd);
            assert_eq!(quoted(UserShell::Powershell, word), powershell);
            assert_eq!(quoted(UserShell::Windows, word), either);
            assert_eq!(quoted(UserShell::Bash, word), bash);
        }
        assert_eq!(
            quoted(UserShell::Fish, r"\\server\a b"),
            r"'\\\\server\\a b'"
        );
        assert_eq!(quoted(UserShell::Fish, r"C:\a"), r"'C:\\a'");
    }

    #[test]
    fn a_program_in_quotes_is_a_command() {
        let program = |shell: UserShell, path: &str| shell.quote_program(OsStr::new(path));
        let python = r"C:\Program Files\Python\python.exe";
        for (shell, expected) in [
            (UserShell::Cmd, r#""C:\Program Files\Python\python.exe""#),
            (
                UserShell::Powershell,
                r"& 'C:\Program Files\Python\python.exe'",
            ),
            (
                UserShell::Windows,
                r#"C:\"Program Files\Python\python.exe""#,
            ),
            (UserShell::Bash, r"'C:\Program Files\Python\python.exe'"),
        ] {
            assert_eq!(program(shell, python), expected);
        }
        for shell in [UserShell::Cmd, UserShell::Powershell, UserShell::Windows] {
            assert_eq!(program(shell, r"C:\tank\tank.bat"), r"C:\tank\tank.bat");
        }
        assert_eq!(program(UserShell::Windows, "my tool"), "\"my tool\"");
    }

    #[test]
    fn a_directory_of_the_user_is_replaced_by_its_variable() {
        let homes = [
            r"C:\Users\ana",
            r"C:\Users\Ana O'Hara",
            "C:\\Users\\Ana O\u{2019}Hara",
        ];
        let names = [
            "ca.pem",
            "my ca.pem",
            "it's.pem",
            "it\u{2019}s.pem",
            "'\u{2018}\u{2019}' \u{201b}.pem",
            "한.pem",
        ];
        for home in homes {
            for name in names {
                let path = format!(r"{home}\{name}");
                for shell in [
                    UserShell::Cmd,
                    UserShell::Powershell,
                    UserShell::Windows,
                    UserShell::Bash,
                    UserShell::Fish,
                ] {
                    let word = shell.quote(OsStr::new(&path));
                    let command = format!("sglaunch trust add {word} --force");
                    let below = shell.path_below("USERPROFILE", &format!(r"\{name}"));
                    assert_eq!(
                        shell.without_dir(&command, home, "USERPROFILE"),
                        format!("sglaunch trust add {below} --force")
                    );
                }
            }
        }
        let other = r"type C:\Users\anabel\x D:\C:\Users\ana\x";
        assert_eq!(
            UserShell::Cmd.without_dir(other, r"C:\Users\ana", "USERPROFILE"),
            other
        );
    }

    #[test]
    fn a_path_below_a_directory_of_the_user_is_one_word() {
        for (shell, expected) in [
            (UserShell::Cmd, r#""%USERPROFILE%\a $b's""#),
            (UserShell::Windows, r#""%USERPROFILE%\a $b's""#),
            (UserShell::Powershell, r#""$Env:USERPROFILE\a `$b's""#),
            (UserShell::Bash, r#""$USERPROFILE"'\a $b'\''s'"#),
            (UserShell::Fish, r#""$USERPROFILE"'\\a $b\'s'"#),
        ] {
            assert_eq!(shell.path_below("USERPROFILE", r"\a $b's"), expected);
        }
    }
}
