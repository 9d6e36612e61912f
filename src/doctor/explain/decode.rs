//! Text of any encoding as blocks of UTF-8, or of bytes that are nearly UTF-8.

use std::io::{self, BufRead, Read};

/// Maximum number of bytes of a text that are read. Input from a device may have no end.
const MAX_TEXT: u64 = 1 << 30;

const BLOCK: usize = 1 << 18;

/// The encodings of texts that Windows' tools write.
#[derive(Clone, Copy)]
enum Encoding {
    /// UTF-8 or any other superset of ASCII.
    Ascii,
    Utf16Le,
    Utf16Be,
}

/// Reads a text, and passes it on in blocks of at most some 400 kB.
pub fn utf8_blocks(mut text: impl BufRead, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let encoding = encoding(text.fill_buf()?);
    let mut text = text.take(MAX_TEXT);
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        let limit = u64::try_from(BLOCK).unwrap_or(u64::MAX);
        if text.by_ref().take(limit).read_to_end(&mut block)? == 0 {
            return Ok(());
        }
        match encoding {
            Encoding::Ascii => take(&block),
            Encoding::Utf16Le => take(from_utf16(&block, u16::from_le_bytes).as_bytes()),
            Encoding::Utf16Be => take(from_utf16(&block, u16::from_be_bytes).as_bytes()),
        }
    }
}

/// Guesses the encoding from the first bytes: a byte order mark, or ASCII in two bytes.
fn encoding(start: &[u8]) -> Encoding {
    match start {
        [0xff, 0xfe, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] => Encoding::Utf16Be,
        _ => Encoding::Ascii,
    }
}

/// Decodes a block. A character that is split between two blocks is lost: at worst, a quoted line
/// lacks it.
fn from_utf16(block: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = block.as_chunks();
    let units = pairs.iter().map(|pair| unit(*pair));
    let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    chars.collect()
}
