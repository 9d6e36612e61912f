//! Certificates for the unit tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

use rcgen::KeyPair;

use super::blocklist::Blocklist;
use super::policy::{Policy, Reason};
use super::{Certificate, Facts};

/// Returns a self-signed CA certificate in DER. The same name returns the same certificate,
/// although signatures are random.
pub fn authority(name: &str) -> Vec<u8> {
    static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate().unwrap());
    static MADE: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let make = || {
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.self_signed(&*KEY).unwrap().der().to_vec()
    };
    MADE.lock()
        .unwrap()
        .entry(name.to_owned())
        .or_insert_with(make)
        .clone()
}

/// Returns a self-signed certificate in DER with only these extensions, by identifier and value.
pub fn with_extensions(extensions: &[(&[u64], &[u8])]) -> Vec<u8> {
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    let extensions = extensions.iter();
    params.custom_extensions = extensions
        .map(|(oid, value)| rcgen::CustomExtension::from_oid_content(oid, value.to_vec()))
        .collect();
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().der().to_vec()
}

pub fn facts_with(extensions: &[(&[u64], &[u8])]) -> Facts {
    let certificate = Certificate::new(&with_extensions(extensions));
    certificate.unwrap().facts
}

/// Returns why a policy without denied and distrusted certificates excludes a certificate of a
/// store.
pub fn reason_against(certificate: &Certificate) -> Option<Reason> {
    let (deny, allow, blocklist) = (BTreeSet::new(), BTreeSet::new(), Blocklist::default());
    let policy = Policy {
        deny: &deny,
        allow: &allow,
        blocklist: &blocklist,
        keep_expired: false,
        now: 1_800_000_000,
    };
    policy.reason_against(certificate, false, &Blocklist::default())
}

/// Returns [`authority`] in PEM.
pub fn pem(name: &str) -> String {
    super::pem::encode(&authority(name))
}
