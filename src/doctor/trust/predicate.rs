//! Objections as text: the end of a sentence about a certificate.

use super::verdict::{Kind, Purpose, Verdict};
use super::verify::names_of;
use crate::certs::date;
use crate::error::shown_name;

/// Maximum number of a certificate's names.
const MAX_NAMES: usize = 3;

impl Verdict<'_> {
    /// Returns a description of a certificate of the path.
    pub fn described(&self, depth: usize) -> String {
        let Some(member) = self.path.get(depth) else {
            return "the certificate".to_owned();
        };
        if depth == 0 {
            "the server's certificate".to_owned()
        } else if member.certificate.facts.is_self_issued {
            format!("the root `{}`", member.name())
        } else {
            format!("the CA `{}`", member.name())
        }
    }

    /// Returns what a client rejects in the certificate at this depth.
    pub fn predicate(&self, kind: &Kind, depth: usize) -> String {
        let member = self.path.get(depth);
        match kind {
            Kind::SelfSigned => "is self-signed, and not trusted".to_owned(),
            Kind::UnknownRoot => "is not trusted".to_owned(),
            Kind::NoIssuer => match member {
                Some(member) => format!(
                    "was signed by `{}`, which is not trusted and was not sent",
                    member.issuer_name()
                ),
                None => "has no trusted issuer".to_owned(),
            },
            Kind::NoIssuerOfAnchor => "is trusted, but its root is not".to_owned(),
            Kind::TooLong => "is one of more than 100".to_owned(),
            Kind::Critical(name) => {
                format!("has the critical extension {name}, which OpenSSL does not support")
            }
            Kind::Undecodable(name) => {
                format!("has the extension {name} twice, or one that cannot be decoded")
            }
            Kind::NotACa => "is not a CA, but signed a certificate of this chain".to_owned(),
            Kind::CannotSign => {
                "has a key usage that does not allow it to sign certificates".to_owned()
            }
            Kind::ExplicitCurve => "describes its curve instead of naming it".to_owned(),
            Kind::PathLength(length) => format!(
                "allows {length} intermediate CAs below it, and this chain has more (path length)"
            ),
            Kind::Purpose(purpose) => {
                let extension = match purpose {
                    Purpose::ExtendedKeyUsage => "extended key usage",
                    Purpose::KeyUsage => "key usage",
                    Purpose::NetscapeType => "nsCertType",
                };
                format!("is not for TLS servers by its {extension}")
            }
            Kind::Strict(fault) => format!("breaks a rule of strict clients: {}", fault.text()),
            Kind::WeakKey { bits, required } => {
                format!("has a weak key, of {bits} bits of security instead of {required}")
            }
            Kind::WeakDigest { .. } => match member {
                Some(member) => format!(
                    "is signed with a weak digest ({})",
                    crate::certs::oid::known_name(member.x509.outer_algorithm.oid)
                ),
                None => "is signed with a weak digest".to_owned(),
            },
            Kind::WrongName | Kind::WrongAddress => {
                let names = member.map(|member| names_of(&member.x509));
                names.map_or_else(String::new, |names| format!("is for {}", listed(&names)))
            }
            Kind::Signature => "has a wrong signature".to_owned(),
            Kind::Expired(at) => format!("expired on {}", date(*at)),
            Kind::NotYetValid(from) => format!("is valid from {} on", date(*from)),
            Kind::NotPermitted { by, name } => format!(
                "contains {}, for which {} may not sign",
                shown_name(name),
                self.described(*by)
            ),
            Kind::ExcludedName { by, name } => format!(
                "contains {}, which {} excludes",
                shown_name(name),
                self.described(*by)
            ),
            Kind::ConstraintSyntax { by } => format!(
                "is below {}, which has a name constraint that no client supports",
                self.described(*by)
            ),
        }
    }
}

/// Returns the first names of a certificate.
fn listed(names: &[String]) -> String {
    let first: Vec<String> = names
        .iter()
        .take(MAX_NAMES)
        .map(|name| shown_name(name))
        .collect();
    let more = match names.len() {
        0 => return "no name".to_owned(),
        count if count > MAX_NAMES => format!(" and {} more", count - MAX_NAMES),
        _ => String::new(),
    };
    format!("other names: {}{more}", first.join(", "))
}
