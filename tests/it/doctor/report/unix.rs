//! Rights, devices, links and full disks of Unix.

use std::os::unix::fs::{lchown, symlink};
use std::process::Stdio;

use super::*;
use crate::clients::not_run;
use crate::sandbox::sglaunch;
use crate::system;

const NOBODY: u32 = 65534;

#[test]
fn the_umask_decides_who_can_read_a_page_and_a_replaced_one_keeps_its_mode() {
    let sandbox = Sandbox::new();
    let server = Site::start(&Authority::new("Strange"));
    let url = server.url();
    let script = format!("umask $1; shift; exec '{}' \"$@\"", sglaunch());
    let write = |umask: &str, files: [&str; 4]| {
        let args = [
            "-c", &script, "sh", umask, "doctor", "clock", "-q", "--site", &url,
        ];
        let mut command = sandbox.command_of("/bin/sh");
        let status = command.args(args).args(files).status();
        assert!(status.expect("sh starts").success());
    };
    for (umask, mode) in [("022", 0o644), ("077", 0o600), ("002", 0o664)] {
        let names = [format!("{umask}.html"), format!("{umask}.pem")];
        write(umask, ["--report", &names[0], "--save-chain", &names[1]]);
        for name in &names {
            let path = sandbox.home().join(name);
            assert!(system::has_mode(&path, mode), "{name}");
            system::set_mode(&path, 0o640);
        }
        write(umask, ["--report", &names[0], "--save-chain", &names[1]]);
        for name in &names {
            assert!(system::has_mode(sandbox.home().join(name), 0o640), "{name}");
        }
    }
}

#[test]
fn devices_and_the_kernels_links_are_refused() {
    let sandbox = Sandbox::new();
    for file in ["/dev/full", "/dev/null", "/dev/stdout"] {
        for option in ["--report", "--save-chain"] {
            let outcome = run(&sandbox, &[option, file]).code(125);
            assert_eq!(outcome.text(), "", "{file}");
            outcome.stderr_contains("hint: give the path of a file\n");
        }
    }
}

#[test]
fn a_directory_without_the_right_to_write_has_a_hint() {
    let sandbox = Sandbox::new();
    sandbox.write("home/locked/page.html", "");
    let sandbox = sandbox.unprivileged();
    system::set_mode(sandbox.home().join("locked"), 0o555);
    for (option, file) in [
        ("--report", "locked/page.html"),
        ("--save-chain", "locked/new.pem"),
    ] {
        let outcome = run(&sandbox, &[option, file]).code(125);
        assert_eq!(outcome.text(), "", "{file}");
        (outcome.stderr_contains(": permission denied\n"))
            .stderr_contains("hint: name a file in a directory that you can write to\n");
    }
    system::set_mode(sandbox.home().join("locked"), 0o755);
}

#[test]
fn another_users_link_is_refused() {
    if !system::is_root() {
        not_run(
            "doctor::report::unix::another_users_link_is_refused",
            "it takes root",
        );
        return;
    }
    let sandbox = Sandbox::new();
    let shared = sandbox.path("shared");
    fs::create_dir(&shared).expect("ours");
    system::set_mode(&shared, 0o1777);
    let target = sandbox.write("home/target.html", "");
    let link = shared.join("page.html");
    symlink(&target, &link).expect("a link");
    lchown(&link, Some(NOBODY), Some(NOBODY)).expect("root may");
    let outcome = run(&sandbox, &["--report", &link.to_string_lossy()]).code(125);
    assert_eq!(outcome.text(), "");
    outcome.stderr_contains("is a symbolic link of another user (65534)\n");
    assert_eq!(fs::read_to_string(target).expect("the target"), "");
}

/// What was found is printed before the files are written, and each file is tried.
#[test]
fn a_full_disk_loses_no_finding() {
    let sandbox = Sandbox::new();
    let server = Site::start(&Authority::new("Strange"));
    sandbox.run(["doctor"]).code(0);
    let script = format!("ulimit -f 0; exec '{}' \"$@\"", sglaunch());
    let mut command = sandbox.command_of("/bin/sh");
    command.args([
        "-c",
        &script,
        "sh",
        "doctor",
        "--json",
        "--site",
        &server.url(),
    ]);
    command.args(["--report", "page.html", "--save-chain", "chain.pem"]);
    // A pipe has no limit.
    let outcome: Outcome = command
        .stdout(Stdio::piped())
        .output()
        .expect("sh starts")
        .into();
    let outcome = outcome.code(125);
    assert_eq!(outcome.json()["ok"], false);
    let hint = "hint: free some space there, or name a file on another disk\n";
    assert_eq!(
        outcome.stderr.matches(hint).count(),
        2,
        "{}",
        outcome.stderr
    );
    outcome
        .stderr_contains("error: cannot write the chain: the file would be larger")
        .stderr_contains("error: cannot write the report: the file would be larger");
    let left = files_in(&sandbox.home())
        .into_iter()
        .filter(|file| file.is_file());
    assert_eq!(left.count(), 0);
}

#[test]
fn an_output_that_fails_does_not_stop_the_page() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command([&QUICK[..], &["--json", "--report", "page.html"]].concat());
    let full = fs::File::options().write(true).open("/dev/full");
    let output = command.stdout(full.expect("a device")).output();
    let outcome: Outcome = output.expect("sglaunch starts").into();
    outcome
        .code(125)
        .stderr_contains("error: cannot write the output: ");
    page(&sandbox, "page.html");
}
