//! Properties of every certificate file.

use std::iter::once;
use std::slice::from_ref;

use sglaunch::certs::blocklist::{Blocklist, MatchKey, Origin};
use sglaunch::certs::content::Content;
use sglaunch::certs::p11kit;
use sglaunch::certs::summary::summarize;
use sglaunch::certs::warnings::warnings;
use sglaunch::certs::{Certificate, pem};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// Panics if a property does not hold for `bytes`.
pub fn hold(bytes: &[u8]) {
    let content = Content::parse(bytes);
    decoded_certificates_can_be_shown_and_blocked(&content);
    written_certificates_are_read_back(&content);
    other_blocks_are_not_affected(bytes);
    later_sections_are_not_affected(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        the_encoding_makes_no_difference(text, &content);
    }
}

fn decoded_certificates_can_be_shown_and_blocked(content: &Content) {
    let distrusted = (content.distrusted.iter()).filter_map(|key| match key {
        MatchKey::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    for certificate in content.certificates.iter().chain(distrusted) {
        assert_ne!(summarize(certificate).not_after, "");
        warnings(certificate, 0);
        let key = MatchKey::Certificate(certificate.clone());
        // A build matches by the certificate, and the next one by the digests in the record.
        for key in key.digests().into_iter().map(MatchKey::Digest).chain([key]) {
            let origin = Origin::Store("itself".to_owned());
            let blocklist = Blocklist::new([(key, origin.clone())]);
            let by = blocklist.blocked_by(certificate).map(|by| by.origin);
            assert_eq!(by, Some(origin));
        }
    }
}

/// Returns certificates as a bundle has them, without trust settings.
fn written_certificates_are_read_back(content: &Content) {
    let text = pem(&content.certificates);
    let alone = |certificate: &Certificate| Certificate::new(&certificate.der);
    let expected = Content {
        certificates: (content.certificates.iter().map(alone))
            .collect::<Result<_, _>>()
            .expect("each can be read again"),
        ..Content::default()
    };
    assert_eq!(Content::parse(text.as_bytes()), expected);
    for (written, certificate) in expected.certificates.iter().zip(&content.certificates) {
        assert_eq!(written.der, certificate.der);
    }
}

/// A bad block affects nothing before or after it. In p11-kit's format a block belongs to its
/// section.
fn other_blocks_are_not_affected(bytes: &[u8]) {
    if p11kit::has_header(&in_the_middle(bytes)) {
        return;
    }
    // base64 without a label is read only if the file has nothing else.
    if !bytes.windows(11).any(|window| window == b"-----BEGIN ") {
        return;
    }
    let good = neighbour();
    let pem = pem(from_ref(&good));
    let alone = in_the_middle(bytes);
    let between = [pem.as_bytes(), &alone, b"\n", pem.as_bytes()].concat();
    let expected: Vec<Certificate> = once(good.clone())
        .chain(Content::parse(&alone).certificates)
        .chain(once(good))
        .collect();
    assert_eq!(Content::parse(&between).certificates, expected);
}

/// A bad section of a p11-kit file affects nothing before or after it.
fn later_sections_are_not_affected(bytes: &[u8]) {
    let good = neighbour();
    let section = format!(
        "[p11-kit-object-v1]\nx-distrusted: true\n{}",
        pem(from_ref(&good))
    );
    let alone = in_the_middle(bytes);
    let before = [&alone, b"\n".as_slice(), section.as_bytes()].concat();
    assert!(p11kit::has_header(&before));
    for is_blocklist in [false, true] {
        let (mut expected, problems) = p11kit::match_keys(&alone, is_blocklist);
        expected.push(MatchKey::Certificate(good.clone()));
        assert_eq!(
            p11kit::match_keys(&before, is_blocklist),
            (expected, problems)
        );
    }
}

/// In the middle of text a byte order mark or DER has no meaning.
fn in_the_middle(bytes: &[u8]) -> Vec<u8> {
    [b"\n\n", bytes].concat()
}

fn the_encoding_makes_no_difference(text: &str, content: &Content) {
    // Zero bytes mark UTF-16 without a byte order mark.
    if text.contains('\0') {
        return;
    }
    // Otherwise the text in UTF-16 would have two byte order marks.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    assert_eq!(
        &Content::parse(text.replace('\n', "\r\n").as_bytes()),
        content
    );
    for (mark, encode) in [
        (b"\xff\xfe", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        (b"\xfe\xff", u16::to_be_bytes),
    ] {
        let utf16: Vec<u8> = (mark.iter().copied())
            .chain(text.encode_utf16().flat_map(encode))
            .collect();
        assert_eq!(&Content::parse(&utf16), content);
    }
}

/// Returns the smallest of Mozilla's roots, because it is parsed in every run.
fn neighbour() -> Certificate {
    let roots = TLS_SERVER_ROOT_CERTS.iter();
    let root = roots.min_by_key(|root| root.len()).expect("there are some");
    Certificate::new(root).expect("a root is right")
}

fn pem(certificates: &[Certificate]) -> String {
    let blocks = certificates.iter();
    blocks
        .map(|certificate| pem::encode(&certificate.der))
        .collect()
}
