//! `sglaunch shortcut remove`

use std::path::Path;

use crate::cmd::Context;
use crate::desktop::shortcut::location::{ShortcutLocation, find_all};
use crate::desktop::shortcut::{InstalledShortcut, notify_desktop, remove, unregister};
use crate::error::{Error, Location, Result, alternatives, nearest, printable, shorten};
use crate::program::is_path;

type Located = (ShortcutLocation, InstalledShortcut);

/// Removes all of the shortcuts, or none if a name matches none or is ambiguous.
pub fn run(context: &Context, names: &[String]) -> Result<u8> {
    let all = find_all(&context.dirs)?;
    let mut matching: Vec<&Located> = Vec::new();
    for name in names {
        for found in find(context, name, &all)? {
            if !matching.iter().any(|known| known.1.path == found.1.path) {
                matching.push(found);
            }
        }
    }
    for (location, shortcut) in matching {
        remove(shortcut)?;
        let shown = shorten(&shortcut.path, context.ui.home());
        let name = printable(&shortcut.name);
        context.ui.print(format!("removed: {name} ({shown})\n"))?;
        unregister(&shortcut.path, &context.dirs)?;
        notify_desktop(&shortcut.path, location.is_menu(), false, &context.env);
    }
    Ok(0)
}

/// Finds the shortcuts with this path, else this name, this profile, or this file name.
///
/// One shortcut can be in several locations. Those for all users count only if this user has none.
/// Different ones that share a name are an error.
fn find<'a>(context: &Context, name: &str, all: &'a [Located]) -> Result<Vec<&'a Located>> {
    let path = context.cwd.join(name);
    let criteria: [&dyn Fn(&InstalledShortcut) -> bool; 4] = [
        &|found| found.path == path,
        &|found| found.name == name.trim(),
        &|found| found.target() == name,
        &|found| found.path.file_name() == Some(name.as_ref()),
    ];
    let matching = |is_match: &dyn Fn(&InstalledShortcut) -> bool| -> Vec<_> {
        all.iter().filter(|(_, found)| is_match(found)).collect()
    };
    let mut found = criteria.into_iter().map(matching);
    let mut found = found.find(|found| !found.is_empty()).unwrap_or_default();
    let is_own = |found: &&Located| found.0 != ShortcutLocation::Site;
    if found.iter().any(is_own) {
        found.retain(is_own);
    }
    let Some((_, first)) = found.first() else {
        return Err(not_found(name, &path, all));
    };
    let is_different =
        |(_, found): &&Located| (&found.name, found.target()) != (&first.name, first.target());
    if found.iter().any(is_different) {
        return Err(ambiguous(context, name, &found));
    }
    Ok(found)
}

fn ambiguous(context: &Context, name: &str, found: &[&Located]) -> Error {
    let error = Error::new(format!("`{name}` matches several shortcuts"));
    let notes = found.iter().map(|(_, found)| {
        let shown = shorten(&found.path, context.ui.home());
        format!("{} of profile `{}`: {shown}", found.name, found.target())
    });
    (notes.fold(error, Error::note)).hint("pass the profile or the file of one of them")
}

fn not_found(name: &str, path: &Path, all: &[Located]) -> Error {
    if is_path(name.as_ref()) && path.exists() {
        return Error::new("this file is not a shortcut of sglaunch")
            .at(Location::file(path))
            .hint("run `sglaunch shortcut list` to see the shortcuts");
    }
    let error = Error::new(format!("there is no shortcut `{name}`"));
    let names = all
        .iter()
        .flat_map(|(_, found)| [found.name.as_str(), found.target()]);
    let lower = name.to_lowercase();
    let same = names.clone().find(|known| known.to_lowercase() == lower);
    let mut near = same.map_or_else(|| nearest(name, names), |same| vec![same]);
    near.dedup();
    match near.as_slice() {
        [] => error.hint("run `sglaunch shortcut list` to see the shortcuts"),
        near => error.hint(format!("did you mean {}?", alternatives(near))),
    }
}
