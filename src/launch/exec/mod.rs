//! The last step of a launch: the program replaces the process, or on Windows runs below it.

#[cfg(unix)]
mod execve;
#[cfg(unix)]
mod interpreter;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::{launch, obstacle};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::{launch, obstacle};
