//! A private CA and the server certificates that it signs.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// A CA that passes the `VERIFY_X509_STRICT` of Python 3.13.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(common_name: &str) -> Self {
        Self::builder(common_name).build()
    }

    pub fn builder(common_name: &str) -> AuthorityBuilder {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        AuthorityBuilder(params)
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// Returns the private key.
    pub fn key_pem(&self) -> String {
        self.0.key().serialize_pem()
    }

    /// Creates an intermediate CA that this one signs.
    pub fn subordinate(&self, common_name: &str) -> Authority {
        let mut params = Self::builder(common_name).0;
        params.use_authority_key_identifier_extension = true;
        let signed = CertifiedIssuer::signed_by(params, new_key(), &self.0);
        Authority(signed.expect("an authority signs"))
    }

    /// Returns the DER of a certificate that this CA signs for the key of another one.
    pub fn cross_sign(&self, other: &Authority, common_name: &str) -> Vec<u8> {
        let mut params = Self::builder(common_name).0;
        params.use_authority_key_identifier_extension = true;
        let signed = params.signed_by(other.0.key(), &self.0);
        signed.expect("an authority signs").der().to_vec()
    }

    /// Returns the DER of a renewed certificate for the same key.
    pub fn renewed(&self, common_name: &str) -> Vec<u8> {
        let params = Self::builder(common_name).0;
        let certificate = params
            .self_signed(self.0.key())
            .expect("an authority signs");
        certificate.der().to_vec()
    }

    /// Issues a certificate for a server on this machine.
    pub fn issue(&self) -> Identity {
        let key = new_key();
        let certificate = loopback_server()
            .signed_by(&key, &self.0)
            .expect("an authority signs");
        Identity::new(certificate.der().to_vec(), key)
    }
}

pub struct AuthorityBuilder(CertificateParams);

impl AuthorityBuilder {
    pub fn expired(self) -> Self {
        self.not_after(2001, 1, 1)
    }

    pub fn not_after(mut self, year: i32, month: u8, day: u8) -> Self {
        self.0.not_after = rcgen::date_time_ymd(year, month, day);
        self
    }

    pub fn expires_in(mut self, days: u64) -> Self {
        self.0.not_after = rcgen::date_time_ymd(1970, 1, 1) + in_days(days);
        self
    }

    pub fn begins_in(mut self, days: u64) -> Self {
        self.0.not_before = rcgen::date_time_ymd(1970, 1, 1) + in_days(days);
        self
    }

    /// Sets the extended key usage.
    pub fn uses(mut self, uses: Vec<ExtendedKeyUsagePurpose>) -> Self {
        self.0.extended_key_usages = uses;
        self
    }

    pub fn build(self) -> Authority {
        Authority(
            CertifiedIssuer::self_signed(self.0, new_key())
                .expect("the subject of an authority can be encoded"),
        )
    }
}

/// A server's certificate and private key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Identity {
    /// Creates a self-signed server certificate that is not a CA.
    pub fn self_signed() -> Self {
        let key = new_key();
        let certificate = loopback_server()
            .self_signed(&key)
            .expect("a server signs for itself");
        Self::new(certificate.der().to_vec(), key)
    }

    /// Returns the identity with this certificate in DER.
    pub fn new(certificate: Vec<u8>, key: KeyPair) -> Self {
        Self {
            certificate: certificate.into(),
            key,
        }
    }

    pub fn pem(&self) -> String {
        pem::encode(&pem::Pem::new("CERTIFICATE", self.certificate.to_vec()))
    }

    /// Returns certificate and key for servers other than this program.
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    pub(super) fn into_config(self) -> Arc<ServerConfig> {
        let key = PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("ring speaks TLS 1.2 and 1.3")
                .with_no_client_auth()
                .with_single_cert(vec![self.certificate], key.into())
                .expect("the key belongs to the certificate");
        Arc::new(config)
    }
}

fn new_key() -> KeyPair {
    KeyPair::generate().expect("ring makes keys")
}

/// Returns the time since 1970 of a moment that is `days` from now.
fn in_days(days: u64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is after 1970") + Duration::from_hours(days * 24)
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
