//! The values of options and of the arguments of commands.

use std::sync::Arc;

use clap::{Arg, ValueHint};

use super::candidates::Choice;
use super::profiles::{all, launchable, versions};
use crate::cli::Cursor;
use crate::cmd::Context;
use crate::shell::{Added, Candidate};

/// Returns the values of an argument of a command.
pub(super) fn of(context: &Arc<Context>, cursor: &Cursor, arg: &Arg) -> Choice {
    let possible = arg.get_possible_values();
    if !possible.is_empty() {
        let shown = possible.iter().filter(|value| !value.is_hide_set());
        let candidate = |value: &clap::builder::PossibleValue| {
            let help = value.get_help().map(ToString::to_string);
            Candidate::new(value.get_name(), help.unwrap_or_default())
        };
        return Choice::of(shown.map(candidate).collect());
    }
    let choice = match (cursor.path.as_str(), arg.get_id().as_str()) {
        ("", "profile") => Choice::of(all(context)),
        (_, "profile" | "profiles") => profiles(context, cursor),
        _ => Choice::default(),
    };
    match arg.get_value_hint() {
        ValueHint::AnyPath | ValueHint::FilePath => choice.or(Added::Files),
        ValueHint::DirPath => choice.or(Added::Directories),
        _ => choice,
    }
}

fn profiles(context: &Arc<Context>, cursor: &Cursor) -> Choice {
    if cursor.word.contains('@') {
        return Choice::of(versions(context, &cursor.word));
    }
    Choice::of(match cursor.path.as_str() {
        "shim add" | "shortcut add" => launchable(context),
        _ => all(context),
    })
}
