//! Fuzzes the values that `env` writes for shells and other readers. To run it:
//!
//!     mkdir -p fuzz/found/quoting
//!     cargo +nightly fuzz run quoting fuzz/found/quoting fuzz/corpus/quoting -- \
//!         -dict=fuzz/quoting.dict -max_len=512 -timeout=25
//!
//! See `certificates` for the rest.
#![no_main]

#[path = "../../tests/it/fuzz/quoting.rs"]
mod quoting;
#[path = "../../tests/it/fuzz/readers/mod.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| quoting::hold(bytes));
