//! The files of a profile: its own, those of the profiles that it extends, and the base.

use super::BASE;
use super::file::ProfileFile;
use super::layers::{Layers, is_name};
use super::yaml::{self, RawSettings, Step, locate};
use crate::error::{Error, Location, Result, alternatives, nearest};

/// Reads the files of profile `name`, its own first, the base last.
pub(super) fn chain(name: &str, layers: &Layers) -> Result<Vec<(ProfileFile, RawSettings)>> {
    let mut chain: Vec<(ProfileFile, RawSettings)> = Vec::new();
    let Some(mut file) = find(name, 0, layers)? else {
        return Err(unknown(name, layers));
    };
    loop {
        let raw = yaml::parse(&file)?;
        let parent = raw.extends.clone().unwrap_or_else(|| BASE.to_owned());
        let is_layer_below = parent == file.name;
        let depth = if is_layer_below { file.depth + 1 } else { 0 };
        let is_implicit = raw.extends.is_none();
        chain.push((file, raw));

        let Some(next) = find(&parent, depth, layers)? else {
            // The lowest `defaults` extends nothing.
            if is_layer_below && is_implicit {
                return Ok(chain);
            }
            return Err(no_parent(&parent, &chain, layers));
        };
        let is_next = |known: &ProfileFile| known.name == next.name && known.depth == next.depth;
        if chain.iter().any(|(known, _)| is_next(known)) {
            return Err(circle(&chain, &next));
        }
        file = next;
    }
}

fn find(name: &str, depth: usize, layers: &Layers) -> Result<Option<ProfileFile>> {
    if is_name(name) {
        layers.find(name, depth)
    } else {
        Ok(None)
    }
}

fn unknown(name: &str, layers: &Layers) -> Error {
    let error = Error::new(format!("there is no profile `{}`", name.escape_debug()));
    if let Some(path) = layers.find_yml(name) {
        return error.at(Location::file(&path)).hint(format!(
            "the file of a profile ends in .yaml: rename it to {name}.yaml"
        ));
    }
    let names = layers.names();
    match nearest(name, names.iter().map(String::as_str)).as_slice() {
        [] => error.hint("run `sglaunch list` to see the profiles"),
        near => error.hint(format!(
            "did you mean {}? run `sglaunch list` to see all profiles",
            alternatives(near)
        )),
    }
}

fn no_parent(parent: &str, chain: &[(ProfileFile, RawSettings)], layers: &Layers) -> Error {
    let (file, _) = &chain[chain.len() - 1];
    let location = locate(file, &[Step::Key("extends")]);
    if parent == file.name {
        return Error::new(format!(
            "profile `{parent}` extends itself, but no layer below has a `{parent}`"
        ))
        .at(location)
        .hint("remove `extends`, or name another profile");
    }
    let error = Error::new(format!(
        "profile `{}` extends `{parent}`, which does not exist",
        file.name
    ))
    .at(location);
    let names = layers.names();
    match nearest(parent, names.iter().map(String::as_str)).as_slice() {
        [] => error.hint("run `sglaunch list` to see the profiles"),
        near => error.hint(format!("did you mean {}?", alternatives(near))),
    }
}

fn circle(chain: &[(ProfileFile, RawSettings)], next: &ProfileFile) -> Error {
    let (last, _) = &chain[chain.len() - 1];
    let names: Vec<&str> = (chain.iter().map(|(file, _)| file))
        .chain([next])
        .map(|file| file.name.as_str())
        .skip_while(|name| *name != next.name)
        .collect();
    Error::new(format!(
        "profiles extend each other in a circle: {}",
        names.join(" → ")
    ))
    .at(locate(last, &[Step::Key("extends")]))
    .hint("let one of them extend another profile")
}
