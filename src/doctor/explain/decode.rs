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
    let start = text.fill_buf()?;
    if start.is_empty() {
        return Ok(());
    }
    let encoding = encoding(start);
    let mut text = text.take(MAX_TEXT);
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        let limit = u64::try_from(BLOCK).unwrap_or(u64::MAX);
        let length = text.by_ref().take(limit).read_to_end(&mut block)?;
        match encoding {
            Encoding::Ascii => take(&block),
            Encoding::Utf16Le => take(from_utf16(&block, u16::from_le_bytes).as_bytes()),
            Encoding::Utf16Be => take(from_utf16(&block, u16::from_be_bytes).as_bytes()),
        }
        // A terminal would be read again after its end: Ctrl-D would be needed twice.
        if length < BLOCK {
            return Ok(());
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

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// A terminal: each line is one read, and so is Ctrl-D.
    struct Terminal(Vec<&'static [u8]>);

    impl Read for Terminal {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let mut line = self.0.pop().expect("no read after the end");
            line.read(buffer)
        }
    }

    #[test]
    fn nothing_is_read_after_the_end() {
        for lines in [vec![&b""[..]], vec![b"", b"b\n", b"a\n"]] {
            let expected = lines.iter().rev().copied().collect::<Vec<_>>().concat();
            let mut text = Vec::new();
            let terminal = BufReader::new(Terminal(lines));
            utf8_blocks(terminal, |block| text.extend_from_slice(block)).expect("a text");
            assert_eq!(text, expected);
        }
    }
}
