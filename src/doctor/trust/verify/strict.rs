//! The checks of `VERIFY_X509_STRICT` (in `check_extensions`).

use super::Verification;
use super::extensions::KEY_CERT_SIGN;
use super::fields::{authority_key_id, basic_constraints, bits, elements};
use crate::certs::extensions::{AUTHORITY_KEY_ID, KEY_USAGE, SUBJECT_ALT_NAME, SUBJECT_KEY_ID};
use crate::certs::x509::X509;
use crate::doctor::trust::verdict::StrictFault as Fault;

/// The bit of a key usage that allows signing revocation lists.
const CRL_SIGN: usize = 6;

/// The DER of an empty Name.
const EMPTY_NAME: &[u8] = b"\x30\x00";

impl Verification<'_, '_> {
    /// Returns what the strict checks reject in one certificate, in OpenSSL's order.
    pub fn strict_faults(&self, depth: usize) -> Vec<Fault> {
        // A path of one certificate is a self-signed server that is its own anchor.
        if !self.rules.strict || self.path.len() < 2 {
            return Vec::new();
        }
        let x509 = &self.path[depth].x509;
        let is_last = depth + 1 == self.path.len();
        let constraints = basic_constraints(x509);
        let is_ca = constraints.is_some_and(|constraints| constraints.is_ca);
        let mut faults = of_constraints(x509, is_ca);
        faults.extend(of_names(x509, is_ca));
        if x509.inner_algorithm.der != x509.outer_algorithm.der {
            faults.push(Fault::AlgorithmsDiffer);
        }
        let is_critical = |oid| {
            let extension = x509.extension(oid);
            extension.is_some_and(|extension| extension.is_critical())
        };
        if is_critical(AUTHORITY_KEY_ID) {
            faults.push(Fault::AuthorityKeyIdCritical);
        }
        if is_critical(SUBJECT_KEY_ID) {
            faults.push(Fault::KeyIdCritical);
        }
        if x509.version >= 2 {
            if !is_last && authority_key_id(x509).key_id.is_none() {
                faults.push(Fault::NoAuthorityKeyId);
            }
            if is_ca && x509.extension(SUBJECT_KEY_ID).is_none() {
                faults.push(Fault::NoKeyId);
            }
        } else if x509.extensions().next().is_some() {
            faults.push(Fault::OldVersion);
        }
        faults
    }
}

fn of_constraints(x509: &X509, is_ca: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let constraints = basic_constraints(x509);
    let usage = bits(x509, KEY_USAGE);
    // Without a key usage, OpenSSL counts no bit as set here.
    let signs = usage.is_some_and(|usage| usage.bit(KEY_CERT_SIGN));
    if constraints.is_some_and(|constraints| constraints.path_length.is_some()) {
        if !is_ca {
            faults.push(Fault::PathLengthOfNonCa);
        }
        if !signs {
            faults.push(Fault::PathLengthWithoutCertSign);
        }
    }
    if is_ca && constraints.is_some_and(|constraints| !constraints.is_critical) {
        faults.push(Fault::ConstraintsNotCritical);
    }
    if is_ca && usage.is_none() {
        faults.push(Fault::NoKeyUsage);
    }
    if !is_ca && signs {
        faults.push(Fault::CertSignOfNonCa);
    }
    faults
}

fn of_names(x509: &X509, is_ca: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let usage = bits(x509, KEY_USAGE);
    let signs_lists = usage.is_some_and(|usage| usage.bit(CRL_SIGN));
    let names = elements(x509, SUBJECT_ALT_NAME);
    let is_critical = || {
        let extension = x509.extension(SUBJECT_ALT_NAME);
        extension.is_some_and(|extension| extension.is_critical())
    };
    let is_empty = x509.subject == EMPTY_NAME;
    if x509.issuer == EMPTY_NAME {
        faults.push(Fault::EmptyIssuer);
    }
    if is_empty && (is_ca || signs_lists || names.is_none()) {
        faults.push(Fault::EmptySubject);
    }
    if is_empty && names.is_some() && !is_critical() {
        faults.push(Fault::NamesNotCritical);
    }
    if names.is_some_and(|names| names.is_empty()) {
        faults.push(Fault::NoNames);
    }
    faults
}
