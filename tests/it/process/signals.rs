//! SIGPIPE and SIGXFSZ.

use std::io;
use std::process::Stdio;

use super::{make_fresh, traced, warned};
use crate::sandbox::{Outcome, sglaunch};

#[test]
fn a_warning_without_a_reader_does_not_keep_the_program_from_starting() {
    let sandbox = warned();
    let warning = sandbox.run(["maya"]).code(0).stderr;
    assert!(warning.starts_with("warning: inherited:"), "{warning}");
    for disposition in ["trap - PIPE", "trap '' PIPE"] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let mut command = sandbox.command_of("sh");
        command.args(["-c", &format!("{disposition}; exec \"$0\" --refresh maya")]);
        let output = command.arg(sglaunch()).stderr(writer).output();
        let outcome = Outcome::from(output.expect("sh starts")).code(0);
        assert!(outcome.dcc_env("SHOTGUN_API_CACERTS").is_some());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_finds_the_signals_as_the_caller_left_them() {
    let sandbox = warned();
    for ignored in ["", "PIPE", "XFSZ", "PIPE XFSZ USR1"] {
        let signals = |launcher: &str| {
            let script = format!(
                "[ -z '{ignored}' ] || trap '' {ignored}
                 exec {launcher} grep '^Sig[BIC]' /proc/self/status"
            );
            super::sh(&sandbox, &script).code(0)
        };
        let launched = signals("\"$0\" --refresh -p defaults");
        assert!(launched.stderr.contains("warning: "), "{launched:?}");
        assert_eq!(launched.text(), signals("env").text(), "ignored: {ignored}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_silent_launch_changes_no_signal() {
    let test = "process::signals::a_silent_launch_changes_no_signal";
    let sandbox = warned().env("SSL_CERT_FILE", "");
    make_fresh(&sandbox);
    let options = ["-e", "trace=rt_sigaction,execve"];
    let Some((outcome, trace)) = traced(test, &sandbox, &options, &[sglaunch(), "maya"]) else {
        return;
    };
    outcome.code(0);
    let own = trace
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("execve("));
    assert_eq!(own.collect::<Vec<_>>(), [""; 0], "{trace}");
}

#[test]
fn a_failed_exec_is_reported_to_a_closed_pipe_with_its_exit_code() {
    let sandbox = warned().script("home/no-interpreter", "#!/nowhere/sh\n");
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let mut command = sandbox.command(["./no-interpreter"]);
    let output = command.stderr(Stdio::from(writer)).output();
    Outcome::from(output.expect("sglaunch starts")).code(126);
}
