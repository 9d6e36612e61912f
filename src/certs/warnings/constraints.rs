//! Name constraints, which limit the names that a CA can sign.

use super::Warning;
use crate::certs::name::rfc4514;
use crate::certs::name_constraints::{
    DIRECTORY_NAME, DNS_NAME, IP_ADDRESS, NameConstraints, Subtree,
};
use crate::certs::x509::X509;

pub fn warnings(certificate: &X509) -> Vec<Warning> {
    let Some(constraints) = NameConstraints::of(certificate) else {
        return Vec::new();
    };
    let permitted = constraints.permitted;
    let excluded = constraints.excluded;
    let permitted = permitted.map(|names| Warning::OnlyFor(shown(&names)));
    let excluded = excluded.map(|names| Warning::NotFor(shown(&names)));
    permitted.into_iter().chain(excluded).collect()
}

/// Returns the names of a constraint, each once.
fn shown(subtrees: &[Subtree]) -> Vec<String> {
    let mut names: Vec<String> = subtrees.iter().map(name).collect();
    names.dedup();
    names
}

fn name(subtree: &Subtree) -> String {
    let value = subtree.base.value;
    match subtree.base.tag {
        DNS_NAME if value.is_empty() => "all names".to_owned(),
        DNS_NAME => String::from_utf8_lossy(value).into_owned(),
        IP_ADDRESS => network(value),
        DIRECTORY_NAME => format!("subjects in {}", rfc4514(value)),
        _ => "names of other types".to_owned(),
    }
}

/// Returns an address and its mask (RFC 5280, 4.2.1.10) in CIDR notation.
fn network(bytes: &[u8]) -> String {
    let (address, mask) = bytes.split_at(bytes.len() / 2);
    let bits: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let address = match (<[u8; 4]>::try_from(address), <[u8; 16]>::try_from(address)) {
        (Ok(v4), _) => std::net::Ipv4Addr::from(v4).to_string(),
        (_, Ok(v6)) => std::net::Ipv6Addr::from(v6).to_string(),
        _ => return "an IP address".to_owned(),
    };
    format!("{address}/{bits}")
}
