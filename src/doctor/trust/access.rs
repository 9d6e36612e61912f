//! The authority information access (RFC 5280, 4.2.2.1): where an issuer's certificate is.

use crate::certs::der::{self, Error, Reader, Tag};
use crate::certs::extensions::Oid;
use crate::certs::x509::X509;
use crate::error::shown_name;

const AUTHORITY_INFO_ACCESS: Oid = b"\x2b\x06\x01\x05\x05\x07\x01\x01";
const CA_ISSUERS: Oid = b"\x2b\x06\x01\x05\x05\x07\x30\x02";

/// Returns the URLs at which the certificate of the issuer is. Those of other schemes than HTTP,
/// such as a domain's LDAP, come last.
pub fn issuer_urls(certificate: &X509) -> Vec<String> {
    let extension = certificate.extension(AUTHORITY_INFO_ACCESS);
    let urls = extension.and_then(|extension| decode(extension.value).ok());
    let mut urls = urls.unwrap_or_default();
    urls.sort_by_key(|url| !url.starts_with("http"));
    urls
}

fn decode(value: &[u8]) -> Result<Vec<String>, Error> {
    let mut descriptions = Reader::new(der::first(value, Tag::SEQUENCE)?);
    let mut urls = Vec::new();
    while !descriptions.is_empty() {
        let mut description = descriptions.enter(Tag::SEQUENCE)?;
        let method = description.expect(Tag::OID)?.value;
        let location = description.read()?;
        if method == CA_ISSUERS && location.tag == Tag::context(6) {
            urls.extend(str::from_utf8(location.value).ok().map(shown_name));
        }
    }
    Ok(urls)
}
