//! Reparse points: links, and aliases of the Store's applications.

use std::fs::{self, OpenOptions};
use std::os::windows::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::os::windows::io::AsRawHandle as _;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_REPARSE_POINT, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT,
    MAXIMUM_REPARSE_DATA_BUFFER_SIZE,
};
use windows_sys::Win32::System::IO::DeviceIoControl;

/// `FSCTL_GET_REPARSE_POINT`
const GET_REPARSE_POINT: u32 = 0x0009_00A8;

/// Returns the data of a reparse point, as `REPARSE_DATA_BUFFER` describes them; `None` for other
/// files.
pub fn reparse_data(path: &Path) -> Option<Vec<u8>> {
    let meta = fs::symlink_metadata(path).ok()?;
    if meta.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT == 0 {
        return None;
    }
    let file = (OpenOptions::new().access_mode(0))
        .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
        .ok()?;
    let mut data = vec![0_u8; MAXIMUM_REPARSE_DATA_BUFFER_SIZE as usize];
    let mut length = 0;
    #[expect(unsafe_code, reason = "neither std nor winsafe has this call")]
    // SAFETY: the handle is open, and the buffer has the given size.
    let is_read = unsafe {
        DeviceIoControl(
            file.as_raw_handle(),
            GET_REPARSE_POINT,
            ptr::null(),
            0,
            data.as_mut_ptr().cast(),
            MAXIMUM_REPARSE_DATA_BUFFER_SIZE,
            &raw mut length,
            ptr::null_mut(),
        )
    };
    data.truncate(length as usize);
    (is_read != 0).then_some(data)
}
