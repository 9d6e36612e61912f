//! Stamps of registry keys.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::Path;

use winsafe::{FILETIME, HKEY, SysResult, co};

use super::identity::nanoseconds;

/// The roots of the registry that have certificates.
const ROOTS: [(&str, HKEY); 2] = [
    ("HKEY_CURRENT_USER", HKEY::CURRENT_USER),
    ("HKEY_LOCAL_MACHINE", HKEY::LOCAL_MACHINE),
];

/// Returns whether a path names a key. No file's path does, because stamps have absolute paths.
pub fn is_key(path: &Path) -> bool {
    ROOTS.iter().any(|(name, _)| path.starts_with(name))
}

/// Returns the identity of a key and of those directly below: their number, a hash of their names
/// and times, and the latest time. Each write changes it.
pub fn identity(path: &Path) -> io::Result<[u64; 5]> {
    let key = ROOTS
        .iter()
        .find_map(|(name, root)| Some((root, path.strip_prefix(name).ok()?.to_str()?)));
    let (root, key) = key.ok_or(io::ErrorKind::NotFound)?;
    read(root, key).map_err(|error| io::Error::from_raw_os_error(error.raw().cast_signed()))
}

fn read(root: &HKEY, path: &str) -> SysResult<[u64; 5]> {
    let key = root.RegOpenKeyEx(Some(path), co::REG_OPTION::default(), co::KEY::READ)?;
    let mut latest = last_write_time(&key)?;
    let mut hasher = DefaultHasher::new();
    let mut count = 0;
    latest.hash(&mut hasher);
    for name in key.RegEnumKeyEx()? {
        let name = name?;
        let below = key.RegOpenKeyEx(Some(&name), co::REG_OPTION::default(), co::KEY::READ)?;
        let time = last_write_time(&below)?;
        (name, time).hash(&mut hasher);
        latest = latest.max(time);
        count += 1;
    }
    Ok([0, hasher.finish(), count, latest, latest])
}

fn last_write_time(key: &HKEY) -> SysResult<u64> {
    let mut time = FILETIME::default();
    key.RegQueryInfoKey(
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        Some(&mut time),
    )?;
    let ticks = u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    Ok(nanoseconds(ticks))
}
