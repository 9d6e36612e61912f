//! Errors of system calls on a source. The next launch without them has the whole bundle.

use std::path::PathBuf;

use super::{assert_is_fresh, built, count_of, forget, traced, wait_for_stamps};
use crate::sandbox::Sandbox;
use crate::strace::{OPEN, STAT};
use crate::tls_server::Authority;

/// The system calls that examine, open, read and list a source.
const CALLS: [&str; 4] = [STAT, OPEN, "read", "getdents64"];

const ERRORS: [&str; 6] = ["EIO", "ESTALE", "EACCES", "EMFILE", "ENFILE", "ENOMEM"];

/// Returns a machine with a source of each kind, and the paths of the sources.
fn machine() -> (Sandbox, Vec<PathBuf>) {
    let files = [
        ("root/etc/ssl/certs/own.pem", "Store"),
        ("home/optional/a.pem", "Optional"),
        ("home/inherited.pem", "Inherited"),
        ("home/dir/b.pem", "Directory"),
        ("home/.config/sglaunch/ca.d/c.pem", "User"),
    ];
    let optional = "ca: {mozilla: false, files: [{path: ~/optional, optional: true}]}\n";
    let mut sandbox = Sandbox::new().profile("defaults", optional);
    let mut paths = vec![sandbox.path("root/etc/ssl/certs/ca-certificates.crt")];
    for (file, name) in files {
        let path = sandbox.write(file, Authority::new(name).pem());
        let dir = path.parent().filter(|dir| *dir != sandbox.home());
        paths.extend(dir.map(Into::into));
        paths.push(path);
    }
    let (file, dir) = (sandbox.path("home/inherited.pem"), sandbox.path("home/dir"));
    sandbox = sandbox.env("SSL_CERT_FILE", file).env("SSL_CERT_DIR", dir);
    wait_for_stamps();
    (sandbox, paths)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_source_that_could_not_be_read_is_read_by_the_next_launch() {
    let test = "reads::errors::a_source_that_could_not_be_read_is_read_by_the_next_launch";
    let (sandbox, paths) = machine();
    let whole = built(&sandbox);
    assert_is_fresh(&sandbox);
    let mut poorer = 0;
    for (index, path) in paths.iter().enumerate() {
        for (number, call) in CALLS.iter().enumerate() {
            // Every path meets every call, and in turn every error.
            let error = ERRORS[(index + number) % ERRORS.len()];
            forget(&sandbox);
            let inject = format!("inject={call}:error={error}");
            let options = ["-e", &format!("trace={call}"), "-e", &inject];
            let Some(run) = traced(test, &sandbox, path, &options) else {
                return;
            };
            let what = format!("{call} {error} {}", path.display());
            let is_injected = run.calls.iter().any(|line| line.contains("(INJECTED)"));
            let found = count_of(&run.outcome.code(0));
            assert!(found >= whole || is_injected, "{what}");
            poorer += usize::from(found < whole);
            assert_eq!(built(&sandbox), whole, "the launch after {what}");
            assert_is_fresh(&sandbox);
        }
    }
    // The injections have an effect.
    assert!(poorer > 10, "{poorer}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn an_error_that_is_gone_at_the_second_attempt_is_silent() {
    let test = "reads::errors::an_error_that_is_gone_at_the_second_attempt_is_silent";
    let (sandbox, paths) = machine();
    let whole = built(&sandbox);
    for path in &paths {
        for call in CALLS {
            forget(&sandbox);
            let inject = format!("inject={call}:error=ESTALE:when=1");
            let options = ["-e", &format!("trace={call}"), "-e", &inject];
            let Some(run) = traced(test, &sandbox, path, &options) else {
                return;
            };
            assert_eq!(count_of(&run.outcome.success()), whole, "{call} {path:?}");
        }
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_warm_launch_that_cannot_examine_a_source_reads_it_again() {
    let test = "reads::errors::a_warm_launch_that_cannot_examine_a_source_reads_it_again";
    let (sandbox, paths) = machine();
    let whole = built(&sandbox);
    for error in ["EIO", "EACCES"] {
        assert_is_fresh(&sandbox);
        let inject = format!("inject={STAT}:error={error}");
        let options = ["-e", &format!("trace={STAT}"), "-e", &inject];
        let Some(run) = traced(test, &sandbox, &paths[0], &options) else {
            return;
        };
        assert_eq!(count_of(&run.outcome.code(0)), whole - 1, "{error}");
        assert_eq!(built(&sandbox), whole, "{error}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no such limit")]
fn a_limit_of_open_files_leaves_no_poorer_bundle() {
    let (sandbox, _) = machine();
    let whole = built(&sandbox);
    let mut failed = 0;
    for limit in 3..12 {
        forget(&sandbox);
        let mut shell = sandbox.command_of("sh");
        let script = format!("ulimit -n {limit} && exec \"$0\" bundle path");
        let output = shell.args(["-c", &script, crate::sandbox::sglaunch()]);
        let status = output.output().expect("sh starts").status;
        failed += u32::from(!status.success());
        assert_eq!(built(&sandbox), whole, "{limit}");
        assert_is_fresh(&sandbox);
    }
    assert!(failed > 0, "the limit has no effect");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_required_file_that_cannot_be_read_for_a_moment_is_never_left_out() {
    let test = "reads::errors::a_required_file_that_cannot_be_read_for_a_moment_is_never_left_out";
    let sandbox = Sandbox::new()
        .pem("studio.pem", &Authority::new("Studio"))
        .profile("defaults", "ca: {files: [~/studio.pem]}\n");
    wait_for_stamps();
    let path = sandbox.home().join("studio.pem");
    for (call, error) in [(OPEN, "EIO"), ("read", "ESTALE"), (STAT, "ENOMEM")] {
        let inject = format!("inject={call}:error={error}");
        let options = ["-e", &format!("trace={call}"), "-e", &inject];
        // Without an earlier bundle it is an error, and with one that bundle is used.
        forget(&sandbox);
        let Some(run) = traced(test, &sandbox, &path, &options) else {
            return;
        };
        (run.outcome.code(125)).stderr_contains("studio.pem: cannot be read: ");
        let whole = built(&sandbox);
        sandbox.write("root/etc/ca-certificates.conf", format!("# {call}\n"));
        let Some(run) = traced(test, &sandbox, &path, &options) else {
            return;
        };
        let outcome = run
            .outcome
            .code(0)
            .stderr_contains("the bundle that was built before");
        assert_eq!(count_of(&outcome), whole);
        // It is not recorded as fresh.
        assert!(
            (sandbox.run(["-v", "bundle", "path"]).code(0).stderr).contains("built now"),
            "{call}"
        );
    }
}
