//! `bundle export`: links and files of other users, and what a replaced file keeps.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::base_count;
use crate::clients::not_run;
use crate::sandbox::{Outcome, Sandbox, count, files_in, sglaunch};
use crate::system;

const NOBODY: u32 = 65534;

const SECRET: &str = "root:$6$hash:20000::::::\n";

fn export(sandbox: &Sandbox, path: impl AsRef<Path>) -> Outcome {
    sandbox.run([
        "bundle".as_ref(),
        "export".as_ref(),
        path.as_ref().as_os_str(),
    ])
}

/// Returns a directory in which every user may create files, as `/tmp` is.
fn shared(sandbox: &Sandbox) -> PathBuf {
    let dir = sandbox.path("shared");
    fs::create_dir(&dir).expect("ours");
    system::set_mode(&dir, 0o1777);
    dir
}

fn link_of(user: u32, target: impl AsRef<Path>, link: &Path) {
    symlink(target, link).expect("a link");
    if system::is_root() {
        lchown(link, Some(user), Some(user)).expect("root may change owners");
    }
}

fn needs_root(test: &str) -> bool {
    if !system::is_root() {
        not_run(test, "only root can change the owner of a file");
    }
    !system::is_root()
}

fn mode_and_owner(path: &Path) -> (u32, u32, u32) {
    let of = |meta: Metadata| (meta.mode() & 0o7777, meta.uid(), meta.gid());
    of(fs::symlink_metadata(path).expect("it exists"))
}

#[test]
fn another_users_link_in_a_shared_directory_is_refused() {
    if needs_root("bundle::export_rights::another_users_link_in_a_shared_directory_is_refused") {
        return;
    }
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let shadow = sandbox.write("etc/shadow", SECRET);
    let link = shared.join("ca.pem");
    link_of(NOBODY, &shadow, &link);
    let error = export(&sandbox, &link).code(125).stderr;
    let expected = format!(
        "{} is a symbolic link of another user (65534)",
        link.display()
    );
    assert!(error.contains(&expected), "{error}");
    // The same for a link to a file that does not exist yet, ...
    let keys = sandbox.path("home/.ssh/authorized_keys");
    fs::create_dir(sandbox.path("home/.ssh")).expect("ours");
    let dangling = shared.join("dangling.pem");
    link_of(NOBODY, &keys, &dangling);
    export(&sandbox, &dangling).code(125);
    assert!(!keys.exists());
    // ... for a link to its directory, ...
    link_of(NOBODY, sandbox.path("etc"), &shared.join("studio"));
    let error = export(&sandbox, shared.join("studio/shadow"))
        .code(125)
        .stderr;
    assert!(
        error.contains("shared/studio is a symbolic link of another"),
        "{error}"
    );
    // ... and for one behind the user's own.
    link_of(0, &link, &sandbox.home().join("own.pem"));
    export(&sandbox, "own.pem").code(125);
    assert_eq!(fs::read_to_string(&shadow).expect("it exists"), SECRET);
    assert_eq!(files_in(&sandbox.path("etc")), [shadow]);
    assert_eq!(files_in(&shared).len(), 3, "no temporary file is left");
}

#[test]
fn links_of_the_user_and_root_are_followed() {
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let sandbox = sandbox.unprivileged();
    let user = if system::is_root() {
        NOBODY
    } else {
        rustix::process::geteuid().as_raw()
    };
    let home = sandbox.home();
    link_of(user, "../home", &shared.join("own"));
    link_of(0, shared.join("own/first.pem"), &shared.join("of-root.pem"));
    export(&sandbox, shared.join("of-root.pem")).success();
    assert_eq!(count(home.join("first.pem")), base_count());
    export(&sandbox, "../shared/own/./../home//second.pem").success();
    assert_eq!(count(home.join("second.pem")), base_count());
    assert!(shared.join("own").is_symlink() && shared.join("of-root.pem").is_symlink());
}

#[test]
fn a_chain_of_links_ends() {
    let sandbox = Sandbox::new();
    let link = |number: u32| sandbox.home().join(format!("link{number}"));
    symlink("ca.pem", link(0)).expect("a link");
    for number in 1..=40 {
        symlink(link(number - 1), link(number)).expect("a link");
    }
    export(&sandbox, link(39)).success();
    let error = export(&sandbox, link(40)).code(125).stderr;
    assert!(error.contains("symbolic link"), "{error}");
    symlink("circle", sandbox.home().join("circle")).expect("a link");
    export(&sandbox, "circle").code(125);
}

#[test]
fn a_path_that_names_a_directory_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("home/ca.pem", "old");
    fs::create_dir(sandbox.home().join("dir")).expect("ours");
    symlink("dir", sandbox.home().join("link")).expect("a link");
    for path in ["dir", "dir/", "dir/.", "dir/..", "link", "link/", "/", "."] {
        let error = export(&sandbox, path).code(125).stderr;
        assert!(error.contains("not a regular file"), "{path}: {error}");
    }
    for path in [
        "ca.pem/",
        "ca.pem/x.pem",
        "new.pem/",
        "no/x.pem",
        "no/../x.pem",
    ] {
        let error = export(&sandbox, path).code(125).stderr;
        assert!(error.contains("there is no directory"), "{path}: {error}");
    }
    let error = export(&sandbox, "no/where/x.pem").code(125).stderr;
    let dir = sandbox.home().join("no/where");
    assert!(
        error.contains(&format!("create it first: {}", dir.display())),
        "{error}"
    );
    let old = fs::read_to_string(sandbox.home().join("ca.pem"));
    assert_eq!(old.expect("it exists"), "old");
}

#[test]
fn devices_and_links_of_the_kernel_are_refused() {
    let sandbox = Sandbox::new();
    let error = export(&sandbox, "/dev/null").code(125).stderr;
    assert!(error.contains("not a regular file"), "{error}");
    if !Path::new("/proc/self/fd").exists() {
        return;
    }
    sandbox.run(["bundle", "path"]).success();
    let file = sandbox.home().join("stdout");
    for path in ["/dev/stdout", "/proc/self/fd/1", "/proc/self/cwd/ca.pem"] {
        let mut command = sandbox.command(["bundle", "export", path]);
        // An inode whose file has been replaced would not receive what is written to stdout.
        command.stdout(fs::File::create(&file).expect("ours"));
        let before = system::identity(&file);
        let outcome = Outcome::from(command.output().expect("it starts")).code(125);
        assert!(
            outcome.stderr.contains("the kernel's link"),
            "{}",
            outcome.stderr
        );
        assert_eq!(system::identity(&file), before, "{path}");
    }
    assert!(!sandbox.home().join("ca.pem").exists());
}

#[test]
fn a_replaced_file_keeps_its_mode_owner_and_group() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/ca.pem", "old");
    system::set_mode(&file, 0o640);
    if system::is_root() {
        chown(&file, Some(NOBODY), Some(4242)).expect("root may change owners");
    }
    let before = mode_and_owner(&file);
    export(&sandbox, "ca.pem").success();
    assert_eq!(mode_and_owner(&file), before);
    assert_eq!(count(&file), base_count());
    // A new file can be read by all, whatever the umask is.
    let script = "umask 077; exec \"$0\" bundle export new.pem";
    let mut shell = sandbox.command_of("/bin/sh");
    shell.args(["-c", script, sglaunch()]);
    assert!(shell.status().expect("sh starts").success());
    assert!(system::has_mode(sandbox.home().join("new.pem"), 0o644));
    // A bundle is not a program.
    system::set_mode(&file, 0o4755);
    export(&sandbox, "ca.pem").success();
    assert_eq!(mode_and_owner(&file).0, 0o755);
}

#[test]
fn a_file_whose_owner_cannot_be_kept_is_not_replaced() {
    if needs_root("bundle::export_rights::a_file_whose_owner_cannot_be_kept_is_not_replaced") {
        return;
    }
    let sandbox = Sandbox::new().unprivileged();
    let dir = sandbox.path("group");
    fs::create_dir(&dir).expect("ours");
    system::set_mode(&dir, 0o777);
    for (name, user, group) in [("of-root.pem", 0, 0), ("of-group.pem", NOBODY, 4242)] {
        let file = sandbox.write(dir.join(name), "old");
        chown(&file, Some(user), Some(group)).expect("root may change owners");
        system::set_mode(&file, 0o664);
        let before = (mode_and_owner(&file), system::identity(&file));
        let error = export(&sandbox, &file).code(125).stderr;
        let expected = format!("cannot keep the file's owner and group ({user}:{group})");
        assert!(error.contains(&expected), "{error}");
        assert!(error.contains("hint: remove "), "{error}");
        assert_eq!((mode_and_owner(&file), system::identity(&file)), before);
        assert_eq!(fs::read_to_string(&file).expect("it exists"), "old");
    }
    assert_eq!(files_in(&dir).len(), 2, "no temporary file is left");
}

#[test]
fn a_reader_sees_the_old_file_or_the_whole_new_one() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/ca.pem", "old");
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&file).expect("it always exists");
                let found = text.matches("END CERTIFICATE").count();
                assert!(text == "old" || found == base_count(), "{found}");
            }
        });
        for _ in 0..20 {
            export(&sandbox, "ca.pem").success();
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_failed_write_leaves_the_old_file_and_nothing_else() {
    let test = "bundle::export_rights::a_failed_write_leaves_the_old_file_and_nothing_else";
    let sandbox = Sandbox::new();
    let Ok(strace) = which::which("strace") else {
        return not_run(test, "no strace");
    };
    // The bundle must be fresh, so that no other file is written.
    for _ in 0..2 {
        sandbox.run(["bundle", "path"]).success();
        super::wait_for_stamps();
    }
    sandbox.run(["bundle", "path"]).success();
    let file = sandbox.write("shared/ca.pem", "old");
    for call in ["fchmod", "fdatasync", "renameat,renameat2"] {
        let mut traced = sandbox.command_of(&strace);
        let inject = format!("inject={call}:error=EIO");
        traced.args(["-f", "-o", "/dev/null", "-e", &inject, sglaunch()]);
        let output = traced.args(["bundle", "export"]).arg(&file).output();
        let outcome = Outcome::from(output.expect("strace starts"));
        if outcome.stderr.contains("ptrace") {
            return not_run(test, "strace cannot trace");
        }
        let error = outcome.code(125).stderr;
        assert!(error.contains("cannot write the copy: "), "{call}: {error}");
        assert_eq!(
            fs::read_to_string(&file).expect("it exists"),
            "old",
            "{call}"
        );
        assert_eq!(
            files_in(&sandbox.path("shared")),
            std::slice::from_ref(&file),
            "{call}"
        );
    }
}

/// The other user exchanges a directory and a link to root's all the time.
#[test]
#[cfg(target_os = "linux")]
fn a_directory_that_becomes_a_link_meanwhile_is_not_followed() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    if needs_root(
        "bundle::export_rights::a_directory_that_becomes_a_link_meanwhile_is_not_followed",
    ) {
        return;
    }
    let sandbox = Sandbox::new();
    let shared = shared(&sandbox);
    let secret = sandbox.write("etc/ca.pem", SECRET);
    let [dir, link] = ["dir", "link"].map(|name| shared.join(name));
    fs::create_dir(&dir).expect("ours");
    system::chown(&dir, NOBODY);
    link_of(NOBODY, sandbox.path("etc"), &link);
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                renameat_with(CWD, &dir, CWD, &link, RenameFlags::EXCHANGE).expect("ours");
            }
        });
        let codes: Vec<_> = (0..60)
            .map(|_| export(&sandbox, dir.join("ca.pem")).code)
            .collect();
        is_done.store(true, Ordering::Relaxed);
        assert!(
            codes.iter().all(|code| [Some(0), Some(125)].contains(code)),
            "{codes:?}"
        );
    });
    assert_eq!(fs::read_to_string(&secret).expect("it exists"), SECRET);
    assert_eq!(files_in(&sandbox.path("etc")), [secret]);
}
