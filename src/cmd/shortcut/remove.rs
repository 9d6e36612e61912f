//! `sglaunch shortcut remove`

use std::path::Path;

use super::{profile_and_version, with_profile};
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

/// Finds the shortcut with this path, else the shortcuts with this name, this profile (or an alias
/// of it), or this file name: those of this user, or if there are none, those for all users.
///
/// One shortcut can be in several locations. Different ones that share a name are an error.
fn find<'a>(context: &Context, name: &str, all: &'a [Located]) -> Result<Vec<&'a Located>> {
    let path = context.cwd.join(name);
    let profile = with_profile(context, name);
    let profile_of = |found: &InstalledShortcut| profile_and_version(context, found);
    let is_of = |found: &InstalledShortcut, target: &str| profile_of(found) == target;
    let criteria: [&dyn Fn(&InstalledShortcut) -> bool; 4] = [
        &|found| found.name == name.trim(),
        &|found| found.target() == name || is_of(found, name),
        &|found| (profile.as_deref()).is_some_and(|profile| is_of(found, profile)),
        &|found| found.path.file_name() == Some(name.as_ref()),
    ];
    if let Some(found) = all.iter().find(|(_, found)| found.path == path) {
        return Ok(vec![found]);
    }
    let (site, own): (Vec<_>, Vec<_>) =
        (all.iter()).partition(|(location, _)| *location == ShortcutLocation::Site);
    let matching = [own, site].into_iter().flat_map(|located| {
        criteria.map(|is_match| {
            let found = located.iter().filter(|(_, found)| is_match(found));
            found.copied().collect::<Vec<_>>()
        })
    });
    let found = { matching }.find(|found| !found.is_empty());
    let Some(found) = found else {
        return Err(not_found(name, &path, all));
    };
    let mut kinds: Vec<_> = (found.iter())
        .map(|(_, found)| (&found.name, profile_of(found)))
        .collect();
    kinds.dedup();
    if kinds.len() > 1 {
        return Err(ambiguous(context, name, &found));
    }
    Ok(found)
}

fn ambiguous(context: &Context, name: &str, found: &[&Located]) -> Error {
    let error = Error::new(format!("`{name}` matches several shortcuts"));
    let notes = found.iter().map(|(_, found)| {
        let shown = shorten(&found.path, context.ui.home());
        let profile = profile_and_version(context, found);
        format!("{} of profile `{profile}`: {shown}", found.name)
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
    let mut names: Vec<&str> = Vec::new();
    for known in all
        .iter()
        .flat_map(|(_, found)| [found.name.as_str(), found.target()])
    {
        if !names.iter().any(|other| other.eq_ignore_ascii_case(known)) {
            names.push(known);
        }
    }
    let lower = name.to_lowercase();
    let same = names.iter().find(|known| known.to_lowercase() == lower);
    let near = same.map_or_else(|| nearest(name, names.iter().copied()), |same| vec![*same]);
    match near.as_slice() {
        [] => error.hint("run `sglaunch shortcut list` to see the shortcuts"),
        near => error.hint(format!("did you mean {}?", alternatives(near))),
    }
}
