//! Reads a certificate file as strictly as the clients do, and finds what costs them certificates.
//!
//! [`Content`](super::content::Content) reads whatever can be read; this is for a file that clients
//! read themselves. What each client does with each fault was measured with OpenSSL 3.0, GnuTLS
//! 3.7, gRPC and Java 17.

mod fault;
mod scan;

pub use fault::{Fault, FaultKind};

use super::Client;
use scan::Scan;

/// Returns the faults of a file, in its order.
pub fn faults(file: &[u8]) -> Vec<Fault> {
    let whole = |kind| vec![Fault::of_file(kind)];
    match file {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..] => {
            return whole(FaultKind::Utf16);
        }
        [0x30, 0x80..=0x84, ..] if is_pkcs7(file) => return whole(FaultKind::Pkcs7),
        [0x30, 0x80..=0x84, ..] => return whole(FaultKind::Der),
        _ => {}
    }
    let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut scan = Scan::default();
    if text.len() < file.len() {
        scan.add(FaultKind::ByteOrderMark);
    }
    let contains = |byte| memchr::memchr(byte, text).is_some();
    if contains(b'\r') && !contains(b'\n') {
        scan.add(FaultKind::CarriageReturns);
        scan.read(text.split(|byte| *byte == b'\r'));
    } else {
        scan.read(text.split(|byte| *byte == b'\n'));
    }
    scan.finish()
}

/// Returns whether the type of a content, in DER or BER, is `id-signedData` (RFC 5652, 5.1).
fn is_pkcs7(file: &[u8]) -> bool {
    const ID_SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    // Behind a tag and a length of up to five octets.
    let start = &file[..file.len().min(6 + ID_SIGNED_DATA.len())];
    memchr::memmem::find(start, ID_SIGNED_DATA).is_some()
}

/// Returns the first fault of a file that costs `client` certificates.
pub fn fault_for(client: Client, file: &[u8]) -> Option<Fault> {
    let mut faults = faults(file).into_iter();
    faults.find(|fault| fault.kind.clients().contains(&client))
}

#[cfg(test)]
mod tests;
