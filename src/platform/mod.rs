//! What differs between operating systems outside the certificate stores and the launch: one module per system, with
//! the same function names.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::*;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::*;

/// The key of this system in a profile's `program`.
pub const NAME: &str = if cfg!(target_os = "macos") {
    "macos"
} else if cfg!(windows) {
    "windows"
} else {
    "linux"
};

/// The candidates of this system.
pub fn candidates<T>(linux: Option<T>, macos: Option<T>, windows: Option<T>) -> Option<T> {
    match NAME {
        "macos" => macos,
        "windows" => windows,
        _ => linux,
    }
}
