//! The trust settings that OpenSSL writes behind a certificate (`X509_CERT_AUX`) in a `TRUSTED
//! CERTIFICATE`.

use super::der::{Error, Reader, Tag};
use super::extensions::{SERVERS, oids_in};

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
    let mut reader = Reader::new(bytes);
    let lists = reader.enter(Tag::SEQUENCE).and_then(lists);
    let (trusted, rejected) = lists.map_err(|error| format!("invalid trust settings: {error}"))?;
    let trust = if rejected.is_some_and(|uses| has_servers(&uses)) {
        ServerTrust::Rejected
    } else if trusted.is_some_and(|uses| !has_servers(&uses)) {
        ServerTrust::OtherPurposes
    } else {
        ServerTrust::Allowed
    };
    Ok((trust, reader.rest()))
}

type Uses<'a> = Option<Vec<&'a [u8]>>;

/// Reads the trusted and the rejected uses. A name and a key identifier may follow them.
fn lists(mut reader: Reader<'_>) -> Result<(Uses<'_>, Uses<'_>), Error> {
    let mut list = |tag| {
        let list = reader.optional(tag)?;
        list.map(|list| oids_in(list.value)).transpose()
    };
    let lists = (list(Tag::SEQUENCE)?, list(Tag::context_constructed(0))?);
    while !reader.is_empty() {
        reader.read()?;
    }
    Ok(lists)
}

fn has_servers(uses: &[&[u8]]) -> bool {
    uses.iter().any(|oid| SERVERS.contains(oid))
}
