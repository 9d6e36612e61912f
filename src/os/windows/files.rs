//! Files, directories and links.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

/// A link, a junction, or anything else that may lead elsewhere.
const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;

/// The right to date a file or a folder.
const FILE_WRITE_ATTRIBUTES: u32 = 0x100;

/// What is opened may be a folder.
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// Opens a link itself, and not what it leads to.
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// Opens a file to write at its end, with the rights that its folder has, and makes it if it is not there. No link is
/// followed.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    let file = (OpenOptions::new().append(true).create(true))
        .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT)
        .open(path)?;
    let meta = file.metadata()?;
    if is_link(&meta) || !meta.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    Ok(file)
}

/// Makes a folder, with the rights that it inherits. It may be there already.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Opens a folder, to date it: without the flag only files can be opened, and more than that right is not needed.
pub fn open_folder(path: &Path) -> io::Result<File> {
    File::options()
        .access_mode(FILE_WRITE_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
}

/// Whether this is a link to something else, junctions included.
pub fn is_link(meta: &Metadata) -> bool {
    meta.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0
}
