//! Private CAs: roots and intermediates, sound ones and flawed ones.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};

use super::der;
use super::identity::{Identity, IdentityBuilder};
use super::keys::{Digest, Key, PrivateKey, sign_again};

/// A CA that passes the `VERIFY_X509_STRICT` of Python 3.13.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: Vec<u8>,
    /// The key, if `issuer` has only a stand-in for it.
    key: Option<String>,
}

impl Authority {
    pub fn new(common_name: &str) -> Self {
        Self::builder(common_name).build()
    }

    pub fn builder(common_name: &str) -> AuthorityBuilder<'static> {
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        AuthorityBuilder {
            params,
            issuer: None,
            key: Key::P256,
            digest: None,
            lacks: Vec::new(),
        }
    }

    pub fn pem(&self) -> String {
        pem_of(&self.der)
    }

    pub fn der(&self) -> Vec<u8> {
        self.der.clone()
    }

    /// Returns the private key.
    pub fn key_pem(&self) -> String {
        match &self.key {
            Some(pem) => pem.clone(),
            None => self.issuer.key().serialize_pem(),
        }
    }

    /// Creates an intermediate CA that this one signs.
    pub fn subordinate(&self, common_name: &str) -> Authority {
        self.subordinate_builder(common_name).build()
    }

    /// Describes an intermediate CA that this one signs.
    pub fn subordinate_builder(&self, common_name: &str) -> AuthorityBuilder<'_> {
        let mut builder = Self::builder(common_name);
        builder.params.use_authority_key_identifier_extension = true;
        AuthorityBuilder {
            issuer: Some(self),
            ..builder
        }
    }

    /// Returns the DER of a certificate that this CA signs for the key of another one.
    pub fn cross_sign(&self, other: &Authority, common_name: &str) -> Vec<u8> {
        let mut params = Self::builder(common_name).params;
        params.use_authority_key_identifier_extension = true;
        let signed = params.signed_by(other.issuer.key(), &self.issuer);
        signed.expect("an authority signs").der().to_vec()
    }

    /// Returns the DER of a renewed certificate for the same key.
    pub fn renewed(&self, common_name: &str) -> Vec<u8> {
        let params = Self::builder(common_name).params;
        let certificate = params
            .self_signed(self.issuer.key())
            .expect("an authority signs");
        certificate.der().to_vec()
    }

    /// Issues a certificate for a server on this machine.
    pub fn issue(&self) -> Identity {
        self.server().issue()
    }

    /// Describes a server certificate that this CA signs; the names are those of loopback until
    /// others are set.
    pub fn server(&self) -> IdentityBuilder<'_> {
        IdentityBuilder::new(Some(self))
    }

    pub(super) fn sign(
        &self,
        params: &CertificateParams,
        subject: &PrivateKey,
        digest: Option<Digest>,
    ) -> Vec<u8> {
        let certificate = params
            .signed_by(&subject.pair, &self.issuer)
            .expect("an authority signs");
        if self.key.is_none() && digest.is_none() && !subject.is_foreign() {
            return certificate.der().to_vec();
        }
        let digest = digest.unwrap_or(Digest::Sha256);
        sign_again(certificate.der(), &subject.pem(), &self.key_pem(), digest)
    }
}

/// What a CA can lack that Python 3.13 wants to see.
#[derive(Clone, Copy, PartialEq)]
pub enum Lack {
    KeyUsage,
    KeyIdentifier,
    CriticalBasicConstraints,
}

pub struct AuthorityBuilder<'a> {
    params: CertificateParams,
    issuer: Option<&'a Authority>,
    key: Key,
    digest: Option<Digest>,
    lacks: Vec<Lack>,
}

impl AuthorityBuilder<'_> {
    pub fn organization(mut self, name: &str) -> Self {
        let subject = &mut self.params.distinguished_name;
        subject.push(DnType::OrganizationName, name);
        self
    }

    pub fn expired(self) -> Self {
        self.not_after(2001, 1, 1)
    }

    pub fn not_after(mut self, year: i32, month: u8, day: u8) -> Self {
        self.params.not_after = rcgen::date_time_ymd(year, month, day);
        self
    }

    pub fn expires_in(mut self, days: u64) -> Self {
        self.params.not_after = rcgen::date_time_ymd(1970, 1, 1) + in_days(days);
        self
    }

    pub fn begins_in(mut self, days: u64) -> Self {
        self.params.not_before = rcgen::date_time_ymd(1970, 1, 1) + in_days(days);
        self
    }

    /// Sets the extended key usage.
    pub fn uses(mut self, uses: Vec<ExtendedKeyUsagePurpose>) -> Self {
        self.params.extended_key_usages = uses;
        self
    }

    pub fn key(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// Signs this CA's own certificate with another digest than the default of the issuer's key.
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = Some(digest);
        self
    }

    /// Limits the number of intermediates below this CA.
    pub fn path_length(mut self, count: u8) -> Self {
        self.params.is_ca = IsCa::Ca(BasicConstraints::Constrained(count));
        self
    }

    /// Permits only names below these domains.
    pub fn permits(self, domains: &[&str]) -> Self {
        self.constrained(domains, &[])
    }

    /// Excludes names below these domains.
    pub fn excludes(self, domains: &[&str]) -> Self {
        self.constrained(&[], domains)
    }

    fn constrained(mut self, permitted: &[&str], excluded: &[&str]) -> Self {
        let subtrees = |domains: &[&str]| {
            let names = domains.iter().map(|domain| (*domain).to_owned());
            names.map(GeneralSubtree::DnsName).collect()
        };
        self.params.name_constraints = Some(NameConstraints {
            permitted_subtrees: subtrees(permitted),
            excluded_subtrees: subtrees(excluded),
        });
        self
    }

    /// Adds an extension, for example a critical one that no client knows.
    pub fn extension(mut self, extension: CustomExtension) -> Self {
        self.params.custom_extensions.push(extension);
        self
    }

    /// Leaves out an attribute without which Python 3.13 refuses a CA.
    pub fn lacking(mut self, lack: Lack) -> Self {
        self.lacks.push(lack);
        self
    }

    pub fn build(mut self) -> Authority {
        let key = PrivateKey::new(self.key);
        self.leave_out(&key);
        let der = match self.issuer {
            Some(issuer) => issuer.sign(&self.params, &key, self.digest),
            None => self_signed(&self.params, &key, self.digest),
        };
        Authority {
            key: key.is_foreign().then(|| key.pem()),
            issuer: Issuer::new(self.params, key.pair),
            der,
        }
    }

    fn leave_out(&mut self, key: &PrivateKey) {
        let params = &mut self.params;
        let lacks = |lack| self.lacks.contains(&lack);
        if lacks(Lack::KeyUsage) {
            params.key_usages.clear();
        }
        if !lacks(Lack::KeyIdentifier) && !lacks(Lack::CriticalBasicConstraints) {
            return;
        }
        // rcgen always writes both for a CA, so here they are extensions like any other.
        params.is_ca = IsCa::NoCa;
        let mut constraints =
            CustomExtension::from_oid_content(&[2, 5, 29, 19], der::sequence(&[&[1, 1, 0xff]]));
        constraints.set_criticality(!lacks(Lack::CriticalBasicConstraints));
        params.custom_extensions.push(constraints);
        if !lacks(Lack::KeyIdentifier) {
            let identifier = der::element(0x04, &params.key_identifier(&key.pair));
            let extension = CustomExtension::from_oid_content(&[2, 5, 29, 14], identifier);
            params.custom_extensions.push(extension);
        }
    }
}

/// Returns a critical extension that no client knows.
pub fn unknown_critical_extension() -> CustomExtension {
    let null = vec![0x05, 0x00];
    let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], null);
    extension.set_criticality(true);
    extension
}

pub(super) fn self_signed(
    params: &CertificateParams,
    key: &PrivateKey,
    digest: Option<Digest>,
) -> Vec<u8> {
    let certificate = params
        .self_signed(&key.pair)
        .expect("a key signs for itself");
    if digest.is_none() && !key.is_foreign() {
        return certificate.der().to_vec();
    }
    let digest = digest.unwrap_or(Digest::Sha256);
    sign_again(certificate.der(), &key.pem(), &key.pem(), digest)
}

pub(super) fn pem_of(der: &[u8]) -> String {
    let lines = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), lines)
}

/// Returns the time since 1970 of a moment that is `days` from now.
pub(super) fn in_days(days: u64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("it is after 1970") + Duration::from_hours(days * 24)
}
