//! Names of servers (`X509_check_host` and `X509_check_ip` in OpenSSL's `v3_utl.c`, with the flags
//! of Python).

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::fields::elements;
use crate::certs::der::{Reader, Tag};
use crate::certs::extensions::SUBJECT_ALT_NAME;
use crate::certs::name::{CN, walk};
use crate::certs::name_constraints::{DNS_NAME, IP_ADDRESS};
use crate::certs::x509::X509;

/// The name or the address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    Name(String),
    Address(IpAddr),
}

impl Host {
    pub fn parse(text: &str) -> Self {
        let address = text.parse().map(Self::Address);
        address.unwrap_or_else(|_| Self::Name(text.to_owned()))
    }
}

/// Returns whether a certificate is for a server of this name. The common name counts only if
/// there is no DNS name among the alternative names.
pub fn is_for(certificate: &X509, host: &Host) -> bool {
    match host {
        Host::Address(address) => alternatives(certificate, IP_ADDRESS)
            .iter()
            .any(|octets| address_of(octets) == Some(*address)),
        Host::Name(name) => {
            let dns = alternatives(certificate, DNS_NAME);
            if dns.is_empty() {
                let common = common_names(certificate);
                common.iter().any(|common| fits(common, name))
            } else {
                let dns = dns.iter().filter_map(|name| str::from_utf8(name).ok());
                dns.into_iter().any(|pattern| fits(pattern, name))
            }
        }
    }
}

/// Returns whether a certificate is for a server of this name by its common name alone, which newer
/// clients ignore.
pub fn counts_by_common_name(certificate: &X509, host: &Host) -> bool {
    matches!(host, Host::Name(_)) && !has_dns_names(certificate) && is_for(certificate, host)
}

/// Returns whether a certificate has DNS names among its alternative names.
pub fn has_dns_names(certificate: &X509) -> bool {
    !alternatives(certificate, DNS_NAME).is_empty()
}

/// Returns the names and addresses for which a certificate is, without its common name if that
/// does not count.
pub fn names_of(certificate: &X509) -> Vec<String> {
    let text = |name: &&[u8]| str::from_utf8(name).ok().map(str::to_owned);
    let dns = alternatives(certificate, DNS_NAME);
    let mut names: Vec<String> = dns.iter().filter_map(text).collect();
    if dns.is_empty() {
        names.extend(common_names(certificate));
    }
    let addresses = alternatives(certificate, IP_ADDRESS);
    let addresses = addresses.iter().filter_map(|octets| address_of(octets));
    names.extend(addresses.map(|address| address.to_string()));
    names
}

/// Returns the content of each alternative name of one type.
pub fn alternatives<'a>(certificate: &X509<'a>, tag: Tag) -> Vec<&'a [u8]> {
    let names = elements(certificate, SUBJECT_ALT_NAME).unwrap_or_default();
    let of_type = names.into_iter().filter(|name| name.tag == tag);
    of_type.map(|name| name.value).collect()
}

pub fn address_of(octets: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(octets).map(|octets| Ipv4Addr::from(octets).into());
    let v6 = || <[u8; 16]>::try_from(octets).map(|octets| Ipv6Addr::from(octets).into());
    v4.or_else(|_| v6()).ok()
}

/// Returns the common names of the subject.
pub fn common_names(certificate: &X509) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(subject) = Reader::new(certificate.subject).read() {
        // `X509::decode` has checked the name.
        let _ = walk(subject, |attribute| {
            if attribute.oid == CN {
                names.extend(attribute.text().map(Cow::into_owned));
            }
        });
    }
    names
}

/// Returns whether a name fits a pattern, which may have `*` in place of its first label.
fn fits(pattern: &str, name: &str) -> bool {
    if pattern.eq_ignore_ascii_case(name) {
        return true;
    }
    let Some((label, rest)) = name.split_once('.') else {
        return false;
    };
    let Some(parent) = pattern.strip_prefix("*.").filter(|rest| is_parent(rest)) else {
        return false;
    };
    let is_label = |label: &str| {
        let is_right = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && (label.chars().all(is_right) || label == "*")
    };
    parent.eq_ignore_ascii_case(rest) && is_label(label)
}

/// Returns whether a wildcard may stand in front of a name: it has two labels or more, of letters,
/// digits and hyphens that are not at their start or end (`valid_star`).
fn is_parent(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_right = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let has_hyphen = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && !has_hyphen && label.chars().all(is_right)
    };
    name.contains('.') && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label() {
        for (pattern, name, expected) in [
            ("a.example.com", "A.Example.COM", true),
            ("*.example.com", "a.example.com", true),
            ("*.example.com", "A.EXAMPLE.com", true),
            ("*.example.com", "xn--bcher-kva.example.com", true),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", "example.com", false),
            ("*.example.com", ".example.com", false),
            ("*.com", "example.com", false),
            ("*", "localhost", false),
            ("*.local", "a.local", false),
            ("a*.example.com", "ab.example.com", false),
            ("*a.example.com", "ba.example.com", false),
            ("a.*.com", "a.b.com", false),
            ("*.*.com", "a.b.com", false),
            ("*.-b.com", "a.-b.com", false),
            ("*.b-.com", "a.b-.com", false),
            ("*.example.com.", "a.example.com", false),
            ("a_b.example.com", "a_b.example.com", true),
            ("*.example.com", "a_b.example.com", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
