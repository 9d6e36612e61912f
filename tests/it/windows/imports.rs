//! The DLLs that both programs import: they are loaded before any code of the program runs.
//!
//! Windows takes its `KnownDLLs` from System32, whatever lies beside the program. Another DLL is
//! first looked for in the program's directory, unless the program was linked with
//! `/DEPENDENTLOADFLAG:0x800`, as those for MSVC are ("Dynamic-Link Library Search Order" in
//! Microsoft's documentation).

use std::fs;
use std::path::Path;

use crate::sandbox::sglaunch;

/// `KnownDLLs` of Windows 10 and 11, and the DLL that Windows maps into each process.
const KNOWN: [&str; 12] = [
    "advapi32.dll",
    "comdlg32.dll",
    "gdi32.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "shell32.dll",
    "shlwapi.dll",
    "user32.dll",
    "ws2_32.dll",
];

/// Parts of Windows that are `KnownDLLs` only in some versions.
const FROM_SYSTEM: [&str; 4] = [
    // Random numbers, of ring and of std.
    "bcrypt.dll",
    "bcryptprimitives.dll",
    // The certificate store.
    "crypt32.dll",
    // std, for the directory of a user without USERPROFILE.
    "userenv.dll",
];

/// Those of functions that no code of the programs calls, some of them for the tests. A linker
/// removes them only with optimization.
const UNOPTIMIZED: [&str; 5] = [
    "ktmw32.dll",
    "ncrypt.dll",
    "propsys.dll",
    "secur32.dll",
    "version.dll",
];

#[test]
fn the_programs_import_known_dlls_only() {
    for name in ["sglaunch.exe", "sglaunchw.exe"] {
        let program = Path::new(sglaunch()).with_file_name(name);
        let bytes = fs::read(&program).expect("it was built");
        let image = Image::new(&bytes);
        let imports = image.imports();
        assert!(imports.contains(&"kernel32.dll".to_owned()), "{imports:?}");
        let unknown: Vec<_> = (imports.iter())
            .filter(|dll| {
                let dll = dll.as_str();
                // Windows resolves the name of an API set itself.
                let is_api_set = dll.starts_with("api-ms-win-");
                let is_known = is_api_set || KNOWN.contains(&dll) || FROM_SYSTEM.contains(&dll);
                !(is_known || cfg!(debug_assertions) && UNOPTIMIZED.contains(&dll))
            })
            .collect();
        assert!(unknown.is_empty(), "{name} imports {unknown:?}");
        if cfg!(target_env = "msvc") {
            const LOAD_LIBRARY_SEARCH_SYSTEM32: u32 = 0x800;
            assert_eq!(image.dependent_load_flags(), LOAD_LIBRARY_SEARCH_SYSTEM32);
        }
    }
}

/// A program of 64 bits ("PE Format" in Microsoft's documentation).
struct Image<'a> {
    bytes: &'a [u8],
    /// The offset of the optional header.
    header: usize,
}

impl<'a> Image<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut image = Self { bytes, header: 0 };
        let start = image.number(0x3c, 4) as usize;
        assert_eq!(&bytes[start..start + 4], b"PE\0\0");
        image.header = start + 24;
        assert_eq!(image.number(image.header, 2), 0x20b, "64 bits");
        image
    }

    /// Returns the DLLs of the import table and of the table of delayed imports, in small letters.
    fn imports(&self) -> Vec<String> {
        const IMPORTS: usize = 1;
        const DELAYED_IMPORTS: usize = 13;
        let mut names = Vec::new();
        for (directory, size, name) in [(IMPORTS, 20, 12), (DELAYED_IMPORTS, 32, 4)] {
            let Some(table) = self.directory(directory) else {
                continue;
            };
            for entry in (0..).map(|index| table + index * size) {
                let address = self.number(entry + name, 4);
                if address == 0 {
                    break;
                }
                let start = self.offset(address);
                let text = self.bytes[start..].split(|byte| *byte == 0).next();
                let text = String::from_utf8_lossy(text.expect("a name"));
                names.push(text.to_ascii_lowercase());
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// Returns the member `DependentLoadFlags` of the load configuration.
    fn dependent_load_flags(&self) -> u32 {
        const LOAD_CONFIGURATION: usize = 10;
        let table = self.directory(LOAD_CONFIGURATION).expect("a table");
        self.number(table + 78, 2)
    }

    /// Returns the offset of a table in the file, if the program has the table.
    fn directory(&self, index: usize) -> Option<usize> {
        let address = self.number(self.header + 112 + index * 8, 4);
        (address != 0).then(|| self.offset(address))
    }

    /// Returns the offset of an address in the file.
    fn offset(&self, address: u32) -> usize {
        let sections = self.number(self.header - 18, 2) as usize;
        let first = self.header + self.number(self.header - 4, 2) as usize;
        let mut sections = (0..sections).map(|index| first + index * 40);
        let found = sections.find_map(|section| {
            let [size, start, length, offset] =
                [8, 12, 16, 20].map(|member| self.number(section + member, 4));
            let inside = address.checked_sub(start)?;
            (inside < size.max(length)).then_some(offset + inside)
        });
        found.expect("an address in a section") as usize
    }

    fn number(&self, at: usize, size: usize) -> u32 {
        let bytes = self.bytes[at..at + size].iter().rev();
        bytes.fold(0, |number, byte| number << 8 | u32::from(*byte))
    }
}
