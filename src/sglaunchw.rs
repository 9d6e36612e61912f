//! The program of Windows' shortcuts: it has no console, and shows failures in a dialog.

#![cfg_attr(windows, windows_subsystem = "windows")]

// On other systems, where nothing starts it, this is `sglaunch --window`.
fn main() -> std::process::ExitCode {
    sglaunch::run_without_terminal().into()
}
