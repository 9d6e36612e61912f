//! What a profile extends, and what that extends, down to the base.

use super::layers::{Layers, ProfileFile, is_name};
use super::yaml_span::{Step, locate};
use super::{BASE, schema};
use crate::error::{Error, Location, Result, alternatives, nearest};
use schema::File;

/// The files that make up profile `name`, its own first.
pub(super) fn chain(name: &str, layers: &Layers) -> Result<Vec<(ProfileFile, File)>> {
    let mut chain: Vec<(ProfileFile, File)> = Vec::new();
    let Some(mut source) = find(name, 0, layers)? else {
        return Err(unknown(name, layers));
    };
    loop {
        let file = schema::parse(&source)?;
        let parent = file.extends.clone().unwrap_or_else(|| BASE.to_owned());
        let is_layer_below = parent == source.name;
        let depth = if is_layer_below { source.depth + 1 } else { 0 };
        let extends_nothing = file.extends.is_none() && is_layer_below;
        chain.push((source, file));

        let Some(next) = find(&parent, depth, layers)? else {
            if extends_nothing {
                return Ok(chain);
            }
            return Err(no_parent(&parent, &chain, layers));
        };
        if chain
            .iter()
            .any(|(known, _)| (&known.name, known.depth) == (&next.name, next.depth))
        {
            return Err(circle(&chain, &next));
        }
        source = next;
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
    let names = layers.names();
    let error = Error::new(format!("there is no profile `{}`", name.escape_debug()));
    if let Some(path) = layers.misnamed(name) {
        return error.at(Location::file(&path)).hint(format!(
            "a profile's file ends in .yaml: rename it to {name}.yaml"
        ));
    }
    match nearest(name, names.iter().map(String::as_str)).as_slice() {
        [] => error.hint("`sglaunch list` shows the profiles"),
        near => error.hint(format!(
            "did you mean {}? `sglaunch list` shows them all",
            alternatives(near)
        )),
    }
}

fn no_parent(parent: &str, chain: &[(ProfileFile, File)], layers: &Layers) -> Error {
    let (source, _) = &chain[chain.len() - 1];
    let place = locate(source, &[Step::Key("extends")]);
    if parent == source.name {
        return Error::new(format!(
            "profile `{parent}` extends itself, and no layer below has a `{parent}`"
        ))
        .at(place)
        .hint("remove `extends`, or name another profile");
    }
    let names = layers.names();
    let near = nearest(parent, names.iter().map(String::as_str));
    let error = Error::new(format!(
        "profile `{}` extends `{parent}`, which does not exist",
        source.name
    ))
    .at(place);
    match near.as_slice() {
        [] => error.hint("`sglaunch list` shows the profiles"),
        near => error.hint(format!("did you mean {}?", alternatives(near))),
    }
}

fn circle(chain: &[(ProfileFile, File)], next: &ProfileFile) -> Error {
    let (last, _) = &chain[chain.len() - 1];
    let names: Vec<&str> = (chain.iter().map(|(source, _)| source))
        .chain([next])
        .map(|source| source.name.as_str())
        .skip_while(|name| *name != next.name)
        .collect();
    Error::new(format!(
        "profiles extend each other in a circle: {}",
        names.join(" → ")
    ))
    .at(locate(last, &[Step::Key("extends")]))
    .hint("let one of them extend another profile")
}
