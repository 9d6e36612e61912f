//! Containers: Apptainer and Singularity, Docker and Podman, Distrobox and Toolbx.

use std::path::{Path, PathBuf};

use super::super::call::{Call, variable};
use super::super::words::Word;
use super::Sandbox;
use crate::doctor::Subject;
use crate::env::names::CA_FILE_VARIABLES;
use crate::program::sandbox::{Place, Visibility};
use crate::shell::quote;

pub(super) fn find(subject: &Subject, call: &Call, place: &Place) -> Option<Sandbox> {
    apptainer(subject, call, place)
        .or_else(|| docker(call, place))
        .or_else(|| distrobox(call, place))
        .or_else(|| toolbox(call, place))
}

fn apptainer(subject: &Subject, call: &Call, place: &Place) -> Option<Sandbox> {
    let (name, args) = call.arguments(&["apptainer", "singularity"])?;
    let verb = verb(args, &["exec", "run", "shell"])?;
    let options = Options::of(args, verb);
    let env = subject.env_of_program();
    let binds = [
        "APPTAINER_BIND",
        "APPTAINER_BINDPATH",
        "SINGULARITY_BIND",
        "SINGULARITY_BINDPATH",
    ];
    let binds = binds.iter().filter_map(|name| variable(env, name));
    let mut mounts: Vec<&str> = binds.flat_map(|list| list.split(',')).collect();
    let named = options.values(&["-B", "--bind"]);
    mounts.extend(named.iter().flat_map(|list| list.split(',')));
    let is_apart = options.has(&["-c", "--contain", "-C", "--containall", "--no-home"]);
    let is_shown = mounts.iter().any(|mount| shows(mount, place));
    let default = [place.home, Some(Path::new("/tmp")), Some(&subject.cwd)];
    let by_default = default.into_iter().flatten().any(|dir| place.is_below(dir));
    let visibility = if options.has(&["-e", "--cleanenv", "-C", "--containall"]) {
        Visibility::NoVariables
    } else if is_shown || by_default && !is_apart {
        Visibility::Visible
    } else if options.is_known {
        Visibility::Hidden
    } else {
        Visibility::Unknown
    };
    let (upper, cache) = (name.to_uppercase(), quote(place.cache.as_os_str()));
    let mut commands = vec![format!("export {upper}_BIND={cache}")];
    if visibility == Visibility::NoVariables {
        commands = CA_FILE_VARIABLES
            .map(|name| {
                format!(
                    "export {upper}ENV_{name}={}",
                    quote(place.bundle.as_os_str())
                )
            })
            .into();
        commands.insert(0, format!("export {upper}_BIND={cache}"));
    }
    Some(Sandbox {
        kind: format!("a container of {name}"),
        visibility,
        details: Vec::new(),
        remedy: "show the cache in the container".to_owned(),
        commands,
    })
}

fn docker(call: &Call, place: &Place) -> Option<Sandbox> {
    let (name, args) = call.arguments(&["docker", "podman"])?;
    let verb = verb(args, &["run", "create"])?;
    let options = Options::of(args, verb);
    let volumes = options.values(&["-v", "--volume"]);
    let mounts = options.values(&["--mount"]);
    let is_shown = volumes.iter().any(|volume| shows(volume, place))
        || mounts.iter().any(|mount| mount_shows(mount, place));
    let set = options.values(&["-e", "--env"]);
    let is_set = |variable: &str| {
        let names = set.iter().map(|one| one.split('=').next());
        names.into_iter().any(|name| name == Some(variable))
    };
    let gets_variables = options.has(&["--env-host"])
        || !options.values(&["--env-file"]).is_empty()
        || CA_FILE_VARIABLES.iter().all(|variable| is_set(variable));
    let visibility = match (is_shown, gets_variables) {
        (true, true) => Visibility::Visible,
        (true, false) if options.is_known => Visibility::NoVariables,
        (false, _) if options.is_known => Visibility::Hidden,
        _ => Visibility::Unknown,
    };
    let cache = quote(place.cache.as_os_str());
    let variables = CA_FILE_VARIABLES.map(|name| format!("-e {name}")).join(" ");
    Some(Sandbox {
        kind: format!("a container of {name}"),
        visibility,
        details: Vec::new(),
        remedy: format!(
            "add `-v {cache}:{cache}:ro {variables}` to the options of `{name} run` in {}",
            call.path.display()
        ),
        commands: Vec::new(),
    })
}

/// Finds a container of Distrobox, which shows the home directory and passes variables on.
fn distrobox(call: &Call, place: &Place) -> Option<Sandbox> {
    call.arguments(&["distrobox", "distrobox-enter"])?;
    Some(Sandbox {
        kind: "a container of distrobox".to_owned(),
        visibility: if place.is_in_home() || place.is_below(Path::new("/tmp")) {
            Visibility::Visible
        } else {
            Visibility::Hidden
        },
        details: Vec::new(),
        remedy: "put the cache in the home directory, which the container shows".to_owned(),
        commands: vec!["export SGLAUNCH_CACHE_DIR=\"$HOME/.cache/sglaunch\"".to_owned()],
    })
}

/// Finds a container of Toolbx, which shows the home directory and passes on only variables of its
/// own list.
fn toolbox(call: &Call, place: &Place) -> Option<Sandbox> {
    let (_, args) = call.arguments(&["toolbox"])?;
    let verb = verb(args, &["run"])?;
    let words = args
        .get(verb..)
        .unwrap_or_default()
        .iter()
        .filter_map(Word::text);
    let sets = |text: &str| text.starts_with("SSL_CERT_FILE=");
    let visibility = match place.is_in_home() {
        true if words.into_iter().any(sets) => Visibility::Visible,
        true => Visibility::NoVariables,
        false => Visibility::Hidden,
    };
    let variables = CA_FILE_VARIABLES
        .map(|name| format!("{name}=\"${name}\""))
        .join(" ");
    Some(Sandbox {
        kind: "a container of Toolbx".to_owned(),
        visibility,
        details: Vec::new(),
        remedy: format!(
            "write `env {variables}` in front of the program's name in {}",
            call.path.display()
        ),
        commands: Vec::new(),
    })
}

/// Returns the position behind the command's verb.
fn verb(args: &[Word], verbs: &[&str]) -> Option<usize> {
    let is_verb = |word: &Word| word.text().is_some_and(|text| verbs.contains(&text));
    args.iter().position(is_verb).map(|at| at + 1)
}

/// Options of a container's command, up to the script's own arguments.
struct Options {
    words: Vec<String>,
    /// No word depends on what only a run can tell.
    is_known: bool,
}

impl Options {
    fn of(args: &[Word], from: usize) -> Self {
        let own = args.get(from..).unwrap_or_default().iter();
        let own: Vec<&Word> = own.take_while(|word| **word != Word::Arguments).collect();
        Self {
            is_known: !own.contains(&&Word::Unknown),
            words: own
                .iter()
                .filter_map(|word| word.text())
                .map(str::to_owned)
                .collect(),
        }
    }

    fn has(&self, names: &[&str]) -> bool {
        self.words.iter().any(|word| names.contains(&word.as_str()))
    }

    /// Returns the values of an option: `-v x`, `--volume x` or `--volume=x`.
    fn values(&self, names: &[&str]) -> Vec<&str> {
        let words = self.words.iter().zip(self.words.iter().skip(1));
        let separate = words.filter(|(name, _)| names.contains(&name.as_str()));
        let separate = separate.map(|(_, value)| value.as_str());
        let joined = self.words.iter().filter_map(|word| {
            let (name, value) = word.split_once('=')?;
            (names.contains(&name)).then_some(value)
        });
        separate.chain(joined).collect()
    }
}

/// Returns whether a mount `FROM[:TO[:OPTIONS]]` shows the bundle at its own path.
fn shows(mount: &str, place: &Place) -> bool {
    let mut parts = mount.split(':');
    let from = parts.next().unwrap_or_default();
    let to = parts.next().unwrap_or(from);
    is_same(Path::new(from), Path::new(to), place)
}

/// Returns whether a mount `type=bind,source=FROM,target=TO` shows the bundle at its own path.
fn mount_shows(mount: &str, place: &Place) -> bool {
    let value = |keys: &[&str]| {
        let mut pairs = mount.split(',').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, _)| keys.contains(key))
            .map(|(_, value)| PathBuf::from(value))
    };
    let from = value(&["source", "src"]);
    let to = value(&["target", "destination", "dst"]);
    from.zip(to)
        .is_some_and(|(from, to)| is_same(&from, &to, place))
}

fn is_same(from: &Path, to: &Path, place: &Place) -> bool {
    let below = place.bundle.strip_prefix(to);
    !to.as_os_str().is_empty() && below.is_ok_and(|below| from.join(below) == place.bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_shows_the_bundle_at_its_own_path() {
        let bundle = Path::new("/home/a/.cache/sglaunch/bundles/1.pem");
        let place = Place {
            bundle,
            cache: super::super::cache_of(bundle),
            home: None,
        };
        for (mount, expected) in [
            ("/home", true),
            ("/home:/home:ro", true),
            ("/home/a/.cache/sglaunch:/home/a/.cache/sglaunch:ro", true),
            ("/home:/host", false),
            ("/other:/home", false),
            ("data:/home", false),
            ("", false),
        ] {
            assert_eq!(shows(mount, &place), expected, "{mount}");
        }
        assert!(mount_shows(
            "type=bind,source=/home,target=/home,readonly",
            &place
        ));
        assert!(!mount_shows("type=bind,src=/home,dst=/host", &place));
        assert!(!mount_shows("type=tmpfs,dst=/home", &place));
    }
}
