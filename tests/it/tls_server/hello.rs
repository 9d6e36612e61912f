//! The first messages of a TLS handshake (RFC 5246), byte by byte.

use std::io::{self, Read};

pub const HANDSHAKE_FAILURE: u8 = 40;

/// Reads a ClientHello and returns the cipher suites that it offers.
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

/// Returns the record with a ServerHello without extensions.
pub fn server_hello(version: u16, cipher: u16) -> Vec<u8> {
    let [major, minor] = version.to_be_bytes();
    let [high, low] = cipher.to_be_bytes();
    let body = [&[major, minor], &[0x5a; 32][..], &[0, high, low, 0]].concat();
    let length = u8::try_from(body.len()).expect("38 bytes");
    let message = [&[2, 0, 0, length], &*body].concat();
    record(22, version, &message)
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
