//! Which files of a build are synced, traced by strace.

use std::fs;

use super::debian;
use crate::clients::not_run;
use crate::sandbox::{Sandbox, sglaunch};

/// A record that a power failure destroys costs a build, but what the sources distrusted must not
/// be lost.
#[test]
fn the_record_is_synced_only_if_it_holds_distrust() {
    for (sandbox, synced) in [(Sandbox::new(), 1), (debian(), 2)] {
        let trace = sandbox.path("trace");
        let output = which::which("strace").ok().and_then(|program| {
            let mut strace = sandbox.command_of(program);
            strace
                .args(["-f", "-e", "trace=fdatasync", "-o"])
                .arg(&trace);
            strace
                .arg(sglaunch())
                .args(["bundle", "path"])
                .output()
                .ok()
        });
        if !output
            .as_ref()
            .is_some_and(|output| output.status.success())
        {
            let test = "blocklist::synced::the_record_is_synced_only_if_it_holds_distrust";
            return not_run(test, &format!("strace cannot trace: {output:?}"));
        }
        let lines = fs::read_to_string(trace).expect("a trace");
        assert_eq!(lines.matches("fdatasync(").count(), synced, "{lines}");
    }
}
