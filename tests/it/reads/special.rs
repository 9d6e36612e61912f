//! Devices, pipes, sockets and directories in place of files, and links to them: each is called
//! what it is.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::sandbox::{HINT_OF_WARNINGS, Sandbox};
use crate::system::symlink;

/// What `x.pem` in the home leads to, and the sentence about it.
fn cases(sandbox: &Sandbox) -> Vec<(&'static str, &'static str)> {
    let home = sandbox.home();
    sandbox.pipe("home/pipe.pem");
    UnixListener::bind(home.join("socket.pem")).expect("a socket");
    for (name, target) in [
        ("to-null.pem", "/dev/null"),
        ("to-zero.pem", "to-device.pem"),
        ("to-device.pem", "/dev/zero"),
        ("to-pipe.pem", "pipe.pem"),
        ("to-socket.pem", "socket.pem"),
        ("to-kernel.pem", "/proc/self/status"),
        ("loop.pem", "loop.pem"),
        ("pair.pem", "other.pem"),
        ("other.pem", "pair.pem"),
    ] {
        symlink(target, home.join(name)).expect("a link");
    }
    vec![
        ("to-null.pem", "symbolic link to a device"),
        ("to-zero.pem", "symbolic link to a device"),
        ("to-pipe.pem", "symbolic link to a pipe"),
        ("to-socket.pem", "symbolic link to a socket"),
        ("to-kernel.pem", "symbolic link to a file of the kernel"),
        ("pipe.pem", "a pipe, not a file or a directory"),
        ("socket.pem", "a socket, not a file or a directory"),
        ("loop.pem", "symbolic link that leads to itself"),
        ("pair.pem", "symbolic link that leads to itself"),
    ]
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no /proc")]
fn each_is_called_what_it_is_wherever_it_is_named() {
    let made = Sandbox::new();
    for (name, sentence) in cases(&made) {
        let path = made.home().join(name);
        let assert_said = |printed: String| {
            assert!(
                printed.contains(&format!(": {sentence}\n")),
                "{name}: {printed}"
            );
        };
        let sandbox = Sandbox::new().env("SSL_CERT_FILE", &path);
        assert_said(sandbox.run(["bundle", "path"]).code(0).stderr);
        let named = format!("ca: {{files: ['{}']}}\n", path.display());
        let sandbox = Sandbox::new().profile("defaults", &named);
        assert_said(sandbox.run(["bundle", "path"]).code(125).stderr);
        // A link to itself cannot be examined at all.
        if !sentence.ends_with("itself") {
            let add = Sandbox::new().run(["trust".as_ref(), "add".as_ref(), path.as_os_str()]);
            assert_said(add.code(125).stderr);
        }
        // In a directory.
        let sandbox = Sandbox::new();
        let dir = sandbox.path("home/.config/sglaunch/ca.d");
        fs::create_dir_all(&dir).expect("a directory");
        symlink(&path, dir.join("x.pem")).expect("a link");
        let printed = sandbox.run(["bundle", "path"]).code(0).stderr;
        let kind = sentence.split(',').next().unwrap_or_default();
        let expected = match kind.strip_prefix("symbolic link ") {
            Some(_) => kind.to_owned(),
            None => format!("symbolic link to {kind}"),
        };
        assert!(
            printed.contains(&format!(": {expected}\n")),
            "{name}: {printed}"
        );
    }
}

/// Absolute links would lead to files of the image.
#[test]
fn so_is_an_entry_of_a_blocklist_in_an_image() {
    let sandbox = Sandbox::new();
    let dir = Path::new("root/etc/pki/trust/blocklist");
    fs::create_dir_all(sandbox.path(dir)).expect("a directory");
    sandbox.pipe(dir.join("pipe.pem"));
    symlink("pipe.pem", sandbox.path(dir).join("x.pem")).expect("a link");
    let printed = sandbox.run(["bundle", "path"]).code(0).stderr;
    let expected = "blocklist/x.pem: symbolic link to a pipe\n";
    assert!(printed.contains(expected), "{printed}");
}

#[test]
fn a_link_to_a_directory_that_is_named_like_a_certificate_is_reported() {
    let sandbox = Sandbox::new();
    let dir = sandbox.path("home/.config/sglaunch/ca.d");
    fs::create_dir_all(&dir).expect("a directory");
    symlink(sandbox.home(), dir.join("studio.pem")).expect("a link");
    symlink(sandbox.home(), dir.join("old")).expect("a link");
    let printed = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert_eq!(
        printed,
        format!("warning: trust:studio: symbolic link to a directory\n{HINT_OF_WARNINGS}")
    );
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no /proc")]
fn so_is_a_profile() {
    let sandbox = Sandbox::new();
    for (name, sentence) in cases(&sandbox) {
        let sandbox = Sandbox::new();
        let profiles = sandbox.path("home/.config/sglaunch/profiles");
        fs::create_dir_all(&profiles).expect("a directory");
        if !sentence.starts_with("symbolic link to a") {
            continue;
        }
        let made = Sandbox::new();
        cases(&made);
        symlink(made.home().join(name), profiles.join("x.yaml")).expect("a link");
        let printed = sandbox.run(["show", "x"]).code(125).stderr;
        let expected = format!("cannot read the profile: {sentence}\n");
        assert!(printed.contains(&expected), "{name}: {printed}");
    }
}
