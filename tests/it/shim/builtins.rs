//! Names that a shell never looks up on PATH.

use std::fs;

use super::{sh, shims};
use crate::sandbox::{Sandbox, sglaunch};
use crate::system::symlink;

fn alias() -> Sandbox {
    let tool = "program: {linux: [tool], macos: [tool]}\n";
    Sandbox::new()
        .dcc("bin/tool")
        .on_path("bin")
        .profile("alias", tool)
        .profile("math", tool)
        .profile("resolve", tool)
        .env("SHELL", "/bin/bash")
}

#[test]
#[cfg_attr(
    windows,
    ignore = "cmd and PowerShell have other names: shell::builtins"
)]
fn a_shim_is_not_named_like_a_builtin() {
    let sandbox = alias();
    let refused = sandbox.run(["shim", "add", "resolve", "alias"]).code(125);
    assert_eq!(
        refused.stderr,
        "error: bash has a command `alias` of its own, which it runs instead of a shim\n\
         hint: start it as `sglaunch alias`, or add a shim of a profile with another name that has \
         `extends: alias`\n"
    );
    // All shims are added, or none.
    assert!(!shims(&sandbox).exists());
    // The names of the user's own shell count too, and a version makes another name.
    sandbox
        .run(["-q", "shim", "add", "math", "alias@2026"])
        .code(0);
    let sandbox = sandbox.env("SHELL", "/usr/bin/fish");
    let refused = sandbox.run(["shim", "add", "math"]).code(125);
    refused.stderr_contains("error: fish has a command `math` of its own");
    // elvish has a command of the name of a built-in profile.
    let elvish = sandbox.env("SHELL", "/usr/bin/elvish");
    let refused = elvish.run(["shim", "add", "resolve"]).code(125);
    refused.stderr_contains("error: elvish has a command `resolve` of its own");
    let sandbox = elvish.env("SHELL", "/usr/bin/fish");
    // One that was added before.
    let listed = sandbox.run(["shim", "list"]).code(0).text();
    let row = "\tfish runs its own `math` instead; run `sglaunch math`\n";
    assert!(listed.contains(row), "{listed}");
}

/// The reason: a shell does not run such a shim.
#[test]
#[cfg_attr(windows, ignore = "shells of Unix")]
fn a_shell_runs_its_builtin_and_not_the_shim() {
    let sandbox = alias();
    let dir = shims(&sandbox);
    fs::create_dir_all(&dir).expect("a directory");
    for name in ["alias", "resolve"] {
        symlink(sglaunch(), dir.join(name)).expect("a link");
    }
    let before = super::path_of(&sandbox);
    let sandbox = sandbox.env("PATH", format!("{}:{before}", dir.display()));
    assert_eq!(sh(&sandbox, "alias x").code(1).text(), "");
    assert!(
        sh(&sandbox, "resolve x")
            .code(0)
            .text()
            .contains("bin/tool")
    );
}
