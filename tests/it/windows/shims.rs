//! Shims are copies, which shells find by PATHEXT.

use std::fs;
use std::io::Read as _;
use std::os::windows::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use super::jobs::{AT_ONCE, helper_of};
use super::processes::CREATE_NEW_CONSOLE;
use crate::sandbox::{Outcome, Sandbox, dcc, files_in, sglaunch};

/// A sandbox with a Maya, and a batch file `tank` that calls `tank`.
fn studio() -> Sandbox {
    let tank = format!(
        "@echo off\r\nif \"%1\"==\"inner\" goto inner\r\ncall tank inner \"%~1 and more\"\r\nexit /b %ERRORLEVEL%\r\n\
         :inner\r\n\"{}\" %2\r\n",
        dcc().display()
    );
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .profile("tank", "program: {windows: [tank]}\n")
        .dcc("bin/maya")
        .on_path("bin");
    sandbox.write("bin/tank.bat", tank);
    sandbox
}

fn shims(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("home/.local/share/sglaunch/shims")
}

/// Adds shims and puts their directory first on PATH.
fn shimmed() -> Sandbox {
    let sandbox = studio();
    let line = sandbox
        .run(["-q", "shim", "add", "maya", "tank"])
        .success()
        .text();
    let set = format!(
        "Set-ItemProperty HKCU:\\Environment Path ('{};' + (Get-Item HKCU:\\Environment).GetValue(",
        shims(&sandbox).display()
    );
    assert!(line.contains(&set), "{line}");
    let before = sandbox.var("PATH").expect("a PATH");
    let path = format!("{};{before}", shims(&sandbox).display());
    sandbox.env("PATH", path)
}

#[test]
fn plain_names_start_the_profiles() {
    let sandbox = shimmed();
    let bare = sandbox
        .run_without(&["cmd", "/c", "maya", "--help", "-n"])
        .success();
    assert_eq!(bare.dcc_args(), ["--help", "-n"]);
    assert_eq!(bare.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
    for name in ["maya.exe", "MAYA.EXE", "maya"] {
        let started = sandbox.run_without(&["cmd", "/c", name]).success();
        assert_eq!(
            started.dcc_env("SGLAUNCH_DEPTH").as_deref(),
            Some("1"),
            "{name}"
        );
        assert_eq!(
            started.dcc_env("SGLAUNCH_PROFILE").as_deref(),
            Some("maya"),
            "{name}"
        );
    }
    let code = sandbox
        .env("DCC_EXIT", "3221225477")
        .run_without(&["cmd", "/c", "maya"])
        .code;
    assert_eq!(code, Some(0xC000_0005_u32.cast_signed()));
}

#[test]
fn a_batch_file_that_calls_tank_works_unchanged() {
    let sandbox = shimmed();
    sandbox.write("home/publish.bat", "@call tank outer\r\n");
    let started = sandbox.run_without(&["cmd", "/c", "publish.bat"]).success();
    assert_eq!(started.dcc_args(), ["outer and more"]);
    assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("2"));
}

#[test]
fn a_shim_alone_on_path_is_not_the_program() {
    let sandbox = shimmed();
    fs::remove_file(sandbox.program("bin/maya")).expect("a shim");
    sandbox
        .run_without(&["cmd", "/c", "maya"])
        .code(127)
        .stderr_contains("maya: only sglaunch's own shim is on PATH");
}

#[test]
fn only_the_shim_of_another_sglaunch_is_replaced() {
    let sandbox = shimmed();
    let shim = shims(&sandbox).join("maya.exe");
    assert_eq!(
        fs::read(&shim).expect("a shim"),
        fs::read(sglaunch()).expect("a shim")
    );
    let mut other = fs::read(&shim).expect("a shim");
    other.extend(b"a newer one");
    sandbox.run(["shim", "remove", "maya"]).success();
    // Without a record, as older versions made it.
    fs::write(&shim, other).expect("a file");
    let list = sandbox.run(["shim", "list"]).success().text();
    assert!(
        list.contains("starts another sglaunch; run `sglaunch shim add maya`"),
        "{list}"
    );
    sandbox.run(["-q", "shim", "add", "maya"]).success();
    let list = sandbox.run(["shim", "list"]).success().text();
    assert!(list.contains("ready"), "{list}");
    sandbox.run(["shim", "remove", "maya"]).success();
    fs::write(&shim, "MZ something else").expect("a file");
    sandbox
        .run(["shim", "add", "maya"])
        .code(125)
        .stderr_contains("a file that is not a shim has this name");
    sandbox
        .run(["shim", "remove", "maya"])
        .code(125)
        .stderr_contains("there is no shim `maya`");
    sandbox.run(["shim", "remove", "tank"]).success();
    assert!(!shims(&sandbox).join("tank.exe").exists() && shim.exists());
}

#[test]
fn a_running_shim_can_be_replaced_and_removed() {
    let sandbox = shimmed();
    let shim = shims(&sandbox).join("maya.exe");
    let mut call = sandbox.command_of(&shim);
    let mut running = call
        .env("DCC_SLEEP", "20000")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let out = running.stdout.as_mut().expect("a pipe");
    out.read_exact(&mut [0]).expect("an output");
    sandbox.run(["shim", "remove", "maya"]).success();
    assert!(!shim.exists());
    sandbox.run(["-q", "shim", "add", "maya"]).success();
    assert!(shim.exists());
    running.kill().expect("a child process");
    running.wait().expect("an exit code");
    // Renamed copies of running shims are deleted once they have ended.
    sandbox.run(["shim", "remove", "maya", "tank"]).success();
    let left = files_in(&shims(&sandbox));
    assert!(left.is_empty(), "{left:?}");
}

/// Changes a shim's record as an update of sglaunch does, long after the shim was made.
fn outdate(shim: &Path) {
    let record = shim.with_extension("sglaunch");
    let text = fs::read_to_string(&record).expect("a record");
    fs::write(&record, text.replace("size: ", "size: 1")).expect("a file");
    let file = fs::File::options().write(true).open(record);
    let changed = file.and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH + DAY));
    changed.expect("a file");
}

const DAY: Duration = Duration::from_hours(24);

/// A sandbox with the outdated shim `maya` in a directory that machines share, whose name must be
/// quoted.
fn outdated() -> (Sandbox, PathBuf) {
    let sandbox = studio();
    fs::create_dir(sandbox.path(SHARE)).expect("a directory");
    let mut add = sandbox.command(["-q", "shim", "add", "maya", "--force", "--to"]);
    let output = add.arg(sandbox.path(SHARE)).output();
    Outcome::from(output.expect("it starts")).success();
    let shim = sandbox.path(SHARE).join("maya.exe");
    outdate(&shim);
    (sandbox, shim)
}

const SHARE: &str = "a share 100%";
const TO_SHARE: &str = "../a share 100%";

/// Arguments as a caller may write them, which are not quoted again.
const RAW: &str =
    r#""two words" a\b "C:\x y\\" say\"x\" ""  100% ^&|<> 후디니 --called-as-shim -n"#;

#[test]
fn an_outdated_shim_hands_over_until_it_is_renewed() {
    let (sandbox, shared) = outdated();
    let sandbox = sandbox.env("DCC_EXIT", "3221225477");
    sandbox.run(["-q", "shim", "add", "maya"]).success();
    let own = shims(&sandbox).join("maya.exe");
    let record = |shim: &Path| fs::read_to_string(shim.with_extension("sglaunch")).expect("a file");
    let fresh = record(&own);
    outdate(&own);
    let list = sandbox.run(["shim", "list"]).success().text();
    assert!(!list.contains("another sglaunch"), "{list}");
    for (shim, is_renewed) in [(&own, true), (&shared, false)] {
        let before = record(shim);
        let output = sandbox.command_of(shim).raw_arg(RAW).output();
        let outcome = Outcome::from(output.expect("it starts"));
        assert_eq!(outcome.code, Some(0xC000_0005_u32.cast_signed()));
        let args = [
            "two words",
            "a\\b",
            "C:\\x y\\",
            "say\"x\"",
            "",
            "100%",
            "^&|<>",
            "후디니",
            "--called-as-shim",
            "-n",
        ];
        assert_eq!(outcome.dcc_args(), args);
        assert_eq!(outcome.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
        assert_eq!(record(shim) == fresh, is_renewed, "{}", shim.display());
        assert_eq!(record(shim) != before, is_renewed, "{}", shim.display());
    }
    sandbox
        .run(["shim", "add", "maya"])
        .code(0)
        .stderr_contains("(unchanged");
    sandbox.run(["shim", "remove", "maya"]).success();
    assert!(files_in(&shims(&sandbox)).is_empty());
}

#[test]
fn a_shim_for_all_users_is_not_the_program() {
    let sandbox = studio().profile("maya", "program: {windows: [maya]}\nargs: [-own]\n");
    fs::create_dir(sandbox.path("share")).expect("a directory");
    let add = ["-q", "shim", "add", "maya", "--force", "--to", "../share"];
    sandbox.run(add).code(0);
    let before = sandbox.var("PATH").expect("a PATH");
    let path = format!("{};{before}", sandbox.path("share").display());
    let sandbox = sandbox.env("PATH", path);
    let started = sandbox.run(["maya", "x"]).success();
    assert_eq!(started.dcc_args(), ["-own", "x"]);
    assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
    fs::remove_file(sandbox.program("bin/maya")).expect("a program");
    sandbox
        .run(["maya"])
        .code(127)
        .stderr_contains("maya: only sglaunch's own shim is on PATH");
}

#[test]
fn a_shim_without_its_sglaunch_is_an_error() {
    let (sandbox, shim) = outdated();
    let record = shim.with_extension("sglaunch");
    let text = fs::read_to_string(&record).expect("a record");
    fs::write(&record, text.replace("sglaunch.exe", "sglaunch-1.exe")).expect("a file");
    let output = sandbox.command_of(&shim).output();
    Outcome::from(output.expect("it starts"))
        .code(127)
        .stderr_contains("the sglaunch that this shim starts does not exist any more")
        .stderr_contains("sglaunch-1.exe")
        .stderr_contains("create the shim again: `sglaunch shim add maya`");
    let list = sandbox.run(["shim", "list", "--to", TO_SHARE]).text();
    assert!(list.contains("sglaunch-1.exe, which is not here"), "{list}");
    fs::write(
        &record,
        "sglaunch shim 1\ntarget: ..\\x\\sglaunch.exe\nsize: 1\nmodified: 1\n",
    )
    .expect("a file");
    let output = sandbox.command_of(&shim).output();
    Outcome::from(output.expect("it starts"))
        .code(127)
        .stderr_contains("`sglaunch shim add --to \"")
        .stderr_contains("a share 100%\" maya`");
    fs::write(&record, "damaged").expect("a file");
    let list = sandbox.run(["shim", "list", "--to", TO_SHARE]).text();
    assert!(
        list.contains("its record maya.sglaunch is damaged"),
        "{list}"
    );
}

#[test]
fn ending_an_outdated_shim_ends_the_program() {
    let (sandbox, shim) = outdated();
    let mut call = sandbox.command_of(&shim);
    let call = call.env("DCC_SLEEP", "30000").stdout(Stdio::piped());
    let mut running = call.spawn().expect("it starts");
    let mut out = running.stdout.take().expect("a pipe");
    out.read_exact(&mut [0]).expect("an output");
    let start = Instant::now();
    running.kill().expect("a child process");
    running.wait().expect("an exit code");
    // The last process that has the pipe open is the program.
    out.read_to_end(&mut Vec::new()).expect("a pipe");
    assert!(
        start.elapsed() < Duration::from_secs(15),
        "the program was not ended"
    );
}

#[test]
fn an_outdated_shim_leaves_control_c_and_helpers_alone() {
    let (sandbox, shim) = outdated();
    let sandbox = sandbox.env("DCC_EXIT", "5");
    let mut command = sandbox.command_of(&shim);
    command.creation_flags(CREATE_NEW_CONSOLE);
    let output = command.env("DCC_CONTROL_C", "1").output();
    let outcome = Outcome::from(output.expect("it starts")).code(5);
    let text = outcome.text();
    assert!(text.ends_with("control-c\n"), "{text}");
    let mut command = sandbox.command_of(&shim);
    command.env("DCC_HELPER", sandbox.path("helper.json"));
    // The helper has the handle of a pipe, which `output` would wait for.
    let status = command.stdout(Stdio::null()).status();
    assert_eq!(status.expect("it starts").code(), Some(5));
    assert!(!helper_of(&sandbox).ends_within(AT_ONCE));
}
