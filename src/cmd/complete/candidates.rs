//! The candidates for the place of the cursor.

use std::sync::Arc;

use clap::{ArgAction, Command};

use super::profiles::Which;
use super::values;
use crate::cli::{Cursor, Place};
use crate::cmd::Context;
use crate::order;
use crate::profile::BuiltIn;
use crate::program::is_path;
use crate::shell::{Added, Candidate, CompletingShell, TypedWords};

/// The words that can stand at the cursor.
#[derive(Default)]
pub(super) struct Choice {
    pub candidates: Vec<Candidate>,
    /// The completion by the shell itself, if no candidate matches the word.
    pub otherwise: Option<Added>,
}

impl Choice {
    pub(super) fn of(candidates: Vec<Candidate>) -> Self {
        Self {
            candidates,
            otherwise: None,
        }
    }

    pub(super) fn or(self, otherwise: Added) -> Self {
        Self {
            otherwise: Some(otherwise),
            ..self
        }
    }

    pub(super) fn only(added: Added) -> Self {
        Self::default().or(added)
    }
}

/// The word to complete, and the inputs of the search for candidates.
pub(super) struct Query<'a> {
    pub context: &'a Arc<Context>,
    pub cursor: &'a Cursor,
    pub with_descriptions: bool,
}

/// Returns the answer for the script of a shell.
pub fn answer(
    context: &Arc<Context>,
    shell: CompletingShell,
    typed: &TypedWords,
    cursor: &Cursor,
) -> String {
    let with_descriptions = shell.shows_descriptions();
    let query = Query {
        context,
        cursor,
        with_descriptions,
    };
    let choice = choice(&query);
    let mut candidates = matching(choice.candidates, &cursor.word);
    let added = match choice.otherwise {
        Some(added) if candidates.is_empty() => added,
        _ => Added::Nothing,
    };
    for candidate in &mut candidates {
        candidate.text.insert_str(0, &cursor.fixed);
    }
    shell.write(added, &candidates, typed)
}

fn choice(query: &Query) -> Choice {
    let cursor = query.cursor;
    match &cursor.place {
        Place::Start | Place::Program if is_path_like(&cursor.word) => Choice::only(Added::Files),
        Place::Start => start(query),
        Place::Program => Choice::only(Added::Commands),
        Place::ProgramArgument => Choice::only(Added::Files),
        Place::Command => Choice::of(commands(&cursor.command)),
        Place::Option => Choice::of(options(cursor)),
        Place::Value(arg) => values::of(query, arg),
        Place::Nothing => Choice::default(),
    }
}

fn start(query: &Query) -> Choice {
    let mut choice = values::profiles(query, Which::Launchable);
    let is_version = query.cursor.word.contains('@');
    if !is_version && !query.cursor.has("dry_run") {
        choice.candidates.extend(commands(&query.cursor.command));
        let help = Candidate::new("help", "Print the help of a command");
        choice.candidates.push(help);
        // Behind the many built-in profiles, the others would not be seen.
        if query.cursor.word.is_empty() {
            order::sort_by_key(&mut choice.candidates, |it| {
                BuiltIn::find(&it.text).is_some()
            });
        }
    }
    if is_version {
        choice
    } else {
        choice.or(Added::Files)
    }
}

/// Returns whether a word begins a path, and not a name.
fn is_path_like(word: &str) -> bool {
    is_path(word.as_ref()) || word.starts_with(['.', '~'])
}

fn commands(command: &Command) -> Vec<Candidate> {
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let candidate = |sub: &Command| {
        let about = sub.get_about().map(ToString::to_string);
        Candidate::new(sub.get_name(), about.unwrap_or_default())
    };
    shown.map(candidate).collect()
}

/// Returns the options that have not been typed, and those that can be repeated.
fn options(cursor: &Cursor) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let arguments = cursor.command.get_arguments();
    for option in arguments.filter(|arg| !arg.is_positional()) {
        let can_repeat = matches!(option.get_action(), ArgAction::Append | ArgAction::Count);
        if option.is_hide_set() || cursor.has(option.get_id().as_str()) && !can_repeat {
            continue;
        }
        let help = option
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let long = option.get_long().map(|long| format!("--{long}"));
        let short = option.get_short().map(|short| format!("-{short}"));
        let is_short = cursor.word.len() <= "-v".len() && !cursor.word.is_empty();
        let names = long.into_iter().chain(short.filter(|_| is_short));
        candidates.extend(names.map(|name| Candidate::new(name, help.clone())));
    }
    candidates
}

/// Returns the candidates that begin with a word, if need be without regard to case.
fn matching(mut candidates: Vec<Candidate>, word: &str) -> Vec<Candidate> {
    let begins = |candidate: &Candidate| candidate.text.starts_with(word);
    if candidates.iter().any(begins) {
        candidates.retain(begins);
    } else {
        let word = word.to_lowercase();
        candidates.retain(|candidate| candidate.text.to_lowercase().starts_with(&word));
    }
    candidates
}
