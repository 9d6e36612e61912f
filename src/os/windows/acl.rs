//! Access control lists: which users can change a file or directory.

use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_SUCCESS, GENERIC_ALL, GENERIC_WRITE, LocalFree};
use windows_sys::Win32::Security::Authorization::{GetNamedSecurityInfoW, SE_FILE_OBJECT};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, DACL_SECURITY_INFORMATION, GetAce, INHERIT_ONLY_ACE,
    OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
};
use windows_sys::Win32::Storage::FileSystem::{DELETE, WRITE_DAC, WRITE_OWNER};

use super::user::{id_to_text, user_id};
use super::wide;
use crate::os::access::{Access, OWNER_RIGHTS, is_all_users};

/// The SID of everyone.
const EVERYONE: &str = "S-1-1-0";

/// Returns why a file or a directory's content is unsafe: a user who is neither the current one nor
/// an administrator can change it, nor in the `group` that an administrator has allowed to.
pub fn why_unsafe(path: &Path, group: Option<&str>) -> Option<String> {
    let Some(access) = access(path) else {
        return Some("its permissions cannot be read".to_owned());
    };
    let user = user_id();
    let other = access.other_writer(user.as_deref(), group)?;
    Some(if is_all_users(other) {
        "every user can change it".to_owned()
    } else {
        format!("user {other} can change it")
    })
}

/// Returns whether every user can write to a file or create files in a directory.
pub fn is_world_writable(path: &Path) -> bool {
    access(path).is_some_and(|access| access.is_world_writable())
}

/// Returns whether two files have the same owner.
pub fn have_same_owner(a: &Path, b: &Path) -> bool {
    let owner = |path| Some(access(path)?.owner);
    owner(a).is_some_and(|known| owner(b) == Some(known))
}

/// The rights to change a file or a directory's content, or to gain such a right: `FILE_WRITE_DATA`
/// (add a file), `FILE_APPEND_DATA` (add a directory), `FILE_DELETE_CHILD`, and the generic rights.
const WRITE_RIGHTS: u32 =
    0x2 | 0x4 | 0x40 | DELETE | WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;

/// Returns who can write to a file or directory.
fn access(path: &Path) -> Option<Access> {
    let path = wide(path);
    let mut owner: PSID = ptr::null_mut();
    let mut list: *mut ACL = ptr::null_mut();
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency reads access control lists"
    )]
    // SAFETY: the path ends in a zero; the call writes only to the pointers that are passed. The
    // owner and the list are parts of the descriptor, which is freed after their last use.
    unsafe {
        let status = GetNamedSecurityInfoW(
            path.as_ptr(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
            &raw mut owner,
            ptr::null_mut(),
            &raw mut list,
            ptr::null_mut(),
            &raw mut descriptor,
        );
        if status != ERROR_SUCCESS {
            return None;
        }
        let access = of_list(owner, list);
        LocalFree(descriptor);
        access
    }
}

/// Types of entries (`winnt.h`): `ACCESS_ALLOWED_ACE_TYPE` and `ACCESS_DENIED_ACE_TYPE`, and both
/// as callback entries with a condition, which domains with central access policies use.
const ALLOW_TYPES: [u8; 2] = [0, 9];
const DENY_TYPES: [u8; 2] = [1, 10];

/// Returns the owner and the SIDs that the list lets write. Deny entries are ignored, and entries
/// for future files of a directory count, so the result may be too long, but never too short.
/// `None` if there is no owner or an entry has a type that files do not have.
///
/// # Safety
///
/// `owner` must be a valid SID or null, and `list` a valid list or null, which allows everything to
/// everyone.
#[expect(unsafe_code, reason = "the entries follow each other in memory")]
unsafe fn of_list(owner: PSID, list: *const ACL) -> Option<Access> {
    if owner.is_null() {
        return None;
    }
    // SAFETY: the caller guarantees both. `GetAce` returns an entry of the list, of the size in its
    // header; after the header, an entry of these types has a mask and a SID.
    unsafe {
        let mut access = Access {
            owner: id_to_text(owner)?,
            is_owner_limited: false,
            writers: Vec::new(),
        };
        let Some(header) = list.as_ref() else {
            access.writers.push(EVERYONE.to_owned());
            return Some(access);
        };
        for index in 0..header.AceCount {
            let mut entry = ptr::null_mut();
            if GetAce(list, index.into(), &raw mut entry) == 0 {
                return None;
            }
            let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
            let ACE_HEADER {
                AceType, AceFlags, ..
            } = (*entry).Header;
            let id = || id_to_text((&raw mut (*entry).SidStart).cast());
            if allows_writing(AceType, (*entry).Mask)? {
                access.writers.push(id()?);
            } else if AceType == ALLOW_TYPES[0] && u32::from(AceFlags) & INHERIT_ONLY_ACE == 0 {
                access.is_owner_limited |= id()? == OWNER_RIGHTS;
            }
        }
        access.is_owner_limited &= access.writers.iter().all(|id| id != OWNER_RIGHTS);
        Some(access)
    }
}

/// Returns whether an entry of this type with these rights allows writing; `None` if files have no
/// such entries.
fn allows_writing(kind: u8, rights: u32) -> Option<bool> {
    match kind {
        _ if DENY_TYPES.contains(&kind) => Some(false),
        _ if ALLOW_TYPES.contains(&kind) => Some(rights & WRITE_RIGHTS != 0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use windows_sys::Win32::Foundation::{GENERIC_EXECUTE, GENERIC_READ};
    use windows_sys::Win32::Security::Authorization::{
        ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
    };
    use windows_sys::Win32::Security::{GetSecurityDescriptorDacl, GetSecurityDescriptorOwner};
    use windows_sys::Win32::Storage::FileSystem::{
        FILE_ADD_FILE, FILE_ADD_SUBDIRECTORY, FILE_APPEND_DATA, FILE_DELETE_CHILD,
        FILE_GENERIC_EXECUTE, FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_WRITE_ATTRIBUTES,
        FILE_WRITE_DATA, FILE_WRITE_EA,
    };

    use super::*;

    /// Returns who can write to a file with these permissions in the security descriptor definition
    /// language.
    fn access_by(rights: &str) -> Option<Access> {
        let text = wide(rights);
        let mut descriptor = ptr::null_mut();
        let (mut owner, mut list) = (ptr::null_mut(), ptr::null_mut());
        let (mut is_present, mut is_default) = (0, 0);
        #[expect(
            unsafe_code,
            reason = "the tested function takes a list from the system"
        )]
        // SAFETY: the text ends in a zero, and the descriptor is freed after the last use of its
        // parts.
        unsafe {
            let is_parsed = ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                ptr::null_mut(),
            );
            assert_ne!(is_parsed, 0, "{rights}");
            GetSecurityDescriptorOwner(descriptor, &raw mut owner, &raw mut is_default);
            GetSecurityDescriptorDacl(
                descriptor,
                &raw mut is_present,
                &raw mut list,
                &raw mut is_default,
            );
            let access = of_list(owner, list);
            LocalFree(descriptor);
            access
        }
    }

    #[test]
    fn all_writers_are_found() {
        let (administrators, users, creator) = ("S-1-5-32-544", "S-1-5-32-545", "S-1-3-0");
        for (rights, owner, expected) in [
            // The permissions of a directory for all users.
            (
                "O:BAD:P(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)",
                administrators,
                &[administrators][..],
            ),
            // The permissions that a directory in %ProgramData% inherits.
            (
                "O:BAD:(A;OICIIO;GA;;;CO)(A;OICI;0x1200a9;;;BU)(A;CI;0x116;;;BU)",
                administrators,
                &[creator, users],
            ),
            // An entry for future files only.
            ("O:BAD:(A;OICIIO;0x1301bf;;;BU)", administrators, &[users]),
            // A deny entry for others, and a right to read.
            ("O:BAD:(D;;WD;;;BG)(A;;FR;;;BU)", administrators, &[]),
            ("O:BAD:(A;;FA;;;WD)", administrators, &[EVERYONE]),
            ("O:BUD:(A;;FR;;;BA)", users, &[]),
            // Without a list, everyone has access.
            ("O:BA", administrators, &[EVERYONE]),
        ] {
            let found = access_by(rights).expect("it has an owner");
            assert_eq!(found.owner, owner, "{rights}");
            assert_eq!(found.writers, expected, "{rights}");
        }
        assert_eq!(access_by("D:(A;;FR;;;BA)"), None, "it has no owner");
    }

    #[test]
    fn an_entry_for_the_owner_limits_it() {
        for (rights, expected) in [
            ("O:BUD:(A;;0x1200a9;;;OW)(A;;FA;;;BA)", true),
            ("O:BUD:(A;ID;0x1200a9;;;OW)", true),
            ("O:BUD:(A;;FA;;;BA)", false),
            // For future files only.
            ("O:BUD:(A;OICIIO;0x1200a9;;;OW)", false),
            // With the right to change the list, by this entry or another.
            ("O:BUD:(A;;WD;;;OW)", false),
            ("O:BUD:(A;;FR;;;OW)(A;;WD;;;OW)", false),
            ("O:BUD:(D;;WD;;;OW)", false),
            ("O:BUD:(A;;FR;;;CO)", false),
        ] {
            let found = access_by(rights).expect("it has an owner");
            assert_eq!(found.is_owner_limited, expected, "{rights}");
        }
    }

    #[test]
    fn each_right_to_write_counts() {
        for right in [
            FILE_WRITE_DATA,
            FILE_APPEND_DATA,
            FILE_ADD_FILE,
            FILE_ADD_SUBDIRECTORY,
            FILE_DELETE_CHILD,
            FILE_GENERIC_WRITE,
            DELETE,
            WRITE_DAC,
            WRITE_OWNER,
            GENERIC_WRITE,
            GENERIC_ALL,
        ] {
            assert_eq!(allows_writing(0, right), Some(true), "{right:#x}");
            assert_eq!(
                allows_writing(9, right),
                Some(true),
                "{right:#x}, on a condition"
            );
            assert_eq!(allows_writing(1, right), Some(false), "{right:#x}, denied");
            assert_eq!(
                allows_writing(10, right),
                Some(false),
                "{right:#x}, denied on one"
            );
            assert_eq!(allows_writing(5, right), None, "{right:#x}, for an object");
        }
        let reading = FILE_GENERIC_READ | FILE_GENERIC_EXECUTE | GENERIC_READ | GENERIC_EXECUTE;
        assert_eq!(allows_writing(0, reading), Some(false));
        assert_eq!(
            allows_writing(0, FILE_WRITE_ATTRIBUTES | FILE_WRITE_EA),
            Some(false)
        );
    }
}
