//! Completion in shells: the scripts, the words that they pass, and the lines that they read.

mod bash;

use super::powershell;
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

/// What a shell adds to the candidates.
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

    /// Reads what the script passes.
    pub fn words(self, mut args: Vec<String>) -> TypedWords {
        match self {
            Self::Bash => {
                let line = args.pop().unwrap_or_default();
                bash::words(&args.pop().unwrap_or_default(), &line)
            }
            _ => {
                let word = args.pop().unwrap_or_default();
                let word = match self {
                    Self::Fish => fish_word(&word),
                    Self::Powershell => powershell_word(&word),
                    _ => word,
                };
                TypedWords {
                    words: args,
                    word,
                    ..TypedWords::default()
                }
            }
        }
    }

    /// Writes what the script reads: what the shell adds, and a line for each candidate. A name
    /// that a terminal would obey or not show is left out.
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

/// Removes the mark at the end of a word of PowerShell, and its quotes.
fn powershell_word(word: &str) -> String {
    let word = word.strip_suffix('.').unwrap_or(word);
    word.trim_matches(['\'', '"']).to_owned()
}

/// Removes the quotes of an unfinished word of fish.
fn fish_word(word: &str) -> String {
    let mut plain = String::new();
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' | '"' => {}
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}
