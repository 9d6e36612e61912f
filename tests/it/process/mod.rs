//! What the caller leaves to sglaunch: signals, standard streams, limits.

mod arguments;
mod home;
mod limits;
mod signals;
mod stdout;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::tls_server::Authority;

/// Returns a user without a bundle whose launches warn, because a CA variable names no file.
fn warned() -> Sandbox {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let missing = sandbox.path("missing.pem");
    (sandbox.profile("maya", "program: {linux: [maya]}\n")).env("SSL_CERT_FILE", missing)
}

/// Launches until nothing is written any more: sources, and then the bundle, that are younger than
/// the clock's resolution are read again by the next launch.
fn make_fresh(sandbox: &Sandbox) {
    sandbox.run(["maya"]).success();
    for _ in 0..2 {
        sleep(Duration::from_millis(2_100));
        sandbox.run(["maya"]).success();
    }
}

/// Runs a script of sh, whose `$0` is sglaunch.
fn sh(sandbox: &Sandbox, script: &str) -> Outcome {
    let mut sh = sandbox.command_of("sh");
    let output = sh.args(["-c", script, sglaunch()]).output();
    output.expect("sh starts").into()
}

/// Returns the command that runs another as a user whose limits count: root has none.
fn as_a_user() -> Vec<&'static str> {
    if crate::system::is_root() {
        "setpriv --reuid=65534 --regid=65534 --clear-groups"
            .split(' ')
            .collect()
    } else {
        Vec::new()
    }
}

/// Returns a file of certificates that no cache holds yet.
fn new_ca(sandbox: &Sandbox) -> PathBuf {
    sandbox.write("home/new.pem", Authority::new("New").pem())
}

/// Runs sglaunch under strace with these options, and returns the outcome and the trace.
fn traced<S: AsRef<OsStr>>(
    test: &str,
    sandbox: &Sandbox,
    options: &[&str],
    args: &[S],
) -> Option<(Outcome, String)> {
    let strace = crate::clients::tool_or_skip(test, "strace")?;
    let trace = sandbox.path("trace");
    let mut command = sandbox.command_of(strace);
    command.arg("-o").arg(&trace).args(options).args(args);
    let outcome = Outcome::from(command.output().expect("strace starts"));
    let Ok(trace) = std::fs::read_to_string(trace) else {
        crate::clients::not_run(test, &format!("strace cannot trace: {}", outcome.stderr));
        return None;
    };
    Some((outcome, trace))
}
