//! Properties of every profile.

use std::fs;
use std::path::Path;

use sglaunch::certs::Fingerprint;
use sglaunch::env::Env;
use sglaunch::env::names::CA_FILE_VARIABLES;
use sglaunch::error::Error;
use sglaunch::profile::{BASE, Findings, LayerKind, Layers, Profile, Values};
use sglaunch::program::{Request, SearchContext, find, hides_built_in};
use sglaunch::stores::inputs::BundleInputs;
use sglaunch::stores::settings::{Hidden, Variables};

use super::memory::temp_dir;

/// Panics if a property does not hold for a profile with this text.
pub fn hold(text: &[u8]) {
    let dir = temp_dir();
    let root = dir.path();
    for (layer, file, start) in [
        ("own", "studio.yaml", ""),
        ("base", "defaults.yaml", ""),
        ("above", "houdini.yaml", "extends: houdini\n"),
    ] {
        let layer = root.join(layer);
        fs::create_dir(&layer).expect("it is not there yet");
        fs::write(layer.join(file), [start.as_bytes(), text].concat()).expect("it can be written");
    }
    let program = root.join("opt/hfs20.5.370/bin/houdini");
    fs::create_dir_all(program.parent().expect("a directory"))
        .expect("the directory of the program");
    fs::write(program, "").expect("a program");

    for (layer, name) in [
        ("own", "studio"),
        ("base", "defaults"),
        ("base", "houdini"),
        ("above", "houdini"),
    ] {
        let layers = Layers::new([(LayerKind::User, root.join(layer))]);
        match Profile::load(name, &layers) {
            Ok(profile) => check_loaded_profile(&profile, root),
            Err(error) => it_can_be_shown(&error),
        }
    }
}

fn check_loaded_profile(profile: &Profile, root: &Path) {
    check_invariants(profile);
    hides_built_in(profile);
    let mut findings = Findings::default();
    profile.check_files(&Env::default(), &mut findings);
    let Findings { errors, warnings } = findings;
    errors.iter().chain(&warnings).for_each(it_can_be_shown);

    let empty = Env::default();
    let filled = Env::from_iter([
        ("EMPTY", ""),
        ("HFS", "/opt/hfs20.5.370"),
        ("LINES", "a\nb"),
        ("STUDIO", "/studio"),
    ]);
    for (env, home) in [(&empty, None), (&filled, Some(Path::new("/home/ana")))] {
        let values = Values {
            env,
            home,
            version: None,
        };
        let checked = profile.check_templates(values, &mut Findings::default());
        shown_if_wrong(checked);
        shown_if_wrong(profile.ca_paths(values).map(drop));
        let inherited = || {
            (
                Vec::new(),
                Variables::new(env, Hidden::default(), home, root, root),
            )
        };
        match BundleInputs::new(
            profile,
            values,
            Vec::new(),
            "/mozilla.pem".into(),
            inherited,
        ) {
            Ok(inputs) => check_cache_key(&inputs),
            Err(error) => it_can_be_shown(&error),
        }
        let context = SearchContext {
            env,
            home,
            root,
            cwd: root,
            exe: Path::new("/usr/bin/sglaunch"),
            shims: None,
            cache: None,
            is_shim: false,
            called_in: None,
        };
        if stays_below_root(profile) {
            shown_if_wrong(find(profile, Request::default(), &context).map(drop));
        }
    }
}

fn check_invariants(profile: &Profile) {
    let ca = &profile.settings.ca;
    let names: Vec<&str> = (ca.variables.iter())
        .map(|written| written.value.as_str())
        .collect();
    let left_out: Vec<&str> = (ca.variables.left_out())
        .map(|written| written.value.as_str())
        .collect();
    assert!(
        CA_FILE_VARIABLES
            .iter()
            .all(|name| names.contains(name) != left_out.contains(name))
    );
    assert_eq!(
        profile.files.last().map(|base| base.name.as_str()),
        Some(BASE)
    );
    let changed: Vec<&str> = profile.settings.env.iter().map(|(name, _)| name).collect();
    for name in changed.iter().chain(&names) {
        assert!(!name.is_empty() && !name.contains(['=', '\0']), "{name:?}");
    }
    assert!(!changed.iter().any(|name| names.contains(name)));
    for written in ca.deny.iter().chain(ca.allow.iter()) {
        let text = written.value.to_string();
        assert_eq!(Fingerprint::parse(&text).as_ref(), Ok(&written.value));
    }
}

/// Otherwise a path could look like another setting, and two inputs share a key.
fn check_cache_key(inputs: &BundleInputs) {
    let text = inputs.cache_key("host", Path::new("/"));
    let lists = inputs.files.len() + inputs.deny.len() + inputs.allow.len();
    // A file that the profile names instead of Mozilla's list.
    let list = inputs.mozilla.as_ref().filter(|list| !list.optional);
    let others = usize::from(list.is_some()) + usize::from(inputs.java);
    assert_eq!(text.lines().count(), 7 + lists + others, "{text}");
}

/// The search must not leave the root.
fn stays_below_root(profile: &Profile) -> bool {
    let mut candidates = profile.settings.program.iter().flatten();
    !candidates.any(|written| written.value.as_str().contains(".."))
}

fn shown_if_wrong(result: Result<(), Error>) {
    if let Err(error) = result {
        it_can_be_shown(&error);
    }
}

/// Output must not control a terminal.
fn it_can_be_shown(error: &Error) {
    let message = error.render(None);
    let drives = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    assert!(!message.contains(drives), "{message:?}");
    assert!(message.ends_with('\n'), "{message:?}");
}
