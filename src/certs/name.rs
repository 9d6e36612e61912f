//! Names of subjects and issuers, out of their DER.

use x509_cert::der::asn1::Any;
use x509_cert::der::oid::db::rfc4519::{CN, O, OU};
use x509_cert::der::{Decode as _, Tag, Tagged as _};
use x509_cert::name::Name;

use super::hex;

/// Returns a name as RFC 4514 writes it.
pub fn rfc4514(der: &[u8]) -> String {
    Name::from_der(der).map_or_else(|_| String::new(), |name| name.to_string())
}

/// Returns the common name, else the organizational unit, else the organization, else all of the
/// name.
pub fn common_name(der: &[u8]) -> String {
    let Ok(name) = Name::from_der(der) else {
        return String::new();
    };
    let attribute = |oid| {
        let mut attributes = name.iter().filter(|attribute| attribute.oid == oid);
        attributes
            .next()
            .and_then(|attribute| text(&attribute.value))
    };
    let common = [CN, OU, O].into_iter().find_map(attribute);
    common.unwrap_or_else(|| name.to_string())
}

/// Returns a name in the form in which clients compare names: regardless of encoding, case, and the
/// number of spaces (RFC 5280, 7.1).
pub fn comparable(der: &[u8]) -> String {
    let part = |attribute: &x509_cert::attr::AttributeTypeAndValue| {
        let value = text(&attribute.value).unwrap_or_else(|| hex(attribute.value.value()));
        let words: Vec<&str> = value.split_whitespace().collect();
        format!("{}={}\n", attribute.oid, words.join(" ").to_lowercase())
    };
    Name::from_der(der).map_or_else(|_| hex(der), |name| name.iter().map(part).collect())
}

/// Returns the text of an attribute. Teletex is read as Latin-1, which is what issuers have
/// written.
fn text(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units = bytes.as_chunks::<2>().0.iter().copied();
            char::decode_utf16(units.map(u16::from_be_bytes))
                .collect::<Result<_, _>>()
                .ok()
        }
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}
