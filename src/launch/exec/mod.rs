//! Gives the process away to the program, or as near to that as the system lets us.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::launch;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::launch;
