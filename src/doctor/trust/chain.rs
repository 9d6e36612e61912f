//! The certificates that a server sent, decoded.

use crate::certs::Certificate;
use crate::certs::x509::X509;
use crate::error::shown_name;

/// The certificates that a server sent, its own first.
#[derive(Debug)]
pub struct Chain {
    certificates: Vec<Certificate>,
}

/// A certificate of a path, decoded.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    pub certificate: &'a Certificate,
    pub x509: X509<'a>,
    pub origin: Origin,
}

/// The origin of a certificate of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Sent,
    Anchor,
}

impl Chain {
    /// Decodes the certificates in DER. Those that cannot be decoded are ignored, as OpenSSL
    /// finds no issuer in them; `None` if the server's own cannot be decoded.
    pub fn decode(ders: &[Vec<u8>]) -> Option<Self> {
        let (own, others) = ders.split_first()?;
        let own = Certificate::new(own).ok()?;
        let others = others.iter().filter_map(|der| Certificate::new(der).ok());
        let certificates = std::iter::once(own).chain(others).collect();
        Some(Self { certificates })
    }

    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Returns all certificates, the server's own first.
    pub fn members(&self) -> Vec<Member<'_>> {
        let all = self.certificates.iter();
        all.filter_map(|one| Member::new(one, Origin::Sent))
            .collect()
    }
}

impl<'a> Member<'a> {
    pub fn new(certificate: &'a Certificate, origin: Origin) -> Option<Self> {
        // A decoded certificate can be decoded again.
        let x509 = X509::decode(&certificate.der).ok()?;
        Some(Self {
            certificate,
            x509,
            origin,
        })
    }

    /// Returns the name for messages.
    pub fn name(&self) -> String {
        shown_name(&self.certificate.name())
    }

    /// Returns the name of the issuer for messages.
    pub fn issuer_name(&self) -> String {
        shown_name(&crate::certs::name::common_name(self.x509.issuer))
    }

    pub fn is_anchor(&self) -> bool {
        self.origin == Origin::Anchor
    }

    /// Returns whether both are the same certificate.
    pub fn is_same(&self, other: &Member) -> bool {
        self.certificate.der == other.certificate.der
    }
}
