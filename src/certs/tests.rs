//! Certificates for the unit tests.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use rcgen::KeyPair;

/// A certificate authority's own certificate, as DER; the same for the same name, although signatures are random.
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

/// The same as PEM.
pub fn pem(name: &str) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", authority(name)), config)
}
