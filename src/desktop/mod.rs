//! Desktop integration: dialogs, shortcuts and shims.

pub mod dialog;
pub mod shim;
pub mod shortcut;
#[cfg(all(unix, not(target_os = "macos")))]
mod tool;
