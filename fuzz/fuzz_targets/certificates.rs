//! Fuzzes the readers of certificate files. To run it:
//!
//!     mkdir -p fuzz/found/certificates
//!     cargo +nightly fuzz run certificates fuzz/found/certificates fuzz/corpus/certificates -- \
//!         -dict=fuzz/certificates.dict -max_len=8192 -timeout=25
//!
//! Inputs that reach new code are kept in the first directory, which is not committed. To make one
//! a seed, move it to the corpus under a name that describes it. The assertions are in
//! `tests/it/fuzz/`, because the tests run them on the seeds.
#![no_main]

#[path = "../../tests/it/fuzz/certificates.rs"]
mod certificates;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| certificates::hold(bytes));
