//! The entry point; all code is in the library.

#![cfg_attr(all(target_os = "linux", target_env = "gnu"), no_main)]

/// The entry point that libc calls.
///
/// Rust's own reads `/proc/self/maps` to find the stack's end, which takes a tenth of a launch, and
/// opens closed standard streams, which the program should find as the caller left them.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "libc calls this symbol, and nothing else in this process defines it"
)]
#[unsafe(no_mangle)]
extern "C" fn main() -> std::ffi::c_int {
    // A panic must not unwind into C; its message has been printed.
    std::panic::catch_unwind(sglaunch::run)
        .unwrap_or(125)
        .into()
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn main() -> std::process::ExitCode {
    sglaunch::run().into()
}
