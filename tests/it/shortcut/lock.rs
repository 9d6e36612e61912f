//! Changes of the list of shortcuts wait for no other user.

use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::with_houdini;
use crate::clients::{not_run, tool_or_skip};
use crate::sandbox::Sandbox;
use crate::system;

/// A process of another user that holds a lock.
struct Holder(Child);

impl Holder {
    /// Starts `flock`, and waits until it holds the lock. `None` if it cannot open the file.
    fn of(flock: &Path, file: &Path) -> Option<Self> {
        let mut command = Command::new(flock);
        command.arg("--no-fork").arg(file).args(["sleep", "60"]);
        system::as_nobody(&mut command);
        let mut holder = Self(command.spawn().expect("flock starts"));
        loop {
            if holder.0.try_wait().expect("our child").is_some() {
                return None;
            }
            let mut probe = Command::new(flock);
            let probe = probe.arg("--nonblock").arg(file).arg("true").status();
            if !probe.expect("flock starts").success() {
                return Some(holder);
            }
            sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Adds and removes a shortcut. Returns how long that took.
fn changed(sandbox: &Sandbox) -> Duration {
    let start = Instant::now();
    let file = sandbox.home().join("x.desktop");
    let file = file.to_str().expect("UTF-8");
    sandbox
        .run(["shortcut", "add", "houdini", "--to", file])
        .success();
    let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
    assert_eq!(list["shortcuts"].as_array().map(Vec::len), Some(1));
    sandbox.run(["shortcut", "remove", file]).success();
    start.elapsed()
}

#[test]
fn a_lock_of_another_user_does_not_stop_a_change() {
    let test = "shortcut::lock::a_lock_of_another_user_does_not_stop_a_change";
    if !system::is_root() {
        return not_run(test, "only root can start a process of another user");
    }
    let Some(flock) = tool_or_skip(test, "flock") else {
        return;
    };
    let sandbox = with_houdini(&["20.5.370"]);
    changed(&sandbox);
    let data = sandbox.home().join(".local/share/sglaunch");
    let lock = data.join("shortcuts.lock");
    assert!(Holder::of(&flock, &lock).is_none(), "others can open it");
    let holder = Holder::of(&flock, &data).expect("others can open the directory");
    changed(&sandbox);
    drop(holder);

    // As if the file came from a copy of the home directory.
    system::set_mode(&lock, 0o644);
    let holder = Holder::of(&flock, &lock).expect("others can open the file");
    let duration = changed(&sandbox);
    assert!(duration > Duration::from_secs(3), "the lock has no effect");
    drop(holder);
}

#[test]
fn a_pipe_in_place_of_the_list_is_an_error() {
    let sandbox = with_houdini(&["20.5.370"]);
    sandbox.write("home/.local/share/sglaunch/x", "");
    sandbox.pipe("home/.local/share/sglaunch/shortcuts.json");
    let failed = sandbox.run(["shortcut", "list"]).code(125);
    failed.stderr_contains("cannot read the list of shortcuts: a pipe, not a file or a directory");
}
