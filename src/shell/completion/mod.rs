//! Completion in shells: the scripts, the words that they pass, and the lines that they read.

mod bash;

use std::path::{Path, PathBuf, is_separator};

use super::powershell;
use crate::env::Env;
use crate::error::{characters, printable};

/// A shell for which there is a completion script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CompletingShell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

/// A word that can stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The whole word, without quotes.
    pub text: String,
    /// Empty if there is none.
    pub description: String,
}

/// The completion by the shell itself, if there are no candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Nothing,
    Files,
    Directories,
    /// The names of all commands.
    Commands,
}

/// The words of a command line before the cursor, without quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedWords {
    /// The words behind the name of sglaunch.
    pub words: Vec<String>,
    /// The word at the cursor, up to the cursor.
    pub word: String,
    /// The beginning of that word, which the shell keeps.
    kept: String,
    /// The quotes in which the rest of that word is.
    quotes: bash::Quotes,
}

impl Candidate {
    pub fn new(text: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            description: description.into(),
        }
    }
}

impl CompletingShell {
    /// Returns the shell of this name.
    pub fn named(name: &str) -> Option<Self> {
        clap::ValueEnum::from_str(name, false).ok()
    }

    /// Returns the script for the shell's startup file.
    pub fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("sglaunch.bash"),
            Self::Elvish => include_str!("sglaunch.elv"),
            Self::Fish => include_str!("sglaunch.fish"),
            Self::Powershell => include_str!("sglaunch.ps1"),
            Self::Zsh => include_str!("sglaunch.zsh"),
        }
    }

    /// Returns whether the shell shows descriptions.
    pub fn shows_descriptions(self) -> bool {
        self != Self::Bash
    }

    /// Parses the arguments of a script.
    pub fn words(self, mut args: Vec<String>) -> TypedWords {
        let last = args.pop().unwrap_or_default();
        let word = match self {
            Self::Bash => return bash::words(&args.pop().unwrap_or_default(), &last),
            Self::Fish => fish_word(&last),
            Self::Powershell => powershell_word(&last),
            Self::Elvish | Self::Zsh => last,
        };
        TypedWords {
            words: args,
            word,
            ..TypedWords::default()
        }
    }

    /// Writes the answer for a script: what the shell completes itself, and a line for each
    /// candidate. Names with control characters or invisible ones are left out.
    pub fn write(self, added: Added, candidates: &[Candidate], typed: &TypedWords) -> String {
        let mut text = match added {
            Added::Nothing => "words\n",
            Added::Files => "files\n",
            Added::Directories => "directories\n",
            Added::Commands => "commands\n",
        }
        .to_owned();
        for candidate in candidates {
            if characters(&candidate.text).all(|(_, is_shown)| is_shown)
                && let Some(line) = self.line(candidate, typed)
            {
                text.push_str(&line);
                text.push('\n');
            }
        }
        text
    }

    fn line(self, candidate: &Candidate, typed: &TypedWords) -> Option<String> {
        let Candidate { text, description } = candidate;
        let description = description.lines().next().unwrap_or_default();
        let description = printable(description).replace('\t', " ");
        match self {
            Self::Bash => bash::write(text, typed),
            Self::Zsh => {
                // `_describe` separates a word from its description by a colon.
                let word = text.replace('\\', r"\\").replace(':', r"\:");
                Some(if description.is_empty() {
                    word
                } else {
                    format!("{word}:{description}")
                })
            }
            Self::Elvish | Self::Fish => Some(format!("{text}\t{description}")),
            Self::Powershell => {
                let word = powershell::quote_unless_plain(text);
                Some(format!("{word}\t{text}\t{description}"))
            }
        }
    }
}

/// Returns the path that the shell passes for a typed one: most shells expand a home directory or
/// a variable at its beginning only when they run the line.
pub fn typed_path(word: &str, env: &Env, home: Option<&Path>) -> PathBuf {
    let (first, rest) = word.split_once(is_separator).unwrap_or((word, ""));
    let variable = first.strip_prefix('$').map(|name| {
        let name = name.strip_prefix("env:").unwrap_or(name);
        name.trim_matches(['{', '}'])
    });
    let dir = match variable {
        Some(name) => env.non_empty(name).map(Path::new),
        None => home.filter(|_| first == "~"),
    };
    dir.map_or_else(|| word.into(), |dir| dir.join(rest))
}

/// Removes the mark at the end of a word of PowerShell, and its quotes.
fn powershell_word(word: &str) -> String {
    let word = word.strip_suffix('.').unwrap_or(word);
    for quote in ["'", "\""] {
        if let Some(quoted) = word.strip_prefix(quote) {
            let quoted = quoted.replace(&quote.repeat(2), "\0");
            return quoted.trim_end_matches(quote).replace('\0', quote);
        }
    }
    word.to_owned()
}

/// Removes the quotes of an unfinished word of fish.
fn fish_word(word: &str) -> String {
    let (mut plain, mut quote) = (String::new(), None);
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let is_escape = c == '\\'
            && match quote {
                None => true,
                Some(quote) => {
                    let is_escaped =
                        |c: &char| *c == quote || *c == '\\' || quote == '"' && *c == '$';
                    chars.peek().is_some_and(is_escaped)
                }
            };
        if is_escape {
            plain.extend(chars.next());
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [CompletingShell; 5] = [
        CompletingShell::Bash,
        CompletingShell::Elvish,
        CompletingShell::Fish,
        CompletingShell::Powershell,
        CompletingShell::Zsh,
    ];

    #[test]
    fn scripts_are_short() {
        for shell in ALL {
            assert!(shell.script().len() < 2000, "{shell:?}");
        }
    }

    #[test]
    fn each_shell_gets_candidates_in_its_own_form() {
        let candidates = [
            Candidate::new("a:b", "Its: program\u{7}\tx\nmore"),
            Candidate::new("we ird", ""),
            Candidate::new("hidden\u{7}", ""),
            Candidate::new("reversed\u{202e}", ""),
        ];
        for (shell, expected) in [
            (CompletingShell::Bash, "files\na:b\nwe\\ ird\n"),
            (
                CompletingShell::Zsh,
                "files\na\\:b:Its: program\\u{7} x\nwe ird\n",
            ),
            (
                CompletingShell::Fish,
                "files\na:b\tIts: program\\u{7} x\nwe ird\t\n",
            ),
            (
                CompletingShell::Elvish,
                "files\na:b\tIts: program\\u{7} x\nwe ird\t\n",
            ),
            (
                CompletingShell::Powershell,
                "files\na:b\ta:b\tIts: program\\u{7} x\n'we ird'\twe ird\t\n",
            ),
        ] {
            let written = shell.write(Added::Files, &candidates, &TypedWords::default());
            assert_eq!(written, expected, "{shell:?}");
        }
    }

    #[test]
    fn the_last_word_has_no_quotes() {
        let word = |shell: CompletingShell, word: &str| {
            shell.words(vec!["list".to_owned(), word.to_owned()]).word
        };
        assert_eq!(word(CompletingShell::Fish, r#""we ird"#), "we ird");
        assert_eq!(word(CompletingShell::Fish, r"we\ ird"), "we ird");
        assert_eq!(word(CompletingShell::Powershell, "'we ird."), "we ird");
        assert_eq!(word(CompletingShell::Fish, r#""it's"#), "it's");
        assert_eq!(word(CompletingShell::Fish, r"'it\'s a\b"), r"it's a\b");
        assert_eq!(word(CompletingShell::Fish, r#"we" ird"s"#), "we irds");
        assert_eq!(word(CompletingShell::Powershell, "."), "");
        assert_eq!(word(CompletingShell::Powershell, "'it''s."), "it's");
        assert_eq!(word(CompletingShell::Powershell, "'it''s'."), "it's");
        assert_eq!(word(CompletingShell::Powershell, "\"it's."), "it's");
        assert_eq!(word(CompletingShell::Powershell, "it's."), "it's");
        assert_eq!(word(CompletingShell::Zsh, "we ird"), "we ird");
        for shell in ALL {
            shell.words(Vec::new());
        }
    }

    #[test]
    fn a_path_begins_with_a_home_or_a_variable() {
        let mut env = Env::default();
        env.set("STUDIO", "/studio");
        let path = |word: &str| typed_path(word, &env, Some(Path::new("/home/ana")));
        for (word, expected) in [
            ("~/x", "/home/ana/x"),
            ("$STUDIO/x", "/studio/x"),
            ("${STUDIO}", "/studio"),
            ("$env:STUDIO/x/y", "/studio/x/y"),
            ("$OTHER/x", "$OTHER/x"),
            ("~ana/x", "~ana/x"),
            ("x/~", "x/~"),
            ("", ""),
        ] {
            assert_eq!(path(word), Path::new(expected), "{word}");
        }
    }
}
