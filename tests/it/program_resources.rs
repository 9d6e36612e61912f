//! The two formats in which the build script writes the resources of the programs for Windows. What
//! GNU's linker makes of them is read back in `windows::resources`.

#[path = "../../build/resources.rs"]
mod resources;

use resources::{Resource, object_file, resource_file};

/// Resources whose sizes are not multiples of what the formats align.
fn written() -> Vec<Resource> {
    [
        (3, 1, &b"image"[..]),
        (3, 2, b"second image"),
        (14, 1, b"group"),
        (24, 1, b"<manifest/>"),
    ]
    .map(|(kind, name, data)| Resource {
        kind,
        name,
        data: data.to_vec(),
    })
    .into()
}

fn half(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn word(bytes: &[u8], at: usize) -> usize {
    let word = bytes[at..at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(word).try_into().expect("64 bits")
}

/// As Microsoft's linker reads it: each resource has a header with its size and that of its data.
#[test]
fn a_resource_file_has_every_resource() {
    let file = resource_file(&written());
    assert_eq!((word(&file, 0), word(&file, 4)), (0, 32), "the empty one");
    let mut rest = &file[32..];
    for Resource { kind, name, data } in written() {
        assert_eq!((word(rest, 0), word(rest, 4)), (data.len(), 32));
        let numbers = [8, 10, 12, 14].map(|at| half(rest, at));
        assert_eq!(numbers, [0xFFFF, kind, 0xFFFF, name]);
        assert_eq!(half(rest, 22), 0x409, "the language");
        assert_eq!(&rest[32..32 + data.len()], data);
        rest = &rest[32 + data.len().next_multiple_of(4)..];
    }
    assert!(rest.is_empty());
}

/// Returns the numbers and offsets in the directory at `start` of a section.
fn entries(section: &[u8], start: usize) -> Vec<(u16, usize)> {
    let count = usize::from(half(section, start + 14));
    let entry = |index| start + 16 + 8 * index;
    let read = |at| (half(section, at), word(section, at + 4) & 0x7FFF_FFFF);
    (0..count).map(entry).map(read).collect()
}

#[test]
fn an_object_file_has_every_resource() {
    for (arch, machine) in [("x86_64", 0x8664), ("aarch64", 0xAA64), ("x86", 0x14C)] {
        let file = object_file(&written(), arch).expect("a machine");
        assert_eq!(half(&file, 0), machine);
        let (size, start, relocations) = (word(&file, 36), word(&file, 40), word(&file, 44));
        let section = &file[start..start + size];
        let (mut found, mut addresses) = (Vec::new(), Vec::new());
        for (kind, names) in entries(section, 0) {
            for (name, languages) in entries(section, names) {
                let [(0x409, data)] = entries(section, languages)[..] else {
                    panic!("one language");
                };
                addresses.push(data);
                let (start, size) = (word(section, data), word(section, data + 4));
                found.push((kind, name, section[start..start + size].to_vec()));
            }
        }
        let expected = written().into_iter();
        let expected: Vec<_> = expected.map(|it| (it.kind, it.name, it.data)).collect();
        assert_eq!(found, expected, "{arch}");
        // The linker adds the address of the section to each.
        let relocated = (0..addresses.len()).map(|index| word(&file, relocations + 10 * index));
        assert_eq!(relocated.collect::<Vec<_>>(), addresses, "{arch}");
    }
    assert!(object_file(&written(), "mips").is_none());
}
