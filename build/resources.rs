//! Resources of a program for Windows, written as a linker reads them.
//!
//! No tool of Windows is needed: `rc.exe` is not on every machine with Rust, and not on Linux.

/// The language of all resources, English of the United States: the one that is found if a user's
/// own has none.
const LANGUAGE: u16 = 0x409;

/// A resource whose type and name are numbers.
pub struct Resource {
    pub kind: u16,
    pub name: u16,
    pub data: Vec<u8>,
}

/// Returns a resource file (`.res`), which Microsoft's linker reads.
///
/// <https://learn.microsoft.com/windows/win32/menurc/resourceheader>
pub fn resource_file(resources: &[Resource]) -> Vec<u8> {
    let mut file = Vec::new();
    // An empty resource tells this format from that of Windows 3.
    add_to_file(&mut file, 0, 0, 0, &[]);
    for Resource { kind, name, data } in resources {
        add_to_file(&mut file, *kind, *name, LANGUAGE, data);
    }
    file
}

fn add_to_file(file: &mut Vec<u8>, kind: u16, name: u16, language: u16, data: &[u8]) {
    const HEADER: u32 = 32;
    file.extend(size(data).to_le_bytes());
    file.extend(HEADER.to_le_bytes());
    // 0xFFFF announces a number. The memory flags, 0 here, have no effect.
    for half in [0xFFFF, kind, 0xFFFF, name, 0, 0, 0, language] {
        file.extend(half.to_le_bytes());
    }
    // The version and the characteristics, which no program reads.
    file.extend([0; 8]);
    file.extend(data);
    align(file, 4);
}

/// Returns an object file with the section `.rsrc` for this architecture, which the linkers of GNU
/// and LLVM read. `resources` must be sorted by kind and name.
///
/// <https://learn.microsoft.com/windows/win32/debug/pe-format#the-rsrc-section>
pub fn object_file(resources: &[Resource], arch: &str) -> Option<Vec<u8>> {
    // The machine, and the relocation by the address of the section in memory.
    let (machine, relocation): (u16, u16) = match arch {
        "x86_64" => (0x8664, 3),
        "aarch64" => (0xAA64, 2),
        "x86" => (0x14C, 7),
        _ => return None,
    };
    let (section, addresses) = section(resources);
    let end = HEADERS + size(&section);
    let count = u16::try_from(addresses.len()).ok()?;
    let mut file = Vec::new();
    // The header: one section, no time, two symbols behind the relocations.
    file.extend(machine.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    for word in [0, end + 10 * u32::from(count), 2, 0] {
        file.extend(word.to_le_bytes());
    }
    file.extend(b".rsrc\0\0\0");
    for word in [0, 0, size(&section), HEADERS, end, 0, u32::from(count)] {
        file.extend(word.to_le_bytes());
    }
    // Initialized data that can be read and written.
    file.extend(0xC030_0040_u32.to_le_bytes());
    file.extend(&section);
    for address in addresses {
        file.extend(address.to_le_bytes());
        file.extend(0_u32.to_le_bytes());
        file.extend(relocation.to_le_bytes());
    }
    // The symbol of the section, to which the addresses are relative, with its auxiliary record.
    file.extend(b".rsrc\0\0\0\0\0\0\0\x01\0\0\0\x03\x01");
    file.extend(size(&section).to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend([0; 12]);
    // The table of strings, empty.
    file.extend(4_u32.to_le_bytes());
    Some(file)
}

/// Sizes of the parts of an object file, in bytes.
const HEADERS: u32 = 60;
const DIRECTORY: u32 = 16;
const DIRECTORY_ENTRY: u32 = 8;
const DATA_ENTRY: u32 = 16;

/// Returns the content of the section: three levels of directories (kind, name, language), entries
/// of the data, and the data; and the places in it that have addresses.
fn section(resources: &[Resource]) -> (Vec<u8>, Vec<u32>) {
    let kinds: Vec<&[Resource]> = resources.chunk_by(|a, b| a.kind == b.kind).collect();
    let names_start = DIRECTORY + DIRECTORY_ENTRY * count(&kinds);
    let languages_start =
        names_start + DIRECTORY * count(&kinds) + DIRECTORY_ENTRY * count(resources);
    let entries_start = languages_start + (DIRECTORY + DIRECTORY_ENTRY) * count(resources);
    let data_start = entries_start + DATA_ENTRY * count(resources);

    let mut section = Vec::new();
    let mut next = names_start;
    add_directory(&mut section, kinds.len());
    for names in &kinds {
        add_entry(&mut section, names[0].kind, next | SUBDIRECTORY);
        next += DIRECTORY + DIRECTORY_ENTRY * count(names);
    }
    for names in &kinds {
        add_directory(&mut section, names.len());
        for resource in *names {
            add_entry(&mut section, resource.name, next | SUBDIRECTORY);
            next += DIRECTORY + DIRECTORY_ENTRY;
        }
    }
    for _ in resources {
        add_directory(&mut section, 1);
        add_entry(&mut section, LANGUAGE, next);
        next += DATA_ENTRY;
    }
    let (mut addresses, mut data) = (Vec::new(), Vec::new());
    for resource in resources {
        addresses.push(size(&section));
        let start = data_start + size(&data);
        for word in [start, size(&resource.data), 0, 0] {
            section.extend(word.to_le_bytes());
        }
        data.extend(&resource.data);
        align(&mut data, 8);
    }
    section.extend(data);
    (section, addresses)
}

/// Marks the offset of a directory, in contrast to that of data.
const SUBDIRECTORY: u32 = 1 << 31;

fn add_directory(section: &mut Vec<u8>, entries: usize) {
    section.extend([0; 14]);
    section.extend(u16::try_from(entries).unwrap_or_default().to_le_bytes());
}

fn add_entry(section: &mut Vec<u8>, number: u16, offset: u32) {
    section.extend(u32::from(number).to_le_bytes());
    section.extend(offset.to_le_bytes());
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or_default()
}

fn size(bytes: &[u8]) -> u32 {
    count(bytes)
}

/// Adds zeros up to a multiple of `unit`.
pub fn align(bytes: &mut Vec<u8>, unit: usize) {
    bytes.resize(bytes.len().next_multiple_of(unit), 0);
}
