//! A chain as a file that an administrator can read.

use super::chain::{Chain, Member, Origin};
use super::verify::path_of;
use crate::certs::comment::ascii;
use crate::certs::pem;
use crate::certs::summary::summarize;

/// Returns the certificates that a server sent in PEM, from its own to the last issuer, then those
/// that are not in the chain. Above each are its names, its validity and its fingerprints.
pub fn to_pem(ders: &[Vec<u8>]) -> String {
    let Some(chain) = Chain::decode(ders) else {
        return String::new();
    };
    let mut ordered = path_of(&chain);
    for one in chain.certificates() {
        if !ordered.iter().any(|other| other.certificate.der == one.der) {
            ordered.extend(Member::new(one, Origin::Sent));
        }
    }
    ordered.iter().map(block).collect()
}

fn block(member: &Member) -> String {
    let summary = summarize(member.certificate);
    let lines = [
        ("Subject", &summary.subject),
        ("Issuer", &summary.issuer),
        ("Not before", &summary.not_before),
        ("Not after", &summary.not_after),
        ("SHA-256", &summary.sha256),
        ("SHA-1", &summary.sha1),
    ];
    let comment: String = (lines.iter())
        .map(|(name, value)| format!("# {name}: {}\n", ascii(value)))
        .collect();
    comment + &pem::encode(&member.certificate.der)
}
