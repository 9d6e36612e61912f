//! The format of a program that the kernel does not run.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The format of a file, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
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

impl FileFormat {
    /// Reads the format of the file at `path`.
    pub fn of(path: &Path) -> Self {
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut head));
        match (read, head.as_slice()) {
            (Ok(_), []) => FileFormat::Empty,
            (_, [0x7f, b'E', b'L', b'F', ..]) => FileFormat::Elf,
            (_, [b'M', b'Z', ..]) => FileFormat::Windows,
            (_, head) if head.contains(&0) => FileFormat::Binary,
            _ => FileFormat::Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_format() {
        for (content, format) in [
            (&b""[..], FileFormat::Empty),
            (b"\x7fELF\x02", FileFormat::Elf),
            (b"MZ\x90\0", FileFormat::Windows),
            (b"\xca\xfe\xba\xbe\0\0\0\x02", FileFormat::Binary),
            (b"echo hello\n", FileFormat::Text),
            ("# Häuser\n".as_bytes(), FileFormat::Text),
        ] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), content).unwrap();
            assert_eq!(FileFormat::of(file.path()), format, "{content:?}");
        }
        assert_eq!(FileFormat::of(Path::new("/not/there")), FileFormat::Text);
    }
}
