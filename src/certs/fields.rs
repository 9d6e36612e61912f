//! Positions of a certificate's fields in its DER, which take less memory than copies of them.

use super::extensions::{issuer_key_id, key_id};
use super::x509::X509;

/// The fields by which the blocklist and chains match certificates (RFC 5280, 4.1).
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// The content of the INTEGER.
    pub serial: ByteSpan,
    pub issuer: ByteSpan,
    pub subject: ByteSpan,
    /// The `SubjectPublicKeyInfo`.
    pub public_key: ByteSpan,
    /// The subject key identifier (4.2.1.2), unless the certificate has two.
    pub key_id: Option<ByteSpan>,
    /// The key identifier in the authority key identifier (4.2.1.1), unless the certificate has
    /// two.
    pub issuer_key_id: Option<ByteSpan>,
}

/// The start and the end of a field.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByteSpan {
    start: u32,
    end: u32,
}

impl Fields {
    /// Returns the positions of the fields in the certificate.
    pub fn of(certificate: &X509) -> Self {
        let span = |field: &[u8]| ByteSpan::new(field, certificate.der);
        Self {
            serial: span(certificate.serial),
            issuer: span(certificate.issuer),
            subject: span(certificate.subject),
            public_key: span(certificate.public_key.der),
            key_id: key_id(certificate).map(span),
            issuer_key_id: issuer_key_id(certificate).map(span),
        }
    }
}

impl ByteSpan {
    fn new(field: &[u8], der: &[u8]) -> Self {
        let start = field.as_ptr().addr() - der.as_ptr().addr();
        // No file of certificates is larger than 4 GiB.
        let position = |index| u32::try_from(index).unwrap_or_default();
        Self {
            start: position(start),
            end: position(start + field.len()),
        }
    }

    /// Returns the field's bytes in `der`, the certificate in which the span was found.
    pub fn of(self, der: &[u8]) -> &[u8] {
        let range = self.start as usize..self.end as usize;
        der.get(range).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use x509_cert::certificate::{CertificateInner, Raw};
    use x509_cert::der::{Decode as _, Encode as _};
    use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

    use crate::certs::Certificate;

    #[test]
    fn fields_are_those_that_another_parser_decodes() {
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let parsed = CertificateInner::<Raw>::from_der(der).unwrap();
            let content = parsed.tbs_certificate();
            let certificate = Certificate::new(der).unwrap();
            assert_eq!(certificate.issuer(), content.issuer().to_der().unwrap());
            assert_eq!(certificate.subject(), content.subject().to_der().unwrap());
            let spki = content.subject_public_key_info();
            assert_eq!(certificate.public_key(), spki.to_der().unwrap());
            let serial = content.serial_number().as_bytes();
            assert!(serial.ends_with(certificate.serial()));
            let key_id = content.get_extension::<SubjectKeyIdentifier>().unwrap();
            let key_id = key_id.map(|(_, id)| id.0.into_bytes());
            assert_eq!(certificate.key_id(), key_id.as_deref());
            let issuer = content.get_extension::<AuthorityKeyIdentifier>().unwrap();
            let issuer = issuer.and_then(|(_, id)| Some(id.key_identifier?.into_bytes()));
            assert_eq!(certificate.issuer_key_id(), issuer.as_deref());
        }
    }
}
