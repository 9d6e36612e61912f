//! The program without a console, and what it shows of a failure on a real screen.

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

/// How long a dialog may take to appear or to close on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// The button that copies.
const COPY: i32 = 100;

/// Whether there is a screen. Without one the test says that it is not run.
fn has_screen(test: &str) -> bool {
    let has_one = std::env::var_os("DISPLAY").is_some();
    if !has_one {
        cannot_run(test, "there is no screen: apt-get install xvfb");
    }
    has_one
}

/// A call of the program without a console.
fn call(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = sandbox.alone(Path::new(sglaunch()).with_file_name("sglaunchw.exe"));
    if let Some(screen) = std::env::var_os("DISPLAY") {
        command.env("DISPLAY", screen);
    }
    command.args(args);
    command
}

/// What a call comes to that shows a window with this title, where somebody presses this button.
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
    // Pressed again where it came too early.
    while is_running(&mut child) && since.elapsed() < LIMIT {
        if let Some(window) = find(&title) {
            click(window, button);
        }
        thread::sleep(Duration::from_millis(200));
    }
    child.kill().ok();
    let outcome = Outcome::from(child.wait_with_output().expect("it has ended"));
    assert!(window.is_some(), "no window has come: {}", outcome.stderr);
    outcome
}

fn is_running(child: &mut Child) -> bool {
    child.try_wait().expect("it is ours").is_none()
}

#[expect(
    unsafe_code,
    reason = "no crate that is here already looks for windows by their title"
)]
fn find(title: &[u16]) -> Option<HWND> {
    // SAFETY: the title ends in NUL; a class need not be named.
    let window = unsafe { FindWindowW(std::ptr::null(), title.as_ptr()) };
    (!window.is_null()).then_some(window)
}

#[expect(
    unsafe_code,
    reason = "no crate that is here already sends messages to windows"
)]
fn click(window: HWND, button: i32) {
    let number = usize::try_from(button).expect("a small number");
    let message = u32::try_from(TDM_CLICK_BUTTON).expect("a small number");
    // SAFETY: the message has numbers alone, and a window that is gone does not get it.
    unsafe {
        PostMessageW(window, message, number, 0);
    }
}

#[test]
fn a_failure_is_shown_noted_and_can_be_copied() {
    if !has_screen("windows::dialogs::a_failure_is_shown_noted_and_can_be_copied") {
        return;
    }
    let sandbox = Sandbox::new();
    let args = ["houdinii", r"C:\shots\secret.hip"];
    let outcome = press(&sandbox, &args, "houdinii did not start", COPY).code(125);
    let copied = clipboard_win::get_clipboard_string().expect("there is text");
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        copied.starts_with("error: there is no profile `houdinii`\r\nhint: "),
        "{copied}"
    );
    assert!(
        copied.contains("\r\ncall: sglaunchw.exe houdinii (and 1 argument)\r\n")
            && copied.contains(&format!(
                "\r\nsglaunch {version}, windows, x86_64\r\nlog: ~\\"
            ))
            && copied.ends_with("sglaunch.log\r\n"),
        "{copied}"
    );
    assert!(!copied.contains("secret"), "{copied}");
    let log = fs::read_to_string(sandbox.path("home/.local/state/sglaunch/sglaunch.log"));
    let log = log.expect("it is noted");
    assert!(
        log.contains("Z error: there is no profile `houdinii`\n  hint: "),
        "{log}{}",
        outcome.stderr
    );
}

#[test]
fn a_window_that_is_closed_copies_nothing_and_says_the_same() {
    if !has_screen("windows::dialogs::a_window_that_is_closed_copies_nothing_and_says_the_same") {
        return;
    }
    let sandbox = Sandbox::new();
    press(&sandbox, &["nukke"], "nukke did not start", IDCLOSE).code(125);
}

#[test]
fn exit_codes_come_through_without_a_console_too() {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin");
    for code in [0_u32, 7, 0xC000_0005] {
        let said = sandbox.path(format!("said-{code}.json"));
        let mut command = call(&sandbox, &["maya", "a b"]);
        command
            .env("DCC_EXIT", code.to_string())
            .env("DCC_SAYS", &said);
        let outcome = Outcome::from(command.output().expect("it starts"));
        assert_eq!(outcome.code, Some(code.cast_signed()), "{}", outcome.stderr);
        let started = fs::read_to_string(said).expect("the program has run");
        assert!(started.contains(r#""a b""#), "{started}");
    }
}

/// A service has a screen that nobody sees, and nobody to close a window there.
#[test]
fn nothing_is_shown_and_nothing_hangs_where_nobody_sees_it() {
    let sandbox = Sandbox::new()
        .env("DCC_WITHOUT", "DCC_UNSEEN")
        .env("DCC_UNSEEN", "1");
    let program = Path::new(sglaunch()).with_file_name("sglaunchw.exe");
    let mut command = sandbox.alone(dcc());
    command.args([program.as_os_str(), "houdinii".as_ref()]);
    // A window that nobody closes would keep pipes open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let since = Instant::now();
    while is_running(&mut child) && since.elapsed() < LIMIT {
        thread::sleep(Duration::from_millis(50));
    }
    child.kill().ok();
    assert_eq!(child.wait().expect("it has ended").code(), Some(125));
    let log = fs::read_to_string(sandbox.path("home/.local/state/sglaunch/sglaunch.log"));
    assert!(
        log.expect("it is noted")
            .contains("there is no profile `houdinii`")
    );
}

/// Until a program that was clicked on looks for messages, the desktop shows that it is starting.
#[test]
fn the_cursor_that_waits_for_the_start_does_not_wait_for_us() {
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
    child.wait().expect("it has ended");
    assert!(is_started);
}

/// Whether a program looks for messages, within ten seconds.
#[expect(
    unsafe_code,
    reason = "no crate that is here already waits for the start of windows"
)]
fn has_started(child: &Child) -> bool {
    // SAFETY: the handle is open as long as `child` is there.
    unsafe { WaitForInputIdle(child.as_raw_handle(), 10_000) == 0 }
}
