//! Gives the process away to the program, or as near to that as the system lets us.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::launch;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::launch;

#[cfg(all(unix, not(target_os = "macos")))]
mod tool;
#[cfg(all(unix, not(target_os = "macos")))]
pub use tool::{quietly, wait};
