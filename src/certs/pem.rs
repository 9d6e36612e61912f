//! PEM blocks.

use std::borrow::Cow;

use memchr::memmem::find;

/// The bytes of a text file without what its editor put around them: UTF-16 becomes UTF-8, byte order marks go.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, [u8]> {
    let utf16 = |decode: fn([u8; 2]) -> u16, bytes: &[u8]| -> Cow<'_, [u8]> {
        let (pairs, _) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| decode(*pair));
        let text: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{fffd}'))
            .collect();
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => utf16(u16::from_be_bytes, rest),
        // Without a mark, every other byte of Latin text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => utf16(u16::from_le_bytes, bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => utf16(u16::from_be_bytes, bytes),
        _ => Cow::Borrowed(bytes),
    }
}

/// One PEM block, cut out of its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub label: &'a [u8],
    /// What stands between the two lines; `None` where the end is missing.
    body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// Cuts text at its BEGIN lines, each block ending at its END line or, where that is missing, at the next BEGIN.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = find(rest, BEGIN)? + BEGIN.len();
            rest = &rest[start..];
            let Some(label) = find(rest, DASHES).map(|end| &rest[..end]) else {
                continue;
            };
            if label.contains(&b'\n') || label.contains(&b'\r') {
                continue;
            }
            let after = &rest[label.len() + DASHES.len()..];
            let own = &after[..find(after, BEGIN).unwrap_or(after.len())];
            let end = [b"-----END ", label, DASHES].concat();
            rest = after;
            return Some(Block {
                label,
                body: find(own, &end).map(|end| &own[..end]),
            });
        }
    })
}

impl Block<'_> {
    pub fn decode(&self) -> Result<Vec<u8>, String> {
        let body = self.body.ok_or("its END line is missing")?;
        // Lone carriage returns, indentation and one long line are all the same to a reader of base64 without them.
        let base64: Vec<u8> = body
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        let whole = [
            b"-----BEGIN X-----\n",
            base64.as_slice(),
            b"\n-----END X-----\n",
        ]
        .concat();
        let block = ::pem::parse(whole).map_err(|_| "it is not base64")?;
        match block.contents() {
            [] => Err("it is empty".to_owned()),
            _ => Ok(block.into_contents()),
        }
    }
}
