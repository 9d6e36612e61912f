//! The trust settings that OpenSSL writes behind a certificate (`X509_CERT_AUX`) in a `TRUSTED
//! CERTIFICATE`.

use x509_cert::der::asn1::{AnyRef, ContextSpecific, ObjectIdentifier};
use x509_cert::der::{Decode, Reader, SliceReader, TagNumber};

use super::facts::SERVERS;

/// The result of trust settings for TLS servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerTrust {
    /// The settings allow servers, or do not limit the certificate.
    Allowed,
    /// The settings trust the certificate for other purposes only.
    OtherPurposes,
    Rejected,
}

/// Reads the trust settings at the start of `bytes`, and returns the bytes after them.
///
/// As in `obj_trust` of OpenSSL's `x509_trust.c`, rejected uses count more than trusted ones, and a
/// list of trusted uses excludes all others.
pub fn read(bytes: &[u8]) -> Result<(ServerTrust, &[u8]), String> {
    let read = SliceReader::new(bytes).and_then(|mut reader| {
        let lists = reader.sequence(lists)?;
        Ok((lists, usize::try_from(reader.position())?))
    });
    let ((trusted, rejected), length) =
        read.map_err(|error| format!("invalid trust settings: {error}"))?;
    let trust = if rejected.is_some_and(|uses| has_servers(&uses)) {
        ServerTrust::Rejected
    } else if trusted.is_some_and(|uses| !has_servers(&uses)) {
        ServerTrust::OtherPurposes
    } else {
        ServerTrust::Allowed
    };
    Ok((trust, &bytes[length..]))
}

type Uses = Option<Vec<ObjectIdentifier>>;

/// Reads the trusted and the rejected uses. A name and a key identifier may follow them.
fn lists(reader: &mut SliceReader<'_>) -> x509_cert::der::Result<(Uses, Uses)> {
    let trusted = Uses::decode(reader)?;
    let rejected = ContextSpecific::decode_implicit(reader, TagNumber(0))?;
    while !reader.is_finished() {
        AnyRef::decode(reader)?;
    }
    Ok((trusted, rejected.map(|uses| uses.value)))
}

fn has_servers(uses: &[ObjectIdentifier]) -> bool {
    uses.iter().any(|oid| SERVERS.contains(oid))
}
