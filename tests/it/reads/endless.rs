//! Files that have no end, or whose reading waits. A read ends.

use std::path::Path;

use crate::sandbox::{Outcome, Sandbox};
use crate::system;

/// Files of the kernel, and a device without end.
const ENDLESS: [&str; 5] = [
    "/proc/kmsg",
    "/proc/self/pagemap",
    "/sys/kernel/notes",
    "/dev/zero",
    "/proc",
];

/// Runs sglaunch with little memory and time. Both are enough for a launch.
fn run(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let command = sandbox.command(args);
    let mut limited = sandbox.command_of("sh");
    limited.args(["-c", "ulimit -v 1000000 && exec timeout 30 \"$@\"", "sh"]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.output().expect("sh starts").into()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no /proc")]
fn files_of_the_kernel_and_devices_are_refused_wherever_they_are_named() {
    for path in ENDLESS {
        let sandbox = Sandbox::new();
        let refused = "not a file or a directory";
        let added = run(&sandbox, &["trust", "add", path]).code(125);
        assert!(added.stderr.contains(refused), "{path}: {}", added.stderr);
        let dir = sandbox.path("home/.config/sglaunch/ca.d");
        std::fs::create_dir_all(&dir).expect("a directory");
        let link = dir.join("link.pem");
        system::symlink(path, &link).expect("a link");
        let outcome = run(&sandbox, &["bundle", "path"]).code(0);
        // A link to a directory is passed over.
        assert_eq!(
            outcome.stderr.contains(refused),
            path != "/proc",
            "{path}: {}",
            outcome.stderr
        );
        std::fs::remove_file(link).expect("our own file");
        for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
            let outcome = {
                let command = sandbox.command(["bundle", "path"]);
                let mut limited = sandbox.command_of("sh");
                limited.args(["-c", "ulimit -v 1000000 && exec timeout 30 \"$@\"", "sh"]);
                limited.arg(command.get_program()).args(command.get_args());
                Outcome::from(limited.env(name, path).output().expect("sh starts")).code(0)
            };
            assert!(
                outcome.stderr.contains(refused),
                "{name}={path}: {}",
                outcome.stderr
            );
        }
        let sandbox = sandbox.profile("defaults", &format!("ca: {{files: [{path}]}}\n"));
        let outcome = run(&sandbox, &["bundle", "path"]).code(125);
        assert!(
            outcome.stderr.contains(refused),
            "{path}: {}",
            outcome.stderr
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are not in a directory")]
fn a_pipe_is_not_waited_for_wherever_it_is_named() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.pipe("home/pipe.pem");
    let pipe = pipe.to_str().expect("UTF-8");
    let refused = "not a file or a directory";
    run(&sandbox, &["trust", "add", pipe])
        .code(125)
        .stderr_contains(refused);
    std::fs::create_dir_all(sandbox.path("home/.config/sglaunch/ca.d")).expect("a directory");
    sandbox.pipe("home/.config/sglaunch/ca.d/a.pem");
    sandbox.pipe("root/etc/ssl/certs/a.pem");
    let sandbox = sandbox.env("SSL_CERT_FILE", pipe);
    let outcome = run(&sandbox, &["bundle", "path"]).code(0);
    assert_eq!(
        outcome.stderr.matches(refused).count(),
        2,
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_file_larger_than_the_limit_is_refused() {
    let sandbox = Sandbox::new();
    let large = sandbox.write("home/large.pem", "");
    let file = std::fs::File::options()
        .write(true)
        .open(&large)
        .expect("our own file");
    file.set_len(65 * 1024 * 1024).expect("a sparse file");
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/large.pem]}\n");
    let outcome = sandbox.run(["bundle", "path"]).code(125);
    outcome.stderr_contains("larger than 64 MiB");
    assert!(Path::new(&large).exists());
}
