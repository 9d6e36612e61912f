//! The words of the commands in a shell script, as far as they are known without running it.

use std::ffi::OsStr;
use std::path::Path;

use crate::env::Env;

/// Maximum length of a word with its variables expanded, in bytes: lines like `A=$A$A` double it.
const MAX_WORD: usize = 32 * 1024;

/// A word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Word {
    Text(String),
    /// The script's own arguments, `"$@"`.
    Arguments,
    /// The word depends on what a command prints, or on a variable that is not known.
    Unknown,
}

impl Word {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Returns the commands of a script in their order, and the environment at its end. `env` is the
/// environment at its start, and `own` its path. Assignments count for the lines after them.
pub(super) fn commands(script: &str, env: &Env, own: &Path) -> (Vec<Vec<Word>>, Env) {
    let mut reader = Reader {
        rest: script,
        env: env.clone(),
        own,
        commands: Vec::new(),
        words: Vec::new(),
    };
    reader.read();
    (reader.commands, reader.env)
}

struct Reader<'a> {
    rest: &'a str,
    env: Env,
    own: &'a Path,
    commands: Vec<Vec<Word>>,
    words: Vec<Word>,
}

impl Reader<'_> {
    fn read(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
            let Some(c) = self.rest.chars().next() else {
                return self.end_command();
            };
            match c {
                '#' => self.skip_line(),
                '\n' | ';' | '&' | '|' | '(' | ')' => {
                    self.rest = &self.rest[1..];
                    self.end_command();
                }
                '\\' if self.rest.starts_with("\\\n") => self.rest = &self.rest[2..],
                '\\' if self.rest.starts_with("\\\r\n") => self.rest = &self.rest[3..],
                _ => {
                    let word = self.word();
                    self.words.push(word);
                }
            }
        }
    }

    fn skip_line(&mut self) {
        let end = self.rest.find('\n').unwrap_or(self.rest.len());
        self.rest = &self.rest[end..];
    }

    fn end_command(&mut self) {
        let mut words = std::mem::take(&mut self.words);
        let is_export = words
            .first()
            .and_then(Word::text)
            .is_some_and(|word| ["export", "local", "readonly", "declare"].contains(&word));
        if is_export {
            words.remove(0);
        }
        let mut assignments = words.iter().map(|word| word.text()?.split_once('='));
        if assignments.clone().all(|one| one.is_some()) {
            let assignments: Vec<(String, String)> = (assignments.by_ref().flatten())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            for (name, value) in assignments {
                self.env.set(name, value);
            }
        } else if !is_export {
            self.commands.push(words);
        }
    }

    /// Reads a word with its quotes.
    fn word(&mut self) -> Word {
        let (mut text, mut is_known) = (String::new(), true);
        let mut quote = None;
        while let Some(c) = self.rest.chars().next() {
            let after = &self.rest[c.len_utf8()..];
            match (c, quote) {
                ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
                (_, Some('\'')) => text.push(c),
                ('\'' | '"', None) => quote = Some(c),
                ('\\', _) => {
                    let Some(next) = after.chars().next() else {
                        self.rest = after;
                        break;
                    };
                    if next != '\n' {
                        text.push(next);
                    }
                    self.rest = &after[next.len_utf8()..];
                    continue;
                }
                ('$', _) => {
                    self.rest = after;
                    if self.rest.starts_with(['@', '*']) {
                        self.rest = &self.rest[1..];
                        if quote.is_some() && self.rest.starts_with('"') {
                            self.rest = &self.rest[1..];
                        }
                        return Word::Arguments;
                    }
                    match self.reference() {
                        Some(value) if text.len() + value.len() <= MAX_WORD => {
                            text.push_str(&value);
                        }
                        _ => is_known = false,
                    }
                    continue;
                }
                ('`', _) => {
                    is_known = false;
                    self.rest = after.split_once('`').map_or("", |(_, after)| after);
                    continue;
                }
                (' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')', None) => break,
                _ => text.push(c),
            }
            self.rest = after;
        }
        if is_known {
            Word::Text(text)
        } else {
            Word::Unknown
        }
    }

    /// Reads what stands behind a dollar sign: a variable, or a command whose output is not known.
    fn reference(&mut self) -> Option<String> {
        if let Some(after) = self.rest.strip_prefix('(') {
            self.rest = behind_parenthesis(after);
            return None;
        }
        if let Some((inner, after)) = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
        {
            self.rest = after;
            return match inner.split_once(":-") {
                Some((name, default)) => {
                    let value = self.value(name).filter(|value| !value.is_empty());
                    value.or_else(|| self.default(default))
                }
                None => self.value(inner),
            };
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at(end);
        self.rest = after;
        match name {
            "" => Some("$".to_owned()),
            "0" => Some(self.own.to_string_lossy().into_owned()),
            name => self.value(name),
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        self.env
            .get(name)
            .and_then(OsStr::to_str)
            .map(str::to_owned)
    }

    /// Returns the default value of a variable, which may begin with another one.
    fn default(&self, text: &str) -> Option<String> {
        let Some(rest) = text.strip_prefix('$') else {
            return (!text.contains(['$', '`'])).then(|| text.to_owned());
        };
        let end = rest.find('/').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        Some(self.value(name)? + after)
    }
}

/// Returns the text behind the parenthesis that closes an open one.
fn behind_parenthesis(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_cut_into_words() {
        let env = Env::from_iter([("HOME", "/home/a")]);
        let script = "#!/bin/sh\n# flatpak run x\nset -e\nCACHE=\"${XDG_CACHE_HOME:-$HOME/.cache}\"\n\
                      export DIR=$CACHE/x\nexec bwrap --bind / / \\\n  --tmpfs \"$CACHE\" '$HOME' \"$(pwd)/a\" \
                      `id` $0 $DIR/b\\ c \"$@\"\nif true; then x && y; fi\n";
        let shown = |words: &Vec<Word>| {
            let words = words.iter().map(|word| match word {
                Word::Text(text) => text.clone(),
                Word::Arguments => "@".to_owned(),
                Word::Unknown => "?".to_owned(),
            });
            words.collect::<Vec<_>>().join("|")
        };
        let (found, env) = commands(script, &env, Path::new("/bin/x"));
        let found: Vec<String> = found.iter().map(shown).collect();
        let expected = [
            "set|-e",
            "exec|bwrap|--bind|/|/|--tmpfs|/home/a/.cache|$HOME|?|?|/bin/x|/home/a/.cache/x/b c|@",
            "if|true",
            "then|x",
            "y",
            "fi",
        ];
        assert_eq!(found, expected);
        assert_eq!(env.get("DIR"), Some(OsStr::new("/home/a/.cache/x")));
        for broken in [
            "\"",
            "'",
            "$(",
            "${",
            "\\",
            "`",
            "$",
            "a=\"$(",
            "\u{e9}$\u{e9}",
        ] {
            commands(broken, &env, Path::new("/"));
        }
    }
}
