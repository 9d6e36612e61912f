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

/// Whether a program's name is one of sglaunch's own: `sglaunch`, `sglaunchw`, `sglaunch-1.2`.
pub fn is_own_name(name: &std::ffi::OsStr) -> bool {
    const OWN: &[u8] = b"sglaunch";
    (name.as_encoded_bytes().get(..OWN.len())).is_some_and(|start| start.eq_ignore_ascii_case(OWN))
}
