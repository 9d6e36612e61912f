//! A stand-in for a DCC: prints its arguments, directory and environment as JSON, then does what
//! its variables ask for.
//!
//! `DCC_SAYS`: also write the JSON to this file, atomically. `DCC_HELPER`: a file in which a
//! helper process writes its JSON; it then runs for a minute. `DCC_SLEEP`: wait (milliseconds),
//! then write the file `DCC_WRITES`. `DCC_CONTROL_C`: send Ctrl-C to the console.
//! `DCC_WINDOWED`: leave the console, as a program with windows does. `DCC_KILL`: abort.
//! `DCC_EXIT`: exit with a code of 32 bits. `DCC_WITHOUT`: run the arguments instead, without the
//! variables named there; with `DCC_RUNS` in a chain of so many of these, with `DCC_UNSEEN` on an
//! invisible window station, with `DCC_PRESSES` sending a key to their console once the file
//! `DCC_ONCE` exists.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "it shows its process, and a test that misuses it has failed"
)]

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

fn main() {
    if let Ok(names) = std::env::var("DCC_WITHOUT") {
        std::process::exit(run_without(&names));
    }
    let args: Vec<Value> = std::env::args_os().map(|arg| value(&arg)).collect();
    let env: Map<String, Value> = std::env::vars_os()
        .map(|(name, text)| (name.to_string_lossy().into_owned(), value(&text)))
        .collect();
    let cwd = std::env::current_dir()
        .map(|dir| value(dir.as_os_str()))
        .unwrap_or_default();
    if std::env::var_os("DCC_WINDOWED").is_some() {
        console::leave();
    }
    let window = console::window_mode();
    let id = std::process::id();
    let started = json!({"args": args, "cwd": cwd, "env": env, "pid": id, "window": window});
    if let Some(file) = std::env::var_os("DCC_SAYS") {
        say_in(Path::new(&file), &started.to_string());
    }
    println!("{started}");
    std::io::stdout().flush().expect("stdout can be written");

    let told = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().expect("a number"))
    };
    if let Some(file) = std::env::var_os("DCC_HELPER") {
        start_helper(&file);
    }
    if let Some(milliseconds) = told("DCC_SLEEP") {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }
    if let Some(file) = std::env::var_os("DCC_WRITES") {
        std::fs::write(file, "written").expect("it can be written");
    }
    if told("DCC_CONTROL_C").is_some() {
        console::press_control_c();
        println!("control-c");
    }
    if told("DCC_KILL").is_some() {
        std::process::abort();
    }
    let code = u32::try_from(told("DCC_EXIT").unwrap_or_default()).expect("an exit code");
    std::process::exit(code.cast_signed());
}

/// Writes a file atomically.
fn say_in(file: &Path, text: &str) {
    let draft = file.with_extension("draft");
    std::fs::write(&draft, text).expect("it can be written");
    std::fs::rename(draft, file).expect("it is ours");
}

/// Starts a second process, which writes its JSON to the file and runs for a minute.
#[expect(clippy::zombie_processes, reason = "the process must outlive this one")]
fn start_helper(file: &OsStr) {
    let exe = std::env::current_exe().expect("it is here");
    let helper = Command::new(exe)
        .env_remove("DCC_HELPER")
        .env("DCC_SAYS", file)
        .env("DCC_SLEEP", "60000")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    helper.expect("it starts");
}

#[cfg(unix)]
mod console {
    /// A terminal on Unix sends a signal; no test needs one.
    pub fn press_control_c() {}

    /// On Unix the terminal is closed from outside.
    pub fn close() {}

    /// On Unix a program with windows stays in its terminal.
    pub fn leave() {}

    /// Only Windows passes a window mode.
    pub fn window_mode() -> Option<u16> {
        None
    }

    /// Only Windows has invisible window stations.
    pub fn leave_screen() {}
}

#[cfg(windows)]
mod console {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use std::ptr;

    use windows_sys::Win32::Foundation::GENERIC_ALL;
    use windows_sys::Win32::System::Console::{
        CTRL_C_EVENT, FreeConsole, GenerateConsoleCtrlEvent, GetConsoleWindow,
        SetConsoleCtrlHandler,
    };
    use windows_sys::Win32::System::StationsAndDesktops::{
        CreateDesktopW, CreateWindowStationW, SetProcessWindowStation,
    };
    use windows_sys::Win32::System::Threading::{
        GetStartupInfoW, STARTF_USESHOWWINDOW, STARTUPINFOW,
    };
    use windows_sys::Win32::UI::WindowsAndMessaging::{PostMessageW, WM_CLOSE};
    use windows_sys::core::{BOOL, w};

    static PRESSED: AtomicBool = AtomicBool::new(false);

    extern "system" fn note(event: u32) -> BOOL {
        PRESSED.store(true, Ordering::SeqCst);
        BOOL::from(event == CTRL_C_EVENT)
    }

    /// Makes the console send Ctrl-C to all of its processes, and waits until it arrives.
    #[expect(unsafe_code, reason = "neither std nor a dependency supports consoles")]
    pub fn press_control_c() {
        // SAFETY: the function lives as long as the process, and writes one atomic value.
        unsafe {
            SetConsoleCtrlHandler(Some(note), 1);
            GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
        }
        let limit = Instant::now() + Duration::from_secs(10);
        while !PRESSED.load(Ordering::SeqCst) {
            assert!(Instant::now() < limit, "it has not come");
            std::thread::sleep(Duration::from_millis(10));
        }
        // Time for the processes that do not handle it to end.
        std::thread::sleep(Duration::from_millis(300));
    }

    /// Returns how the caller wants the first window to be shown.
    #[expect(unsafe_code, reason = "neither std nor a dependency returns it")]
    pub fn window_mode() -> Option<u16> {
        let mut info = STARTUPINFOW::default();
        // SAFETY: the structure is written to a variable of its type.
        unsafe {
            GetStartupInfoW(&raw mut info);
        }
        (info.dwFlags & STARTF_USESHOWWINDOW != 0).then_some(info.wShowWindow)
    }

    /// Leaves the console. (In Wine, unlike on Windows, a program with windows has one.)
    #[expect(unsafe_code, reason = "neither std nor a dependency supports consoles")]
    pub fn leave() {
        // SAFETY: the call takes no arguments.
        unsafe {
            FreeConsole();
        }
    }

    /// Closes the console's window, which ends this process too.
    #[expect(unsafe_code, reason = "neither std nor a dependency supports consoles")]
    pub fn close() {
        // SAFETY: the message holds no pointers, and the window is the console's.
        let is_sent = unsafe { PostMessageW(GetConsoleWindow(), WM_CLOSE, 0, 0) };
        assert_ne!(is_sent, 0, "the console has no window");
    }

    /// Moves this process and its children to the window station of a service.
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency supports window stations"
    )]
    pub fn leave_screen() {
        // SAFETY: both names end in NUL, the other pointers may be null, and the handles stay open.
        let has_left = unsafe {
            let station = CreateWindowStationW(w!("unseen"), 0, GENERIC_ALL, ptr::null());
            SetProcessWindowStation(station) != 0
                && !CreateDesktopW(
                    w!("Default"),
                    ptr::null(),
                    ptr::null(),
                    0,
                    GENERIC_ALL,
                    ptr::null(),
                )
                .is_null()
        };
        assert!(has_left, "there is no such screen");
    }
}

/// Runs the command in the arguments and returns its exit code.
fn run_without(names: &str) -> i32 {
    if std::env::var_os("DCC_UNSEEN").is_some() {
        console::leave_screen();
    }
    let mut words = std::env::args_os().skip(1);
    let mut command = Command::new(words.next().expect("a program"));
    command.args(words);
    // A chain of these runs each other.
    match std::env::var("DCC_RUNS")
        .ok()
        .and_then(|left| left.parse::<u32>().ok())
    {
        Some(left @ 2..) => command.env("DCC_RUNS", (left - 1).to_string()),
        _ => command.env_remove("DCC_WITHOUT"),
    };
    for name in names.split(' ') {
        command.env_remove(name);
    }
    let mut child = command.spawn().expect("it starts");
    if let (Ok(what), Ok(file)) = (std::env::var("DCC_PRESSES"), std::env::var("DCC_ONCE")) {
        wait_for(Path::new(&file));
        match what.as_str() {
            "control-c" => console::press_control_c(),
            _ => console::close(),
        }
    }
    let status = child.wait().expect("it is ours");
    status.code().expect("it ends by itself")
}

fn wait_for(file: &Path) {
    let limit = Instant::now() + Duration::from_mins(1);
    while !file.exists() {
        assert!(Instant::now() < limit, "{} has not come", file.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Represents text as a string, and other bytes as a list of numbers.
fn value(text: &OsStr) -> Value {
    match text.to_str() {
        Some(text) => text.into(),
        None => text.as_encoded_bytes().into(),
    }
}
