//! The processes that end with sglaunch: `job` in a profile.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use windows_sys::Win32::Foundation::{CloseHandle, HANDLE, WAIT_OBJECT_0};
use windows_sys::Win32::System::Threading::{
    OpenProcess, PROCESS_SYNCHRONIZE, PROCESS_TERMINATE, TerminateProcess, WaitForSingleObject,
};

use crate::sandbox::{Sandbox, dcc, sglaunch};

/// A process that is not a child of the test.
pub struct Process(HANDLE);

#[expect(unsafe_code, reason = "std opens no process by its id")]
impl Process {
    fn open(id: &Value) -> Self {
        let id = id.as_u64().and_then(|id| u32::try_from(id).ok());
        let id = id.expect("an id");
        // SAFETY: the function takes numbers.
        let handle = unsafe { OpenProcess(PROCESS_SYNCHRONIZE | PROCESS_TERMINATE, 0, id) };
        assert!(!handle.is_null(), "{id} has ended");
        Self(handle)
    }

    /// Returns whether the process ends within this time.
    pub fn ends_within(&self, milliseconds: u32) -> bool {
        // SAFETY: the handle is open.
        unsafe { WaitForSingleObject(self.0, milliseconds) == WAIT_OBJECT_0 }
    }
}

#[expect(unsafe_code, reason = "std ends no process by its id")]
impl Drop for Process {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and closed once.
        unsafe {
            TerminateProcess(self.0, 1);
            CloseHandle(self.0);
        }
    }
}

/// Time in which a process that is terminated has ended.
const SOON: u32 = 20_000;

/// Time in which a process would have ended that is terminated together with another one.
pub const AT_ONCE: u32 = 300;

/// A machine with a program that starts a helper.
fn machine(job: &str) -> Sandbox {
    let sandbox = Sandbox::new()
        .profile(
            "maya",
            &format!("{{program: {{windows: [maya]}}, {job}}}\n"),
        )
        .dcc("bin/maya")
        .on_path("bin");
    let helper = sandbox.path("helper.json");
    sandbox.env("DCC_HELPER", helper)
}

/// Starts a command, and returns it with the program and its helper, which both run.
fn start(sandbox: &Sandbox, mut command: Command) -> (std::process::Child, Process, Process) {
    command.env("DCC_SLEEP", "60000");
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut out = BufReader::new(child.stdout.as_mut().expect("a pipe"));
    let mut line = String::new();
    out.read_line(&mut line).expect("output of the program");
    let program: Value = serde_json::from_str(&line).expect("JSON of the program");
    let program = Process::open(&program["pid"]);
    (child, program, helper_of(sandbox))
}

pub fn helper_of(sandbox: &Sandbox) -> Process {
    let helper = written(&sandbox.path("helper.json"));
    let helper: Value = serde_json::from_slice(&helper).expect("JSON of the helper");
    Process::open(&helper["pid"])
}

fn written(file: &Path) -> Vec<u8> {
    let limit = Instant::now() + Duration::from_secs(20);
    loop {
        if let Ok(text) = std::fs::read(file) {
            return text;
        }
        assert!(Instant::now() < limit, "{} has not come", file.display());
        thread::sleep(Duration::from_millis(20));
    }
}

/// Ends the process that the command starts, and checks what ends with it.
#[track_caller]
fn ends(sandbox: &Sandbox, command: Command, with_program: bool, with_helper: bool) {
    let (mut child, program, helper) = start(sandbox, command);
    child.kill().expect("it runs");
    child.wait().expect("an exit status");
    let program_ends = program.ends_within(if with_program { SOON } else { AT_ONCE });
    assert_eq!(program_ends, with_program, "the program");
    let helper_ends = helper.ends_within(if with_helper { SOON } else { AT_ONCE });
    assert_eq!(helper_ends, with_helper, "the helper");
}

#[test]
fn ending_sglaunch_ends_everything_that_it_has_started() {
    for job in ["", "job: tree"] {
        let sandbox = machine(job);
        ends(&sandbox, sandbox.command(["maya"]), true, true);
    }
}

#[test]
fn with_job_program_only_the_program_ends_with_sglaunch() {
    let sandbox = machine("job: program");
    ends(&sandbox, sandbox.command(["maya"]), true, false);
}

#[test]
fn helpers_outlive_a_program_that_ends_by_itself() {
    for job in ["job: tree", "job: program"] {
        let sandbox = machine(job);
        // The helper has the handle of a pipe, which `output` would wait for.
        let status = sandbox.command(["maya"]).stdout(Stdio::null()).status();
        assert!(status.expect("it starts").success());
        let helper = helper_of(&sandbox);
        assert!(!helper.ends_within(AT_ONCE), "{job}");
    }
}

/// As SG Desktop starts a program through a shim.
#[test]
fn an_outer_sglaunch_decides_about_an_inner_one() {
    for (outer, inner, with_inner) in [
        ("tree", "program", true),
        ("program", "tree", false),
        ("program", "program", false),
    ] {
        let sandbox = machine(&format!("job: {inner}"))
            .profile("desktop", &format!("job: {outer}\n"))
            .env("DCC_WITHOUT", "NONE");
        let mut command = sandbox.command(["-p", "desktop"]);
        command.arg(dcc()).args([sglaunch(), "maya"]);
        ends(&sandbox, command, with_inner, with_inner);
    }
}

#[test]
fn job_program_is_ignored_if_the_work_is_done_by_a_child() {
    let sandbox = machine("job: program");
    let batch = format!("@echo off\r\n\"{}\" %*\r\n", dcc().display());
    sandbox.write("tools/tank.bat", batch);
    sandbox.write("tools/venv/pyvenv.cfg", "home = C:\\Python311\n");
    let sandbox = sandbox.dcc("tools/venv/Scripts/python").dcc("tools/py");
    for (program, kind) in [
        ("tank.bat", "a batch file"),
        (
            "venv/Scripts/python.exe",
            "the Python of a virtual environment",
        ),
        ("py.exe", "the launcher of Python"),
    ] {
        let program = sandbox.path("tools").join(program);
        let words = ["-n", "-p", "maya"].map(Into::into);
        let words = words.into_iter().chain([program.clone().into_os_string()]);
        let outcome = sandbox.run(words).code(0);
        let warning = format!("is {kind}, whose work is done by a child process");
        outcome
            .stderr_contains("warning: maya: `job: program` is ignored")
            .stderr_contains(&warning);
    }
    let mut command = sandbox.command(["-q", "-p", "maya"]);
    command.arg(sandbox.path("tools/tank.bat"));
    ends(&sandbox, command, true, true);
}
