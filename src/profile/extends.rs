//! The files of a profile: its own, those of the profiles that it extends, and the base.

use std::collections::BTreeSet;

use super::BASE;
use super::file::ProfileFile;
use super::layers::{FoundFile, Layers};
use super::name::is_name;
use super::yaml::{self, RawSettings, Step, locate};
use crate::certs::Problem;
use crate::error::{Error, Location, Result, cut};
use crate::os;

/// Maximum number of files of a profile.
const MAX_FILES: usize = 200;

/// The files of a profile.
#[derive(Default)]
pub(super) struct Chain {
    /// The profile's own file first, the base last.
    pub files: Vec<(ProfileFile, RawSettings)>,
    /// Files of the machine that do not count.
    pub ignored: Vec<Problem>,
}

impl Chain {
    /// Adds a problem once: it is that of the directory if no file in it counts.
    fn ignore(&mut self, problem: Option<Problem>) {
        let new = problem.filter(|problem| !self.ignored.contains(problem));
        self.ignored.extend(new);
    }
}

/// Reads the files of profile `name`, if it exists. A file of the machine that does not count is an
/// error.
pub(super) fn chain(name: &str, layers: &Layers) -> Result<Option<Chain>> {
    // Two files are usual. A vector of values this large would grow one by one, and copy them.
    let mut chain = Chain {
        files: Vec::with_capacity(4),
        ..Chain::default()
    };
    let found = find(name, 0, layers)?;
    let Some(mut file) = found.file else {
        return match found.ignored {
            Some(ignored) => Err(with_ignored(no_profile(name), &ignored)),
            None => Ok(None),
        };
    };
    chain.ignore(found.ignored);
    loop {
        let raw = yaml::parse(&file)?;
        let parent = raw.extends.as_deref().unwrap_or(BASE);
        let parent = layers.canonical_name(parent).into_owned();
        let is_layer_below = parent == file.name;
        let depth = if is_layer_below { file.depth + 1 } else { 0 };
        let is_implicit = raw.extends.is_none();
        chain.files.push((file, raw));
        if chain.files.len() > MAX_FILES {
            return Err(too_many(&chain.files));
        }

        let found = find(&parent, depth, layers)?;
        let Some(next) = found.file else {
            // The lowest `defaults` extends nothing.
            if is_layer_below && is_implicit {
                return Ok(Some(chain));
            }
            return Err(no_parent(&parent, &chain.files, layers, found.ignored));
        };
        chain.ignore(found.ignored);
        let is_next = |known: &ProfileFile| known.name == next.name && known.depth == next.depth;
        if chain.files.iter().any(|(known, _)| is_next(known)) {
            return Err(circle(&chain.files, &next));
        }
        file = next;
    }
}

/// Returns the names that the files of all layers extend.
pub fn extended_names(layers: &Layers) -> BTreeSet<String> {
    let parent = |(name, depth): &(String, usize)| {
        let file = layers.find(name, *depth).ok()?.file?;
        let parent = yaml::parse(&file).ok()?.extends?;
        let parent = layers.canonical_name(&parent).into_owned();
        (parent != *name).then_some(parent)
    };
    layers.list().files.iter().filter_map(parent).collect()
}

fn find(name: &str, depth: usize, layers: &Layers) -> Result<FoundFile> {
    if is_name(name) {
        layers.find(name, depth)
    } else {
        Ok(FoundFile::default())
    }
}

fn no_profile(name: &str) -> Error {
    Error::new(format!("there is no profile `{}`", cut(name)))
}

/// Returns the error for a profile that no layer has.
pub(super) fn unknown(name: &str, layers: &Layers) -> Error {
    let error = no_profile(name);
    if let Some(path) = layers.find_yml(name) {
        return error.at(Location::file(&path)).hint(format!(
            "the file of a profile ends in .yaml: rename it to {name}.yaml"
        ));
    }
    // The name may be an alias of a profile that does not count.
    let ignored = layers.list().ignored;
    let error = match &ignored {
        Some(ignored) => with_ignored(error, ignored),
        None => error.hint("run `sglaunch list` to see the profiles"),
    };
    match layers.similar(name) {
        None => error,
        Some(similar) => error.hint(format!(
            "did you mean {}? run `sglaunch list` to see all profiles",
            similar.names
        )),
    }
}

/// Adds the reason why the machine's file of the profile does not count.
fn with_ignored(error: Error, problem: &Problem) -> Error {
    error.note(problem.note()).hint(os::SITE_HINT)
}

fn no_parent(
    parent: &str,
    chain: &[(ProfileFile, RawSettings)],
    layers: &Layers,
    ignored: Option<Problem>,
) -> Error {
    let (file, _) = &chain[chain.len() - 1];
    let location = locate(file, &[Step::Key("extends")]);
    if parent == file.name {
        let error = Error::new(format!(
            "profile `{parent}` extends itself, but no layer below has a `{parent}`"
        ))
        .at(location);
        return match ignored {
            Some(ignored) => with_ignored(error, &ignored),
            None => error.hint("remove `extends`, or name another profile"),
        };
    }
    let error = Error::new(format!(
        "profile `{}` extends `{}`, which does not exist",
        file.name,
        cut(parent)
    ))
    .at(location);
    if let Some(ignored) = ignored {
        return with_ignored(error, &ignored);
    }
    match layers.similar(parent) {
        None => error.hint("run `sglaunch list` to see the profiles"),
        Some(similar) => error.hint(format!("did you mean {}?", similar.names)),
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

fn too_many(chain: &[(ProfileFile, RawSettings)]) -> Error {
    let (first, _) = &chain[0];
    let why = format!(
        "profile `{}` extends more than {MAX_FILES} files",
        first.name
    );
    (Error::new(why).at(locate(first, &[Step::Key("extends")])))
        .hint("extend one of the last profiles of this chain directly")
}
