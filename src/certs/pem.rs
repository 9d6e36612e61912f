//! PEM: cuts text into blocks, and encodes certificates.

use std::borrow::Cow;

use ::pem::{EncodeConfig, LineEnding, Pem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem::{find, rfind};

/// Encodes a certificate in the form that every client reads: no comment, 64 columns, LF.
pub fn encode(der: &[u8]) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    ::pem::encode_config(&Pem::new("CERTIFICATE", der), config)
}

/// Appends a certificate in the same form, without allocating: a bundle has hundreds.
pub fn append(text: &mut Vec<u8>, der: &[u8]) {
    const BYTES_OF_LINE: usize = COLUMNS / 4 * 3;

    text.extend_from_slice(BEGIN_LINE);
    for bytes in der.chunks(BYTES_OF_LINE) {
        let mut line = [b'\n'; COLUMNS + 1];
        // A line of this length has room for them.
        let length = STANDARD.encode_slice(bytes, &mut line).unwrap_or_default();
        text.extend_from_slice(&line[..=length]);
    }
    text.extend_from_slice(END_LINE);
}

const BEGIN_LINE: &[u8] = b"-----BEGIN CERTIFICATE-----\n";
const END_LINE: &[u8] = b"-----END CERTIFICATE-----\n";
const COLUMNS: usize = 64;

/// Returns the size of a certificate of this many bytes in this form.
pub fn encoded_size(der: usize) -> usize {
    let base64 = der.div_ceil(3) * 4;
    BEGIN_LINE.len() + base64 + base64.div_ceil(COLUMNS) + END_LINE.len()
}

/// Returns a text file's bytes without byte order marks, and in UTF-8 if they were UTF-16.
pub fn decode_text(bytes: &[u8]) -> Cow<'_, [u8]> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => decode_utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => decode_utf16(u16::from_be_bytes, rest),
        // In UTF-16 without a mark, every other byte of Latin text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => decode_utf16(u16::from_le_bytes, bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => decode_utf16(u16::from_be_bytes, bytes),
        _ => Cow::Borrowed(bytes),
    }
}

fn decode_utf16<'a>(unit: fn([u8; 2]) -> u16, bytes: &[u8]) -> Cow<'a, [u8]> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Cow::Owned(text.into_bytes())
}

/// A PEM block of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub label: &'a [u8],
    /// The text between the BEGIN line before, or the start of the text, and this one.
    before: &'a [u8],
    /// The bytes between the BEGIN and the END line; `None` if the END line is missing.
    body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// Cuts text into blocks. A block ends at its END line or, if that is missing, at the next BEGIN
/// line.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = find(rest, BEGIN)?;
            let before = &rest[..start];
            rest = &rest[start + BEGIN.len()..];
            let Some(label) = find(rest, DASHES).map(|end| &rest[..end]) else {
                continue;
            };
            if label.contains(&b'\n') || label.contains(&b'\r') {
                continue;
            }
            rest = &rest[label.len() + DASHES.len()..];
            return Some(Block::new(label, before, rest));
        }
    })
}

impl<'a> Block<'a> {
    fn new(label: &'a [u8], before: &'a [u8], after: &'a [u8]) -> Self {
        let own = &after[..find(after, BEGIN).unwrap_or(after.len())];
        let end = [b"-----END ", label, DASHES].concat();
        let body = find(own, &end).map(|end| &own[..end]);
        Self {
            label,
            before,
            body,
        }
    }

    /// Returns the text behind the block before, or behind the start of the text.
    pub fn above(&self) -> &'a [u8] {
        let end = rfind(self.before, b"-----END ").unwrap_or_default();
        &self.before[end..]
    }

    pub fn decode(&self) -> Result<Vec<u8>, String> {
        let body = self.body.ok_or("END line missing")?;
        let der = decode_base64(body).ok_or("invalid base64")?;
        if der.is_empty() {
            return Err("empty block".to_owned());
        }
        Ok(der)
    }
}

/// Decodes base64. Lone carriage returns, indentation and lines of any length are read without
/// white space.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut base64 = Vec::with_capacity(text.len());
    for line in text.split(u8::is_ascii_whitespace) {
        base64.extend_from_slice(line);
    }
    // The crate `pem` decodes with the same engine, in eight times the time.
    let decoded = STANDARD.decode(&base64).ok();
    decoded.or_else(|| STANDARD.decode(without_escapes(&base64)?).ok())
}

/// Removes the escapes of JSON and of environment files, in which a line ends with `\n` in two
/// characters. base64 has no backslash.
fn without_escapes(base64: &[u8]) -> Option<Vec<u8>> {
    let mut parts = base64.split(|byte| *byte == b'\\');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        text.extend_from_slice(
            part.strip_prefix(b"n")
                .or(part.strip_prefix(b"r"))
                .unwrap_or(part),
        );
    }
    (text.len() < base64.len()).then_some(text)
}

/// Decodes a text that is nothing but the base64 of DER or of PEM, without a label.
pub(super) fn decode_bare(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let quoted = text
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""));
    let decoded = decode_base64(quoted.unwrap_or(text))?;
    let is_content = matches!(decoded[..], [0x30, 0x80..=0x84, ..]) || decoded.starts_with(BEGIN);
    is_content.then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encoders_write_the_same() {
        for length in 1..200 {
            let der: Vec<u8> = (0..length).collect();
            let mut text = b"before\n".to_vec();
            append(&mut text, &der);
            let expected = format!("before\n{}", encode(&der));
            assert_eq!(text, expected.as_bytes());
            assert_eq!(encode(&der).len(), encoded_size(der.len()));
        }
    }
}
