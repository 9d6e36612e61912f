//! `sglaunch list`: a row per profile with the program and version that it starts.

use std::sync::Arc;

use serde_json::json;

use super::profile_row::{Outcome, ProfileRow, ProgramState};
use super::search::{LIMIT, search_all};
use crate::certs::{Problem, ProblemKind, Source};
use crate::cmd::Context;
use crate::cmd::left_out::left_out;
use crate::error::{Result, counted, system_reason};
use crate::order;
use crate::profile::{BASE, Profile};
use crate::program::sandbox::sandboxed;
use crate::program::{self, Request, SearchContext};

/// Prints the profiles, those with an installed program first. On a terminal, built-in profiles
/// that start nothing are one line, unless `all` are listed.
pub fn run(context: &Context, all: bool, json: bool) -> Result<u8> {
    let listing = context.layers.list();
    let unreadable = listing.unreadable.iter().map(|(dir, error)| {
        let kind = ProblemKind::UnreadableDir(system_reason(error));
        Problem::new(Source::Profiles(dir.clone()), kind)
    });
    let unreadable: Vec<Problem> = unreadable.collect();
    let mut ignored: Vec<Problem> = listing.ignored.clone().into_iter().collect();
    let mut rows = rows(context, listing.names());
    for problem in rows
        .iter()
        .filter_map(|row| row.profile.as_ref())
        .flat_map(|it| &it.ignored)
    {
        if !ignored.contains(problem) {
            ignored.push(problem.clone());
        }
    }
    (context.ui).warn_all(unreadable.iter().chain(&ignored));
    order::sort_by_key(&mut rows, |row| row.state.rank());
    mark_broken_base(&mut rows);
    if json {
        let profiles: Vec<_> = rows.iter().map(ProfileRow::json).collect();
        let ignored = left_out(&ignored);
        context.print_json(&json!({"schema": 1, "profiles": profiles, "ignored": ignored}))?;
        return Ok(0);
    }
    let mut unused = 0;
    if context.ui.is_terminal() && !all {
        unused = rows.iter().filter(|row| row.is_unused()).count();
        rows.retain(|row| !row.is_unused() && !row.is_plain_base());
    }
    if !rows.is_empty() {
        let header = ["PROFILE", "VERSION", "PROGRAM", "FROM"];
        let home = context.ui.home();
        let cells: Vec<_> = rows.iter().map(|row| row.cells(home)).collect();
        context.ui.print(context.ui.table(&header, &cells))?;
    }
    if unused > 0 {
        let unused = counted(unused, "built-in profile");
        let line = format!("not installed: {unused} (`sglaunch list --all` lists them)");
        context.ui.print(context.ui.fitted(&line, 0) + "\n")?;
    }
    Ok(0)
}

fn rows(context: &Context, names: Vec<String>) -> Vec<ProfileRow> {
    let load = |name: &String| context.profile(name).map(Arc::new);
    let profiles: Vec<Result<Arc<Profile>>> = names.iter().map(load).collect();
    let valid = profiles.iter().flatten().cloned().collect();
    let find = |profile: &Arc<Profile>, context: &SearchContext| {
        let found = program::find(profile, Request::default().with_version(), context);
        let is_pinned = profile.settings.version.is_some();
        Outcome {
            has_others: found.is_err()
                && is_pinned
                && !program::installed(profile, context).is_empty(),
            sandboxed: match found {
                Ok(_) => Vec::new(),
                Err(_) => sandboxed(profile, context),
            },
            found,
        }
    };
    let mut found = search_all(context, valid, LIMIT, find).into_iter();
    let row = |(name, profile): (String, Result<Arc<Profile>>)| match profile {
        Ok(profile) => ProfileRow {
            name,
            state: ProgramState::of(&profile, found.next().flatten()),
            profile: Some(profile),
            has_broken_base: false,
        },
        Err(error) => ProfileRow {
            name,
            state: ProgramState::Invalid(error),
            profile: None,
            has_broken_base: false,
        },
    };
    names.into_iter().zip(profiles).map(row).collect()
}

/// Moves the row of a broken `defaults` to the top, and lets the rows of all profiles with its
/// error refer to it.
fn mark_broken_base(rows: &mut [ProfileRow]) {
    let Some(base) = rows.iter().position(|row| row.name == BASE) else {
        return;
    };
    let ProgramState::Invalid(error) = &rows[base].state else {
        return;
    };
    let cause = error.render(None);
    for row in rows.iter_mut().filter(|row| row.name != BASE) {
        row.has_broken_base =
            matches!(&row.state, ProgramState::Invalid(error) if error.render(None) == cause);
    }
    rows[..=base].rotate_right(1);
}
