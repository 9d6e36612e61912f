use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;
use crate::env::Env;
use crate::profile::{LayerKind, Layers};

#[test]
fn all_programs_are_listed_with_their_versions() {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    let executable = |path: &str| {
        fs::create_dir_all(at(path).parent().unwrap()).unwrap();
        fs::write(at(path), "").unwrap();
        fs::set_permissions(at(path), fs::Permissions::from_mode(0o755)).unwrap();
    };
    for path in [
        "opt/toon1.2/toon",
        "opt/toon1.10/toon",
        "sw/toon/2.0/toon",
        "bin/toon3.11",
        "bin/toon3.11-config",
    ] {
        executable(path);
    }
    fs::create_dir(at("opt/toon1.11")).unwrap();
    symlink("toon3.11", at("bin/toon3")).unwrap();
    let candidates = format!(
        "['${{TOON}}/toon', toon, 'toon{{version}}', '{}/toon{{version}}/toon']",
        at("opt").display()
    );
    let yaml = format!("program: {{linux: {candidates}, macos: {candidates}}}\n");
    fs::write(at("toon.yaml"), yaml).unwrap();
    let layers = Layers::new([(LayerKind::User, dir.path().to_owned())]);
    let profile = Profile::load("toon", &layers).unwrap();
    let env = Env::from_iter([
        ("TOON", at("sw/toon/2.0").into_os_string()),
        (
            "PATH",
            std::env::join_paths([at("sw/toon/2.0"), at("bin")]).unwrap(),
        ),
    ]);
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
    let all = all(&profile, &context);
    let rows: Vec<(String, Option<&str>)> = all
        .iter()
        .map(|program| {
            let path = program.path.strip_prefix(dir.path()).unwrap();
            let version = program.version.as_ref().map(Version::as_str);
            (path.display().to_string(), version)
        })
        .collect();
    let row = |path: &str, version| (path.to_owned(), Some(version));
    // Both spellings of 3.11 are the same version.
    let (mut threes, rest) = (rows[1..3].to_vec(), [&rows[..1], &rows[3..]].concat());
    threes.sort();
    assert_eq!(
        threes,
        [row("bin/toon3", "3.11"), row("bin/toon3.11", "3.11")]
    );
    assert_eq!(
        rest,
        [
            row("sw/toon/2.0/toon", "2.0"),
            row("opt/toon1.10/toon", "1.10"),
            row("opt/toon1.2/toon", "1.2"),
        ]
    );
    assert_eq!(all[0].selection, Selection::Variable("TOON".to_owned()));
    let installed = installed(&profile, &context);
    let installed: Vec<&str> = installed.iter().map(Version::as_str).collect();
    assert_eq!(installed, ["1.10", "1.2"]);
}
