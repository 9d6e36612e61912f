//! Removes shortcuts that sglaunch has made, and no others.

use std::path::Path;

use crate::cmd::Context;
use crate::desktop::shortcut::place::{self, Kind};
use crate::desktop::shortcut::{Found, announce, remove};
use crate::error::{Error, Location, Result, alternatives, nearest, shorten};
use crate::program::is_path;

/// Removes what these names mean, once it is known that each means something.
pub fn run(context: &Context, names: &[String]) -> Result<u8> {
    let all = place::all(&context.dirs)?;
    let mut meant: Vec<&(Kind, Found)> = Vec::new();
    for name in names {
        for one in find(context, name, &all)? {
            if !meant.iter().any(|known| known.1.path == one.1.path) {
                meant.push(one);
            }
        }
    }
    for (kind, found) in meant {
        remove(found)?;
        let shown = shorten(&found.path, context.ui.home());
        context
            .ui
            .print(format!("removed: {} ({shown})\n", found.name))?;
        place::forget(&found.path, &context.dirs)?;
        announce(&found.path, *kind == Kind::Menu, false, &context.env);
    }
    Ok(0)
}

/// The shortcuts of this name, or to this profile, or in this file.
fn find<'a>(
    context: &Context,
    name: &str,
    all: &'a [(Kind, Found)],
) -> Result<Vec<&'a (Kind, Found)>> {
    let path = context.cwd.join(name);
    let ways: [&dyn Fn(&Found) -> bool; 4] = [
        &|found| found.path == path,
        &|found| found.name == name.trim(),
        &|found| found.target() == name,
        &|found| found.path.file_name() == Some(name.as_ref()),
    ];
    let found = |way: &dyn Fn(&Found) -> bool| -> Vec<_> {
        all.iter().filter(|(_, found)| way(found)).collect()
    };
    let mut found = ways.into_iter().map(found);
    let found = found.find(|found| !found.is_empty()).unwrap_or_default();
    let Some((_, first)) = found.first() else {
        return Err(nothing(name, &path, all));
    };
    // One shortcut may be in several places; several that only share a name are not meant together.
    let is_other = |(_, found): &&(Kind, Found)| {
        (&found.name, found.target()) != (&first.name, first.target())
    };
    if found.iter().any(is_other) {
        return Err(several(context, name, &found));
    }
    Ok(found)
}

fn several(context: &Context, name: &str, found: &[&(Kind, Found)]) -> Error {
    let error = Error::new(format!("several shortcuts are meant by `{name}`"));
    let notes = found.iter().map(|(_, found)| {
        let shown = shorten(&found.path, context.ui.home());
        format!("{} of `{}`: {shown}", found.name, found.target())
    });
    (notes.fold(error, Error::note)).hint("name one of them, or its file")
}

fn nothing(name: &str, path: &Path, all: &[(Kind, Found)]) -> Error {
    if is_path(name.as_ref()) && path.exists() {
        return Error::new("this is no shortcut that sglaunch has made and remembers")
            .at(Location::file(path))
            .hint("`sglaunch shortcut list` shows those that are");
    }
    let error = Error::new(format!("there is no shortcut `{}`", name.escape_debug()));
    let names = all
        .iter()
        .flat_map(|(_, found)| [found.name.as_str(), found.target()]);
    let lower = name.to_lowercase();
    let same = names.clone().find(|known| known.to_lowercase() == lower);
    let mut near = same.map_or_else(|| nearest(name, names), |same| vec![same]);
    near.dedup();
    match near.as_slice() {
        [] => error.hint("`sglaunch shortcut list` shows them"),
        near => error.hint(format!("did you mean {}?", alternatives(near))),
    }
}
