//! Profiles of the machine count only if no other user could have written them.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::clients::{cannot_run, not_run};
use crate::launch::on_machine;
use crate::programs::built_in;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system::{self, NOBODY, symlink};
use crate::tls_server::Authority;

/// Returns a machine with a profile `maya` that only the machine's directory has, and an `env` for
/// all programs. It starts.
fn studio() -> Sandbox {
    let sandbox = Sandbox::new().dcc("root/x.exe");
    sandbox.write_profile(
        sandbox.machine("profiles/maya2.yaml"),
        "program: {linux: [/x.exe]}\n",
    );
    sandbox.write(
        sandbox.machine("profiles/defaults.yaml"),
        "env: {STUDIO: here}\n",
    );
    let started = sandbox.run(["maya2"]).success();
    assert_eq!(started.dcc_env("STUDIO").as_deref(), Some("here"));
    sandbox
}

/// Checks that the profile of the machine does not count because of `why`.
#[track_caller]
fn is_ignored(sandbox: &Sandbox, why: &str) {
    let error = sandbox.run(["maya2"]).code(125).stderr;
    assert!(
        error.starts_with("error: there is no profile `maya2`\n"),
        "{error}"
    );
    assert!(
        error.contains(&format!("{why}, so it is ignored")),
        "{error}"
    );
    assert!(
        error.contains("\nhint: ask an administrator to check it"),
        "{error}"
    );
    assert!(!error.contains("chmod"), "{error}");
    let checked = sandbox.run(["check", "maya2"]).code(1).stderr;
    assert!(checked.contains(why), "{checked}");
}

/// Checks that `defaults` of the machine does not count, which only a build and `check` report.
#[track_caller]
fn defaults_are_ignored(sandbox: &Sandbox, why: &str) {
    let warning = format!("{why}, so it is ignored (see docs/profiles.md, For all users)\n");
    let program = sandbox.program("root/x.exe");
    let program = program.to_str().expect("UTF-8");
    // A record holds once the files that it describes are older than the clock's resolution.
    sleep(Duration::from_millis(2_100));
    let built = sandbox.run(["--refresh", program]).code(0);
    assert_eq!(built.dcc_env("STUDIO"), None);
    assert_eq!(
        built.stderr.matches(&warning).count(),
        1,
        "{}",
        built.stderr
    );
    let warm = sandbox.run([program]).success();
    assert_eq!(warm.dcc_env("STUDIO"), None);
    // Monitoring sees the settings that do not count, once, at the path that is wrong.
    let checked = sandbox.run(["check"]).code(1);
    let (path, reason) = why.split_once(": ").expect("a path and a reason");
    let reason = format!(
        "error: {reason}, so it is ignored (see docs/profiles.md, For all users)\n  --> {path}\nhint: "
    );
    assert_eq!(
        checked.stderr.matches("so it is ignored").count(),
        1,
        "{}",
        checked.stderr
    );
    assert!(checked.stderr.contains(&reason), "{}", checked.stderr);
    let lines = checked.text();
    assert!(lines.contains(&format!("{path}: not valid\n")), "{lines}");
    assert_eq!(lines.matches(": not valid\n").count(), 1, "{lines}");
    assert!(!lines.contains("warning"), "{lines}");
    for command in ["list", "show"] {
        let name = (command == "show").then_some("maya");
        let said = sandbox
            .run([command].into_iter().chain(name))
            .code(0)
            .stderr;
        assert_eq!(said.matches(&warning).count(), 1, "{command}: {said}");
    }
}

#[test]
fn a_directory_that_all_users_can_write_to_is_ignored() {
    for dir in ["", "profiles"] {
        let sandbox = studio();
        let dir = sandbox.machine(dir);
        system::set_mode(&dir, 0o777);
        let dir = dir.display().to_string();
        let why = format!("{}: all users can write to it", dir.trim_end_matches('/'));
        is_ignored(&sandbox, &why);
        defaults_are_ignored(&sandbox, &why);
        system::set_mode(&dir, 0o755);
        sandbox.run(["maya2"]).success();
    }
}

/// What a launch lacks may be there: an alias, a program, a version.
#[test]
fn json_and_a_failing_launch_name_what_is_left_out() {
    let sandbox = studio();
    let dir = sandbox.machine("profiles");
    sandbox.write_profile(dir.join("maya.yaml"), "program: {linux: [/x.exe]}\n");
    sandbox.run(["maya"]).success();
    assert_eq!(
        sandbox.run(["list", "--json"]).success().json()["ignored"],
        json!([])
    );
    system::set_mode(&dir, 0o777);
    let dir = dir.to_str().expect("UTF-8");
    let why = "all users can write to it, so it is ignored (see docs/profiles.md, For all users)";
    for args in [&["list", "--json"][..], &["show", "maya", "--json"]] {
        let document = sandbox.run(args).code(0).json();
        assert_eq!(
            document["ignored"],
            json!([{"path": dir, "reason": why}]),
            "{args:?}"
        );
    }
    // Without a terminal, the dialog and the log have the same text.
    for (name, code) in [
        ("maya", 127),
        ("mayaa", 125),
        ("houdini-of-the-studio", 125),
    ] {
        let log = sandbox.path("home/.local/state/sglaunch/sglaunch.log");
        fs::remove_file(&log).ok();
        let failed = sandbox.run(["--window", name]).code(code);
        failed.stderr_contains(&format!("\n  {dir}: {why}\n"));
        let log = fs::read_to_string(&log).expect("a log");
        assert!(log.contains(&format!("{dir}: {why}\n")), "{log}");
    }
}

#[test]
fn a_file_that_all_users_can_write_to_is_ignored() {
    let sandbox = studio();
    for name in ["maya2", "defaults"] {
        let file = sandbox.machine(format!("profiles/{name}.yaml"));
        system::set_mode(&file, 0o666);
        let why = format!("{}: all users can write to it", file.display());
        if name == "maya2" {
            is_ignored(&sandbox, &why);
            fs::remove_file(&file).expect("our own file");
        } else {
            defaults_are_ignored(&sandbox, &why);
        }
    }
}

/// A file that does not count must not prevent launches either.
#[test]
fn what_others_can_write_to_prevents_no_launch() {
    let sandbox = studio();
    let dir = sandbox.machine("profiles");
    let file = dir.join("defaults.yaml");
    system::set_mode(&dir, 0o777);
    for hostile in ["pipe", "yaml", "link"] {
        fs::remove_file(&file).expect("our own file");
        match hostile {
            "pipe" => drop(sandbox.pipe(&file)),
            "yaml" => drop(sandbox.write(&file, "{[\n")),
            _ => symlink("/dev/zero", &file).expect("a link"),
        }
        sandbox.run(["--refresh", "bundle", "path"]).code(0);
    }
}

#[test]
fn a_directory_of_a_group_or_of_another_user_is_ignored() {
    if !system::is_root() {
        let test = "profile::machine::a_directory_of_a_group_or_of_another_user_is_ignored";
        return not_run(test, "only root can change owners");
    }
    let sandbox = studio();
    let dir = sandbox.machine("profiles");
    std::os::unix::fs::chown(&dir, None, Some(NOBODY)).expect("root may change groups");
    sandbox.run(["maya2"]).success();
    system::set_mode(&dir, 0o775);
    let shown = dir.display();
    is_ignored(
        &sandbox,
        &format!("{shown}: group {NOBODY} can write to it"),
    );
    system::set_mode(&dir, 0o755);
    system::chown(&dir, NOBODY);
    let why = format!("{shown}: it belongs to user {NOBODY}, and you are user 0");
    is_ignored(&sandbox, &why);
    defaults_are_ignored(&sandbox, &why);
}

/// An administrator's link counts as its target; another user's does not.
#[test]
fn a_link_counts_if_no_other_user_can_change_where_it_leads() {
    let sandbox = studio();
    let (dir, elsewhere) = (
        sandbox.machine("profiles"),
        sandbox.path("root/studio/profiles"),
    );
    fs::create_dir(sandbox.path("root/studio")).expect("a directory");
    fs::rename(&dir, &elsewhere).expect("our own directory");
    symlink("/studio/profiles", &dir).expect("a link");
    sandbox.run(["maya2"]).success();

    let shown = dir.display();
    system::set_mode(sandbox.path("root/studio"), 0o777);
    let studio = sandbox.path("root/studio");
    let why = format!("{shown}: {}: all users can write to it", studio.display());
    is_ignored(&sandbox, &why);
    system::set_mode(&studio, 0o755);
    system::set_mode(&elsewhere, 0o777);
    is_ignored(&sandbox, &format!("{shown}: all users can write to it"));
    system::set_mode(&elsewhere, 0o755);
    sandbox.run(["maya2"]).success();
    if system::is_root() {
        std::os::unix::fs::lchown(&dir, Some(NOBODY), None).expect("root may change owners");
        is_ignored(
            &sandbox,
            &format!("{shown}: it belongs to user {NOBODY}, and you are user 0"),
        );
    }
}

/// Root's files are the machine's for every user.
#[test]
fn files_of_root_count_for_other_users() {
    if !system::is_root() {
        let test = "profile::machine::files_of_root_count_for_other_users";
        return not_run(test, "only root can make root's files");
    }
    let sandbox = studio().unprivileged();
    sandbox.run(["maya2"]).success();
    for path in [
        "",
        "profiles",
        "profiles/maya2.yaml",
        "profiles/defaults.yaml",
    ] {
        system::chown(sandbox.machine(path), 0);
    }
    sandbox.run(["maya2"]).success();
    system::chown(sandbox.machine("profiles/maya2.yaml"), 12345);
    let file = sandbox.machine("profiles/maya2.yaml");
    let why = format!("{}: it belongs to user 12345", file.display());
    let error = sandbox.run(["maya2"]).code(125).stderr;
    assert!(error.contains(&why), "{error}");
}

/// Only a directory and a file that are there are worth further system calls.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn the_machines_directory_costs_one_call_and_one_per_file_that_it_lacks() {
    let sandbox = Sandbox::new();
    let calls = |sandbox: &Sandbox| -> Option<Vec<String>> {
        let trace = sandbox.path("trace");
        let mut strace = on_machine(sandbox, which::which("strace").ok()?);
        strace.args(["-e", "trace=%file", "-o"]).arg(&trace);
        let output = strace
            .arg(sglaunch())
            .args(["-p", "maya", "true"])
            .output()
            .ok()?;
        let lines = fs::read_to_string(trace).ok()?;
        let is_machine = |line: &&str| line.contains("etc/sglaunch/profiles");
        let lines = lines.lines().filter(is_machine).map(str::to_owned);
        output.status.success().then(|| lines.collect())
    };
    let Some(absent) = calls(&sandbox) else {
        let test = "profile::machine::the_machines_directory_costs_one_call_and_one_per_file_that_it_lacks";
        return cannot_run(test, "strace cannot trace as root");
    };
    // That of the directory.
    assert_eq!(absent.len(), 1, "{absent:?}");
    sandbox.write(sandbox.machine("profiles/nuke.yaml"), "");
    // Those of the directory, `maya` and `defaults`.
    assert_eq!(calls(&sandbox).map(|calls| calls.len()), Some(3));
    sandbox.write(sandbox.machine("profiles/defaults.yaml"), "");
    let present = calls(&sandbox).expect("strace traces");
    assert!(present.len() <= 6, "{present:?}");
}

/// CAs that others could have changed do not count either.
#[test]
fn ignored_cas_of_the_machine_are_an_error_of_check() {
    let sandbox = Sandbox::new();
    let dir = sandbox.machine("ca.d");
    let file = sandbox.write(dir.join("proxy.pem"), Authority::new("Proxy").pem());
    sandbox.run(["check"]).success();
    let end = format!("\n{} profiles checked, 1 not valid\n", built_in().len());
    for (path, mode) in [(&file, 0o666), (&dir, 0o777)] {
        system::set_mode(path, mode);
        let checked = sandbox.run(["check"]).code(1);
        let path = path.display();
        let error = format!(
            "error: all users can write to it, so it is ignored (see docs/profiles.md, For all users)\n  --> {path}\nhint: "
        );
        assert!(checked.stderr.starts_with(&error), "{}", checked.stderr);
        assert_eq!(checked.stderr.lines().count(), 3, "{}", checked.stderr);
        let lines = checked.text();
        assert!(lines.contains(&format!("{path}: not valid\n")), "{lines}");
        assert!(lines.ends_with(&end), "{lines}");
        system::set_mode(&file, 0o644);
    }
}
