//! Name constraints of CAs (`check_name_constraints`, and OpenSSL's `v3_ncons.c`).

use super::Verification;
use super::fields::elements;
use super::host::{address_of, common_names, has_dns_names};
use crate::certs::der::{Element, Tag};
use crate::certs::extensions::SUBJECT_ALT_NAME;
use crate::certs::name::{are_equal, comparable, rfc4514};
use crate::certs::name_constraints::{
    DIRECTORY_NAME, DNS_NAME, IP_ADDRESS, NameConstraints, Subtree,
};
use crate::certs::x509::X509;
use crate::doctor::trust::verdict::{Kind, NotJudged};

/// A name of a certificate, as its tag in a `GeneralName` and its content.
type Name<'a> = (Tag, &'a [u8]);

impl Verification<'_, '_> {
    pub fn check_constraints(&mut self) {
        for depth in (0..self.path.len()).rev() {
            let own = self.path[depth].x509;
            // Self-issued certificates may have any name, unless they are the last.
            if depth > 0 && are_equal(own.subject, own.issuer) {
                continue;
            }
            for by in (depth + 1..self.path.len()).rev() {
                self.check_constraints_by(by, depth);
            }
        }
    }

    /// Checks the names of one certificate against the constraints of a CA above it.
    fn check_constraints_by(&mut self, by: usize, depth: usize) {
        let (own, ca) = (self.path[depth].x509, self.path[by].x509);
        let Some(constraints) = NameConstraints::of(&ca) else {
            return;
        };
        let common: Vec<String> = if depth == 0 && !has_dns_names(&own) {
            common_names(&own)
                .into_iter()
                .filter(|name| is_dns_name(name))
                .collect()
        } else {
            Vec::new()
        };
        let common = common.iter().map(|name| (DNS_NAME, name.as_bytes()));
        for name in names_of(&own).into_iter().chain(common) {
            match objection(&constraints, name, by) {
                Ok(None) => {}
                Ok(Some(kind)) => return self.object(depth, kind),
                Err(Unsupported) => self.not_judged.push(NotJudged::Constraint(by)),
            }
        }
    }
}

/// A constraint on names of a type that is not compared here.
struct Unsupported;

/// Returns why a name is not allowed (`nc_match`).
fn objection(
    constraints: &NameConstraints,
    name: Name,
    by: usize,
) -> Result<Option<Kind>, Unsupported> {
    let of_type = |subtree: &&Subtree| subtree.base.tag == name.0;
    let permitted = constraints.permitted.iter().flatten();
    let permitted: Vec<&Subtree> = permitted.filter(of_type).collect();
    let excluded = constraints.excluded.iter().flatten();
    let excluded: Vec<&Subtree> = excluded.filter(of_type).collect();
    let mut all = permitted.iter().chain(&excluded);
    if all.any(|subtree| subtree.is_limited) {
        return Ok(Some(Kind::ConstraintSyntax { by }));
    }
    let mut is_permitted = permitted.is_empty();
    for subtree in permitted {
        is_permitted |= is_below(name, subtree.base)?;
    }
    if !is_permitted {
        let name = shown(name);
        return Ok(Some(Kind::NotPermitted { by, name }));
    }
    for subtree in excluded {
        if is_below(name, subtree.base)? {
            let name = shown(name);
            return Ok(Some(Kind::ExcludedName { by, name }));
        }
    }
    Ok(None)
}

fn is_below(name: Name, base: Element) -> Result<bool, Unsupported> {
    match name.0 {
        DNS_NAME => Ok(is_below_domain(name.1, base.value)),
        IP_ADDRESS => Ok(is_in_network(name.1, base.value)),
        // Text of equal attributes is equal, and a name begins with its base.
        DIRECTORY_NAME => Ok(comparable(name.1).starts_with(&comparable(base.value))),
        _ => Err(Unsupported),
    }
}

/// Returns whether a DNS name is a domain or below it (`nc_dns`).
fn is_below_domain(name: &[u8], domain: &[u8]) -> bool {
    let Some(start) = name.len().checked_sub(domain.len()) else {
        return false;
    };
    let (before, end) = name.split_at(start);
    let is_whole = before.is_empty() || before.ends_with(b".") || domain.starts_with(b".");
    domain.is_empty() || is_whole && end.eq_ignore_ascii_case(domain)
}

/// Returns whether an address is in a network, which is an address and a mask (`nc_ip`).
fn is_in_network(address: &[u8], network: &[u8]) -> bool {
    let (base, mask) = network.split_at(network.len() / 2);
    let is_right = matches!((address.len(), network.len()), (4, 8) | (16, 32));
    let mut octets = address.iter().zip(base).zip(mask);
    is_right && octets.all(|((own, base), mask)| (own ^ base) & mask == 0)
}

/// Returns the subject, unless it is empty, and the alternative names.
fn names_of<'a>(certificate: &X509<'a>) -> Vec<Name<'a>> {
    let subject = (DIRECTORY_NAME, certificate.subject);
    let subject = (certificate.subject != b"\x30\x00").then_some(subject);
    let alternatives = elements(certificate, SUBJECT_ALT_NAME).unwrap_or_default();
    let alternatives = alternatives.iter().map(|name| (name.tag, name.value));
    subject.into_iter().chain(alternatives).collect()
}

fn shown((tag, value): Name) -> String {
    let text = match tag {
        DIRECTORY_NAME => rfc4514(value),
        IP_ADDRESS => address_of(value).map_or_else(String::new, |address| address.to_string()),
        _ => String::from_utf8_lossy(value).into_owned(),
    };
    crate::error::shown_name(&text)
}

/// Returns whether a common name looks like a DNS name (`cn2dnsid`).
fn is_dns_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_right = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let has_hyphen = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && !has_hyphen && label.chars().all(is_right)
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    name.contains('.') && name.split('.').all(is_label)
}
