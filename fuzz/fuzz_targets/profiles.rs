//! Fuzzes the reader of profiles, with the built-in ones among the seeds. To run it:
//!
//!     mkdir -p fuzz/found/profiles
//!     cargo +nightly fuzz run profiles fuzz/found/profiles fuzz/corpus/profiles profiles -- \
//!         -dict=fuzz/profiles.dict -max_len=2048 -timeout=25
//!
//! See `certificates` for the rest.
#![no_main]

#[path = "../../tests/it/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/it/fuzz/profiles.rs"]
mod profiles;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| profiles::hold(bytes));
