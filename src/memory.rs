//! Copying and comparing memory, for programs with musl. musl compares byte by byte, and on x86-64
//! copies each few bytes by `rep movs`, which takes longer to start than they take to copy.
//!
//! `src/c_memory.rs` defines C's functions with these.

#![expect(unsafe_code, reason = "C's functions work on pointers")]

use std::ptr::read_unaligned;

#[cfg(target_arch = "x86_64")]
pub use x86_64::{copy, copy_overlapping};

/// Compares `length` bytes like C's `memcmp`.
///
/// # Safety
///
/// Both pointers must be valid for reads of `length` bytes.
#[inline]
pub unsafe fn compare(a: *const u8, b: *const u8, length: usize) -> i32 {
    const WORD: usize = size_of::<u64>();

    // SAFETY: each read is within `length` bytes of the start.
    unsafe {
        let (one, other) = match length {
            0 => return 0,
            1..=3 => (few(a, length), few(b, length)),
            4..WORD => (ends(a, length), ends(b, length)),
            _ => {
                let last = length - WORD;
                let mut at = 0;
                loop {
                    let words = (word(a.add(at)), word(b.add(at)));
                    if at == last || words.0 != words.1 {
                        break words;
                    }
                    // The last word may have bytes of the one before.
                    at = last.min(at + WORD);
                }
            }
        };
        one.cmp(&other) as i32
    }
}

/// Returns one to three bytes as a number that has their order.
#[inline]
unsafe fn few(from: *const u8, length: usize) -> u64 {
    // SAFETY: as the caller promises.
    let [first, middle, last] =
        unsafe { [*from, *from.add(length / 2), *from.add(length - 1)] }.map(u64::from);
    first << 16 | middle << 8 | last
}

/// Returns four to seven bytes as a number that has their order. Its halves may have bytes in
/// common.
#[inline]
unsafe fn ends(from: *const u8, length: usize) -> u64 {
    const HALF: usize = size_of::<u32>();

    // SAFETY: as the caller promises.
    let halves: [u32; 2] = unsafe {
        [
            read_unaligned(from.cast()),
            read_unaligned(from.add(length - HALF).cast()),
        ]
    };
    let [first, last] = halves.map(|half| u64::from(u32::from_be(half)));
    first << 32 | last
}

/// Returns eight bytes as a number that has their order.
#[inline]
unsafe fn word(from: *const u8) -> u64 {
    // SAFETY: as the caller promises.
    u64::from_be(unsafe { read_unaligned(from.cast()) })
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use std::arch::asm;
    use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_storeu_si128};
    use std::ptr::{read_unaligned, write_unaligned};

    /// Bytes that one round of a loop copies.
    const ROUND: usize = 64;

    /// Copies like C's `memcpy`.
    ///
    /// # Safety
    ///
    /// `from` must be valid for reads and `to` for writes of `length` bytes. The two must not
    /// overlap.
    #[inline]
    pub unsafe fn copy(to: *mut u8, from: *const u8, length: usize) {
        // SAFETY: as the caller promises.
        unsafe {
            if length <= 2 * ROUND {
                copy_few(to, from, length);
            } else {
                copy_upwards(to, from, length);
            }
        }
    }

    /// Copies like C's `memmove`.
    ///
    /// # Safety
    ///
    /// `from` must be valid for reads and `to` for writes of `length` bytes.
    #[inline]
    pub unsafe fn copy_overlapping(to: *mut u8, from: *const u8, length: usize) {
        // SAFETY: as the caller promises.
        unsafe {
            if length <= 2 * ROUND {
                copy_few(to, from, length);
            } else if (to.addr()).wrapping_sub(from.addr()) >= length {
                copy_upwards(to, from, length);
            } else {
                copy_downwards(to, from, length);
            }
        }
    }

    /// Copies at most 128 bytes. All are read before the first is written.
    #[inline]
    unsafe fn copy_few(to: *mut u8, from: *const u8, length: usize) {
        // SAFETY: two ends of half of `length` or more each are `length` bytes together.
        unsafe {
            match length {
                0 => {}
                1 => *to = *from,
                2..=3 => copy_ends::<u16>(to, from, length),
                4..=7 => copy_ends::<u32>(to, from, length),
                8..=15 => copy_ends::<u64>(to, from, length),
                16..=31 => copy_ends::<__m128i>(to, from, length),
                32..=63 => {
                    let start = (read(from), read(from.add(16)));
                    let end = (read(from.add(length - 32)), read(from.add(length - 16)));
                    write(to, start.0);
                    write(to.add(16), start.1);
                    write(to.add(length - 32), end.0);
                    write(to.add(length - 16), end.1);
                }
                _ => {
                    let (start, end) = (read_round(from), read_round(from.add(length - ROUND)));
                    write_round(to, start);
                    write_round(to.add(length - ROUND), end);
                }
            }
        }
    }

    /// Copies the first and the last bytes, as many as `T` has. They may be the same in part.
    #[inline]
    unsafe fn copy_ends<T>(to: *mut u8, from: *const u8, length: usize) {
        let last = length - size_of::<T>();
        // SAFETY: `length` is the size of T at least.
        unsafe {
            let start = read_unaligned(from.cast::<T>());
            let end = read_unaligned(from.add(last).cast::<T>());
            write_unaligned(to.cast(), start);
            write_unaligned(to.add(last).cast(), end);
        }
    }

    #[inline]
    unsafe fn read(from: *const u8) -> __m128i {
        // SAFETY: as the caller promises.
        unsafe { _mm_loadu_si128(from.cast()) }
    }

    #[inline]
    unsafe fn write(to: *mut u8, value: __m128i) {
        // SAFETY: as the caller promises.
        unsafe { _mm_storeu_si128(to.cast(), value) }
    }

    /// Reads 64 bytes: one by one, because an array of them would be copied by way of the stack.
    #[inline]
    unsafe fn read_round(from: *const u8) -> [__m128i; 4] {
        // SAFETY: as the caller promises.
        unsafe {
            [
                read(from),
                read(from.add(16)),
                read(from.add(32)),
                read(from.add(48)),
            ]
        }
    }

    #[inline]
    unsafe fn write_round(to: *mut u8, [a, b, c, d]: [__m128i; 4]) {
        // SAFETY: as the caller promises.
        unsafe {
            write(to, a);
            write(to.add(16), b);
            write(to.add(32), c);
            write(to.add(48), d);
        }
    }

    /// Copies more than 128 bytes, the first ones first.
    ///
    /// The loop is assembly because the compiler makes a call of `memcpy` from one in Rust.
    #[inline]
    unsafe fn copy_upwards(to: *mut u8, from: *const u8, length: usize) {
        let last = length - ROUND;
        // SAFETY: the rounds end less than 64 bytes behind `last`. The last 64 bytes are read
        // before a round can overwrite them.
        unsafe {
            let end = read_round(from.add(last));
            asm!(
                "2:",
                "movups {a}, [{from}]",
                "movups {b}, [{from} + 16]",
                "movups {c}, [{from} + 32]",
                "movups {d}, [{from} + 48]",
                "movups [{to}], {a}",
                "movups [{to} + 16], {b}",
                "movups [{to} + 32], {c}",
                "movups [{to} + 48], {d}",
                "add {from}, 64",
                "add {to}, 64",
                "sub {left}, 64",
                "ja 2b",
                from = inout(reg) from => _,
                to = inout(reg) to => _,
                left = inout(reg) last => _,
                a = out(xmm_reg) _,
                b = out(xmm_reg) _,
                c = out(xmm_reg) _,
                d = out(xmm_reg) _,
                options(nostack),
            );
            write_round(to.add(last), end);
        }
    }

    /// Copies more than 128 bytes, the last ones first.
    #[inline]
    unsafe fn copy_downwards(to: *mut u8, from: *const u8, length: usize) {
        let left = length - ROUND;
        // SAFETY: the rounds begin less than 64 bytes before byte 64. The first 64 bytes are read
        // before a round can overwrite them.
        unsafe {
            let start = read_round(from);
            asm!(
                "2:",
                "sub {from}, 64",
                "sub {to}, 64",
                "movups {a}, [{from}]",
                "movups {b}, [{from} + 16]",
                "movups {c}, [{from} + 32]",
                "movups {d}, [{from} + 48]",
                "movups [{to}], {a}",
                "movups [{to} + 16], {b}",
                "movups [{to} + 32], {c}",
                "movups [{to} + 48], {d}",
                "sub {left}, 64",
                "ja 2b",
                from = inout(reg) from.add(length) => _,
                to = inout(reg) to.add(length) => _,
                left = inout(reg) left => _,
                a = out(xmm_reg) _,
                b = out(xmm_reg) _,
                c = out(xmm_reg) _,
                d = out(xmm_reg) _,
                options(nostack),
            );
            write_round(to, start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns bytes of which none is like its neighbours.
    fn bytes(count: usize) -> Vec<u8> {
        (0..=250).cycle().take(count).collect()
    }

    #[test]
    fn bytes_compare_as_slices_do() {
        for length in 0..40_usize {
            let one = bytes(length);
            let same = unsafe { compare(one.as_ptr(), one.clone().as_ptr(), length) };
            assert_eq!(same, 0);
            for at in 0..length {
                for byte in [0, 127, 128, 255] {
                    let mut other = one.clone();
                    other[at] = byte;
                    // The first byte that differs counts, not the ones behind it.
                    let behind = if byte > one[at] { 0 } else { 255 };
                    other[at + 1..].fill(behind);
                    let order = unsafe { compare(one.as_ptr(), other.as_ptr(), length) };
                    assert_eq!(order.cmp(&0), one.cmp(&other), "{length} {at} {byte}");
                }
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn every_length_is_copied_and_nothing_beside_it() {
        let from = bytes(600);
        for length in 0..=500 {
            for offset in [0, 1, 7] {
                let mut to = [0xee; 600];
                unsafe { copy(to[offset..].as_mut_ptr(), from[3..].as_ptr(), length) };
                let end = offset + length;
                assert_eq!(to[offset..end], from[3..3 + length]);
                let around = to[..offset].iter().chain(&to[end..]);
                assert!(around.into_iter().all(|byte| *byte == 0xee), "{length}");
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn bytes_that_overlap_are_copied_as_by_copy_within() {
        let bytes = bytes(900);
        for length in (0..=520).filter(|length| *length < 140 || length % 7 == 0) {
            for distance in [0, 1, 8, 15, 16, 40, 63, 64, 65, 100, 128, 200, 300] {
                for (from, to) in [(10, 10 + distance), (10 + distance, 10)] {
                    let (mut own, mut expected) = (bytes.clone(), bytes.clone());
                    expected.copy_within(from..from + length, to);
                    let start = own.as_mut_ptr();
                    unsafe { copy_overlapping(start.add(to), start.add(from), length) };
                    assert!(own == expected, "{length} bytes from {from} to {to}");
                }
            }
        }
    }
}
