//! A `ClientHello` with versions and ciphers that rustls lacks, and the plain part of the answer.

mod flight;
mod hello;

use std::io::{ErrorKind, Read, Write};

pub use flight::Flight;

use super::Site;

/// Most bytes that are read of the answer.
const MAX_ANSWER: usize = 256 * 1024;

/// Sends the `ClientHello` and reads the answer up to the end of the server's first messages.
/// Returns what was read, also if the connection ends early.
pub fn offer<S: Read + Write>(site: &Site, stream: &mut S) -> Flight {
    let mut received = Vec::new();
    let sent = stream
        .write_all(&hello::client_hello(site))
        .and_then(|()| stream.flush());
    if sent.is_err() {
        return Flight::default();
    }
    let mut buffer = [0; 4096];
    loop {
        let flight = Flight::parse(&received);
        if flight.is_over() || received.len() > MAX_ANSWER {
            return flight;
        }
        match stream.read(&mut buffer) {
            Ok(0) => return flight,
            Ok(length) => received.extend_from_slice(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return flight,
        }
    }
}
