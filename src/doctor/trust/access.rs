//! The authority information access (RFC 5280, 4.2.2.1): where an issuer's certificate is.

use crate::certs::der::{self, Error, Reader, Tag};
use crate::certs::extensions::Oid;
use crate::certs::x509::X509;
use crate::error::shown_name;
use crate::order;

const AUTHORITY_INFO_ACCESS: Oid = b"\x2b\x06\x01\x05\x05\x07\x01\x01";
const CA_ISSUERS: Oid = b"\x2b\x06\x01\x05\x05\x07\x30\x02";

/// Returns the URLs at which the certificate of the issuer is. Those of other schemes than HTTP,
/// such as a domain's LDAP, come last.
pub fn issuer_urls(certificate: &X509) -> Vec<String> {
    let extension = certificate.extension(AUTHORITY_INFO_ACCESS);
    let urls = extension.and_then(|extension| decode(extension.value).ok());
    let mut urls = urls.unwrap_or_default();
    order::sort_by_key(&mut urls, |url| !url.starts_with("http"));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::with_extensions;

    #[test]
    fn urls_of_issuers_are_those_of_http_first() {
        let ldap = b"\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86\x08ldap:///";
        let http = b"\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86\x08http://a";
        let ocsp = b"\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x01\x86\x08http://b";
        let all = [&ldap[..], ocsp, http].concat();
        let value = [&[0x30, u8::try_from(all.len()).unwrap()], &all[..]].concat();
        let oid = [1, 3, 6, 1, 5, 5, 7, 1, 1];
        let urls = |value: &[u8]| {
            let der = with_extensions(&[(&oid, value)]);
            issuer_urls(&X509::decode(&der).unwrap())
        };
        assert_eq!(urls(&value), ["http://a", "ldap:///"]);
        assert_eq!(urls(&value[..20]), [""; 0]);
        assert_eq!(urls(b""), [""; 0]);
    }
}
