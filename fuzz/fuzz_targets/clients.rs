//! Fuzzes the checks that decide which clients get a certificate, against the clients of this
//! machine. To run it:
//!
//!     mkdir -p fuzz/found/clients
//!     SGLAUNCH_PYTHON=$(tests/clients/set-up 3.11) \
//!         cargo +nightly fuzz run clients fuzz/found/clients fuzz/corpus/clients -- \
//!             -dict=fuzz/clients.dict -max_len=384
//!
//! Needs openssl, GnuTLS, java, and a Python with grpcio; the name of a client that is not here is
//! printed. With `SGLAUNCH_STRICTER=FILE`, the certificates that are refused and could be read are
//! written to a file. See `certificates` for the rest.
#![no_main]

#[path = "../../tests/it/fuzz/clients/mod.rs"]
mod clients;

use std::path::{Path, PathBuf};

use clients::Readers;

thread_local! {
    static READERS: Readers = start();
}

fn start() -> Readers {
    let python = std::env::var_os("SGLAUNCH_PYTHON").map(PathBuf::from);
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/clients");
    let readers = Readers::start(&python.unwrap_or_else(|| "python3".into()), &scripts);
    for (name, why) in &readers.missing {
        eprintln!("not run: {name}: {why}");
    }
    readers
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| READERS.with(|readers| clients::hold(bytes, readers)));
