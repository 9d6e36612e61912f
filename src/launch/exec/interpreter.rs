//! The interpreter of a program: the file that the kernel runs in its place.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// The file that must exist so that a program can run.
#[derive(Debug, PartialEq, Eq)]
pub enum Interpreter {
    /// The interpreter in a script's first line.
    Script(PathBuf),
    /// The interpreter in the first line of a script with CRLF line endings, or the name that `env`
    /// looks up. The carriage return counts as a part of it, and is left out here.
    ScriptWithCrlf(PathBuf),
    /// The loader in the header `PT_INTERP` of an ELF file.
    Loader(PathBuf),
}

/// Maximum length of a script's first line (`BINPRM_BUF_SIZE` in Linux) and of a loader's path.
const LONGEST: u64 = 4096;

impl Interpreter {
    /// Reads the interpreter of the program at `path`; `None` if it has none.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        file.by_ref().take(LONGEST).read_to_end(&mut head)?;
        if let Some(line) = head.strip_prefix(b"#!") {
            return Ok(Some(Self::of_script(line)));
        }
        let Some((offset, size)) = Elf::new(&head).and_then(|elf| elf.loader()) else {
            return Ok(None);
        };
        let mut loader = Vec::new();
        file.seek(SeekFrom::Start(offset))?;
        file.take(size.min(LONGEST)).read_to_end(&mut loader)?;
        let path = loader.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok((!path.is_empty()).then(|| Self::Loader(path_of(path))))
    }

    /// Returns the interpreter of a script whose text after `#!` is `text`.
    fn of_script(text: &[u8]) -> Self {
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let word = line.trim_ascii_start();
        let end = word.iter().position(|byte| [b' ', b'\t'].contains(byte));
        let (word, rest) = word.split_at(end.unwrap_or(word.len()));
        let rest = rest.trim_ascii_start();
        // `env -S` splits its text at a carriage return.
        let is_looked_up = word.ends_with(b"/env") && !rest.starts_with(b"-");
        let name = if is_looked_up { rest } else { word };
        match name.strip_suffix(b"\r") {
            Some(name) => Self::ScriptWithCrlf(path_of(name)),
            None => Self::Script(path_of(word)),
        }
    }
}

fn path_of(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}

/// The beginning of an ELF file (`elf.h`).
struct Elf<'a> {
    bytes: &'a [u8],
    is_64_bit: bool,
    is_little_endian: bool,
}

impl<'a> Elf<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let [0x7f, b'E', b'L', b'F', class, order, ..] = *bytes else {
            return None;
        };
        Some(Self {
            bytes,
            is_64_bit: class == 2,
            is_little_endian: order == 1,
        })
    }

    /// Returns the offset and the size of the loader's path.
    fn loader(&self) -> Option<(u64, u64)> {
        const PT_INTERP: u64 = 3;
        let (start, size, count) = if self.is_64_bit {
            (self.word(32)?, self.number(54, 2)?, self.number(56, 2)?)
        } else {
            (self.word(28)?, self.number(42, 2)?, self.number(44, 2)?)
        };
        let mut headers = (0..count).filter_map(|index| {
            let at = start.checked_add(index * size)?;
            usize::try_from(at).ok()
        });
        let header = headers.find(|at| self.number(*at, 4) == Some(PT_INTERP))?;
        let (offset, length) = if self.is_64_bit { (8, 32) } else { (4, 16) };
        Some((self.word(header + offset)?, self.word(header + length)?))
    }

    /// Reads an address or a size.
    fn word(&self, at: usize) -> Option<u64> {
        self.number(at, if self.is_64_bit { 8 } else { 4 })
    }

    fn number(&self, at: usize, size: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        let append = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        Some(if self.is_little_endian {
            bytes.iter().rev().fold(0, append)
        } else {
            bytes.iter().fold(0, append)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn interpreter_of(content: &[u8]) -> Option<Interpreter> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        Interpreter::read(file.path()).unwrap()
    }

    #[test]
    fn the_first_line_of_a_script_names_its_interpreter() {
        let script = |path: &str| Some(Interpreter::Script(path.into()));
        assert_eq!(interpreter_of(b"#!/bin/sh\n"), script("/bin/sh"));
        assert_eq!(interpreter_of(b"#! \t/bin/sh -e\r\nx"), script("/bin/sh"));
        assert_eq!(interpreter_of(b"#!/bin/sh"), script("/bin/sh"));
        let crlf = Interpreter::ScriptWithCrlf("/bin/sh".into());
        assert_eq!(interpreter_of(b"#!/bin/sh\r\nx\r\n"), Some(crlf));
        let crlf = Interpreter::ScriptWithCrlf("python3".into());
        assert_eq!(interpreter_of(b"#!/usr/bin/env python3\r\n"), Some(crlf));
        let env = script("/usr/bin/env");
        assert_eq!(interpreter_of(b"#!/usr/bin/env python3\nx\r\n"), env);
        assert_eq!(interpreter_of(b"#!/usr/bin/env -S python3 -u\r\n"), env);
        assert_eq!(interpreter_of(b"text"), None);
        assert_eq!(interpreter_of(b""), None);
    }

    #[test]
    fn an_elf_file_names_its_loader() {
        let loader = b"/lib/ld.so\0";
        let size = u8::try_from(loader.len()).unwrap();
        let mut little_64 = [0; 128];
        little_64[..6].copy_from_slice(b"\x7fELF\x02\x01");
        (little_64[32], little_64[54], little_64[56]) = (64, 56, 1);
        (little_64[64], little_64[72], little_64[96]) = (3, 128, size);
        let mut big_32 = [0; 128];
        big_32[..6].copy_from_slice(b"\x7fELF\x01\x02");
        (big_32[31], big_32[43], big_32[45]) = (52, 32, 1);
        (big_32[55], big_32[59], big_32[71]) = (3, 128, size);
        for header in [little_64, big_32] {
            let expected = Some(Interpreter::Loader("/lib/ld.so".into()));
            assert_eq!(interpreter_of(&[&header[..], loader].concat()), expected);
            for end in 0..128 {
                assert_eq!(interpreter_of(&header[..end]), None, "{end}");
            }
        }
    }
}
