//! Name constraints, which limit the names that a CA can sign.

use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::Warning;
use crate::certs::extensions::NAME_CONSTRAINTS;
use crate::certs::x509::{Extension, X509};

pub fn warnings(certificate: &X509) -> Vec<Warning> {
    let extension = certificate.extension(NAME_CONSTRAINTS);
    let decode = |extension: Extension| NameConstraints::from_der(extension.value).ok();
    let Some(constraints) = extension.and_then(decode) else {
        return Vec::new();
    };
    let permitted = constraints.permitted_subtrees;
    let excluded = constraints.excluded_subtrees;
    let permitted = permitted.map(|names| Warning::OnlyFor(shown(&names)));
    let excluded = excluded.map(|names| Warning::NotFor(shown(&names)));
    permitted.into_iter().chain(excluded).collect()
}

/// Returns the names of a constraint, each once.
fn shown(subtrees: &[GeneralSubtree]) -> Vec<String> {
    let mut names: Vec<String> = subtrees.iter().map(|tree| name(&tree.base)).collect();
    names.dedup();
    names
}

fn name(base: &GeneralName) -> String {
    match base {
        GeneralName::DnsName(name) => match name.as_str() {
            "" => "all names".to_owned(),
            name => name.to_owned(),
        },
        GeneralName::IpAddress(address) => network(address.as_bytes()),
        GeneralName::DirectoryName(name) => format!("subjects in {name}"),
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
