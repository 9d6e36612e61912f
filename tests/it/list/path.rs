//! `list PROFILE --path`, for scripts.

use super::houdini;
use crate::sandbox::Sandbox;
use crate::system;

#[test]
fn stdout_has_the_path_alone() {
    let sandbox = Sandbox::new()
        .dcc("bin/tool")
        .on_path("bin")
        .profile("tool", "program: {linux: [tool]}\nversion: '1'\n");
    let outcome = sandbox.run(["-v", "list", "tool", "--path"]).code(0);
    let path = sandbox.program(sandbox.path("bin/tool"));
    assert_eq!(outcome.text(), format!("{}\n", path.display()));
}

#[test]
fn without_a_program_it_is_the_error_of_a_launch() {
    let sandbox = Sandbox::new()
        .dcc(houdini("20.5.332"))
        .profile("tool", "program: {linux: [tool]}\n");
    for (target, code) in [
        ("tool", 127),
        ("houdini@19", 127),
        ("defaults", 127),
        ("absent", 125),
        ("houdini@x", 125),
    ] {
        let listed = sandbox.run(["list", target, "--path"]).code(code);
        assert_eq!(listed.text(), "", "{target}");
        let launched = sandbox.run([target]).code(code);
        if target != "absent" {
            assert_eq!(listed.stderr, launched.stderr, "{target}");
        }
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "paths are text there")]
fn a_path_that_is_not_utf_8_stays_as_it_is() {
    let sandbox = Sandbox::new();
    let dir = system::bytes(b"bin-\xff");
    let program = sandbox.path(std::path::Path::new(&dir).join("tool"));
    let sandbox = sandbox
        .dcc(&program)
        .env("PATH", program.parent().expect("a directory"))
        .profile("tool", "program: {linux: [tool]}\n");
    let outcome = sandbox.run(["list", "tool", "--path"]).code(0);
    let expected = [program.as_os_str().as_encoded_bytes(), b"\n"].concat();
    assert_eq!(outcome.stdout, expected);
}
