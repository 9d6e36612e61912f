//! Files that have no end, or whose reading waits. A read ends.

use std::fs;
use std::path::Path;

use crate::sandbox::{HINT_OF_WARNINGS, Outcome, Sandbox};
use crate::system;

/// Files of the kernel, and a device without end.
const ENDLESS: [(&str, &str); 5] = [
    ("/proc/kmsg", "a file of the kernel, which is not read"),
    (
        "/proc/self/pagemap",
        "a file of the kernel, which is not read",
    ),
    (
        "/sys/kernel/notes",
        "a file of the kernel, which is not read",
    ),
    ("/dev/zero", "a device, not a file or a directory"),
    ("/proc", "a directory of the kernel, which is not read"),
];

const REFUSED: &str = "not a file or a directory";

/// Runs sglaunch with little memory and time. Both are enough for a launch.
fn run(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    run_with(sandbox, args, ("NOTHING", ""))
}

fn run_with(sandbox: &Sandbox, args: &[&str], (name, value): (&str, &str)) -> Outcome {
    let command = sandbox.command(args);
    let mut limited = sandbox.command_of("sh");
    limited.args(["-c", "ulimit -v 1000000 && exec timeout 30 \"$@\"", "sh"]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.env(name, value).output().expect("sh starts").into()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no /proc")]
fn files_of_the_kernel_and_devices_are_refused_wherever_they_are_named() {
    // Only root can open the messages of the kernel.
    let readable = |(path, _): &(&str, &str)| fs::File::open(path).is_ok();
    for (path, refused) in ENDLESS.into_iter().filter(readable) {
        let sandbox = Sandbox::new();
        (run(&sandbox, &["trust", "add", path]).code(125)).stderr_contains(refused);
        let dir = sandbox.path("home/.config/sglaunch/ca.d");
        fs::create_dir_all(&dir).expect("a directory");
        let link = dir.join("link.pem");
        system::symlink(path, &link).expect("a link");
        let stderr = run(&sandbox, &["bundle", "path"]).code(0).stderr;
        assert!(stderr.contains("symbolic link to a "), "{path}: {stderr}");
        fs::remove_file(link).expect("our own file");
        for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
            let outcome = run_with(&sandbox, &["bundle", "path"], (name, path)).code(0);
            let expected = format!("warning: inherited:{path}: {refused}\n{HINT_OF_WARNINGS}");
            assert_eq!(outcome.stderr, expected);
        }
        let sandbox = sandbox.profile("defaults", &format!("ca: {{files: [{path}]}}\n"));
        (run(&sandbox, &["bundle", "path"]).code(125)).stderr_contains(refused);
    }
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are not in a directory")]
fn a_pipe_is_not_waited_for_wherever_it_is_named() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.pipe("home/pipe.pem");
    let pipe = pipe.to_str().expect("UTF-8");
    run(&sandbox, &["trust", "add", pipe])
        .code(125)
        .stderr_contains(REFUSED);
    fs::create_dir_all(sandbox.path("home/.config/sglaunch/ca.d")).expect("a directory");
    sandbox.pipe("home/.config/sglaunch/ca.d/a.pem");
    sandbox.pipe("root/etc/ssl/certs/a.pem");
    let sandbox = sandbox.env("SSL_CERT_FILE", pipe);
    let outcome = run(&sandbox, &["bundle", "path"]).code(0);
    assert_eq!(
        outcome.stderr.matches(REFUSED).count(),
        2,
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_file_larger_than_the_limit_is_refused() {
    let sandbox = Sandbox::new();
    let large = sandbox.write("home/large.pem", "");
    let file = fs::File::options()
        .write(true)
        .open(&large)
        .expect("our own file");
    file.set_len(65 * 1024 * 1024).expect("a sparse file");
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/large.pem]}\n");
    let outcome = sandbox.run(["bundle", "path"]).code(125);
    outcome.stderr_contains("larger than 64 MiB");
    assert!(Path::new(&large).exists());
}
