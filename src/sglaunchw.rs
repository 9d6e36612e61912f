//! The program of Windows' shortcuts: it has no console, and shows failures in a dialog.

#![cfg_attr(windows, windows_subsystem = "windows")]

#[cfg(windows)]
fn main() -> std::process::ExitCode {
    sglaunch::run_without_terminal().into()
}

/// Cargo cannot restrict the feature to one system.
#[cfg(not(windows))]
fn main() -> std::process::ExitCode {
    eprintln!("error: sglaunchw is for Windows\nhint: run `sglaunch --window` instead");
    125.into()
}
