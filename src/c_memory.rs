//! C's functions on memory, in place of musl's: src/memory.rs has the reasons.
//!
//! None of them may call one of these functions, which the compiler may do wherever Rust copies or
//! compares. It does so for small copies without optimization, so debug builds keep musl's. An
//! endless call in a release is found by its first launch: of x86-64 in CI, of both in
//! scripts/release.

#![expect(
    unsafe_code,
    reason = "the linker takes these symbols before those of musl"
)]

use std::ffi::c_int;

use sglaunch::memory;

/// `memcpy(3)`.
#[cfg(target_arch = "x86_64")]
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller promises.
    unsafe { memory::copy(to, from, length) };
    to
}

/// `memmove(3)`.
#[cfg(target_arch = "x86_64")]
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller promises.
    unsafe { memory::copy_overlapping(to, from, length) };
    to
}

/// `memcmp(3)`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(a: *const u8, b: *const u8, length: usize) -> c_int {
    // SAFETY: as the caller promises.
    unsafe { memory::compare(a, b, length) }
}

/// `bcmp(3)`.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(a: *const u8, b: *const u8, length: usize) -> c_int {
    // SAFETY: as the caller promises.
    unsafe { memory::compare(a, b, length) }
}
