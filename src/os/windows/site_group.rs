//! The group that may write profiles for all users. Its SID is in the registry, where only
//! administrators can write: the permissions of the directory cannot prove themselves, because
//! every user can create that directory as long as none exists.

use std::io;
use std::path::Path;

use winsafe::{ConvertSidToStringSid, ConvertStringSidToSid, HKEY, LookupAccountName};
use winsafe::{LookupAccountSid, RegistryValue, SysResult, co};

use super::dir;
use crate::os::GroupFault;
use crate::os::access::is_open;

/// The key of the record, in the view of 64-bit programs.
const KEY: &str = r"SOFTWARE\sglaunch";

/// The value with the SID.
const VALUE: &str = "ProfileGroup";

/// The place of the record, for messages.
pub const SITE_GROUP_RECORD: &str = r"HKLM\SOFTWARE\sglaunch, ProfileGroup";

/// Returns the SID of the group that an administrator has allowed.
pub fn allowed() -> Option<String> {
    let kind = co::RRF::RT_REG_SZ | co::RRF::SUBKEY_WOW6464KEY;
    match HKEY::LOCAL_MACHINE.RegGetValue(Some(KEY), Some(VALUE), kind) {
        Ok(RegistryValue::Sz(group)) => Some(group),
        _ => None,
    }
}

/// Returns the SID of a group that is given as SID or by its name.
pub fn find_site_group(text: &str) -> Result<String, GroupFault> {
    let unknown = |_| GroupFault::Unknown;
    let (id, kind) = if text.starts_with("S-1-") {
        let id = ConvertStringSidToSid(text).map_err(unknown)?;
        // The domain of the group need not be reachable.
        let kind = LookupAccountSid(None, &id).ok().map(|(_, _, kind)| kind);
        (ConvertSidToStringSid(&id), kind)
    } else {
        let (_, id, kind) = LookupAccountName(None, text).map_err(unknown)?;
        (ConvertSidToStringSid(&id), Some(kind))
    };
    let id = id.map_err(unknown)?;
    let is_group = |kind| {
        [
            co::SID_NAME_USE::Group,
            co::SID_NAME_USE::Alias,
            co::SID_NAME_USE::WellKnownGroup,
        ]
        .contains(&kind)
    };
    if is_open(&id) {
        Err(GroupFault::EveryUser)
    } else if kind.is_none_or(is_group) {
        Ok(id)
    } else {
        Err(GroupFault::NoGroup)
    }
}

/// Lets a group write the profiles in a directory, and records it.
pub fn allow_site_group(profiles: &Path, group: &str) -> io::Result<()> {
    record(group).map_err(|error| io::Error::from_raw_os_error(error.raw().cast_signed()))?;
    dir::allow_group(profiles, group)
}

fn record(group: &str) -> SysResult<()> {
    let access = co::KEY::SET_VALUE | co::KEY::WOW64_64KEY;
    let options = co::REG_OPTION::default();
    let (key, _) = HKEY::LOCAL_MACHINE.RegCreateKeyEx(KEY, None, options, access, None)?;
    key.RegSetValueEx(Some(VALUE), RegistryValue::Sz(group.to_owned()))
}
