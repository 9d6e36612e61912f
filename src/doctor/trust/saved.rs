//! A chain as a file that an administrator can read.

use super::chain::{Chain, Member};
use super::verify::path_of;
use crate::certs::comment::ascii;
use crate::certs::pem;
use crate::certs::summary::summarize;

/// Returns the certificates that servers sent in PEM, each once. Those of one server are in the
/// order of its chain, from its own to the last issuer; those that are not in the chain follow.
/// Above each are its names, its validity and its fingerprints.
pub fn to_pem<'a>(sent: impl IntoIterator<Item = &'a [Vec<u8>]>) -> String {
    let chains: Vec<Chain> = sent.into_iter().filter_map(Chain::decode).collect();
    let mut written: Vec<Member> = Vec::new();
    for chain in &chains {
        let all = path_of(chain).into_iter().chain(chain.members());
        for member in all {
            if !written.iter().any(|other| other.is_same(&member)) {
                written.push(member);
            }
        }
    }
    written.iter().map(block).collect()
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
    let comments = lines.map(|(name, value)| format!("# {name}: {}\n", ascii(value)));
    comments.concat() + &pem::encode(&member.certificate.der)
}
