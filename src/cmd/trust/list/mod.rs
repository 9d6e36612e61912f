//! `trust list`: lists the certificates that the user, the studio or a client's settings have added
//! to those of Mozilla and the system.

mod origin;
mod row;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;

use super::{evaluate, subjects_of_cas};
use crate::certs::blocklist::{MatchKey, Origin};
use crate::certs::entries::Merged;
use crate::certs::{Problem, Source};
use crate::cmd::shared_dirs::SharedDirs;
use crate::cmd::{Context, home, problems_json};
use crate::dirs::Scope;
use crate::error::{Result, counted, shorten};
use crate::order;
use crate::profile::BASE;
use crate::stores::files::{load, load_drop_ins};
pub(super) use origin::Origins;
use origin::PathStyle;
use row::TrustRow;

/// Lists each certificate with its origin and its warnings.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let profile = context.profile(BASE)?;
    let mut merged = evaluate(context, |_| ())?;
    merged.problems.retain(|problem| problem.source.is_chosen());
    let shared = shared(context);
    let is_new = |problem: &&Problem| !merged.problems.contains(problem);
    let new: Vec<Problem> = shared.problems().iter().filter(is_new).cloned().collect();
    merged.problems.extend(new);
    let open = home::without_closed_files(context, merged.problems.iter().collect());
    merged.problems = open.into_iter().cloned().collect();
    let origins = Origins::new(context, &profile)?;
    let rows = rows(&origins, &merged);
    if json {
        let rows: Vec<_> = rows.iter().map(TrustRow::json).collect();
        context.print_json(&json!({"schema": 1, "certificates": rows, "problems": problems_json(&merged.problems), "home": home::sentences(context)}))?;
        return Ok(0);
    }
    print(context, &rows, &merged)?;
    Ok(0)
}

/// Returns a row for each certificate of each source, those of `ca.d` first.
fn rows(origins: &Origins, merged: &Merged) -> Vec<TrustRow> {
    let trusted = subjects_of_cas(&merged.entries);
    let entries = merged.entries.iter();
    let mut rows: Vec<TrustRow> = entries
        .flat_map(|entry| TrustRow::of(origins, entry, &trusted))
        .chain(distrusting(origins))
        .collect();
    order::sort_by_key(&mut rows, TrustRow::sort_key);
    rows
}

/// Returns the problem of the user's directory, if other users can write to it.
fn shared(context: &Context) -> SharedDirs {
    let mut shared = SharedDirs::default();
    if let Some(dir) = context.dirs.trust_of(Scope::User) {
        shared.add_trust_dir(&dir);
    }
    shared
}

/// Returns a row for each certificate that a file in the directories or of the profile distrusts.
fn distrusting(origins: &Origins) -> Vec<TrustRow> {
    let dirs = origins.context.dirs.trust();
    let root = &origins.context.dirs.root;
    let of_dirs =
        (dirs.iter()).flat_map(|(scope, dir)| load_drop_ins(root, dir, *scope).distrusted);
    let of_dirs = of_dirs.filter_map(|item| row_of_distrust(origins, Source::Trust, item));
    let files = origins.files().map(|path| load(root, path, &Source::File));
    let of_files = files.flat_map(|loaded| loaded.distrusted);
    let of_files = of_files.filter_map(|item| row_of_distrust(origins, Source::File, item));
    of_dirs.chain(of_files).collect()
}

fn row_of_distrust(
    origins: &Origins,
    source: fn(PathBuf) -> Source,
    (key, origin): (MatchKey, Origin),
) -> Option<TrustRow> {
    let MatchKey::Certificate(certificate) = key else {
        return None;
    };
    let source = source(origin.file()?.to_owned());
    TrustRow::distrusting(origins, &source, &certificate)
}

/// Prints the table, then the problems of the sources and the warnings about certificates.
fn print(context: &Context, rows: &[TrustRow], merged: &Merged) -> Result<()> {
    let home = context.ui.home();
    let paths = if context.ui.is_shown(1) {
        PathStyle::Whole(home)
    } else {
        PathStyle::Name
    };
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(paths)).collect();
    let header = ["NAME", "SUBJECT", "EXPIRES", "STATE", "FROM", "SHA-256"];
    context.ui.print(context.ui.table(&header, &cells))?;
    home::report(context, 0);
    if rows.is_empty() && merged.problems.is_empty() {
        context.ui.info(0, || {
            "no certificates were added: `sglaunch trust add FILE` adds some to a directory `ca.d`, which every profile trusts"
                .to_owned()
        });
    }
    for (source, count) in also_known(merged) {
        let path = source.path().map(|path| shorten(path, home));
        context.ui.info(0, || {
            let more = counted(count, "more certificate");
            let path = path.unwrap_or_default();
            format!("{path}: {more}, which Mozilla or the system has too")
        });
    }
    let of_rows: Vec<Problem> = rows.iter().flat_map(TrustRow::problems).collect();
    let problems = merged.problems.iter();
    let problems = problems.filter(|problem| !problem.kind.is_about_certificate());
    context.ui.warn_all(problems.chain(&of_rows));
    Ok(())
}

/// Counts the certificates of each source that have no row.
fn also_known(merged: &Merged) -> BTreeMap<&Source, usize> {
    let known = merged.entries.iter().filter(|entry| row::is_known(entry));
    let mut counts = BTreeMap::new();
    for source in known.flat_map(|entry| &entry.sources) {
        if source.is_chosen() && !matches!(source, Source::Trust(_)) {
            *counts.entry(source).or_default() += 1;
        }
    }
    counts
}
