//! The last step of a launch: the program replaces the process, or on Windows runs below it.

#[cfg(unix)]
mod execve;
#[cfg(unix)]
mod failure;
#[cfg(unix)]
mod format;
#[cfg(unix)]
mod interpreter;
#[cfg(any(windows, test))]
mod length;
#[cfg(any(windows, test))]
mod redirector;
#[cfg(any(windows, test))]
mod refusal;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::{crlf_in, hand_over, ignored_job, launch, obstacle};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::{crlf_in, hand_over, ignored_job, launch, obstacle};
