//! Checks that a desktop, with its own PATH, starts the same program as the shell.

use crate::certs::{Problem, Source};
use crate::profile::Profile;
use crate::program::{self, Program, Request, SearchContext};

/// Returns a warning if the search with the desktop's PATH does not find `program`.
pub fn check(
    profile: &Profile,
    request: Request,
    program: &Program,
    context: &SearchContext,
    desktop_path: &str,
) -> Option<Problem> {
    let mut env = context.env.clone();
    env.set("PATH", desktop_path);
    let desktop = SearchContext {
        env: &env,
        ..*context
    };
    let starts = match program::find(profile, request, &desktop) {
        Ok(found) if found.path == program.path => return None,
        Ok(found) => found.path.display().to_string(),
        Err(_) => "nothing".to_owned(),
    };
    let (name, program) = (&profile.name, program.path.display());
    let message = format!(
        "the shortcut starts {starts}: the desktop's PATH differs from your shell's, which leads to {program}; set the path \
         under `program:` in your own {name}.yaml (`sglaunch show {name}` lists the files)"
    );
    Some(Problem::new(Source::Profile(name.clone()), message))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::*;
    use crate::env::Env;
    use crate::profile::{LayerKind, Layers};

    #[test]
    fn another_program_on_the_desktops_path_is_a_warning() {
        let dir = tempfile::tempdir().unwrap();
        let program = |name: &str| {
            let file = dir.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
            file
        };
        let (brewed, system) = (program("brew/toon"), program("system/toon"));
        let other = program("Applications/toon");
        let env = Env::from_iter([("PATH", brewed.parent().unwrap())]);
        let context = SearchContext {
            env: &env,
            home: None,
            root: Path::new("/"),
            cwd: dir.path(),
            exe: Path::new("/opt/sglaunch"),
            shims: None,
            cache: None,
            is_shim: false,
            called_in: None,
        };
        let warning = |candidates: &str, path: &str| {
            let yaml = format!("program: {{linux: [{candidates}], macos: [{candidates}]}}\n");
            fs::write(dir.path().join("toon.yaml"), yaml).unwrap();
            let layers = Layers::new([(LayerKind::User, dir.path().to_owned())]);
            let profile = Profile::load("toon", &layers).unwrap();
            let found = program::find(&profile, Request::default(), &context).unwrap();
            check(&profile, Request::default(), &found, &context, path)
                .map(|problem| problem.kind.to_string())
        };
        let (brewed, system, other) = (brewed.display(), system.display(), other.display());
        let path = dir.path().join("system").display().to_string();
        let nothing = warning("toon", "/nowhere").unwrap();
        assert!(
            nothing.contains("starts nothing: ")
                && nothing.contains(&format!("which leads to {brewed}; ")),
            "{nothing}"
        );
        for (candidates, path, starts) in [
            ("toon", &*path, system.to_string()),
            (&format!("toon, {other}"), "/nowhere", other.to_string()),
        ] {
            let warning = warning(candidates, path).unwrap();
            assert!(warning.contains(&format!("starts {starts}: ")), "{warning}");
        }
        assert_eq!(warning(&other.to_string(), "/nowhere"), None);
    }
}
