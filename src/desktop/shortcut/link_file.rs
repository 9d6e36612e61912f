//! The file format of links ([MS-SHLLINK]).
//!
//! The shell's own interface writes the path, the volume and the machine of the user who makes a
//! link, and searches for a program that was moved. The links of sglaunch contain
//! `%USERPROFILE%` instead, and no data for such a search.
//!
//! [MS-SHLLINK]: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-shllink/

/// The size of the header, which is its first field, and the class of links, which follows it.
const SIGNATURE: [u8; 20] = [
    0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
];
const HEADER_SIZE: usize = 0x4c;
const SHOW_COMMAND: usize = 0x3c;
const HOT_KEY: usize = 0x40;

/// Flags (2.1.1).
const HAS_ID_LIST: u32 = 0x1;
const HAS_LINK_INFO: u32 = 0x2;
const HAS_NAME: u32 = 0x4;
const HAS_RELATIVE_PATH: u32 = 0x8;
const HAS_WORKING_DIR: u32 = 0x10;
const HAS_ARGUMENTS: u32 = 0x20;
const HAS_ICON_LOCATION: u32 = 0x40;
const IS_UNICODE: u32 = 0x80;
const FORCE_NO_LINK_INFO: u32 = 0x100;
const HAS_EXP_STRING: u32 = 0x200;
const HAS_EXP_ICON: u32 = 0x4000;
const FORCE_NO_LINK_TRACK: u32 = 0x4_0000;
const PREFER_ENVIRONMENT_PATH: u32 = 0x200_0000;
const UNTRACKED: u32 = FORCE_NO_LINK_INFO | FORCE_NO_LINK_TRACK;

/// The blocks with a path that contains variables (2.5.4 and 2.5.5), their size, and the number of
/// characters of the path, with the zero at its end.
const PROGRAM_BLOCK: u32 = 0xa000_0001;
const ICON_BLOCK: u32 = 0xa000_0007;
const BLOCK_SIZE: u32 = 0x314;
const MAX_PATH: usize = 260;

/// A window of normal size, `SW_SHOWNORMAL`.
pub const NORMAL_WINDOW: u32 = 1;

/// The content of a link's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFile {
    /// The items of the shell's namespace that lead to the program.
    pub id_list: Vec<u8>,
    /// The path of the program, if it contains variables.
    pub program: Option<String>,
    pub arguments: String,
    pub comment: String,
    pub icon: String,
    pub dir: String,
    /// How the program's first window is shown, as for `ShowWindow`. The user can choose it.
    pub show_command: u32,
    /// The keys that start the program. The user can choose them.
    pub hot_key: u16,
    /// Whether the shell searches for a program that was moved.
    pub is_tracked: bool,
}

impl LinkFile {
    /// Parses a file.
    pub fn parse(file: &[u8]) -> Option<Self> {
        let header = file.get(..HEADER_SIZE)?;
        let flags = u32_at(header.strip_prefix(&SIGNATURE)?, 0)?;
        let mut rest = &file[HEADER_SIZE..];
        let id_list = if flags & HAS_ID_LIST == 0 {
            &[]
        } else {
            let size = usize::from(u16_at(rest, 0)?);
            take(&mut rest, 2)?;
            take(&mut rest, size)?
        };
        if flags & HAS_LINK_INFO != 0 {
            let size = u32_at(rest, 0)?;
            take(&mut rest, size as usize)?;
        }
        let mut string = |flag| {
            let is_there = flags & flag != 0;
            is_there.then(|| take_string(&mut rest, flags & IS_UNICODE != 0))
        };
        let comment = string(HAS_NAME);
        let relative_path = string(HAS_RELATIVE_PATH);
        let dir = string(HAS_WORKING_DIR);
        let arguments = string(HAS_ARGUMENTS);
        let icon = string(HAS_ICON_LOCATION);
        relative_path.unwrap_or_else(|| Some(String::new()))?;
        let text = |string: Option<Option<String>>| string.unwrap_or_else(|| Some(String::new()));
        Some(Self {
            id_list: id_list.to_owned(),
            program: block(rest, PROGRAM_BLOCK).filter(|_| flags & HAS_EXP_STRING != 0),
            arguments: text(arguments)?,
            comment: text(comment)?,
            icon: text(icon)?,
            dir: text(dir)?,
            show_command: u32_at(header, SHOW_COMMAND)?,
            hot_key: u16_at(header, HOT_KEY)?,
            is_tracked: flags & UNTRACKED != UNTRACKED,
        })
    }

    /// Returns the bytes of the file.
    pub fn format(&self) -> Vec<u8> {
        let icon = Some(self.icon.as_str()).filter(|icon| icon.contains('%'));
        let blocks = [(PROGRAM_BLOCK, self.program.as_deref()), (ICON_BLOCK, icon)];
        let strings = [
            (HAS_NAME, &self.comment),
            (HAS_WORKING_DIR, &self.dir),
            (HAS_ARGUMENTS, &self.arguments),
            (HAS_ICON_LOCATION, &self.icon),
        ];
        let strings = strings.map(|(flag, text)| {
            let units = text.encode_utf16().take(usize::from(u16::MAX));
            (flag, units.collect::<Vec<_>>())
        });
        let mut flags = IS_UNICODE | FORCE_NO_LINK_INFO;
        let mut set = |flag: u32, is_set: bool| flags |= if is_set { flag } else { 0 };
        set(FORCE_NO_LINK_TRACK, !self.is_tracked);
        set(HAS_ID_LIST, !self.id_list.is_empty());
        set(
            HAS_EXP_STRING | PREFER_ENVIRONMENT_PATH,
            self.program.is_some(),
        );
        set(HAS_EXP_ICON, icon.is_some());
        for (flag, text) in &strings {
            set(*flag, !text.is_empty());
        }

        let mut file = SIGNATURE.to_vec();
        file.extend(flags.to_le_bytes());
        file.resize(SHOW_COMMAND, 0);
        file.extend(self.show_command.to_le_bytes());
        file.extend(self.hot_key.to_le_bytes());
        file.resize(HEADER_SIZE, 0);
        if !self.id_list.is_empty() {
            file.extend(length(self.id_list.len()));
            file.extend(&self.id_list);
        }
        for (_, text) in strings.iter().filter(|(_, text)| !text.is_empty()) {
            file.extend(length(text.len()));
            file.extend(text.iter().flat_map(|unit| unit.to_le_bytes()));
        }
        for (signature, path) in blocks {
            if let Some(path) = path {
                add_block(&mut file, signature, path);
            }
        }
        // The block that ends the list.
        file.extend([0; 4]);
        file
    }
}

/// Returns whether a path fits into a block.
pub fn fits_block(path: &str) -> bool {
    path.encode_utf16().count() < MAX_PATH
}

fn length(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes()
}

/// Appends a block: the path in the system's code page, here in ASCII, and in UTF-16.
fn add_block(file: &mut Vec<u8>, signature: u32, path: &str) {
    file.extend(BLOCK_SIZE.to_le_bytes());
    file.extend(signature.to_le_bytes());
    let end = file.len() + MAX_PATH;
    let narrow = path
        .chars()
        .map(|c| u8::try_from(c).ok().filter(u8::is_ascii));
    file.extend(narrow.map(|byte| byte.unwrap_or(b'?')).take(MAX_PATH - 1));
    file.resize(end, 0);
    let wide = path.encode_utf16().take(MAX_PATH - 1);
    file.extend(wide.flat_map(u16::to_le_bytes));
    file.resize(end + 2 * MAX_PATH, 0);
}

/// Finds the path in a block.
fn block(mut blocks: &[u8], signature: u32) -> Option<String> {
    loop {
        let size = u32_at(blocks, 0)?;
        let found = take(&mut blocks, size as usize).filter(|found| found.len() >= 8)?;
        if u32_at(found, 4) == Some(signature) {
            let wide = found.get(8 + MAX_PATH..)?;
            let units = wide
                .chunks_exact(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
            return String::from_utf16(&units).ok();
        }
    }
}

/// Takes a string with its length in front, of bytes or of UTF-16 units.
fn take_string(rest: &mut &[u8], is_unicode: bool) -> Option<String> {
    let length = usize::from(u16_at(rest, 0)?);
    take(rest, 2)?;
    if !is_unicode {
        return Some(String::from_utf8_lossy(take(rest, length)?).into_owned());
    }
    let bytes = take(rest, 2 * length)?.chunks_exact(2);
    let units: Vec<u16> = bytes
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

fn take<'a>(rest: &mut &'a [u8], size: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(size)?;
    *rest = after;
    Some(taken)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> LinkFile {
        LinkFile {
            id_list: vec![4, 0, 1, 2, 0, 0],
            program: Some(r"%USERPROFILE%\sgl 한글\sglaunchw.exe".to_owned()),
            arguments: "houdini@20.5 \"a b\"".to_owned(),
            comment: "SideFX Houdini, started by sglaunch".to_owned(),
            icon: r"%USERPROFILE%\houdini.ico".to_owned(),
            dir: "%USERPROFILE%".to_owned(),
            show_command: 7,
            hot_key: 0x0648,
            is_tracked: false,
        }
    }

    #[test]
    fn a_link_round_trips() {
        let without = LinkFile {
            program: None,
            arguments: String::new(),
            icon: r"C:\x.ico".to_owned(),
            id_list: Vec::new(),
            is_tracked: true,
            show_command: NORMAL_WINDOW,
            ..link()
        };
        assert!(fits_block(&"가".repeat(259)) && !fits_block(&"가".repeat(260)));
        for link in [link(), without] {
            assert_eq!(LinkFile::parse(&link.format()), Some(link));
        }
    }

    /// The layout of [MS-SHLLINK], field by field.
    #[test]
    fn the_fields_are_where_windows_reads_them() {
        let file = link().format();
        assert_eq!(file[..20], SIGNATURE);
        assert_eq!(u32_at(&file, 20), Some(0x0204_43f5));
        assert_eq!(
            (u32_at(&file, 0x3c), u16_at(&file, 0x40)),
            (Some(7), Some(0x0648))
        );
        assert!(
            file[24..0x3c]
                .iter()
                .chain(&file[0x42..0x4c])
                .all(|byte| *byte == 0)
        );
        assert_eq!(file[0x4c..0x54], [6, 0, 4, 0, 1, 2, 0, 0]);
        let comment = usize::from(u16_at(&file, 0x54).unwrap());
        assert_eq!(comment, link().comment.len());
        assert_eq!(file[0x56..0x5a], *b"S\0i\0");
        let blocks = &file[file.len() - 4 - 2 * 0x314..];
        assert_eq!(blocks[..8], [0x14, 3, 0, 0, 1, 0, 0, 0xa0]);
        assert_eq!(blocks[8..29], *b"%USERPROFILE%\\sgl ??\\");
        assert_eq!(blocks[268..272], *b"%\0U\0");
        assert_eq!(blocks[0x314..0x31c], [0x14, 3, 0, 0, 7, 0, 0, 0xa0]);
        assert_eq!(file[file.len() - 4..], [0; 4]);
    }

    #[test]
    fn a_damaged_link_is_none() {
        let whole = link().format();
        for size in 0..whole.len() - 4 - 2 * 0x314 {
            assert_eq!(LinkFile::parse(&whole[..size]), None, "{size}");
        }
        let mut long = whole.clone();
        long[0x4c..0x4e].fill(0xff);
        assert_eq!(LinkFile::parse(&long), None);
    }
}
