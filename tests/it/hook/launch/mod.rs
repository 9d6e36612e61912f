//! Which launches have the hook, and its directory.

mod dir;

use std::fs;
use std::path::{Path, PathBuf};

use super::{bundle, hook};
use crate::clients::system_python;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;

const DCC: &str = "program: {linux: [~/../bin/dcc.exe]}\n";

/// Creates two programs, one whose profile enables the hook.
fn two_programs() -> Sandbox {
    Sandbox::new()
        .dcc("bin/dcc.exe")
        .profile("with", &format!("{DCC}ca: {{certifi: true}}\n"))
        .profile("without", DCC)
}

/// Returns PYTHONPATH, with the hook's directory as `HOOK`, and the hook's variable, with the
/// bundle as `BUNDLE`.
fn seen(sandbox: &Sandbox, args: &[&str]) -> (Option<String>, Option<String>) {
    let outcome = sandbox.run(args).code(0);
    let hook = hook(sandbox);
    let hook = hook.to_str().expect("ASCII");
    let path = outcome.dcc_env("PYTHONPATH");
    let variable = outcome.dcc_env("SGLAUNCH_CERTIFI");
    let bundle = bundle(sandbox);
    (
        path.map(|path| path.replace(hook, "HOOK")),
        variable.map(|path| path.replace(&bundle, "BUNDLE")),
    )
}

fn found(path: &str) -> (Option<String>, Option<String>) {
    (Some(list(path)), Some("BUNDLE".to_owned()))
}

/// Converts a list of Unix paths to this system's form.
fn list(paths: &str) -> String {
    paths.replace(':', system::LIST_SEPARATOR)
}

/// The built-in profiles with the hook: Pythons, and Blender, whose Python is not a program of its
/// own.
const HOOKED: [&str; 13] = [
    "3dsmaxpy",
    "blender",
    "c4dpy",
    "flamepython",
    "hython",
    "mayapy",
    "mobupy",
    "nukepython",
    "python",
    "rmanpy",
    "rvpy",
    "sgpython",
    "unrealpython",
];

#[test]
fn only_python_profiles_have_the_hook_by_default() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(["list"]).success().text();
    let names = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next());
    for name in names {
        let env = sandbox
            .run(["env", name, "--format", "json"])
            .code(0)
            .json();
        let is_hooked = HOOKED.contains(&name);
        assert_eq!(env["SGLAUNCH_CERTIFI"].is_string(), is_hooked, "{name}");
        assert_eq!(env["PYTHONPATH"].is_string(), is_hooked, "{name}");
    }
    let sandbox = sandbox
        .profile("maya", "{extends: maya, ca: {certifi: true}}\n")
        .profile("python", "{extends: python, ca: {certifi: false}}\n");
    for (name, expected) in [("maya", true), ("python", false)] {
        let env = sandbox
            .run(["env", name, "--format", "json"])
            .code(0)
            .json();
        assert_eq!(env["SGLAUNCH_CERTIFI"].is_string(), expected, "{name}");
    }
}

#[test]
fn a_studios_sitecustomize_runs_in_a_python_of_a_program() {
    let sandbox = Sandbox::new();
    sandbox.write("studio/sitecustomize.py", "mark = 'studio'\n");
    let studio = sandbox.path("studio");
    let sandbox = sandbox.env("PYTHONPATH", studio);
    let python = system_python();
    let python = python.to_str().expect("UTF-8");
    let code = "import sys, sitecustomize; print(sitecustomize.mark, sys.meta_path[0].__name__)";
    for profile in ["hython", "mayapy"] {
        let outcome = sandbox.run(["-p", profile, python, "-c", code]).success();
        let text = outcome.text();
        assert_eq!(text.trim_end(), "studio sglaunch_certifi", "{profile}");
    }
}

#[test]
fn the_directory_comes_first_in_pythonpath() {
    let sandbox = two_programs();
    assert_eq!(seen(&sandbox, &["with"]), found("HOOK"));
    assert_eq!(seen(&sandbox, &["without"]), (None, None));
    let sandbox = sandbox.env("PYTHONPATH", "");
    assert_eq!(seen(&sandbox, &["with"]), found("HOOK"));
    let sandbox = sandbox.env("PYTHONPATH", list("/a::/b:"));
    assert_eq!(seen(&sandbox, &["with"]), found("HOOK:/a::/b:"));
    assert_eq!(seen(&sandbox, &["without"]), (Some(list("/a::/b:")), None));
    let sandbox = sandbox.profile(
        "with",
        &format!("{DCC}ca: {{certifi: true}}\nenv: {{PYTHONPATH: {{prepend: [/studio]}}, SEEN: '${{PYTHONPATH}}'}}\n"),
    );
    assert_eq!(seen(&sandbox, &["with"]), found("HOOK:/studio:/a::/b:"));
}

#[test]
fn nested_launches_have_one_hook_or_none() {
    let sandbox = two_programs();
    let own = sglaunch();
    let yaml = format!(
        "{DCC}ca: {{certifi: true}}\nenv: {{PYTHONPATH: {{prepend: [/studio]}}, SEEN: '${{PYTHONPATH:-nothing}}'}}\n"
    );
    let sandbox = sandbox.profile("with", &yaml);
    for inner in ["with", "without"] {
        for path in [None, Some("/a:/b")] {
            let sandbox = match path {
                Some(path) => two_programs()
                    .profile("with", &yaml)
                    .env("PYTHONPATH", list(path)),
                None => two_programs().profile("with", &yaml),
            };
            let alone = seen(&sandbox, &[inner]);
            let nested = seen(&sandbox, &["-p", "python", own, "-p", "python", own, inner]);
            assert_eq!(nested, alone, "{inner} {path:?}");
        }
    }
    let outcome = sandbox.run(["-p", "python", own, "with"]).code(0);
    assert_eq!(outcome.dcc_env("SEEN").as_deref(), Some("/studio"));
    // Another cache has another directory, which replaces the first.
    let changes = sandbox.run(["env", "python", "--format", "json"]).success();
    let changes = changes.json();
    let changes = changes.as_object().expect("variables").iter();
    let mut inside = sandbox.command(["with"]);
    inside.envs(changes.filter_map(|(name, value)| Some((name, value.as_str()?))));
    inside.env("SGLAUNCH_CACHE_DIR", sandbox.path("other"));
    let outcome = Outcome::from(inside.output().expect("sglaunch starts")).code(0);
    let path = outcome.dcc_env("PYTHONPATH").expect("a path");
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    assert!(dirs[0].starts_with(sandbox.path("other")), "{path}");
    assert_eq!(dirs[1..], [Path::new("/studio")]);
}

#[test]
fn env_includes_the_hook_and_profiles_cannot_set_its_variable() {
    let sandbox = two_programs();
    let printed = sandbox
        .run(["env", "with", "--format", "sh"])
        .code(0)
        .text();
    assert!(
        printed.contains("export PYTHONPATH=") && printed.contains("export SGLAUNCH_CERTIFI="),
        "{printed}"
    );
    let sandbox = sandbox.profile("with", &format!("{DCC}env: {{SGLAUNCH_CERTIFI: x}}\n"));
    let failed = sandbox.run(["with"]).code(125);
    assert!(
        failed.stderr.contains("belongs to sglaunch"),
        "{}",
        failed.stderr
    );
}

/// Many studios have a umask with group write, which the hook's directory must not get.
#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn the_hook_works_with_every_umask() {
    for umask in ["002", "000", "077"] {
        let sandbox = Sandbox::new();
        let launch = format!(
            "umask {umask}; '{}' -p python '{}' -c 'import sys; print(sys.meta_path[0].__name__)'",
            sglaunch(),
            system_python().display()
        );
        for _ in 0..3 {
            let mut command = sandbox.command_of("sh");
            let output = command.args(["-c", &launch]).output().expect("sh starts");
            let outcome = Outcome::from(output).success();
            assert_eq!(outcome.text(), "sglaunch_certifi\n", "umask {umask}");
        }
        let compiled = hook(&sandbox).join("__pycache__");
        assert_ne!(fs::read_dir(compiled).expect("a directory").count(), 0);
    }
}
