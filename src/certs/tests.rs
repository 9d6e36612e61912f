//! Certificates for the unit tests.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use rcgen::KeyPair;

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

/// Returns [`authority`] in PEM.
pub fn pem(name: &str) -> String {
    super::pem::encode(&authority(name))
}
