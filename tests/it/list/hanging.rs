//! A directory that does not answer, as that of a dead automount. strace holds each system call
//! that opens it for longer than the limit, and the process ends only after that.

use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox};
use crate::strace::OPEN;

const TEST: &str = "list::hanging::a_directory_that_hangs_costs_neither_the_table_nor_the_others";

/// Runs sglaunch, for which the directory `root/net` hangs.
fn run(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let net = sandbox.path("root/net");
    let call = sandbox.command(args);
    let mut strace = sandbox.command_of("strace");
    strace.args(["-f", "-o", "/dev/null", "-P"]).arg(net);
    let inject = format!("inject={OPEN}:delay_enter=10000000");
    strace.args(["-e", &format!("trace={OPEN}"), "-e", &inject]);
    strace.arg(call.get_program()).args(call.get_args());
    strace.output().expect("strace starts").into()
}

#[test]
fn a_directory_that_hangs_costs_neither_the_table_nor_the_others() {
    if tool_or_skip(TEST, "strace").is_none() {
        return;
    }
    let programs = "program: {linux: ['/net/tool{version}/tool', '/opt/tool{version}/tool']}\n";
    let sandbox = Sandbox::new()
        .profile("tool", programs)
        .profile("second", programs)
        .profile("third", "program: {linux: ['/opt/tool{version}/tool']}\n")
        .dcc("root/net/tool1.0/tool")
        .dcc("root/opt/tool2.0/tool");
    let second = sandbox.path("root/opt/tool2.0/tool");
    let second = second.display();
    // All three at the same time: the test waits for one limit.
    std::thread::scope(|scope| {
        let start = |args: &'static [&str]| scope.spawn(|| run(&sandbox, args));
        let [profiles, versions, path] = [
            start(&["list"]),
            start(&["list", "tool"]),
            start(&["list", "tool", "--path"]),
        ];
        let profiles = profiles.join().expect("a table").code(0).text();
        for row in [
            "tool\t-\tdid not answer within 5 s\t".to_owned(),
            "second\t-\tdid not answer within 5 s\t".to_owned(),
            format!("third\t2.0\t{second}\t"),
        ] {
            assert!(profiles.contains(&row), "{row}: {profiles}");
        }
        let versions = versions.join().expect("a table").code(0).text();
        let expected = format!(
            "\tVERSION\tPROGRAM\tWHY\n\
             \t2.0\t{second}\tinstalled\n\
             \t-\t/net/tool{{version}}/tool\tdid not answer within 5 s\n"
        );
        assert_eq!(versions, expected);
        let path = path.join().expect("an error").code(127);
        assert_eq!(path.text(), "");
        let error = "error: the search for the program of profile `tool` did not answer within 5 s\n\
            hint: run `sglaunch list tool` to see which path hangs\n";
        assert!(path.stderr.contains(error), "{}", path.stderr);
    });
}
