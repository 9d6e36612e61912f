//! GeneralNames as Java decodes them (`GeneralName` in its `sun.security.x509`).

use super::{attribute_refusal, is_oid};
use crate::certs::clients::general_names::{
    DIRECTORY_NAME, DNS_NAME, EMAIL, IP_ADDRESS, OTHER_NAME, REGISTERED_ID, URI, other_name_type,
};
use crate::certs::clients::refused_attribute_of;
use crate::certs::der::{self, Element, Reader, Tag};

/// Returns whether Java decodes the content of GeneralNames.
pub fn is_general_names(content: &[u8]) -> bool {
    let mut names = Reader::new(content);
    let mut are_right = !names.is_empty();
    while are_right && !names.is_empty() {
        are_right = names.read().is_ok_and(is_general_name);
    }
    are_right
}

/// Returns whether Java decodes a name. Rare kinds of names are rejected, although Java decodes
/// some of them.
pub fn is_general_name(name: Element) -> bool {
    let content = name.value;
    match name.tag {
        EMAIL => is_email(content),
        DNS_NAME => true,
        URI => is_uri(content),
        IP_ADDRESS => [4, 8, 16, 32].contains(&content.len()),
        REGISTERED_ID => is_oid(content),
        DIRECTORY_NAME => is_directory_name(content),
        OTHER_NAME => other_name_type(content).is_ok_and(|oid| is_oid(oid) && !is_extension(oid)),
        _ => false,
    }
}

/// Returns whether an identifier is that of an extension: of X.509, of PKIX, or Netscape's. As the
/// type of an `OtherName`, Java looks for a name in the class of the extension (`getGNI` in its
/// `OtherName.java`).
fn is_extension(oid: &[u8]) -> bool {
    const EXTENSIONS: [&[u8]; 4] = [
        b"\x55\x1d",
        b"\x2b\x06\x01\x05\x05\x07\x01",
        b"\x2b\x06\x01\x05\x05\x07\x30",
        b"\x60\x86\x48\x01\x86\xf8\x42",
    ];
    EXTENSIONS.iter().any(|prefix| oid.starts_with(prefix))
}

/// Returns whether Java decodes the base of a name constraint. That of URIs is a host, or the end
/// of one (RFC 5280, 4.2.1.10).
pub fn is_name_constraint(base: Element) -> bool {
    match (base.tag, str::from_utf8(base.value)) {
        (URI, host) => host.is_ok_and(|host| is_host(host.strip_prefix('.').unwrap_or(host))),
        _ => is_general_name(base),
    }
}

fn is_email(content: &[u8]) -> bool {
    content.is_ascii() && content.last().is_some_and(|last| *last != b'@')
}

fn is_directory_name(content: &[u8]) -> bool {
    let is_name = der::only(content, Tag::SEQUENCE).is_ok();
    is_name && refused_attribute_of(content, attribute_refusal).is_none()
}

/// Returns whether a URI has a scheme, a host if it has an authority, and no character that RFC
/// 3986 does not allow.
fn is_uri(content: &[u8]) -> bool {
    let Some((scheme, rest)) = str::from_utf8(content)
        .ok()
        .and_then(|uri| uri.split_once(':'))
    else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|other| other.is_ascii_alphanumeric());
    let is_right = |character: char| {
        character.is_ascii_alphanumeric() || "-._~/?:@!$&'()*+,;=".contains(character)
    };
    let has_host = rest.strip_prefix("//").is_none_or(|rest| {
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (host, port) = authority.split_once(':').unwrap_or((authority, "1"));
        is_host(host) && port.len() < 6 && port.parse::<u16>().is_ok()
    });
    is_scheme && !rest.is_empty() && rest.chars().all(is_right) && has_host
}

/// Returns whether a host has labels of letters, digits and hyphens (RFC 1123, 2.1), of at most 63
/// octets (RFC 1034, 3.1).
fn is_host(host: &str) -> bool {
    host.split('.').all(|label| {
        let is_right = |character: char| character.is_ascii_alphanumeric() || character == '-';
        label.starts_with(|first: char| first.is_ascii_alphanumeric())
            && label.ends_with(|last: char| last.is_ascii_alphanumeric())
            && label.chars().all(is_right)
            && label.len() < 64
    })
}
