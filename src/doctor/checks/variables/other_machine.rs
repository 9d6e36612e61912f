//! `env-other-machine`: variables that name a bundle of sglaunch which is not on this machine.

use std::env::split_paths;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::places::details;
use super::report::listed;
use super::used::{Fate, used};
use crate::doctor::finding::Status;
use crate::doctor::{Finding, Id, Subject};
use crate::env::Env;
use crate::env::names::{JAVA_TOOL_OPTIONS, SGLAUNCH_CERTIFI, SGLAUNCH_INHERITED};
use crate::launch::{hook, java};
use crate::os;
use crate::shell::quote;

/// A variable that names a bundle elsewhere.
struct Lost {
    name: String,
    path: PathBuf,
    fate: Fate,
    /// Its client fails if the value reaches it.
    fails: bool,
}

/// `env-other-machine`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let (left, cured): (Vec<Lost>, Vec<Lost>) =
        (lost(subject).into_iter()).partition(|lost| lost.fate != Fate::Replaced && lost.fails);
    [left, cured]
        .iter()
        .filter_map(|group| finding(subject, group))
        .collect()
}

/// Returns the paths of bundles, and of the empty directories beside them, that are not here.
pub fn lost_paths(subject: &Subject) -> Vec<PathBuf> {
    lost(subject).into_iter().map(|lost| lost.path).collect()
}

fn lost(subject: &Subject) -> Vec<Lost> {
    let variables = used(subject);
    let mut all: Vec<Lost> = Vec::new();
    let paths = || {
        let paths = |used| Vec::into_iter(super::used::Used::paths(used, &subject.cwd));
        (variables.iter()).flat_map(move |used| paths(used).map(move |path| (used, path)))
    };
    let bundles: Vec<_> = paths()
        .filter(|(_, path)| is_bundle_elsewhere(path))
        .collect();
    // OpenSSL's directory is hidden by an empty one in the same cache.
    let caches: Vec<PathBuf> = (bundles.iter())
        .filter_map(|(_, path)| Some(path.parent()?.parent()?.to_owned()))
        .collect();
    let empty = paths().filter(|(_, path)| {
        path.parent()
            .is_some_and(|dir| caches.iter().any(|cache| cache == dir))
            && is_missing(path)
    });
    for (used, path) in bundles.iter().cloned().chain(empty) {
        all.push(Lost {
            name: used.name.to_owned(),
            path,
            fate: used.fate,
            fails: used.known.missing.fails(),
        });
    }
    let after = subject.env_of_program();
    for (name, path) in others(&subject.env, &subject.cwd) {
        let is_same = after.get(name) == subject.env.get(name);
        all.push(Lost {
            name: name.to_owned(),
            path,
            fate: if is_same {
                Fate::Reaches
            } else {
                Fate::Replaced
            },
            fails: false,
        });
    }
    all
}

/// Returns the files of sglaunch that other variables name and that are not here.
fn others(env: &Env, cwd: &Path) -> Vec<(&'static str, PathBuf)> {
    let certifi = env.non_empty(SGLAUNCH_CERTIFI).map(|path| cwd.join(path));
    let certifi = certifi.filter(|path| is_bundle_elsewhere(path));
    let key_store = java::key_store(env).filter(|path| is_bundle_elsewhere(path));
    let list = env.get("PYTHONPATH").unwrap_or_default();
    let hooks = split_paths(list).filter(|dir| hook::is_hook_dir(dir) && is_missing(dir));
    let hooks = hooks.map(|dir| ("PYTHONPATH", dir));
    (certifi.map(|path| (SGLAUNCH_CERTIFI, path)).into_iter())
        .chain(key_store.map(|path| (JAVA_TOOL_OPTIONS, path)))
        .chain(hooks)
        .collect()
}

fn finding(subject: &Subject, group: &[Lost]) -> Option<Finding> {
    let mut names: Vec<&str> = group.iter().map(|lost| lost.name.as_str()).collect();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let more = format!("{} more variables", names.len().saturating_sub(2));
    let shown = match names[..] {
        [one, two, _, _, ..] => listed(&[one, two, &more]),
        _ => listed(&names),
    };
    let (verb, them) = match names.len() {
        1 => ("names", "it"),
        _ => ("name", "them"),
    };
    let is_replaced = |lost: &Lost| lost.fate == Fate::Replaced;
    let (status, end) = if group.iter().all(is_replaced) {
        (Status::Warning, format!("sglaunch replaces {them}"))
    } else if group.iter().any(|lost| lost.fails && !is_replaced(lost)) {
        (Status::Failed, format!("sglaunch leaves {them} as set"))
    } else {
        (Status::Warning, "no client fails under sglaunch".to_owned())
    };
    let message = format!("{shown} {verb} a bundle of sglaunch that is not on this machine; {end}");
    let place = sandbox(subject);
    let notes = notes(subject, group, &names, place.map(|(what, _)| what));
    let finding = Finding::new(Id::EnvOtherMachine, status, message);
    let finding = notes.into_iter().fold(finding, Finding::detail);
    let command = format!("sglaunch {}", quote(OsStr::new(&subject.target)));
    Some(match place {
        Some((_, remedy)) => finding.remedy(remedy),
        None if subject.name() == crate::profile::BASE => finding.remedy(
            "start programs by sglaunch on this machine instead of passing on an environment",
        ),
        None => finding
            .remedy("start the program by sglaunch on this machine instead of passing on an environment")
            .command(command),
    })
}

/// Returns the details: what is missing, where the variables are set, and why.
fn notes(subject: &Subject, group: &[Lost], names: &[&str], sandbox: Option<&str>) -> Vec<String> {
    let mut paths: Vec<&Path> = Vec::new();
    for lost in group {
        if !paths.contains(&&*lost.path) {
            paths.push(&lost.path);
        }
    }
    let paths = paths.iter().take(3);
    let mut notes: Vec<String> = paths
        .map(|path| format!("not here: {}", path.display()))
        .collect();
    if names.len() > 3 {
        notes.push(format!("the variables: {}", names.join(", ")));
    }
    notes.extend(missing_inherited(subject).iter().map(|path| {
        format!(
            "the launch that set the variables trusted {} too, which is not here",
            path.display()
        )
    }));
    notes.extend(details(subject, names));
    notes.push(match sandbox {
        Some(what) => format!(
            "this is {what}: files of the machine outside are not visible unless it shares them"
        ),
        None => "the environment may come from another machine, such as the one that submitted a \
                 job, or the bundle was removed after 30 days without use"
            .to_owned(),
    });
    notes
}

/// Returns the files that the outer launch had read and that are not here.
fn missing_inherited(subject: &Subject) -> Vec<PathBuf> {
    let list = subject.env.get(SGLAUNCH_INHERITED).unwrap_or_default();
    let list = list.to_string_lossy();
    let paths = list
        .split(os::LIST_SEPARATOR)
        .filter(|path| !path.is_empty());
    let paths = paths.map(os::path_from_text);
    paths.filter(|path| is_missing(path)).take(3).collect()
}

/// Returns the kind of sandbox in which sglaunch runs, and how to make the cache visible there.
fn sandbox(subject: &Subject) -> Option<(&'static str, &'static str)> {
    const CONTAINER: &str = "start the program by sglaunch inside the container, or mount the cache of the machine there \
         under the same path";
    let exists = |path: &str| subject.dirs.root.join(path).exists();
    if exists(".flatpak-info") {
        Some((
            "a Flatpak",
            "start the program by sglaunch inside the Flatpak, or share the cache: \
             `flatpak override --user --filesystem=~/.cache/sglaunch:ro APP`",
        ))
    } else if exists("run/.containerenv") {
        Some(("a container of Podman", CONTAINER))
    } else if exists(".dockerenv") {
        Some(("a container of Docker", CONTAINER))
    } else {
        None
    }
}

fn is_missing(path: &Path) -> bool {
    !matches!(path.try_exists(), Ok(true))
}

/// Returns whether a path is that of a bundle of sglaunch that is not here. The path may be one of
/// another system.
fn is_bundle_elsewhere(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let mut parts = text.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default();
    let is_digest = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        ["pem", "p12"].contains(&extension)
            && stem.len() == 16
            && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    is_digest && parts.next() == Some("bundles") && is_missing(path)
}
