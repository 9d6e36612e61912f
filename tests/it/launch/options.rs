//! The options of a launch, and usage errors.

use super::maya;
use crate::sandbox::Sandbox;
use crate::system;

#[test]
#[cfg_attr(windows, ignore = "windows::pasting has the quotes of cmd")]
fn a_dry_run_prints_the_plan_and_starts_nothing() {
    let sandbox = maya()
        .profile(
            "maya",
            "program: {linux: [maya]}\nargs: [-x]\nenv: {A: \"it's\", B: null}\n",
        )
        .env("B", "1");
    let outcome = sandbox.run(["-n", "maya", "my scene.ma"]).success();
    let text = outcome.text();
    let program = system::quoted(&sandbox.program("bin/maya"));
    let bundle = system::quoted(&sandbox.bundles().remove(0));
    assert!(text.starts_with(&format!(
        "profile  maya\nprogram  {program}\nargument -x\nargument 'my scene.ma'\nset      "
    )));
    let set = format!("set      A='it'\\''s'\nset      AWS_CA_BUNDLE={bundle}\n");
    assert!(text.contains(&set), "{text}");
    assert!(text.contains("remove   B\n"), "{text}");
}

#[test]
fn usage_errors_are_125() {
    let sandbox = Sandbox::new();
    sandbox.run(["--no-such-option"]).code(125);
    sandbox.run(["-n", "list"]).code(125);
    sandbox.run(["bundle"]).code(125);
    let missing = sandbox.run(["-p", "python"]).code(125);
    assert!(
        missing.stderr.starts_with("error: no program was given\n"),
        "{}",
        missing.stderr
    );
    sandbox.run::<&str>([]).code(125);
    sandbox.run(["--help"]).success();
    sandbox.run(["--version"]).success();
    let help = sandbox.run(["help", "bundle"]).success().stdout;
    assert_eq!(help, sandbox.run(["bundle", "--help"]).success().stdout);
}

#[test]
fn the_last_of_quiet_and_verbose_wins() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox
            .run(["-v", "-q", "-p", "python", "true"])
            .code(0)
            .stderr,
        ""
    );
    assert!(
        sandbox
            .run(["-q", "-v", "-p", "python", "true"])
            .code(0)
            .stderr
            .contains("sglaunch: ")
    );
}

#[test]
fn a_missing_profile_directory_is_an_error() {
    let sandbox = Sandbox::new();
    assert!(
        sandbox
            .run(["-P", "/not/there", "list"])
            .code(125)
            .stderr
            .contains("/not/there")
    );
}
