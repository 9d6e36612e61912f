//! The libraries that a program of Linux needs, from the dynamic section of its ELF file.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Maximum size of a section that is read, in bytes.
const MAX_SECTION: u64 = 4 * 1024 * 1024;

/// The names of the needed libraries, such as `libssl.so.3`.
#[derive(Debug)]
pub(super) struct Libraries(Vec<String>);

impl Libraries {
    /// Reads the libraries of a program; `None` if it is not a 64-bit ELF file of this byte order.
    pub fn of(program: &Path) -> Option<Self> {
        let mut file = File::open(program).ok()?;
        let header = read(&mut file, 0, 64)?;
        let [0x7f, b'E', b'L', b'F', 2, 1, ..] = *header else {
            return None;
        };
        let (table, size, count) = (
            number(&header, 32, 8)?,
            number(&header, 54, 2)?,
            number(&header, 56, 2)?,
        );
        let segments = read(&mut file, table, size.checked_mul(count)?)?;
        let segments: Vec<Segment> = (segments.chunks_exact(usize::try_from(size).ok()?.max(1)))
            .filter_map(Segment::read)
            .collect();
        let dynamic = segments
            .iter()
            .find(|segment| segment.kind == Segment::DYNAMIC)?;
        let dynamic = read(&mut file, dynamic.offset, dynamic.size)?;
        let entries: Vec<(u64, u64)> = (dynamic.chunks_exact(16))
            .filter_map(|entry| Some((number(entry, 0, 8)?, number(entry, 8, 8)?)))
            .collect();
        let value = |tag| {
            entries
                .iter()
                .find(|(own, _)| *own == tag)
                .map(|(_, value)| *value)
        };
        let (address, size) = (value(STRTAB)?, value(STRSZ)?);
        let names = segments
            .iter()
            .find_map(|segment| segment.offset_of(address))?;
        let names = read(&mut file, names, size)?;
        let needed = entries.iter().filter(|(tag, _)| *tag == NEEDED);
        let needed = needed.filter_map(|(_, at)| {
            let bytes = names.get(usize::try_from(*at).ok()?..)?;
            let name = bytes.split(|byte| *byte == 0).next()?;
            Some(String::from_utf8_lossy(name).into_owned())
        });
        Some(Self(needed.collect()))
    }

    fn has(&self, names: &[&str]) -> bool {
        self.0
            .iter()
            .any(|own| names.iter().any(|name| own.starts_with(name)))
    }

    /// Returns whether the program has GnuTLS, and no library whose clients read a variable.
    pub fn has_gnutls_only(&self) -> bool {
        self.has(&["libgnutls.so"]) && !self.has(&OTHERS)
    }

    /// Returns whether the program has Qt's network access, and no library whose clients read a
    /// variable.
    pub fn has_qt_only(&self) -> bool {
        self.has(&["libQt5Network.so", "libQt6Network.so"]) && !self.has(&OTHERS)
    }
}

/// Libraries with clients that read a variable: OpenSSL, curl's program, Python.
const OTHERS: [&str; 6] = [
    "libssl.so",
    "libcrypto.so",
    "libcurl",
    "libpython",
    "libnode",
    "libQt5WebEngine",
];

// Tags of the dynamic section (`elf.h`).
const NEEDED: u64 = 1;
const STRTAB: u64 = 5;
const STRSZ: u64 = 10;

/// A segment of the file.
struct Segment {
    kind: u64,
    offset: u64,
    address: u64,
    size: u64,
}

impl Segment {
    const LOAD: u64 = 1;
    const DYNAMIC: u64 = 2;

    fn read(header: &[u8]) -> Option<Self> {
        Some(Self {
            kind: number(header, 0, 4)?,
            offset: number(header, 8, 8)?,
            address: number(header, 16, 8)?,
            size: number(header, 32, 8)?,
        })
    }

    /// Returns the place in the file of an address in the segment.
    fn offset_of(&self, address: u64) -> Option<u64> {
        let at = address.checked_sub(self.address)?;
        let is_inside = self.kind == Self::LOAD && at < self.size;
        is_inside.then(|| self.offset.checked_add(at)).flatten()
    }
}

fn read(file: &mut File, offset: u64, size: u64) -> Option<Vec<u8>> {
    if size > MAX_SECTION {
        return None;
    }
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}

#[cfg(all(
    test,
    target_os = "linux",
    target_pointer_width = "64",
    target_endian = "little"
))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_libraries_of_a_program_are_read() {
        let path = fs::canonicalize("/bin/sh").unwrap();
        let Libraries(found) = Libraries::of(&path).unwrap();
        assert!(
            found.iter().any(|name| name.starts_with("libc.")),
            "{found:?}"
        );
        // Every part of it, and every damaged header, is read without an end in sight.
        let whole = fs::read(&path).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let part = dir.path().join("part");
        for length in [0, 3, 63, 64, 200, 900] {
            fs::write(&part, &whole[..length]).unwrap();
            Libraries::of(&part);
        }
        for at in 16..64 {
            let mut damaged = whole[..4096].to_vec();
            damaged[at] ^= 0xff;
            fs::write(&part, damaged).unwrap();
            Libraries::of(&part);
        }
    }
}
