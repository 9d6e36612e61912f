//! Files and directories that the user may not read. That lasts, so launches after the first are
//! warm, and end when the permissions or the user's groups change.

use std::fs;
use std::os::unix::fs::chown;

use super::{as_nobody, assert_is_fresh, built, count_of, traced, wait_for_stamps};
use crate::sandbox::{Outcome, Sandbox, system_root};
use crate::system;
use crate::tls_server::Authority;

#[test]
fn a_file_of_a_group_that_the_user_joins_is_read() {
    let test = "reads::permissions::a_file_of_a_group_that_the_user_joins_is_read";
    let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
    let studio = sandbox.write(
        "home/.config/sglaunch/ca.d/studio.pem",
        Authority::new("Studio").pem(),
    );
    let sandbox = sandbox.unprivileged();
    let launch = sandbox.command(["-v", "bundle", "path"]);
    let Some(mut without) = as_nobody(test, &launch, &["--clear-groups"]) else {
        return;
    };
    let Some(mut with) = as_nobody(test, &launch, &["--groups=4242"]) else {
        return;
    };
    chown(&studio, Some(0), Some(4242)).expect("root may change groups");
    system::set_mode(&studio, 0o640);
    wait_for_stamps();
    let mut run = |joined: bool| -> Outcome {
        let command = if joined { &mut with } else { &mut without };
        let outcome: Outcome = command.output().expect("it starts").into();
        outcome.code(0)
    };
    let first = run(false).stderr_contains("trust:studio: cannot be read: permission denied");
    assert_eq!(count_of(&first), 1);
    let second = run(false).stderr_contains("is fresh");
    assert!(!second.stderr.contains("warning"), "{}", second.stderr);
    let joined = run(true).stderr_contains("built now");
    assert_eq!(count_of(&joined), 2);
    assert_eq!(count_of(&run(true).stderr_contains("is fresh")), 2);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_file_that_the_user_may_not_read_costs_one_open_of_a_warm_launch() {
    let test =
        "reads::permissions::a_file_that_the_user_may_not_read_costs_one_open_of_a_warm_launch";
    let sandbox = Sandbox::new();
    let path = "home/.config/sglaunch/ca.d/secret.pem";
    let secret = sandbox.write(path, system_root().pem());
    let sandbox = sandbox.unprivileged();
    system::set_mode(&secret, 0o000);
    wait_for_stamps();
    let warned = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(
        warned.contains("secret: cannot be read: permission denied"),
        "{warned}"
    );
    assert_is_fresh(&sandbox);
    let Some(run) = traced(test, &sandbox, &secret, &[]) else {
        return;
    };
    run.outcome.success();
    let calls = |name: &str| {
        let calls = run.calls.iter();
        calls.filter(|line| line.contains(name)).count()
    };
    let all = run.calls.join("\n");
    assert_eq!(
        (calls("open"), calls("stat"), run.calls.len()),
        (1, 1, 2),
        "{all}"
    );
    // The next change of its permissions is noticed.
    system::set_mode(&secret, 0o644);
    let outcome = sandbox.run(["-v", "bundle", "path"]).code(0);
    assert!(outcome.stderr.contains("built now"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("secret"), "{}", outcome.stderr);
}

#[test]
fn directories_that_the_user_may_not_enter_or_list_are_warm_until_they_open() {
    for mode in [0o000, 0o600, 0o300] {
        let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
        let file = sandbox.write("home/deep/dir/a.pem", Authority::new("A").pem());
        let dir = sandbox.path("home/deep/dir");
        let sandbox = sandbox.env("SSL_CERT_DIR", &dir).unprivileged();
        let closed = sandbox.path("home/deep");
        for closed in [&closed, &dir] {
            system::set_mode(closed, mode);
            wait_for_stamps();
            let outcome = sandbox.run(["bundle", "path"]).code(0);
            // A directory above that can be entered makes no difference.
            let is_hidden = !(mode == 0o300 && *closed != dir);
            assert_eq!(
                outcome.stderr.contains("permission denied"),
                is_hidden,
                "{mode:o}"
            );
            assert_eq!(count_of(&outcome), if is_hidden { 1 } else { 2 });
            assert_is_fresh(&sandbox);
            system::set_mode(closed, 0o755);
            assert_eq!(built(&sandbox), 2, "{mode:o} {}", closed.display());
        }
        assert!(fs::metadata(file).is_ok());
    }
}
