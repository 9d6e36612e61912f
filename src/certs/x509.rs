//! The parser of certificates, `x509-cert`.

use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Decode, Reader, SliceReader};

/// A certificate without RFC 5280's rules that real certificates break, such as that on serial
/// numbers.
pub(super) type X509 = CertificateInner<Raw>;

/// Decodes the certificate at the start of `bytes`, and returns its length.
pub(super) fn decode(bytes: &[u8]) -> Result<(X509, usize), String> {
    let decoded = SliceReader::new(bytes).and_then(|mut reader| {
        let certificate = X509::decode(&mut reader)?;
        Ok((certificate, usize::try_from(reader.position())?))
    });
    decoded.map_err(|error| format!("not a certificate: {error}"))
}
