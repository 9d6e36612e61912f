//! The group that may write profiles for all users. Its SID is in the registry, where only
//! administrators can write: the permissions of the directory cannot prove themselves, because
//! every user can create that directory as long as none exists.

use std::io;
use std::path::Path;

use winsafe::{ConvertSidToStringSid, ConvertStringSidToSid, HKEY, LookupAccountName};
use winsafe::{LookupAccountSid, RegistryValue, co};

use super::dir;
use crate::os::GroupFault;
use crate::os::access::has_chosen_members;

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
    if !kind.is_none_or(is_group) {
        Err(GroupFault::NotAGroup)
    } else if has_chosen_members(&id) {
        Ok(id)
    } else {
        Err(GroupFault::Predefined)
    }
}

/// Lets a group write the profiles in a directory, and records it. If the permissions cannot be
/// changed, the former record is restored.
pub fn allow_site_group(profiles: &Path, group: &str) -> io::Result<()> {
    let before = allowed();
    record(Some(group))?;
    dir::allow_group(profiles, group).inspect_err(|_| {
        // The first error is the one to report.
        let _ = record(before.as_deref());
    })
}

/// Records a group, or removes the record.
fn record(group: Option<&str>) -> io::Result<()> {
    let access = co::KEY::SET_VALUE | co::KEY::WOW64_64KEY;
    let options = co::REG_OPTION::default();
    let write = || {
        let (key, _) = HKEY::LOCAL_MACHINE.RegCreateKeyEx(KEY, None, options, access, None)?;
        match group {
            Some(group) => key.RegSetValueEx(Some(VALUE), RegistryValue::Sz(group.to_owned())),
            None => key.RegDeleteValue(Some(VALUE)),
        }
    };
    write().map_err(|error: co::ERROR| io::Error::from_raw_os_error(error.raw().cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_the_former_record() {
        // It writes for all users of the machine: `scripts/test-windows` has a machine of its own.
        if std::env::var_os("SGLAUNCH_TEST_STORES").is_none() {
            return;
        }
        let before = allowed();
        for former in [None, Some("S-1-5-21-1-2-3-1001")] {
            // The value may be absent already.
            let _ = record(former);
            let absent = Path::new(r"C:\no\such\directory");
            assert!(allow_site_group(absent, "S-1-5-21-1-2-3-1002").is_err());
            assert_eq!(allowed().as_deref(), former);
        }
        let _ = record(before.as_deref());
    }
}
