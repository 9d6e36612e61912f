//! An interactive shell that has loaded the script. Its `sglaunch` records the arguments that a
//! line of the user has in the end.

use std::fs;
use std::path::{Path, PathBuf};

use super::terminal::Terminal;
use crate::clients::tool_or_skip;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system;

/// What the recording script prints last.
const RAN: &str = "[ran]";

const PROMPT: &str = "ready> ";

/// The directory of the recording script, which the shells call `sglaunch`.
const BIN: &str = "bin";

/// The current directory of the shells.
pub const PROJECT: &str = "home/project";

/// What differs between the shells.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub args: &'static [&'static str],
    /// The file that the shell reads when it starts, and its text.
    pub rc: (&'static str, &'static str),
    /// The key that replaces the word before the cursor by every candidate.
    pub insert_all: &'static str,
    /// The key that accepts the only candidate if it needs quotes.
    pub accept_quoted: &'static str,
    /// All versions for `houdini@2` as the shell inserts them: most take the newest first.
    pub versions: &'static [&'static str],
    /// The keys behind `sglaunch hou` that list the candidates, and what the list shows.
    pub list: (&'static str, &'static [&'static str]),
    /// Lines that this shell completes, keys included, and the arguments that sglaunch gets.
    pub own: &'static [(&'static str, &'static [&'static str])],
}

pub struct Session {
    terminal: Terminal,
    kind: &'static Kind,
    dir: PathBuf,
}

impl Session {
    /// Starts a shell. Returns `None` if it is not installed.
    pub fn start(test: &str, sandbox: &Sandbox, kind: &'static Kind) -> Option<Self> {
        let shell = tool_or_skip(test, kind.name)?;
        let (path, text) = kind.rc;
        sandbox.write(Path::new("home").join(path), text);
        record_calls(sandbox);
        let mut command = sandbox.command_of(shell);
        command
            .args(kind.args)
            .current_dir(sandbox.path(PROJECT))
            .envs([("TERM", "xterm"), ("LC_ALL", "C.UTF-8")]);
        let mut terminal = Terminal::start(command);
        let loaded = terminal.wait_for(&[PROMPT]).expect("a prompt");
        assert!(!loaded.contains("sglaunch"), "{loaded}");
        let dir = sandbox.path("");
        Some(Self {
            terminal,
            kind,
            dir,
        })
    }

    /// Types a line with some keys, and Return. Returns the arguments that sglaunch gets, and what
    /// the terminal showed.
    pub fn run(&mut self, keys: &str) -> Result<(Vec<String>, String), String> {
        self.terminal.type_keys(keys);
        self.terminal.type_keys("\r");
        let shown = self.terminal.wait_for(&[RAN])?;
        self.terminal.wait_for(&[PROMPT])?;
        let arguments = fs::read_to_string(self.dir.join("ran")).expect("recorded arguments");
        let arguments = arguments.split_terminator('\0').map(str::to_owned);
        Ok((arguments.collect(), shown))
    }

    /// Types keys, and waits until the terminal shows these texts. The line stays.
    pub fn shows(mut self, keys: &str, texts: &[&str]) -> Result<(), String> {
        self.terminal.type_keys(keys);
        self.terminal.wait_for(texts).map(|_| ())
    }

    /// Types keys, clears the line, and returns what the terminal showed until then.
    pub fn type_in_vain(&mut self, keys: &str) -> Result<String, String> {
        self.terminal.type_keys(keys);
        // Control-U clears the line.
        self.terminal.type_keys("\u{15}printf '[%s]' ran\r");
        self.terminal.wait_for(&[RAN])
    }

    /// Returns the candidates for the last word of a line, sorted and without the slash behind a
    /// directory, which not every shell shows.
    pub fn offers(&mut self, line: &str) -> Result<Vec<String>, String> {
        let (found, _) = self.run(&format!("{line}{}", self.kind.insert_all))?;
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        let (word, before) = words.split_last().expect("a word");
        if found == words && !word.is_empty() {
            return Ok(Vec::new());
        }
        let name = word.split('@').next().unwrap_or_default();
        let found = found.get(before.len()..).unwrap_or_default();
        let mut found: Vec<String> = (found.iter())
            // bash keeps the part of a word before `@` and inserts it once.
            .map(|found| match found.strip_prefix('@') {
                Some(version) => format!("{name}@{version}"),
                None => found.trim_end_matches('/').to_owned(),
            })
            .collect();
        found.sort_unstable();
        Ok(found)
    }
}

/// Writes the script that records a call on the terminal, and passes others on: those of
/// completions.
fn record_calls(sandbox: &Sandbox) {
    let text = format!(
        "#!/bin/sh\n\
         [ -t 1 ] || exec {} \"$@\"\n\
         printf '%s\\0' \"$@\" >'{}'\n\
         printf '\\n%s\\n' '{RAN}'\n",
        sglaunch(),
        sandbox.path("ran").display(),
    );
    let script = sandbox.write(Path::new(BIN).join("sglaunch"), text);
    system::set_mode(script, 0o755);
}
