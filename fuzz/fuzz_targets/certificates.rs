//! Files of certificates:
//!
//!     mkdir -p fuzz/found/certificates
//!     cargo +nightly fuzz run certificates fuzz/found/certificates fuzz/corpus/certificates -- \
//!         -dict=fuzz/certificates.dict -max_len=8192 -timeout=25
//!
//! Inputs that lead somewhere new are kept in the first folder, which is not committed. One that is worth being a seed
//! gets a name that says why. What must hold is in `tests/it/fuzz/`, because the tests ask it of the seeds.
#![no_main]

#[path = "../../tests/it/fuzz/certificates.rs"]
mod certificates;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| certificates::hold(bytes));
