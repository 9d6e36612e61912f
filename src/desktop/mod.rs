//! Dialogs, shortcuts and shims: sglaunch without a terminal.

pub mod dialog;
pub mod shim;
pub mod shortcut;
#[cfg(all(unix, not(target_os = "macos")))]
mod tool;
