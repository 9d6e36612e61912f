//! The format of a program that the kernel does not run.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The format of a file, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Empty,
    /// Of Linux and others.
    Elf,
    /// A program of Windows, or of DOS.
    Windows,
    /// Another file with bytes that no text has.
    Binary,
    /// A text, or a file that cannot be read, which the shell reports.
    Text,
}

impl Format {
    /// Reads the format of the file at `path`.
    pub fn of(path: &Path) -> Self {
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
        match (read, head.as_slice()) {
            (Ok(_), []) => Format::Empty,
            (_, [0x7f, b'E', b'L', b'F', ..]) => Format::Elf,
            (_, [b'M', b'Z', ..]) => Format::Windows,
            (_, head) if head.contains(&0) => Format::Binary,
            _ => Format::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_format() {
        for (content, format) in [
            (&b""[..], Format::Empty),
            (b"\x7fELF\x02", Format::Elf),
            (b"MZ\x90\0", Format::Windows),
            (b"\xca\xfe\xba\xbe\0\0\0\x02", Format::Binary),
            (b"echo hello\n", Format::Text),
            ("# Häuser\n".as_bytes(), Format::Text),
        ] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), content).unwrap();
            assert_eq!(Format::of(file.path()), format, "{content:?}");
        }
        assert_eq!(Format::of(Path::new("/not/there")), Format::Text);
    }
}
