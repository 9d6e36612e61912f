//! The trust settings that OpenSSL writes behind a certificate (`X509_CERT_AUX`), which make a `CERTIFICATE` a
//! `TRUSTED CERTIFICATE`.

use x509_cert::der::asn1::{AnyRef, ContextSpecific, ObjectIdentifier};
use x509_cert::der::{Decode, Reader, SliceReader, TagNumber};

use super::facts::SERVERS;

/// What trust settings say about servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Servers {
    /// Nothing, or that the certificate may vouch for them.
    Allowed,
    /// They trust it for other things alone.
    Unmentioned,
    /// They reject it.
    Rejected,
}

/// Reads the trust settings at the start of `bytes`, and gives what stands behind them.
///
/// They are taken as by `obj_trust` in OpenSSL's `x509_trust.c`: what is rejected counts more than what is trusted, and
/// where anything is trusted, the rest is not.
pub fn read(bytes: &[u8]) -> Result<(Servers, &[u8]), String> {
    let read = SliceReader::new(bytes).and_then(|mut reader| {
        let lists = reader.sequence(lists)?;
        Ok((lists, usize::try_from(reader.position())?))
    });
    let ((trusted, rejected), length) =
        read.map_err(|error| format!("its trust settings cannot be read ({error})"))?;
    let servers = if rejected.is_some_and(|uses| has_servers(&uses)) {
        Servers::Rejected
    } else if trusted.is_some_and(|uses| !has_servers(&uses)) {
        Servers::Unmentioned
    } else {
        Servers::Allowed
    };
    Ok((servers, &bytes[length..]))
}

type Uses = Option<Vec<ObjectIdentifier>>;

/// The uses that are trusted and those that are rejected; a name and a key's identifier may follow them.
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
