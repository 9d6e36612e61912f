//! The first messages of a TLS handshake (RFC 5246), byte by byte.

use std::io::{self, Read};

pub const HANDSHAKE_FAILURE: u8 = 40;

pub const DHE_RSA_AES128_GCM: u16 = 0x009e;

/// Reads a `ClientHello` and returns the cipher suites that it offers.
pub fn ciphers(stream: &mut impl Read) -> io::Result<Vec<u16>> {
    let mut header = [0; 5];
    stream.read_exact(&mut header)?;
    let mut record = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut record)?;
    // Type and length (4 bytes), version (2), random (32), session (1 + n), ciphers (2 + n).
    let session = usize::from(*record.get(38).ok_or(io::ErrorKind::InvalidData)?);
    let length = record.get(39 + session..41 + session);
    let length = length.ok_or(io::ErrorKind::InvalidData)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let ciphers = record.get(41 + session..41 + session + length);
    let ciphers = ciphers.ok_or(io::ErrorKind::InvalidData)?.chunks_exact(2);
    Ok(ciphers
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect())
}

/// Returns the record with a `ServerHello` that supports secure renegotiation (RFC 5746).
pub fn server_hello(version: u16, cipher: u16) -> Vec<u8> {
    let [major, minor] = version.to_be_bytes();
    let [high, low] = cipher.to_be_bytes();
    let extensions = sized(2, &[0xff, 0x01, 0, 1, 0]);
    let choice = [0, high, low, 0];
    let body = [&[major, minor], &[0x5a; 32][..], &choice, &extensions].concat();
    let message = [vec![2], sized(3, &body)].concat();
    record(22, version, &message)
}

/// Returns the records of a server that chooses DHE-RSA with a prime of so many bits, up to
/// `ServerHelloDone`. The signature is not one: clients look at the prime first.
pub fn small_dh(chain: &[Vec<u8>], bits: usize) -> Vec<u8> {
    let certificates: Vec<u8> = chain.iter().flat_map(|der| sized(3, der)).collect();
    let mut prime = vec![0xff; bits / 8];
    if let Some(last) = prime.last_mut() {
        *last = 0xfb;
    }
    let public = vec![0x7f; bits / 8];
    let group = [sized(2, &prime), sized(2, &[2]), sized(2, &public)].concat();
    let signature = [&[4, 1], &*sized(2, &[0x5a; 256])].concat();
    let messages = [
        (11, sized(3, &certificates)),
        (12, [group, signature].concat()),
        (14, Vec::new()),
    ];
    let records = messages.map(|(kind, body)| {
        let message = [vec![kind], sized(3, &body)].concat();
        record(22, 0x0303, &message)
    });
    [server_hello(0x0303, DHE_RSA_AES128_GCM), records.concat()].concat()
}

/// Returns the bytes behind their length, a number of so many bytes.
fn sized(width: usize, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len().to_be_bytes();
    [&length[length.len() - width..], bytes].concat()
}

/// Returns the record with a fatal alert.
pub fn alert(description: u8) -> Vec<u8> {
    record(21, 0x0303, &[2, description])
}

pub fn record(content_type: u8, version: u16, content: &[u8]) -> Vec<u8> {
    let [major, minor] = version.to_be_bytes();
    let length = u16::try_from(content.len())
        .expect("a record")
        .to_be_bytes();
    [&[content_type, major, minor], &length[..], content].concat()
}
