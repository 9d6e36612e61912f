//! `bundle prune`: what running processes use, what a launch touches meanwhile, and the clock.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::prune::{age, age_all, prune, unique_bundle};
use super::wait_for_stamps;
use crate::clients::not_run;
use crate::hook::hook;
use crate::sandbox::{Outcome, Sandbox, files_in, sglaunch};
use crate::strace::OPEN;
use crate::system;

const PRUNE: [&str; 2] = ["bundle", "prune"];

/// A process that is ended with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::null()).spawn().expect("it starts");
        // The program takes the place of the shell or of sglaunch.
        let is_running = || {
            let name = fs::read_to_string(format!("/proc/{}/comm", child.id()));
            name.is_ok_and(|name| !["sh\n", "sglaunch\n", "it\n"].contains(&name.as_str()))
        };
        while !is_running() {
            thread::sleep(Duration::from_millis(10));
        }
        Self(child)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0
            .kill()
            .and_then(|()| self.0.wait())
            .expect("it is ours");
    }
}

/// Returns a sandbox whose only bundle is old.
fn old_bundle() -> (Sandbox, PathBuf) {
    let (sandbox, bundle) = unique_bundle();
    age_all(&sandbox, 31);
    (sandbox, bundle)
}

/// Checks that a bundle stays while a process runs, and goes afterwards.
#[track_caller]
fn stays_while(sandbox: &Sandbox, running: Running) {
    assert!(prune(sandbox).starts_with("0 bundles"));
    drop(running);
    assert!(prune(sandbox).starts_with("1 bundle removed"));
}

#[test]
fn a_bundle_in_the_environment_of_a_process_stays() {
    let (sandbox, _) = unique_bundle();
    let mut command = sandbox.command(["-p", "defaults", "sleep", "60"]);
    let running = Running::start(&mut command);
    age_all(&sandbox, 400);
    stays_while(&sandbox, running);
}

#[test]
fn a_bundle_that_a_process_has_open_stays() {
    let (sandbox, bundle) = old_bundle();
    let mut shell = sandbox.command_of("/bin/sh");
    shell.args(["-c", "exec sleep 60 3<\"$0\""]).arg(&bundle);
    let running = Running::start(shell.env_clear());
    stays_while(&sandbox, running);
}

#[test]
fn a_bundle_that_a_process_has_mapped_stays() {
    let (sandbox, bundle) = old_bundle();
    // A program is mapped and not open.
    system::install(Path::new("/bin/sleep"), &bundle);
    system::set_mode(&bundle, 0o755);
    age(&bundle, 31);
    let mut program = Command::new(&bundle);
    let running = Running::start(program.arg("60").env_clear());
    stays_while(&sandbox, running);
}

#[test]
fn a_hook_in_the_environment_of_a_process_stays() {
    let sandbox = Sandbox::new();
    let own = hook(&sandbox);
    let other = own.with_file_name("sglaunch-certifi-00112233445566aa");
    sandbox.write(other.join("sitecustomize.py"), "");
    sandbox.write(other.join("__pycache__/sitecustomize.cpython-311.pyc"), "");
    sandbox.write(other.join(".tmpAb3xY9"), "");
    age(&other, 31);
    let mut sleep = sandbox.command_of("sleep");
    let list = format!("/studio/python:{}", other.display());
    let running = Running::start(sleep.arg("60").env("PYTHONPATH", list));
    prune(&sandbox);
    assert!(other.join("sitecustomize.py").exists());
    drop(running);
    prune(&sandbox);
    assert!(own.exists() && !other.exists());
}

/// Runs a command under strace. `None` if strace cannot trace here.
fn traced(test: &str, sandbox: &Sandbox, args: &[&str], words: &[&str]) -> Option<Outcome> {
    let Ok(strace) = which::which("strace") else {
        not_run(test, "no strace");
        return None;
    };
    let mut command = sandbox.command_of(strace);
    command.arg("-f").args(args).arg(sglaunch());
    let output = command.args(words).output();
    let outcome = Outcome::from(output.expect("strace starts"));
    if outcome.stderr.contains("ptrace") {
        not_run(test, "strace cannot trace");
        return None;
    }
    Some(outcome)
}

/// Processes are examined between the list of old bundles and their removal.
#[test]
fn a_bundle_that_is_touched_after_it_was_listed_stays() {
    let test = "bundle::prune_in_use::a_bundle_that_is_touched_after_it_was_listed_stays";
    let (sandbox, bundle) = old_bundle();
    let delay = |sandbox: &Sandbox| {
        let inject = &format!("inject={OPEN}:delay_exit=2s:when=1");
        traced(
            test,
            sandbox,
            &["-o", "/dev/null", "-P", "/proc", "-e", inject],
            &PRUNE,
        )
    };
    let outcome = thread::scope(|scope| {
        let pruned = scope.spawn(|| delay(&sandbox));
        thread::sleep(Duration::from_secs(1));
        system::set_modified(&bundle, SystemTime::now());
        pruned.join().expect("it ends")
    });
    let Some(outcome) = outcome else {
        return;
    };
    assert!(outcome.code(0).text().starts_with("0 bundles"));
    assert!(bundle.exists());
    age(&bundle, 31);
    let outcome = delay(&sandbox).expect("strace can trace");
    assert!(outcome.code(0).text().starts_with("1 bundle removed"));
}

/// strace replaces the time of the new file by which the file system's clock is read.
#[test]
fn ages_are_by_the_file_systems_clock() {
    let test = "bundle::prune_in_use::ages_are_by_the_file_systems_clock";
    let (sandbox, _) = unique_bundle();
    let trace = sandbox.path("trace");
    let of_trace = trace.to_str().expect("UTF-8");
    let args = ["-y", "-o", of_trace, "-e", "trace=statx"];
    let Some(outcome) = traced(test, &sandbox, &args, &PRUNE) else {
        return;
    };
    outcome.code(0);
    let trace = fs::read_to_string(&trace).expect("a trace");
    let Some(position) = trace.lines().position(|line| line.contains("/.tmp")) else {
        return not_run(test, "std reads times by another system call");
    };
    let number = position + 1;
    let prune_at = |days: i64| {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("after 1970");
        let now = i64::try_from(now.as_secs()).expect("a number");
        // `struct statx` up to the seconds of the mtime (linux/stat.h).
        let mut statx = vec![0; 112];
        statx.splice(0..4, 0x7ff_u32.to_ne_bytes());
        statx.extend((now + days * 24 * 3600).to_ne_bytes());
        let digits: Vec<String> = statx
            .iter()
            .map(|byte: &u8| format!("{byte:02x}"))
            .collect();
        let inject = format!(
            "inject=statx:poke_exit=@arg5={}:when={number}",
            digits.concat()
        );
        let args = ["-o", "/dev/null", "-e", &inject];
        traced(test, &sandbox, &args, &PRUNE).expect("strace can trace")
    };
    assert!(prune_at(29).code(0).text().starts_with("0 bundles"));
    for days in [-20_000, 4_000] {
        let error = prune_at(days).code(125).stderr;
        assert!(
            error.starts_with("error: nothing is pruned: the file system's clock ("),
            "{error}"
        );
        assert!(error.contains("\nhint: set the clock "), "{error}");
    }
    assert_eq!(sandbox.bundles().len(), 1);
    assert!(prune_at(31).code(0).text().starts_with("1 bundle removed"));
}

/// Changing the file's time has just made its stamp too young.
#[test]
fn a_launch_notes_use_by_the_file_systems_clock() {
    let test = "bundle::prune_in_use::a_launch_notes_use_by_the_file_systems_clock";
    let (sandbox, bundle) = unique_bundle();
    for _ in 0..2 {
        wait_for_stamps();
        sandbox.run(["bundle", "path"]).success();
    }
    age(&bundle, 31);
    let trace = sandbox.path("trace");
    let of_trace = trace.to_str().expect("UTF-8");
    let args = ["-o", of_trace, "-e", "trace=utimensat"];
    let Some(outcome) = traced(test, &sandbox, &args, &["bundle", "path"]) else {
        return;
    };
    outcome.code(0);
    let trace = fs::read_to_string(&trace).expect("a trace");
    let is_touched = |line: &str| line.contains("[UTIME_OMIT, UTIME_NOW]");
    assert_eq!(
        trace.lines().filter(|line| is_touched(line)).count(),
        1,
        "{trace}"
    );
    let used = fs::metadata(&bundle)
        .and_then(|meta| meta.modified())
        .expect("a time");
    assert!(used.elapsed().is_ok_and(|age| age < Duration::from_mins(1)));
}

/// A launch touches an old bundle after it has checked it; strace delays that.
#[test]
fn a_launch_builds_a_bundle_again_that_was_removed_meanwhile() {
    let test = "bundle::prune_in_use::a_launch_builds_a_bundle_again_that_was_removed_meanwhile";
    let (sandbox, bundle) = unique_bundle();
    for _ in 0..2 {
        wait_for_stamps();
        sandbox.run(["bundle", "path"]).success();
    }
    age_all(&sandbox, 31);
    let inject = "inject=utimensat:delay_enter=2s:when=1";
    let args = ["-o", "/dev/null", "-e", inject];
    let (outcome, pruned) = thread::scope(|scope| {
        let launch = scope.spawn(|| traced(test, &sandbox, &args, &["bundle", "path"]));
        thread::sleep(Duration::from_secs(1));
        age_all(&sandbox, 31);
        let pruned = prune(&sandbox);
        (launch.join().expect("it ends"), pruned)
    });
    let Some(outcome) = outcome else {
        return;
    };
    assert!(pruned.starts_with("1 bundle removed"), "{pruned}");
    let path = outcome.code(0).text();
    assert_eq!(Path::new(path.trim_end()), bundle);
    assert!(bundle.exists());
}

/// strace delays the second look, for which the bundle has another name.
#[test]
fn a_bundle_that_is_touched_right_before_it_is_removed_stays() {
    let test = "bundle::prune_in_use::a_bundle_that_is_touched_right_before_it_is_removed_stays";
    let (sandbox, bundle) = old_bundle();
    let args = [
        "-o",
        "/dev/null",
        "-e",
        "inject=renameat:delay_enter=2s:when=1",
    ];
    let outcome = thread::scope(|scope| {
        let pruned = scope.spawn(|| traced(test, &sandbox, &args, &PRUNE));
        thread::sleep(Duration::from_secs(1));
        system::set_modified(&bundle, SystemTime::now());
        pruned.join().expect("it ends")
    });
    let Some(outcome) = outcome else {
        return;
    };
    assert!(outcome.code(0).text().starts_with("0 bundles"));
    let left = files_in(&sandbox.cache().join("bundles"));
    assert_eq!(left, std::slice::from_ref(&bundle));
}

#[test]
fn a_launch_writes_a_hook_again_that_was_removed_meanwhile() {
    let test = "bundle::prune_in_use::a_launch_writes_a_hook_again_that_was_removed_meanwhile";
    let (sandbox, _) = unique_bundle();
    let hook = hook(&sandbox);
    // A bundle that is built is touched first.
    wait_for_stamps();
    sandbox.run(["env", "python"]).success();
    age(&hook, 31);
    let args = [
        "-o",
        "/dev/null",
        "-e",
        "inject=utimensat:delay_enter=2s:when=1",
    ];
    let outcome = thread::scope(|scope| {
        let launch = scope.spawn(|| traced(test, &sandbox, &args, &["env", "python"]));
        thread::sleep(Duration::from_secs(1));
        fs::remove_dir_all(&hook).expect("ours");
        launch.join().expect("it ends")
    });
    let Some(outcome) = outcome else {
        return;
    };
    outcome.code(0);
    assert!(hook.join("sitecustomize.py").exists());
}
