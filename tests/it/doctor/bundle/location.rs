//! `bundle-location`.

use std::process::Command;

use crate::clients::{cannot_run, namespaces_or_skip, tool_or_skip};
use crate::doctor::{Findings, doctor};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;

const ID: &str = "bundle-location";

#[test]
fn a_cache_in_the_users_home_passes() {
    let sandbox = Sandbox::new().unprivileged();
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("passed", 0));
}

#[test]
fn a_cache_that_others_can_write_to_is_named_and_so_is_its_replacement() {
    let sandbox = Sandbox::new()
        .env("XDG_RUNTIME_DIR", "/nowhere")
        .unprivileged();
    sandbox.run(["bundle", "path"]).success();
    system::set_mode(sandbox.cache(), 0o777);
    // The first builds in a private directory, the second finds that bundle fresh.
    for _ in 0..2 {
        let found = doctor(&sandbox, &["python", ID]);
        assert_eq!((found.status(ID), found.code), ("warning", 0));
        let text = found.text(ID);
        assert!(
            text.starts_with("sglaunch does not use its cache directory "),
            "{text}"
        );
        assert!(text.contains("write"), "{text}");
        assert!(text.contains("the bundle is in "), "{text}");
        assert!(text.contains("remove the directory "), "{text}");
    }
    std::fs::remove_dir_all(sandbox.cache()).expect("the cache");
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}

/// On a full disk, small files can often be written, but not a bundle.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it needs Linux' mounts")]
fn a_cache_without_room_for_a_bundle_is_named() {
    let test = "doctor::bundle::location::a_cache_without_room_for_a_bundle_is_named";
    if !namespaces_or_skip(test) {
        return;
    }
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.cache()).expect("a directory");
    let mut shell = sandbox.command_of("unshare");
    let script = "mount -t tmpfs -o size=16k,mode=755 tmpfs \"$SGLAUNCH_CACHE_DIR\"\n\
        \"$0\" bundle path >&2\n\
        exec \"$0\" doctor python bundle-location --json";
    shell.args(["--mount", "sh", "-c", script, sglaunch()]);
    let outcome = Outcome::from(shell.output().expect("unshare starts"));
    let found = Findings::of_outcome(&outcome);
    assert_eq!(found.status(ID), "warning", "{outcome:?}");
    let text = found.text(ID);
    let full = format!("{}: no space left on device", sandbox.cache().display());
    let full = full.replace(&*sandbox.home().to_string_lossy(), "~");
    assert!(text.contains(&full), "{text}");
    assert!(text.contains("free disk space"), "{text}");
}

#[test]
fn a_cache_that_cannot_be_written_anywhere_fails() {
    let sandbox = Sandbox::new()
        .env("XDG_RUNTIME_DIR", "/nowhere")
        .env("TMPDIR", "/proc/nowhere")
        .unprivileged();
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", "/proc/cache");
    let found = doctor(&sandbox, &["python", ID, "bundle-source"]);
    let (launch, text) = (sandbox.run(["bundle", "path"]), found.text(ID));
    assert_eq!((found.status(ID), found.code), ("failed", 1), "{launch:?}");
    assert!(
        text.contains("cannot write the bundle to any cache directory"),
        "{text}"
    );
    assert!(text.contains("SGLAUNCH_CACHE_DIR"), "{text}");
    assert_eq!(found.status("bundle-source"), "passed");
    assert_eq!(launch.code, Some(125));
}

/// A slow share: strace delays each read of the bundle, as a network does.
#[test]
fn a_share_that_takes_over_50_ms_is_slow() {
    let test = "doctor::bundle::location::a_share_that_takes_over_50_ms_is_slow";
    let Some(strace) = tool_or_skip(test, "strace") else {
        return;
    };
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path", "python"]).success().text();
    let mut command: Command = sandbox.command_of(strace);
    let delay = "--inject=read:delay_exit=3000";
    command.args([
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "--trace=read",
        delay,
        "-P",
        path.trim_end(),
    ]);
    let doctor = [sglaunch(), "doctor", "python", ID, "--json"];
    let outcome: Outcome = command.args(doctor).output().expect("strace starts").into();
    if outcome.stdout.is_empty() {
        return cannot_run(test, &format!("strace cannot trace: {}", outcome.stderr));
    }
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let text = String::from_utf8_lossy(&outcome.stdout);
    assert!(text.contains("\"warning\""), "{text}");
    assert!(text.contains("reading the bundle takes "), "{text}");
    assert!(text.contains("SGLAUNCH_CACHE_DIR"), "{text}");
    assert_eq!(
        super::super::doctor(&sandbox, &["python", ID]).status(ID),
        "passed"
    );
}
