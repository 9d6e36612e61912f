//! Server certificates with their keys and the chains that servers send.

use std::net::Ipv4Addr;
use std::time::Duration;

use rcgen::{
    CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::authority::{Authority, in_days, pem_of, self_signed};
use super::keys::{Digest, Key, PrivateKey};

/// The certificates that a server sends, its own first, and its private key.
#[derive(Clone)]
pub struct Identity {
    chain: Vec<Vec<u8>>,
    key_pem: String,
}

impl Identity {
    /// Creates a self-signed server certificate that is not a CA.
    pub fn self_signed() -> Self {
        Self::builder().issue()
    }

    /// Describes a self-signed server certificate.
    pub fn builder() -> IdentityBuilder<'static> {
        IdentityBuilder::new(None)
    }

    /// Returns the identity with this certificate in DER.
    pub fn new(certificate: Vec<u8>, key_pem: String) -> Self {
        Self {
            chain: vec![certificate],
            key_pem,
        }
    }

    /// Adds certificates of CAs to what the server sends, in this order.
    pub fn followed_by(self, authorities: &[&Authority]) -> Self {
        let ders = authorities.iter().map(|authority| authority.der());
        self.sending(ders)
    }

    /// Adds certificates in DER to what the server sends.
    pub fn sending(mut self, ders: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.chain.extend(ders);
        self
    }

    /// Returns the server's own certificate.
    pub fn pem(&self) -> String {
        pem_of(&self.chain[0])
    }

    /// Returns the server's own certificate.
    pub fn der(&self) -> Vec<u8> {
        self.chain[0].clone()
    }

    /// Returns the certificates that the server sends after its own.
    pub fn rest_pem(&self) -> String {
        self.chain[1..].iter().map(|der| pem_of(der)).collect()
    }

    /// Returns certificate and key for servers other than this program.
    pub fn key_pem(&self) -> String {
        self.key_pem.clone()
    }

    pub(super) fn ders(&self) -> Vec<Vec<u8>> {
        self.chain.clone()
    }

    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain
            .iter()
            .cloned()
            .map(CertificateDer::from)
            .collect()
    }

    pub(super) fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes()).expect("the PEM of a key")
    }
}

/// A server certificate in the making.
pub struct IdentityBuilder<'a> {
    issuer: Option<&'a Authority>,
    params: CertificateParams,
    key: Key,
    digest: Option<Digest>,
}

impl<'a> IdentityBuilder<'a> {
    pub(super) fn new(issuer: Option<&'a Authority>) -> Self {
        Self {
            issuer,
            params: loopback_server(),
            key: Key::P256,
            digest: None,
        }
    }
}

impl IdentityBuilder<'_> {
    /// Replaces the alternative names (DNS names and IP addresses); the first one becomes the
    /// common name too, if it is short enough.
    pub fn names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let first = names.first().filter(|name| name.len() <= 64).cloned();
        let params = CertificateParams::new(names).expect("names in ASCII");
        self.params.subject_alt_names = params.subject_alt_names;
        match first {
            Some(name) => self.common_name(&name),
            None => self.without_common_name(),
        }
    }

    /// Leaves out the alternative names.
    pub fn without_names(mut self) -> Self {
        self.params.subject_alt_names.clear();
        self
    }

    pub fn common_name(mut self, name: &str) -> Self {
        self.params.distinguished_name = DistinguishedName::new();
        self.params
            .distinguished_name
            .push(DnType::CommonName, name);
        self
    }

    /// Names an organization and nothing else in the subject.
    pub fn organization(mut self, name: &str) -> Self {
        self.params.distinguished_name = DistinguishedName::new();
        let organization = DnType::OrganizationName;
        self.params.distinguished_name.push(organization, name);
        self
    }

    /// Makes the subject empty.
    pub fn without_common_name(mut self) -> Self {
        self.params.distinguished_name = DistinguishedName::new();
        self
    }

    /// Makes the certificate expire yesterday.
    pub fn expired(mut self) -> Self {
        let day = Duration::from_hours(24);
        self.params.not_after = rcgen::date_time_ymd(1970, 1, 1) + in_days(0) - day;
        self
    }

    /// Makes the certificate valid from tomorrow on.
    pub fn not_yet_valid(mut self) -> Self {
        self.params.not_before = rcgen::date_time_ymd(1970, 1, 1) + in_days(1);
        self
    }

    pub fn key(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// Signs with another digest than the default of the issuer's key.
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = Some(digest);
        self
    }

    /// Sets the extended key usage.
    pub fn uses(mut self, uses: Vec<ExtendedKeyUsagePurpose>) -> Self {
        self.params.extended_key_usages = uses;
        self
    }

    /// Adds an extension, for example a critical one that no client knows.
    pub fn extension(mut self, extension: CustomExtension) -> Self {
        self.params.custom_extensions.push(extension);
        self
    }

    /// Leaves out the authority key identifier, which Python 3.13 wants to see.
    pub fn without_authority_key_id(mut self) -> Self {
        self.params.use_authority_key_identifier_extension = false;
        self
    }

    pub fn issue(self) -> Identity {
        let key = PrivateKey::new(self.key);
        let certificate = match self.issuer {
            Some(issuer) => issuer.sign(&self.params, &key, self.digest),
            None => self_signed(&self.params, &key, self.digest),
        };
        Identity::new(certificate, key.pem())
    }
}

fn loopback_server() -> CertificateParams {
    let names = ["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string()];
    let mut params = CertificateParams::new(names).expect("both names are ASCII");
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params
}
