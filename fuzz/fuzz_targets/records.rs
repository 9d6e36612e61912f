//! Fuzzes the reader of the cache's records. To run it:
//!
//!     mkdir -p fuzz/found/records
//!     cargo +nightly fuzz run records fuzz/found/records fuzz/corpus/records -- \
//!         -dict=fuzz/records.dict -max_len=2048 -timeout=25
//!
//! See `certificates` for the rest.
#![no_main]

#[path = "../../tests/it/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/it/fuzz/records.rs"]
mod records;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| records::hold(bytes));
