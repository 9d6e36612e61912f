//! Values of a p11-kit file's fields.

use std::slice::Iter;

use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode as _, DecodeOwned, Encode, Error, Tag, Tagged as _};

/// Returns the DER of `bytes` as a decoded certificate contains it: the parser sorts the sets in
/// it.
pub fn encoded<T>(bytes: &[u8], name: &str) -> Result<Box<[u8]>, String>
where
    T: DecodeOwned<Error = Error> + Encode,
{
    let der = T::from_der(bytes).and_then(|parsed| parsed.to_der());
    der.map(Vec::into_boxed_slice)
        .map_err(|error| invalid(name, &error))
}

pub fn invalid(name: &str, error: &Error) -> String {
    format!("invalid `{name}`: {error}")
}

/// Returns the content of an INTEGER without leading zeros.
pub fn number(der: &[u8]) -> Option<Box<[u8]>> {
    let integer = AnyRef::from_der(der).ok()?;
    let digits = integer.value().iter().skip_while(|byte| **byte == 0);
    (integer.tag() == Tag::Integer).then(|| digits.copied().collect())
}

/// Returns the bytes between quotes. `%2a` is one byte; a quote inside is a byte like any other.
pub fn unquoted(value: &[u8]) -> Option<Vec<u8>> {
    let [b'"', inner @ .., b'"'] = value else {
        return None;
    };
    let mut rest = inner.iter();
    let mut bytes = Vec::with_capacity(inner.len());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => escaped(&mut rest)?,
            byte => *byte,
        });
    }
    Some(bytes)
}

fn escaped(rest: &mut Iter<u8>) -> Option<u8> {
    let mut digit = || char::from(*rest.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}
