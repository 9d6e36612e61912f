//! The entrance of Windows' shortcuts: without a console, so that none flashes up, and with failures in a window.

#![cfg_attr(windows, windows_subsystem = "windows")]

#[cfg(windows)]
fn main() -> std::process::ExitCode {
    sglaunch::run_in_window().into()
}

/// There are no programs of that kind elsewhere, and cargo cannot be told to leave this one out.
#[cfg(not(windows))]
fn main() -> std::process::ExitCode {
    eprintln!(
        "error: sglaunchw is for Windows\nhint: start what you wanted by `sglaunch --window`"
    );
    125.into()
}
