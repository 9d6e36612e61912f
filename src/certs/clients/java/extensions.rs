//! Extensions that Java decodes. It ignores one that it cannot decode, unless it is critical.

use super::is_oid;
use super::names::{is_general_name, is_general_names, is_name_constraint};
use crate::certs::clients::values;
use crate::certs::der::{self, Error, Reader, Tag};
use crate::certs::extensions::{
    AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, CRL_DISTRIBUTION_POINTS, EXTENDED_KEY_USAGE,
    ISSUER_ALT_NAME, KEY_USAGE, NAME_CONSTRAINTS, NETSCAPE_TYPE, SUBJECT_ALT_NAME, SUBJECT_KEY_ID,
};
use crate::certs::x509::BitString;

const CERTIFICATE_POLICIES: &[u8] = b"\x55\x1d\x20";
const POLICY_MAPPINGS: &[u8] = b"\x55\x1d\x21";
const POLICY_CONSTRAINTS: &[u8] = b"\x55\x1d\x24";
const FRESHEST_CRL: &[u8] = b"\x55\x1d\x2e";
const INHIBIT_ANY_POLICY: &[u8] = b"\x55\x1d\x36";
const AUTHORITY_INFO_ACCESS: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x01\x01";
const SUBJECT_INFO_ACCESS: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x01\x0b";

/// Extensions that Java decodes and that are not for CAs, or never critical: the private key's
/// period, and those of CRLs.
const OTHERS: [&[u8]; 6] = [
    b"\x55\x1d\x10",
    b"\x55\x1d\x14",
    b"\x55\x1d\x15",
    b"\x55\x1d\x1b",
    b"\x55\x1d\x1c",
    b"\x55\x1d\x1d",
];

/// Returns whether Java decodes the value of a critical extension, as strictly as RFC 5280 (4.2).
pub fn is_readable(oid: &[u8], value: &[u8]) -> bool {
    let decoded = match oid {
        BASIC_CONSTRAINTS => basic_constraints(value),
        KEY_USAGE | NETSCAPE_TYPE => bits(value),
        EXTENDED_KEY_USAGE => list(value, oid_field),
        SUBJECT_KEY_ID => der::only(value, Tag::OCTET_STRING).map(|_| true),
        AUTHORITY_KEY_ID => authority_key_id(value),
        SUBJECT_ALT_NAME | ISSUER_ALT_NAME => der::only(value, Tag::SEQUENCE).map(is_general_names),
        NAME_CONSTRAINTS => name_constraints(value),
        CERTIFICATE_POLICIES => list(value, policy),
        POLICY_MAPPINGS => list(value, |maps| {
            let mut map = maps.enter(Tag::SEQUENCE)?;
            let are_oids = oid_field(&mut map)? && oid_field(&mut map)?;
            map.finish().map(|()| are_oids)
        }),
        POLICY_CONSTRAINTS => policy_constraints(value),
        INHIBIT_ANY_POLICY => der::only(value, Tag::INTEGER).map(is_small),
        CRL_DISTRIBUTION_POINTS | FRESHEST_CRL => list(value, distribution_point),
        AUTHORITY_INFO_ACCESS | SUBJECT_INFO_ACCESS => list(value, |descriptions| {
            let mut description = descriptions.enter(Tag::SEQUENCE)?;
            let is_right = oid_field(&mut description)? && is_general_name(description.read()?);
            description.finish().map(|()| is_right)
        }),
        _ => return !OTHERS.contains(&oid),
    };
    decoded == Ok(true)
}

/// Returns whether `element` accepts every element of a SEQUENCE.
fn list(value: &[u8], element: impl Fn(&mut Reader) -> Result<bool, Error>) -> Result<bool, Error> {
    let mut elements = Reader::new(der::only(value, Tag::SEQUENCE)?);
    let mut are_right = true;
    while !elements.is_empty() {
        are_right &= element(&mut elements)?;
    }
    Ok(are_right)
}

fn oid_field(fields: &mut Reader) -> Result<bool, Error> {
    fields.expect(Tag::OID).map(|oid| is_oid(oid.value))
}

/// Returns whether the content of an INTEGER is a number that is not negative and fits Java's int.
fn is_small(content: &[u8]) -> bool {
    values::is_integer(content) && content.len() <= 4 && content[0] < 0x80
}

fn basic_constraints(value: &[u8]) -> Result<bool, Error> {
    let mut fields = Reader::new(der::only(value, Tag::SEQUENCE)?);
    let is_ca = fields.optional(Tag::BOOLEAN)?;
    let length = fields.optional(Tag::INTEGER)?;
    fields.finish()?;
    Ok(is_ca.is_none_or(|is_ca| is_ca.value.len() == 1)
        && length.is_none_or(|length| is_small(length.value)))
}

fn bits(value: &[u8]) -> Result<bool, Error> {
    BitString::new(der::only(value, Tag::BIT_STRING)?).map(|_| true)
}

fn authority_key_id(value: &[u8]) -> Result<bool, Error> {
    let mut fields = Reader::new(der::only(value, Tag::SEQUENCE)?);
    fields.optional(Tag::context(0))?;
    let issuer = fields.optional(Tag::context_constructed(1))?;
    let serial = fields.optional(Tag::context(2))?;
    fields.finish()?;
    Ok(issuer.is_none_or(|issuer| is_general_names(issuer.value))
        && serial.is_none_or(|serial| values::is_integer(serial.value)))
}

fn name_constraints(value: &[u8]) -> Result<bool, Error> {
    let mut fields = Reader::new(der::only(value, Tag::SEQUENCE)?);
    let permitted = fields.optional(Tag::context_constructed(0))?;
    let excluded = fields.optional(Tag::context_constructed(1))?;
    fields.finish()?;
    let mut are_right = true;
    for subtrees in [permitted, excluded].into_iter().flatten() {
        let mut subtrees = Reader::new(subtrees.value);
        while !subtrees.is_empty() {
            let mut subtree = subtrees.enter(Tag::SEQUENCE)?;
            are_right &= is_name_constraint(subtree.read()?);
            for number in [0, 1] {
                let limit = subtree.optional(Tag::context(number))?;
                are_right &= limit.is_none_or(|limit| is_small(limit.value));
            }
            subtree.finish()?;
        }
    }
    Ok(are_right)
}

fn policy(policies: &mut Reader) -> Result<bool, Error> {
    let mut policy = policies.enter(Tag::SEQUENCE)?;
    let mut is_right = oid_field(&mut policy)?;
    if let Some(qualifiers) = policy.optional(Tag::SEQUENCE)? {
        let mut qualifiers = Reader::new(qualifiers.value);
        is_right &= !qualifiers.is_empty();
        while !qualifiers.is_empty() {
            let mut qualifier = qualifiers.enter(Tag::SEQUENCE)?;
            is_right &= oid_field(&mut qualifier)?;
            qualifier.read()?;
            qualifier.finish()?;
        }
    }
    policy.finish().map(|()| is_right)
}

fn policy_constraints(value: &[u8]) -> Result<bool, Error> {
    let mut fields = Reader::new(der::only(value, Tag::SEQUENCE)?);
    let explicit = fields.optional(Tag::context(0))?;
    let mapping = fields.optional(Tag::context(1))?;
    fields.finish()?;
    let limits = [explicit, mapping];
    Ok(limits
        .into_iter()
        .flatten()
        .all(|limit| is_small(limit.value)))
}

/// Decodes a distribution point with the full name of the point, which is the usual form.
fn distribution_point(points: &mut Reader) -> Result<bool, Error> {
    let mut point = points.enter(Tag::SEQUENCE)?;
    let name = point.expect(Tag::context_constructed(0))?.value;
    let issuer = point.optional(Tag::context_constructed(2))?;
    point.finish()?;
    let full_name = der::only(name, Tag::context_constructed(0))?;
    Ok(is_general_names(full_name) && issuer.is_none_or(|issuer| is_general_names(issuer.value)))
}
