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
    if !context.ui.is_terminal() {
        print_rows(context, &rows, true)?;
        return Ok(0);
    }
    let unused = (!all).then(|| unused_line(&rows)).flatten();
    if !all {
        rows.retain(|row| !row.is_unused() && !row.is_plain_base());
    }
    // In a narrow window, the words `built-in` in each row would take the width of the paths.
    let has_files = !rows.iter().all(ProfileRow::is_built_in);
    print_rows(context, &rows, has_files)?;
    if let Some(line) = unused {
        context.ui.print(context.ui.fitted(&line, 0) + "\n")?;
    }
    Ok(0)
}

fn print_rows(context: &Context, rows: &[ProfileRow], has_from: bool) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let header = &["PROFILE", "VERSION", "PROGRAM", "FROM"][..if has_from { 4 } else { 3 }];
    let home = context.ui.home();
    let cells = rows.iter().map(|row| {
        let mut cells = row.cells(home);
        cells.truncate(header.len());
        cells
    });
    let cells: Vec<_> = cells.collect();
    context.ui.print(context.ui.table(header, &cells))
}

/// Returns the line in place of the built-in profiles whose programs are not here.
fn unused_line(rows: &[ProfileRow]) -> Option<String> {
    let unused = || rows.iter().filter(|row| row.is_unused());
    let is_elsewhere = |row: &&ProfileRow| matches!(row.state, ProgramState::OtherSystem);
    let elsewhere = unused().filter(is_elsewhere).count();
    let here = counted(unused().count() - elsewhere, "profile");
    let others = match elsewhere {
        0 => String::new(),
        count => format!(", and {count} for other systems"),
    };
    let line = format!("not installed: {here}{others} (`sglaunch list --all`)");
    unused().next().is_some().then_some(line)
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
