//! Fuzzes the templates in the values of profiles. To run it:
//!
//!     mkdir -p fuzz/found/templates
//!     cargo +nightly fuzz run templates fuzz/found/templates fuzz/corpus/templates -- \
//!         -dict=fuzz/templates.dict -max_len=256 -timeout=25
//!
//! See `certificates` for the rest.
#![no_main]

#[path = "../../tests/it/fuzz/templates.rs"]
mod templates;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| templates::hold(bytes));
