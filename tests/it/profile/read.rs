//! Reading a profile ends, whatever its file is, and a fault of a moment does no harm.

use std::fs;
use std::process::Output;
use std::time::{Duration, Instant};

use crate::clients::not_run;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system::{self, symlink};

const MAYA: &str = "home/.config/sglaunch/profiles/maya.yaml";

/// A share that is not mounted must not lift what a profile denies.
#[test]
fn a_link_to_a_missing_file_is_an_error() {
    for (layer, share) in [
        ("home/.config/sglaunch", "share"),
        ("root/etc/sglaunch", "root/share"),
    ] {
        let sandbox = Sandbox::new();
        let path = sandbox.path(layer).join("profiles/defaults.yaml");
        fs::create_dir_all(path.parent().expect("a directory")).expect("the sandbox is writable");
        let target = match layer {
            "root/etc/sglaunch" => "/share/defaults.yaml".into(),
            _ => sandbox.path("share/defaults.yaml"),
        };
        symlink(target, &path).expect("a link");
        let why = "cannot read the profile: it is a link to a file that is missing";
        sandbox
            .run(["-p", "defaults", "true"])
            .code(125)
            .stderr_contains(why);
        sandbox.run(["check"]).code(1).stderr_contains(why);
        sandbox.write(format!("{share}/defaults.yaml"), "description: a share\n");
        sandbox.run(["-p", "defaults", "true"]).success();
    }
}

#[test]
fn what_is_not_a_file_is_an_error_at_once() {
    let sandbox = Sandbox::new().profile("maya", "");
    let path = sandbox.path(MAYA);
    let start = Instant::now();
    for kind in [
        "pipe",
        "directory",
        "/dev/zero",
        "/dev/tty",
        "/dev/stdin",
        "/proc/kmsg",
        "/proc/self/pagemap",
        "/proc/self/environ",
        "/sys/kernel/uevent_seqnum",
    ] {
        fs::remove_file(&path).expect("our own file");
        match kind {
            "pipe" => drop(sandbox.pipe(MAYA)),
            "directory" => fs::create_dir(&path).expect("a directory"),
            target if fs::symlink_metadata(target).is_ok() => {
                symlink(target, &path).expect("a link");
            }
            _ => continue,
        }
        for command in [&["maya"][..], &["show", "maya"]] {
            let error = sandbox.run(command).code(125).stderr;
            assert!(
                error.starts_with("error: cannot read the profile: "),
                "{kind}: {error}"
            );
            assert!(error.contains("maya.yaml\n"), "{kind}: {error}");
        }
        sandbox.run(["check"]).code(1);
        sandbox.run(["list"]).success();
        if kind == "directory" {
            fs::remove_dir(&path).expect("our own directory");
            fs::write(&path, "").expect("our own file");
        }
    }
    assert!(start.elapsed() < Duration::from_mins(1));
}

#[test]
fn a_file_that_is_too_large_is_an_error() {
    let sandbox = Sandbox::new().profile("maya", &"#".repeat(1024 * 1024 + 1));
    let error = sandbox.run(["maya"]).code(125).stderr;
    assert!(
        error.starts_with("error: cannot read the profile: larger than 1 MiB\n"),
        "{error}"
    );
}

/// A daemon has the HOME of another user, whose settings it cannot read. A file that it may reach
/// is another matter.
#[test]
fn a_home_that_cannot_be_entered_has_no_profiles() {
    let sandbox = Sandbox::new()
        .dcc("bin/maya")
        .on_path("bin")
        .profile("defaults", "env: {OWN: here}\n")
        .unprivileged();
    let maya = sandbox.program("bin/maya");
    let file = sandbox.path("home/.config/sglaunch/profiles/defaults.yaml");
    system::set_mode(&file, 0);
    let error = sandbox.run([&maya]).code(125).stderr;
    assert!(
        error.starts_with("error: cannot read the profile: permission denied"),
        "{error}"
    );
    system::set_mode(sandbox.path("home/.config"), 0);
    assert_eq!(sandbox.run([&maya]).code(0).dcc_env("OWN"), None);
    system::set_mode(sandbox.path("home/.config"), 0o755);
}

/// Runs a launch in which opening or reading the profile fails. `None` if strace cannot do that.
fn with_fault(sandbox: &Sandbox, fault: &str) -> Option<Output> {
    let strace = which::which("strace").ok()?;
    let mut command = sandbox.command_of(strace);
    let file = sandbox.path(MAYA);
    command.args(["-o", "/dev/null", "-P"]).arg(file);
    command.args(["-e", &format!("inject={fault}")]);
    let output = command.arg(sglaunch()).arg("maya").output().ok()?;
    let is_traced = !String::from_utf8_lossy(&output.stderr).contains("strace: ");
    is_traced.then_some(output)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_fault_of_a_moment_does_no_harm_and_a_lasting_one_is_an_error() {
    let sandbox = Sandbox::new()
        .dcc("bin/maya")
        .on_path("bin")
        .profile("maya", "program: {linux: [maya]}\n");
    for call in ["/^open", "read"] {
        for fault in ["EIO", "ESTALE", "EMFILE", "ENOMEM"] {
            let Some(once) = with_fault(&sandbox, &format!("{call}:error={fault}:when=1")) else {
                let test =
                    "profile::read::a_fault_of_a_moment_does_no_harm_and_a_lasting_one_is_an_error";
                return not_run(test, "strace cannot trace");
            };
            assert!(once.status.success(), "{call} {fault}: {once:?}");
            let lasting = with_fault(&sandbox, &format!("{call}:error={fault}"));
            let lasting = lasting.expect("strace traces");
            let error = String::from_utf8_lossy(&lasting.stderr);
            assert_eq!(lasting.status.code(), Some(125), "{call} {fault}: {error}");
            assert!(
                error.starts_with("error: cannot read the profile: "),
                "{error}"
            );
        }
    }
}

#[test]
fn a_program_with_too_much_to_start_with_is_an_error_that_names_the_variable() {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    // Linux allows 6 MiB at most, which a profile's values may not exceed either.
    let big = "x".repeat(100_000);
    let sandbox = (0..15).fold(sandbox, |sandbox, n| sandbox.env(format!("A{n}"), &big));
    let variables: Vec<String> = (0..55).map(|n| format!("  B{n}: '${{A1}}'\n")).collect();
    let variables = variables.concat();
    let yaml = format!("program: {{linux: [maya]}}\nenv:\n{variables}  B: '${{A1}}x'\n");
    sandbox.write_profile(MAYA, &yaml);
    let error = sandbox.run(["maya"]).code(126).stderr;
    let sentence = "error: the program cannot be run: its arguments and variables are larger than the system allows\n";
    assert!(error.starts_with(sentence), "{error}");
    assert!(
        error.ends_with("\nhint: shorten the largest variable, `B` with 97 KiB\n"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 3, "{error}");
}
