//! The verdict of Mozilla's list alone, by rustls.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};

use super::chain::Member;
use crate::certs::mozilla::roots;
use crate::certs::x509::X509;
use crate::doctor::crypto;

/// The verdict of a client with Mozilla's list alone, such as a browser or certifi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MozillaVerdict {
    Accepted,
    /// No path to a root of the list.
    UnknownIssuer,
    /// Another objection to the certificate.
    Rejected,
    /// The certificates cannot be verified, for instance because ring lacks an algorithm.
    NotJudged,
}

/// Returns the verdict of Mozilla's list alone at `now` (seconds since 1970).
pub fn by_mozilla(chain: &[Vec<u8>], host: &str, now: i64) -> MozillaVerdict {
    let mut all = RootCertStore::empty();
    all.add_parsable_certificates(roots().into_iter().map(CertificateDer::from));
    by_roots(all, chain, host, now)
}

fn by_roots(roots: RootCertStore, chain: &[Vec<u8>], host: &str, now: i64) -> MozillaVerdict {
    let provider = Arc::new(crypto::provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    let ders: Vec<CertificateDer> = chain
        .iter()
        .map(|der| CertificateDer::from(&**der))
        .collect();
    let since = std::time::Duration::from_secs(now.unsigned_abs());
    let now = UnixTime::since_unix_epoch(since);
    let (Ok(verifier), Some((own, others)), Ok(host)) =
        (verifier, ders.split_first(), ServerName::try_from(host))
    else {
        return MozillaVerdict::NotJudged;
    };
    match verifier.verify_server_cert(own, others, &host, &[], now) {
        Ok(_) => MozillaVerdict::Accepted,
        Err(Error::InvalidCertificate(error)) => match error {
            CertificateError::UnknownIssuer => MozillaVerdict::UnknownIssuer,
            CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. }
            | CertificateError::BadEncoding => MozillaVerdict::NotJudged,
            _ => MozillaVerdict::Rejected,
        },
        Err(_) => MozillaVerdict::NotJudged,
    }
}

/// Returns whether Mozilla's list has a root with the name and the key of a certificate.
pub fn is_of_mozilla(root: &Member) -> bool {
    let (subject, key) = (root.x509.subject, root.x509.public_key.der);
    let is_same = |own: X509| own.subject == subject && own.public_key.der == key;
    (roots().into_iter()).any(|der| X509::decode(der).is_ok_and(is_same))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::Certificate;
    use crate::doctor::trust::Origin;
    use crate::doctor::trust::verify::tests::{Ca, NOW};

    #[test]
    fn rustls_names_what_a_client_of_the_list_objects_to() {
        let root = Ca::root("Root");
        let issuing = root.sub("Issuing");
        let chain = [issuing.leaf(), issuing.der.clone()];
        let verdict = |chain: &[Vec<u8>], host: &str, now| {
            let mut roots = RootCertStore::empty();
            roots.add(root.der.clone().into()).unwrap();
            by_roots(roots, chain, host, now)
        };
        let host = "a.example.com";
        assert_eq!(verdict(&chain, host, NOW), MozillaVerdict::Accepted);
        assert_eq!(
            verdict(&chain[..1], host, NOW),
            MozillaVerdict::UnknownIssuer
        );
        assert_eq!(
            verdict(&chain, "b.example.com", NOW),
            MozillaVerdict::Rejected
        );
        assert_eq!(
            verdict(&chain, host, 4_000_000_000),
            MozillaVerdict::Rejected
        );
        assert_eq!(verdict(&[], host, NOW), MozillaVerdict::NotJudged);
        assert_eq!(by_mozilla(&chain, host, NOW), MozillaVerdict::UnknownIssuer);
    }

    #[test]
    fn every_root_of_the_list_is_known_by_name_and_key() {
        for der in roots() {
            let root = Certificate::new(der).unwrap();
            assert!(is_of_mozilla(&Member::new(&root, Origin::Anchor).unwrap()));
        }
        let other = Certificate::new(&Ca::root("Root").der).unwrap();
        assert!(!is_of_mozilla(
            &Member::new(&other, Origin::Anchor).unwrap()
        ));
    }
}
