//! The directory that the hook is written to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use super::{list, two_programs};
use crate::clients::system_python;
use crate::hook::hook;
use crate::sandbox::Sandbox;
use crate::system;

fn files(dir: &Path) -> Vec<PathBuf> {
    ["sglaunch_certifi.py", "sitecustomize.py"]
        .map(|name| dir.join(name))
        .into()
}

#[test]
fn the_directory_is_written_once_and_repaired_if_damaged() {
    let sandbox = two_programs();
    let dir = hook(&sandbox);
    let inodes = || {
        files(&dir)
            .iter()
            .map(|file| system::identity(file))
            .collect::<Vec<_>>()
    };
    let before = inodes();
    sandbox.run(["with"]).success();
    assert_eq!(inodes(), before);
    let entries = fs::read_dir(&dir).expect("a directory").count();
    assert_eq!(entries, 3, "the two files, and Python's directory");
    for file in files(&dir) {
        let content = fs::read(&file).expect("a file");
        fs::write(&file, "raise SystemExit(3)\n").expect("ours");
        let inode = || system::identity(&file);
        let damaged = inode();
        sandbox.run(["with"]).success();
        // The file is replaced, so no process sees half of it.
        assert_ne!(inode(), damaged);
        assert_eq!(fs::read(&file).expect("a file"), content);
        fs::remove_file(&file).expect("ours");
        sandbox.run(["with"]).success();
        assert_eq!(fs::read(&file).expect("a file"), content);
    }
}

/// Without sitecustomize.py Python finds nothing in the directory.
#[test]
fn the_file_that_python_looks_for_is_written_last() {
    let sandbox = two_programs();
    let dir = hook(&sandbox);
    fs::remove_dir_all(&dir).expect("ours");
    fs::create_dir_all(dir.join("sglaunch_certifi.py")).expect("ours");
    sandbox.run(["with"]).success();
    assert!(!dir.join("sitecustomize.py").exists());
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_directory_that_others_can_write_to_is_not_used() {
    let sandbox = two_programs();
    let dir = hook(&sandbox);
    for unsafe_dir in [dir.clone(), sandbox.cache().join("hooks")] {
        system::set_mode(&unsafe_dir, 0o777);
        let outcome = sandbox.run(["with"]).code(0);
        let path = outcome.dcc_env("PYTHONPATH");
        let fallback = sandbox.path("tmp");
        assert!(
            path.is_some_and(|path| Path::new(&path).starts_with(fallback)),
            "{}",
            outcome.stderr
        );
        system::set_mode(&unsafe_dir, 0o755);
    }
    let found = sandbox.run(["with"]).success().dcc_env("PYTHONPATH");
    assert_eq!(found, dir.to_str().map(str::to_owned));
}

#[test]
fn the_directory_is_touched_once_a_day() {
    let sandbox = two_programs();
    let dir = hook(&sandbox);
    let modified = || {
        let meta = fs::metadata(&dir).expect("it exists");
        meta.modified().expect("a time")
    };
    for (hours, is_touched) in [(23, false), (25, true)] {
        let before = SystemTime::now() - Duration::from_hours(hours);
        system::set_modified(&dir, before);
        sandbox.run(["with"]).success();
        let since = modified().duration_since(before).expect("later");
        let is_new = since > Duration::from_hours(1);
        assert_eq!(is_new, is_touched, "{hours} hours");
    }
}

/// Python runs a compiled file without reading its source.
#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn files_that_others_could_have_written_are_rewritten() {
    let sandbox = two_programs();
    let dir = hook(&sandbox);
    let compiled = dir.join("__pycache__");
    let foreign = [
        sandbox.write(compiled.join("sitecustomize.cpython-311.pyc"), "x"),
        sandbox.write(dir.join("sitecustomize.pyc"), "x"),
    ];
    sandbox.run(["with"]).success();
    assert!(foreign.iter().all(|file| file.exists()));
    let open_to_all = |path: &Path, mode| {
        system::set_mode(path, mode);
    };
    for file in foreign.iter().chain(&files(&dir)) {
        open_to_all(file, 0o666);
    }
    sandbox.run(["with"]).success();
    assert!(!foreign.iter().any(|file| file.exists()));
    for file in files(&dir) {
        assert!(system::has_mode(file, 0o644));
    }
    sandbox.write(compiled.join("sitecustomize.cpython-311.pyc"), "x");
    open_to_all(&compiled, 0o777);
    sandbox.run(["with"]).success();
    let left = fs::read_dir(&compiled).expect("a new directory").count();
    assert_eq!(left, 0);
    assert!(system::has_mode(&compiled, 0o755));
}

#[test]
#[cfg_attr(windows, ignore = "there is always one in the data of all users")]
fn without_a_directory_the_program_starts_without_the_hook() {
    // PYTHONPATH cannot hold a path that contains its separator.
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
    let warning = "warning: certifi: cannot install the hook: ";
    assert!(outcome.stderr.starts_with(warning), "{}", outcome.stderr);
    sandbox.run(["without"]).success();
}

#[test]
fn prune_removes_the_directories_of_other_versions() {
    let sandbox = two_programs();
    let own = hook(&sandbox);
    let old = own.with_file_name("sglaunch-certifi-0123456789abcdef");
    sandbox.write(old.join("sitecustomize.py"), "");
    let date = |path: &Path, days: u64| {
        let time = SystemTime::now() - Duration::from_hours(days * 24);
        system::set_modified(path, time);
    };
    let other = sandbox.write(own.with_file_name(".DS_Store"), "");
    date(&other, 31);
    date(&own, 31);
    date(&old, 29);
    sandbox.run(["bundle", "prune"]).success();
    assert!(own.exists() && old.exists() && other.exists());
    date(&old, 31);
    sandbox.run(["bundle", "prune"]).success();
    assert!(own.exists() && !old.exists());
    // A launch updates its time, for the `prune` of another version.
    sandbox.run(["with"]).success();
    let used = fs::metadata(&own).and_then(|meta| meta.modified());
    let age = used.expect("a time").elapsed().expect("before now");
    assert!(age < Duration::from_mins(1));
}

/// Python compiles the files at its first start, in as many processes as there are.
#[test]
fn simultaneous_launches_all_have_the_hook() {
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
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}");
    }
}
