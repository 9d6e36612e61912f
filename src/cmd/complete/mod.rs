//! `sglaunch __complete`: the words that can stand at the cursor of a command line. Only the
//! scripts of `completions` call it, and it may change with them.
//!
//! A script passes the name of its shell and the words behind `sglaunch` up to the cursor, without
//! quotes, of which the last, which may be empty, is to be completed. bash instead passes the part
//! that readline replaces and the whole line, PowerShell the last word with a `.` behind it, and
//! fish the last word with its quotes.
//!
//! The first line of the answer is what the shell adds to the candidates: nothing (`words`),
//! `files`, `directories` or `commands`. Each further line is a candidate in the shell's own form:
//!
//! - bash: the text to insert, quoted, without the part that readline keeps
//! - zsh: `WORD:DESCRIPTION`, with a backslash before each other colon
//! - fish, elvish: `WORD`, a tab, `DESCRIPTION`
//! - PowerShell: the text to insert, quoted, a tab, the word, a tab, the description
//!
//! An answer is never an error: there are no messages, the exit code is 0, and nothing is written.

mod candidates;
mod files;
mod profiles;
mod steps;
mod values;
mod versions;

use std::time::Duration;

pub use candidates::answer;

/// The time limit of a completion.
pub const LIMIT: Duration = Duration::from_secs(1);
