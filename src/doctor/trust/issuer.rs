//! The issuer that neither the server nor a client has: an intermediate or a root?

use super::access::issuer_urls;
use super::chain::Member;
use crate::certs::der::Reader;
use crate::certs::entries::Merged;
use crate::certs::extensions::Oid;
use crate::certs::name::{O, comparable, walk};

/// Words in the names of CAs that tell a root from an intermediate.
const ROOT_WORDS: [&str; 2] = ["root", "wurzel"];
const INTERMEDIATE_WORDS: [&str; 6] = [
    "intermediate",
    "issuing",
    "subordinate",
    "sub",
    "subca",
    "server",
];

/// Returns whether the issuer of the last certificate of a path, which neither the server nor the
/// bundle has, is an intermediate. Only its name and what the certificate says of it are known.
pub fn lacks_intermediate(merged: &Merged, own: Option<&Member>, last: &Member) -> bool {
    let issuer = last.issuer_name().to_lowercase();
    let has_word = |words: &[&str]| {
        let mut own = issuer.split(|c: char| !c.is_alphanumeric());
        own.any(|word| words.contains(&word))
    };
    if has_word(&ROOT_WORDS) {
        return false;
    }
    let is_own = own.is_some_and(|own| last.is_same(own));
    let has_url = !issuer_urls(&last.x509).is_empty();
    let has_root = has_root_of_organization(merged, last);
    has_word(&INTERMEDIATE_WORDS) || has_root || is_own && has_url
}

/// Returns whether a trusted root belongs to the organization of a certificate's issuer.
fn has_root_of_organization(merged: &Merged, last: &Member) -> bool {
    let organization = attribute(last.x509.issuer, O);
    let roots = merged.included();
    let mut roots = roots.map(|entry| entry.certificate.subject());
    organization.is_some()
        && roots.any(|subject| {
            attribute(subject, O) == organization
                && comparable(subject) != comparable(last.x509.issuer)
        })
}

/// Returns an attribute of a name, in lower case.
fn attribute(name: &[u8], oid: Oid) -> Option<String> {
    let mut found = None;
    let name = Reader::new(name).read().ok()?;
    // `X509::decode` has checked the name.
    let _ = walk(name, |attribute| {
        if attribute.oid == oid && found.is_none() {
            found = attribute.text().map(|text| text.to_lowercase());
        }
    });
    found
}
