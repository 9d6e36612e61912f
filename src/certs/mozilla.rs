//! Mozilla's list of root CAs as it is compiled in: its certificates, its version and its date.

use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::{hex, pem, sha256};

/// The version of the crate `webpki-root-certs`. Cargo.toml accepts no other, and a test compares
/// both: a new version has a new date.
pub const CRATE_VERSION: &str = "1.0.11";

/// The date of the list in seconds since 1970: the day on which the registry published that version
/// of the crate. The crate's own test has compared it with Mozilla's report on that day.
pub const DATE: i64 = 1_792_713_600;

/// Returns the certificates in DER, in the order of a bundle.
pub fn roots() -> Vec<&'static [u8]> {
    let roots = TLS_SERVER_ROOT_CERTS.iter().map(|root| &**root);
    let mut roots: Vec<&[u8]> = roots.collect();
    roots.sort_unstable();
    roots
}

/// Returns the list as a PEM file.
pub fn to_pem() -> String {
    roots().into_iter().map(pem::encode).collect()
}

/// Returns the SHA-256 of [`to_pem`].
pub fn digest() -> String {
    hex(&sha256(to_pem().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::date;

    /// The field `pubtime` of the registry's index is the time at which a version was published.
    #[test]
    fn the_date_is_that_of_the_crates_version() {
        let lock = std::fs::read_to_string("Cargo.lock").unwrap();
        let (_, package) = lock
            .split_once("name = \"webpki-root-certs\"\nversion = \"")
            .unwrap();
        let (version, _) = package.split_once('"').unwrap();
        let (day, actual) = (date(DATE), digest());
        let known = (CRATE_VERSION, &*day, &*actual);
        let digest = "41f7ed9d704be3dd8d17efd637f8488e77b46b4d997de40518fb222f62be3b66";
        assert_eq!((version, "2026-10-23", digest), known);
    }
}
