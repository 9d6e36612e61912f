//! Mozilla's root certificates, compiled in.

use std::collections::HashMap;

use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::Loaded;
use crate::certs::{Certificate, Source};

/// Returns all roots that Mozilla trusts for servers. Those among `decoded` are copied.
pub fn load(decoded: &[(Source, Certificate)]) -> Loaded {
    let decoded: HashMap<&[u8], &Certificate> = (decoded.iter())
        // Trust settings may have changed the facts of others.
        .filter(|(_, certificate)| certificate.facts.is_for_servers)
        .map(|(_, certificate)| (&*certificate.der, certificate))
        .collect();
    let mut loaded = Loaded::default();
    for der in TLS_SERVER_ROOT_CERTS {
        let copy = decoded
            .get(&**der)
            .map(|certificate| (*certificate).clone());
        match copy.map_or_else(|| Certificate::new(der), Ok) {
            Ok(certificate) => loaded.certificates.push((Source::Mozilla, certificate)),
            Err(why) => loaded.add_problem(&Source::Mozilla, why),
        }
    }
    loaded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_root_can_be_read_and_is_a_ca() {
        let loaded = load(&[]);
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.certificates.len(), TLS_SERVER_ROOT_CERTS.len());
        assert!(
            loaded
                .certificates
                .iter()
                .all(|(_, certificate)| certificate.facts.is_ca)
        );
    }

    #[test]
    fn trust_settings_of_the_system_are_not_copied() {
        let mut certificate = Certificate::new(&TLS_SERVER_ROOT_CERTS[0]).unwrap();
        let copied = |certificate: &Certificate| {
            let loaded = load(&[(Source::Native, certificate.clone())]);
            loaded.certificates == load(&[]).certificates
        };
        assert!(copied(&certificate));
        certificate.facts.is_for_servers = false;
        assert!(copied(&certificate));
    }
}
