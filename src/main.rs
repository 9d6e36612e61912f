//! The entry point; all code is in the library.

#![cfg_attr(unix, no_main)]

#[cfg(all(target_os = "linux", target_env = "musl"))]
mod allocator;
#[cfg(all(target_os = "linux", target_env = "musl", not(debug_assertions)))]
mod c_memory;

#[cfg(unix)]
use std::ffi::{CStr, OsStr, OsString, c_char, c_int};

#[cfg(all(target_os = "linux", target_env = "musl"))]
#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator::new();

/// The entry point that libc calls.
///
/// Rust's own reads `/proc/self/maps` to find the stack's end, which takes a tenth of a launch. It
/// opens closed standard streams and ignores SIGPIPE, which the program should find as the caller
/// left them.
#[cfg(unix)]
#[expect(
    unsafe_code,
    reason = "libc calls this symbol, and nothing else in this process defines it"
)]
#[unsafe(no_mangle)]
extern "C" fn main(count: c_int, strings: *const *const c_char) -> c_int {
    // SAFETY: libc passes `count` pointers to strings, which live as long as the process.
    let args = unsafe { arguments(count, strings) };
    sglaunch::run(args).into()
}

/// Returns the arguments of the process. Without Rust's start-up code, `std::env::args` is empty
/// under musl.
#[cfg(unix)]
#[expect(unsafe_code, reason = "C's arguments are pointers")]
unsafe fn arguments(count: c_int, strings: *const *const c_char) -> Vec<OsString> {
    use std::os::unix::ffi::OsStrExt as _;

    (0..usize::try_from(count).unwrap_or_default())
        .map(|index| {
            // SAFETY: the caller promises `count` pointers to strings.
            let arg = unsafe { CStr::from_ptr(*strings.add(index)) };
            OsStr::from_bytes(arg.to_bytes()).to_owned()
        })
        .collect()
}

#[cfg(not(unix))]
fn main() -> std::process::ExitCode {
    sglaunch::run(sglaunch::args()).into()
}
