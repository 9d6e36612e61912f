//! The `ClientHello`: TLS 1.2 at most, with every cipher that a server may still insist on.

use super::super::Site;
use super::super::tls::CIPHERS;
use crate::doctor::crypto;

/// Named groups: X25519, P-256, P-384, P-521.
const GROUPS: [u16; 4] = [0x001d, 0x0017, 0x0018, 0x0019];

/// Signature algorithms: ECDSA, RSA-PSS, RSA and DSA, with SHA-512 down to SHA-1.
const SIGNATURES: [u16; 15] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
    0x0402, 0x0202, 0x0301,
];

/// Types of extensions.
const SERVER_NAME: u16 = 0;
const SUPPORTED_GROUPS: u16 = 10;
const POINT_FORMATS: u16 = 11;
const SIGNATURE_ALGORITHMS: u16 = 13;
const RENEGOTIATION_INFO: u16 = 0xff01;

/// Returns the message in its record.
pub fn client_hello(site: &Site) -> Vec<u8> {
    let ciphers: Vec<u16> = CIPHERS.iter().map(|(number, _)| *number).collect();
    let mut body = vec![3, 3];
    body.extend(random());
    body.push(0);
    body.extend(with_length(&numbers(&ciphers)));
    body.extend([1, 0]);
    body.extend(with_length(&extensions(site)));
    let mut message = vec![1, 0];
    message.extend(with_length(&body));
    // Some servers of the time of TLS 1.0 refuse a higher version of the record.
    let mut record = vec![22, 3, 1];
    record.extend(with_length(&message));
    record
}

fn extensions(site: &Site) -> Vec<u8> {
    let mut all = Vec::new();
    let mut add = |kind: u16, content: Vec<u8>| {
        all.extend(kind.to_be_bytes());
        all.extend(with_length(&content));
    };
    if site.address().is_none() {
        let mut name = vec![0];
        name.extend(with_length(site.host.as_bytes()));
        add(SERVER_NAME, with_length(&name));
    }
    add(SUPPORTED_GROUPS, with_length(&numbers(&GROUPS)));
    add(POINT_FORMATS, vec![1, 0]);
    add(SIGNATURE_ALGORITHMS, with_length(&numbers(&SIGNATURES)));
    add(RENEGOTIATION_INFO, vec![0]);
    all
}

fn random() -> [u8; 32] {
    let mut random = [0; 32];
    // A predictable value is no danger: no key is made of it.
    let _ = crypto::provider().secure_random.fill(&mut random);
    random
}

fn numbers(list: &[u16]) -> Vec<u8> {
    list.iter()
        .flat_map(|number| number.to_be_bytes())
        .collect()
}

/// Puts the length in two bytes in front. Everything here is much shorter than 64 KiB.
fn with_length(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// rustls' server reads the message to its end, and finds its name.
    #[test]
    fn a_server_can_parse_the_message() {
        let site = Site::parse("studio.example.com").expect("a site");
        let mut acceptor = rustls::server::Acceptor::default();
        acceptor
            .read_tls(&mut &client_hello(&site)[..])
            .expect("a record");
        let accepted = match acceptor.accept() {
            Ok(accepted) => accepted.expect("a whole message"),
            Err((error, _)) => panic!("{error}"),
        };
        let hello = accepted.client_hello();
        assert_eq!(hello.server_name(), Some("studio.example.com"));
        assert_eq!(hello.cipher_suites().len(), CIPHERS.len());
    }
}
