//! Tests of the verifier, on chains of rcgen, and beside the openssl command.

mod chains;
mod openssl;
mod paths;
mod strength;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

use super::{Host, Rules, verify};
use crate::certs::Certificate;
use crate::doctor::trust::{Anchors, Chain, Kind, Verdict};

/// Within the validity of every certificate here: the year 2027.
pub const NOW: i64 = 1_800_000_000;

/// A CA with its key.
pub struct Ca {
    pub der: Vec<u8>,
    pub issuer: Issuer<'static, KeyPair>,
}

/// Returns the parameters of a CA that passes every check.
pub fn ca_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2040, 1, 1);
    params
}

/// Returns the parameters of a server certificate that passes every check.
pub fn leaf_params() -> CertificateParams {
    let mut params = ca_params("server");
    let names = vec!["a.example.com".to_owned()];
    params.subject_alt_names = CertificateParams::new(names).unwrap().subject_alt_names;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

impl Ca {
    pub fn root(name: &str) -> Self {
        Self::root_with(ca_params(name))
    }

    pub fn root_with(params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let der = params.self_signed(&key).unwrap().der().to_vec();
        let issuer = Issuer::new(params, key);
        Self { der, issuer }
    }

    pub fn sub(&self, name: &str) -> Self {
        self.sub_with(ca_params(name))
    }

    pub fn sub_with(&self, params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let der = self.sign(&params, &key);
        let issuer = Issuer::new(params, key);
        Self { der, issuer }
    }

    /// Returns a certificate that this CA signs for the key of another one.
    pub fn cross_sign(&self, other: &Self, name: &str) -> Vec<u8> {
        self.sign(&ca_params(name), other.issuer.key())
    }

    pub fn leaf(&self) -> Vec<u8> {
        self.leaf_with(&leaf_params())
    }

    pub fn leaf_with(&self, params: &CertificateParams) -> Vec<u8> {
        self.sign(params, &KeyPair::generate().unwrap())
    }

    fn sign(&self, params: &CertificateParams, key: &KeyPair) -> Vec<u8> {
        let signed = params.signed_by(key, &self.issuer).unwrap();
        signed.der().to_vec()
    }
}

/// Returns the settings of a client for `a.example.com`.
pub fn rules() -> Rules {
    Rules::new(NOW, "a.example.com")
}

/// Verifies a chain, and calls `check` with the verdict.
pub fn verdict<T>(
    sent: &[&[u8]],
    anchors: &[&[u8]],
    rules: &Rules,
    check: impl FnOnce(&Verdict) -> T,
) -> T {
    let sent: Vec<Vec<u8>> = sent.iter().map(|der| der.to_vec()).collect();
    let chain = Chain::decode(&sent).unwrap();
    let trusted: Vec<Certificate> = (anchors.iter())
        .map(|der| Certificate::new(der).unwrap())
        .collect();
    check(&verify(&chain, &Anchors::new(&trusted), rules))
}

/// Returns everything that a client objects to, with the depths.
pub fn objections(sent: &[&[u8]], anchors: &[&[u8]], rules: &Rules) -> Vec<(usize, Kind)> {
    verdict(sent, anchors, rules, |verdict| {
        let objections = verdict.objections.iter().cloned();
        objections.map(|one| (one.depth, one.kind)).collect()
    })
}

#[test]
fn a_host_is_an_address_or_a_name() {
    assert_eq!(Host::parse("::1"), Host::Address("::1".parse().unwrap()));
    assert_eq!(Host::parse("a.example"), Host::Name("a.example".to_owned()));
}
