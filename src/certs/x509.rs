//! Decodes certificates.

use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Decode, Reader, SliceReader};

use super::facts::{Facts, is_ca, is_for_servers, seconds};
use super::openssl_compat::refusal;

/// A certificate that may break RFC 5280's rules where real ones do, as with serial numbers.
pub(super) type X509 = CertificateInner<Raw>;

/// A certificate that can be used, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its bytes, exactly.
    pub der: Box<[u8]>,
    /// What was found in them.
    pub facts: Facts,
}

impl Certificate {
    /// The certificate that `der` begins with. What stands after it is dropped.
    pub fn new(der: &[u8]) -> Result<Self, String> {
        Self::first(der).map(|(certificate, _)| certificate)
    }

    /// The certificate that `bytes` begin with, and what stands after it.
    pub(super) fn first(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let (facts, length) = examine(bytes)?;
        let (der, rest) = bytes.split_at(length);
        let der = der.into();
        Ok((Self { der, facts }, rest))
    }
}

/// Looks into the certificate at the start of `bytes`, and says how many bytes it takes.
pub fn examine(bytes: &[u8]) -> Result<(Facts, usize), String> {
    let (certificate, length) = decode(bytes)?;
    if let Some(why) = refusal(&certificate) {
        return Err(format!("no certificate that OpenSSL can read ({why})"));
    }
    let content = certificate.tbs_certificate();
    let validity = content.validity();
    let facts = Facts {
        not_before: seconds(validity.not_before),
        not_after: seconds(validity.not_after),
        is_ca: is_ca(&certificate),
        is_self_issued: content.issuer() == content.subject(),
        is_for_servers: is_for_servers(&certificate),
    };
    Ok((facts, length))
}

/// The certificate at the start of `bytes`, and how many bytes it takes.
pub(super) fn decode(bytes: &[u8]) -> Result<(X509, usize), String> {
    let decoded = SliceReader::new(bytes).and_then(|mut reader| {
        let certificate = X509::decode(&mut reader)?;
        Ok((certificate, usize::try_from(reader.position())?))
    });
    decoded.map_err(|error| format!("no certificate ({error})"))
}
