//! The program of a profile: its file, and the commands in it if it is a script.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::words::{Word, commands};
use crate::doctor::Subject;
use crate::env::Env;
use crate::os::read::read_regular;

/// Maximum size of a script that is read, in bytes. Others are programs with an archive in them.
const MAX_SCRIPT: u64 = 256 * 1024;

/// The program of a profile, as a launch starts it.
#[derive(Debug)]
pub(in super::super) struct Call {
    pub path: PathBuf,
    /// The path with its links resolved.
    pub real: PathBuf,
    /// The commands: the launch itself, and those of the script if the program is one.
    pub commands: Vec<Vec<Word>>,
    pub is_script: bool,
    /// The environment at the end of the script.
    pub environment: Option<Env>,
    text: String,
}

impl Call {
    /// Returns the program that the launch would start.
    pub fn of(subject: &Subject) -> Option<Self> {
        let program = subject.program.as_ref().ok()?;
        let path = program.path.clone();
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        let args = subject.plan.iter().flat_map(|plan| &plan.args);
        let args = args.map(|arg| Word::Text(arg.to_string_lossy().into_owned()));
        let own = Word::Text(path.to_string_lossy().into_owned());
        let script = script(&real);
        let mut all = vec![std::iter::once(own).chain(args).collect()];
        let is_script = script.is_some();
        let mut environment = None;
        if let Some(text) = &script {
            let (found, env) = commands(text, subject.env_of_program(), &path);
            all.extend(found);
            environment = Some(env);
        }
        Some(Self {
            path,
            real,
            commands: all,
            is_script,
            environment,
            text: script.unwrap_or_default(),
        })
    }

    /// Returns the arguments of the first command of one of these names.
    pub fn arguments(&self, names: &[&str]) -> Option<(String, &[Word])> {
        self.commands.iter().find_map(|words| {
            let at = position(words)?;
            let name = words.get(at)?.text().map(base_name)?;
            let is_named = names.contains(&&*name);
            is_named.then(|| (name, words.get(at + 1..).unwrap_or_default()))
        })
    }

    /// Returns whether conditions decide which commands of the script are run.
    pub fn has_branches(&self) -> bool {
        let is_branch = |words: &Vec<Word>| {
            let first = words.first().and_then(Word::text);
            first.is_some_and(|word| ["if", "elif", "else", "case", "while", "for"].contains(&word))
        };
        self.commands.iter().skip(1).any(is_branch)
    }

    /// Returns whether the script contains a text.
    pub fn mentions(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// Returns the name of the program's file.
    pub fn name(&self) -> String {
        base_name(&self.path.to_string_lossy())
    }
}

/// Words that stand before a command.
const BEFORE: [&str; 11] = [
    "exec", "env", "nohup", "command", "nice", "if", "elif", "then", "else", "do", "!",
];

/// Returns the position of the command itself, behind such words and assignments.
fn position(words: &[Word]) -> Option<usize> {
    let is_before = |word: &Word| {
        word.text().is_some_and(|text| {
            let is_assignment = text.split_once('=').is_some_and(|(name, _)| {
                name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
            is_assignment || BEFORE.contains(&text)
        })
    };
    words.iter().position(|word| !is_before(word))
}

/// Returns the last component of a path, in lower case on Windows and without `.exe`.
pub(super) fn base_name(path: &str) -> String {
    let name = Path::new(path).file_name().unwrap_or(OsStr::new(path));
    let name = name.to_string_lossy().into_owned();
    let lower = name.to_lowercase();
    match lower.strip_suffix(".exe") {
        Some(stem) => stem.to_owned(),
        None => name,
    }
}

/// Returns the text of a script.
fn script(path: &Path) -> Option<String> {
    let (bytes, _) = read_regular(path, MAX_SCRIPT).ok()?;
    let is_script = bytes.starts_with(b"#!")
        || path.extension().is_some_and(|extension| {
            ["bat", "cmd"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        });
    is_script.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns a variable as text.
pub(super) fn variable<'a>(env: &'a Env, name: &str) -> Option<&'a str> {
    env.non_empty(name).and_then(OsStr::to_str)
}
