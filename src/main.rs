//! The launcher's entrance: everything is in the library.

#![cfg_attr(all(target_os = "linux", target_env = "gnu"), no_main)]

/// The entrance that libc calls.
///
/// Rust's own would first read `/proc/self/maps` to find the stack's end and open what is closed of the standard
/// streams. The one costs a tenth of a whole launch, the other the program should find as the caller left it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "the one symbol that libc looks for; nothing else in this process defines it"
)]
#[unsafe(no_mangle)]
extern "C" fn main() -> std::ffi::c_int {
    // Nothing may unwind into C. The message has been printed by then.
    std::panic::catch_unwind(sglaunch::run)
        .unwrap_or(125)
        .into()
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn main() -> std::process::ExitCode {
    sglaunch::run().into()
}
