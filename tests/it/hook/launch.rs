//! Which launches have the hook, and the folder that it is in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use super::{bundle, hook};
use crate::clients::system_python;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;

const DCC: &str = "program: {linux: [~/../bin/dcc.exe]}\n";

/// A program whose profile has the hook, and one whose profile has none.
fn two_programs() -> Sandbox {
    Sandbox::new()
        .dcc("bin/dcc.exe")
        .profile("with", &format!("{DCC}ca: {{certifi: true}}\n"))
        .profile("without", DCC)
}

/// The value of PYTHONPATH, with the hook's folder as `HOOK`, and of the hook's own variable, the bundle as `BUNDLE`.
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

/// A list of paths of Unix, as this system writes it.
fn list(paths: &str) -> String {
    paths.replace(':', system::LIST_SEPARATOR)
}

#[test]
fn only_python_has_it_unless_a_profile_says_so() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(["list"]).quietly().text();
    let names = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next());
    for name in names {
        let env = sandbox
            .run(["env", name, "--format", "json"])
            .code(0)
            .json();
        assert_eq!(
            env["SGLAUNCH_CERTIFI"].is_string(),
            name == "python",
            "{name}"
        );
        assert_eq!(env["PYTHONPATH"].is_string(), name == "python", "{name}");
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
fn the_folder_stands_in_front_of_what_pythonpath_has() {
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
fn launches_inside_each_other_have_one_or_none() {
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
    assert_eq!(outcome.dcc_env("SEEN").as_deref(), Some("nothing"));
    // Another cache has another folder, and it is not added to the first.
    let changes = sandbox.run(["env", "python", "--format", "json"]).quietly();
    let changes = changes.json();
    let changes = changes.as_object().expect("variables").iter();
    let mut inside = sandbox.command(["with"]);
    inside.envs(changes.filter_map(|(name, value)| Some((name, value.as_str()?))));
    inside.env("SGLAUNCH_CACHE_DIR", sandbox.path("other"));
    let outcome = Outcome::from(inside.output().expect("sglaunch starts")).code(0);
    let path = outcome.dcc_env("PYTHONPATH").expect("a path");
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    assert!(folders[0].starts_with(sandbox.path("other")), "{path}");
    assert_eq!(folders[1..], [Path::new("/studio")]);
}

#[test]
fn an_environment_for_evaluation_has_it_too_and_a_profile_may_not_name_its_variable() {
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
        failed.stderr.contains("is set by sglaunch"),
        "{}",
        failed.stderr
    );
}

fn files(folder: &Path) -> Vec<PathBuf> {
    ["sglaunch_certifi.py", "sitecustomize.py"]
        .map(|name| folder.join(name))
        .into()
}

#[test]
fn the_folder_is_written_once_and_mended_where_it_is_damaged() {
    let sandbox = two_programs();
    let folder = hook(&sandbox);
    let inodes = || {
        files(&folder)
            .iter()
            .map(|file| system::identity(file))
            .collect::<Vec<_>>()
    };
    let before = inodes();
    sandbox.run(["with"]).quietly();
    assert_eq!(inodes(), before);
    let entries = fs::read_dir(&folder).expect("a folder").count();
    assert_eq!(entries, 3, "the two files, and Python's folder");
    for file in files(&folder) {
        let content = fs::read(&file).expect("a file");
        fs::write(&file, "raise SystemExit(3)\n").expect("ours");
        let inode = || system::identity(&file);
        let damaged = inode();
        sandbox.run(["with"]).quietly();
        // A file in place of the other: nobody ever sees half of one.
        assert_ne!(inode(), damaged);
        assert_eq!(fs::read(&file).expect("a file"), content);
        fs::remove_file(&file).expect("ours");
        sandbox.run(["with"]).quietly();
        assert_eq!(fs::read(&file).expect("a file"), content);
    }
}

/// Python runs what it finds: as long as the file that it looks for is not there, it finds nothing.
#[test]
fn the_file_that_python_looks_for_is_written_last() {
    let sandbox = two_programs();
    let folder = hook(&sandbox);
    fs::remove_dir_all(&folder).expect("ours");
    fs::create_dir_all(folder.join("sglaunch_certifi.py")).expect("ours");
    sandbox.run(["with"]).quietly();
    assert!(!folder.join("sitecustomize.py").exists());
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_folder_that_others_can_write_to_is_not_used() {
    let sandbox = two_programs();
    let folder = hook(&sandbox);
    for unsafe_folder in [folder.clone(), sandbox.cache().join("hooks")] {
        system::set_mode(&unsafe_folder, 0o777);
        let outcome = sandbox.run(["with"]).code(0);
        let path = outcome.dcc_env("PYTHONPATH");
        let fallback = sandbox.path("tmp");
        assert!(
            path.is_some_and(|path| Path::new(&path).starts_with(fallback)),
            "{}",
            outcome.stderr
        );
        system::set_mode(&unsafe_folder, 0o755);
    }
    let found = sandbox.run(["with"]).quietly().dcc_env("PYTHONPATH");
    assert_eq!(found, folder.to_str().map(str::to_owned));
}

/// What Python has compiled runs before what it was compiled from is looked at.
#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn what_others_could_have_written_is_written_anew() {
    let sandbox = two_programs();
    let folder = hook(&sandbox);
    let compiled = folder.join("__pycache__");
    let foreign = [
        sandbox.write(compiled.join("sitecustomize.cpython-311.pyc"), "x"),
        sandbox.write(folder.join("sitecustomize.pyc"), "x"),
    ];
    sandbox.run(["with"]).quietly();
    assert!(foreign.iter().all(|file| file.exists()));
    let open_to_all = |path: &Path, mode| {
        system::set_mode(path, mode);
    };
    for file in foreign.iter().chain(&files(&folder)) {
        open_to_all(file, 0o666);
    }
    sandbox.run(["with"]).quietly();
    assert!(!foreign.iter().any(|file| file.exists()));
    for file in files(&folder) {
        assert!(system::has_mode(file, 0o644));
    }
    sandbox.write(compiled.join("sitecustomize.cpython-311.pyc"), "x");
    open_to_all(&compiled, 0o777);
    sandbox.run(["with"]).quietly();
    let left = fs::read_dir(&compiled).expect("a new folder").count();
    assert_eq!(left, 0);
    assert!(system::has_mode(&compiled, 0o755));
}

/// Many studios let a group write to what is made, which the hook's folder must not be.
#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn the_hook_works_whatever_umask_a_program_has() {
    for umask in ["002", "000", "077"] {
        let sandbox = Sandbox::new();
        let launch = format!(
            "umask {umask}; '{}' -p python '{}' -c 'import sys; print(sys.meta_path[0].__name__)'",
            sglaunch(),
            system_python().display()
        );
        for _ in 0..3 {
            let mut command = sandbox.alone("sh");
            let output = command.args(["-c", &launch]).output().expect("sh starts");
            let outcome = Outcome::from(output).quietly();
            assert_eq!(outcome.text(), "sglaunch_certifi\n", "umask {umask}");
        }
        let compiled = hook(&sandbox).join("__pycache__");
        assert_ne!(fs::read_dir(compiled).expect("a folder").count(), 0);
    }
}

#[test]
#[cfg_attr(windows, ignore = "there is always one in the data of all users")]
fn where_no_folder_can_be_had_the_program_starts_without() {
    // A list cannot hold a path with the character that separates it.
    let sandbox = two_programs();
    let (cache, temp) = (sandbox.path(list("a:b")), sandbox.path(list("c:d")));
    fs::create_dir(&temp).expect("ours");
    let sandbox = sandbox
        .env("SGLAUNCH_CACHE_DIR", cache)
        .env(system::TEMP, temp);
    let outcome = sandbox.run(["with"]).code(0);
    assert_eq!(
        (
            outcome.dcc_env("PYTHONPATH"),
            outcome.dcc_env("SGLAUNCH_CERTIFI")
        ),
        (None, None)
    );
    let warning = "warning: certifi: Python code that asks certifi gets certifi's own list: ";
    assert!(outcome.stderr.starts_with(warning), "{}", outcome.stderr);
    sandbox.run(["without"]).quietly();
}

#[test]
fn prune_removes_the_folders_of_other_versions() {
    let sandbox = two_programs();
    let own = hook(&sandbox);
    let old = own.with_file_name("sglaunch-certifi-0123456789abcdef");
    sandbox.write(old.join("sitecustomize.py"), "");
    let date = |path: &Path, days: u64| {
        let time = SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
        system::set_modified(path, time);
    };
    let other = sandbox.write(own.with_file_name(".DS_Store"), "");
    date(&other, 31);
    date(&own, 31);
    date(&old, 29);
    sandbox.run(["bundle", "prune"]).quietly();
    assert!(own.exists() && old.exists() && other.exists());
    date(&old, 31);
    sandbox.run(["bundle", "prune"]).quietly();
    assert!(own.exists() && !old.exists());
    // A launch notes that it is used, for the `prune` of another version.
    sandbox.run(["with"]).quietly();
    let used = fs::metadata(&own).and_then(|meta| meta.modified());
    let age = used.expect("a time").elapsed().expect("before now");
    assert!(age < Duration::from_secs(60));
}

/// Python compiles the files at its first start, as many times at once as there are.
#[test]
fn launches_at_once_all_have_it() {
    let sandbox = Sandbox::new();
    let code = "import sys; assert 'sglaunch_certifi' in [getattr(f, '__name__', '') for f in sys.meta_path]";
    let start = || {
        let mut command = sandbox.command(["-p", "python"]);
        command
            .arg(system_python())
            .args(["-c", code])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("sglaunch starts")
    };
    let started: Vec<_> = (0..16).map(|_| start()).collect();
    for child in started {
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}
