//! `sglaunchw`, the program without a console, and its dialogs on a real screen.

use std::fs;
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use windows_sys::Win32::Foundation::HWND;
use windows_sys::Win32::System::Threading::WaitForInputIdle;
use windows_sys::Win32::UI::Controls::TDM_CLICK_BUTTON;
use windows_sys::Win32::UI::WindowsAndMessaging::{FindWindowW, IDCLOSE, PostMessageW};

use crate::clients::cannot_run;
use crate::sandbox::{Outcome, Sandbox, dcc, sglaunch};

/// Time limit for a dialog to appear or close on a busy machine.
const LIMIT: Duration = Duration::from_mins(1);

/// ID of the button that copies the details.
const COPY: i32 = 100;

/// Returns whether there is a screen, and reports the test as skipped if not.
fn has_screen(test: &str) -> bool {
    let has_one = std::env::var_os("DISPLAY").is_some();
    if !has_one {
        cannot_run(test, "there is no screen: apt-get install xvfb");
    }
    has_one
}

/// A call of `sglaunchw`.
fn call(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = sandbox.command_of(Path::new(sglaunch()).with_file_name("sglaunchw.exe"));
    if let Some(screen) = std::env::var_os("DISPLAY") {
        command.env("DISPLAY", screen);
    }
    command.args(args);
    command
}

/// Runs a call and presses this button in the dialog with this title.
#[track_caller]
fn press(sandbox: &Sandbox, args: &[&str], title: &str, button: i32) -> Outcome {
    let mut command = call(sandbox, args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let title: Vec<u16> = title.encode_utf16().chain([0]).collect();
    let since = Instant::now();
    let mut window = find(&title);
    while window.is_none() && since.elapsed() < LIMIT && is_running(&mut child) {
        thread::sleep(Duration::from_millis(50));
        window = find(&title);
    }
    // Presses again if the first press came too early.
    while is_running(&mut child) && since.elapsed() < LIMIT {
        if let Some(window) = find(&title) {
            click(window, button);
        }
        thread::sleep(Duration::from_millis(200));
    }
    child.kill().ok();
    let outcome = Outcome::from(child.wait_with_output().expect("an output"));
    assert!(
        window.is_some(),
        "no dialog has appeared: {}",
        outcome.stderr
    );
    outcome
}

fn is_running(child: &mut Child) -> bool {
    child.try_wait().expect("a child process").is_none()
}

#[expect(
    unsafe_code,
    reason = "no crate that is already used finds windows by title"
)]
fn find(title: &[u16]) -> Option<HWND> {
    // SAFETY: the title ends in NUL, and the class may be null.
    let window = unsafe { FindWindowW(std::ptr::null(), title.as_ptr()) };
    (!window.is_null()).then_some(window)
}

#[expect(
    unsafe_code,
    reason = "no crate that is already used sends messages to windows"
)]
fn click(window: HWND, button: i32) {
    let number = usize::try_from(button).expect("a small number");
    let message = u32::try_from(TDM_CLICK_BUTTON).expect("a small number");
    // SAFETY: the message contains numbers only, and a closed window does not receive it.
    unsafe {
        PostMessageW(window, message, number, 0);
    }
}

#[test]
fn a_failure_is_shown_logged_and_can_be_copied() {
    if !has_screen("windows::dialogs::a_failure_is_shown_logged_and_can_be_copied") {
        return;
    }
    let sandbox = Sandbox::new();
    let args = ["houdinii", r"C:\shots\secret.hip"];
    let outcome = press(&sandbox, &args, "houdinii did not start", COPY).code(125);
    let copied = clipboard_win::get_clipboard_string().expect("text");
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        copied.starts_with("error: there is no profile `houdinii`\r\nhint: "),
        "{copied}"
    );
    let lines: Vec<&str> = copied.lines().collect();
    let [.., time, call, own, system, log] = lines[..] else {
        panic!("{copied}");
    };
    let is_time = |time: &str| time.starts_with("20") && time.len() == 20 && time.ends_with('Z');
    let time = time.strip_prefix("time: ").expect("the time");
    assert!(is_time(time), "{copied}");
    assert_eq!(call, "call: sglaunchw.exe houdinii (and 1 argument)");
    // The program of the tests is below no home directory.
    let own = own.strip_prefix(&format!("sglaunch {version} x86_64, "));
    let path = Path::new(own.expect("sglaunch"));
    assert!(
        path.is_absolute() && path.ends_with("sglaunchw.exe"),
        "{copied}"
    );
    let build = system.split(' ').nth_back(1).expect("a build");
    assert!(
        build.parse::<f64>().is_ok() && system.contains("Windows "),
        "{copied}"
    );
    assert!(
        log.starts_with(r"log: %USERPROFILE%\") && log.ends_with("sglaunch.log"),
        "{copied}"
    );
    assert!(!copied.contains("secret"), "{copied}");
    let log = fs::read_to_string(sandbox.path("home/.local/state/sglaunch/sglaunch.log"));
    let log = log.expect("a log");
    assert!(
        log.contains(&format!(
            "{time} error: there is no profile `houdinii`\n  hint: "
        )) && log.contains(&format!("\n  {system}\n")),
        "{log}{}",
        outcome.stderr
    );
}

#[test]
fn closing_the_dialog_keeps_the_exit_code() {
    if !has_screen("windows::dialogs::closing_the_dialog_keeps_the_exit_code") {
        return;
    }
    let sandbox = Sandbox::new();
    press(&sandbox, &["nukke"], "nukke did not start", IDCLOSE).code(125);
}

#[test]
fn exit_codes_are_passed_on_without_a_console() {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin");
    for code in [0_u32, 7, 0xC000_0005] {
        let report = sandbox.path(format!("report-{code}.json"));
        let mut command = call(&sandbox, &["maya", "a b"]);
        command
            .env("DCC_EXIT", code.to_string())
            .env("DCC_SAYS", &report);
        let outcome = Outcome::from(command.output().expect("it starts"));
        assert_eq!(outcome.code, Some(code.cast_signed()), "{}", outcome.stderr);
        let started = fs::read_to_string(report).expect("the program has run");
        assert!(started.contains(r#""a b""#), "{started}");
    }
}

/// A service has an invisible screen, where a dialog would wait forever.
#[test]
fn nothing_is_shown_and_nothing_hangs_on_an_invisible_screen() {
    let sandbox = Sandbox::new()
        .env("DCC_WITHOUT", "DCC_UNSEEN")
        .env("DCC_UNSEEN", "1");
    let program = Path::new(sglaunch()).with_file_name("sglaunchw.exe");
    let mut command = sandbox.command_of(dcc());
    command.args([program.as_os_str(), "houdinii".as_ref()]);
    // An open dialog would keep pipes open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let since = Instant::now();
    while is_running(&mut child) && since.elapsed() < LIMIT {
        thread::sleep(Duration::from_millis(50));
    }
    child.kill().ok();
    assert_eq!(child.wait().expect("an output").code(), Some(125));
    let log = fs::read_to_string(sandbox.path("home/.local/state/sglaunch/sglaunch.log"));
    assert!(
        log.expect("a log")
            .contains("there is no profile `houdinii`")
    );
}

/// The desktop shows a wait cursor until a started program reads its messages.
#[test]
fn the_wait_cursor_does_not_wait_for_sglaunch() {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin")
        .env("DCC_SLEEP", "20000");
    let mut child = call(&sandbox, &["maya"])
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let is_started = has_started(&child);
    child.kill().expect("it still runs");
    child.wait().expect("an output");
    assert!(is_started);
}

/// Returns whether a program reads its messages within ten seconds.
#[expect(
    unsafe_code,
    reason = "no crate that is already used waits for an idle process"
)]
fn has_started(child: &Child) -> bool {
    // SAFETY: the handle is open while `child` exists.
    unsafe { WaitForInputIdle(child.as_raw_handle(), 10_000) == 0 }
}
