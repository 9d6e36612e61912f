//! Who can write where.

use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_SUCCESS, GENERIC_ALL, GENERIC_WRITE, LocalFree};
use windows_sys::Win32::Security::Authorization::{GetNamedSecurityInfoW, SE_FILE_OBJECT};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACL, DACL_SECURITY_INFORMATION, GetAce, OWNER_SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR, PSID,
};
use windows_sys::Win32::Storage::FileSystem::{DELETE, WRITE_DAC, WRITE_OWNER};

use super::user::{id_to_text, user_id};
use super::wide;

/// The administrators, the system, the installer of Windows itself, as whose an administrator's files appear, and what
/// stands for whoever is the owner.
const KNOWN: [&str; 5] = [
    "S-1-5-32-544",
    "S-1-5-18",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    "S-1-3-0",
    "S-1-3-4",
];

/// Everyone, those who have signed in, and the users of this machine.
const EVERYBODY: [&str; 3] = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545"];

/// Why a file or what is in a folder may be another's work: who beside the user and the administrators could write to it.
/// `None` if nobody could.
pub fn why_unsafe(path: &Path) -> Option<String> {
    let Some(writers) = writers_of(path) else {
        return Some("Windows does not say who can change it".to_owned());
    };
    let user = user_id();
    let is_known = |id: &String| KNOWN.contains(&id.as_str()) || user.as_ref() == Some(id);
    let stranger = writers.into_iter().find(|id| !is_known(id))?;
    Some(if is_everybody(&stranger) {
        "every user can change it".to_owned()
    } else {
        format!("user {stranger} can change it")
    })
}

/// Whether every user could write to a file or put files into a folder.
pub fn is_for_everybody(path: &Path) -> bool {
    writers_of(path).is_some_and(|writers| writers.iter().any(|id| is_everybody(id)))
}

fn is_everybody(id: &str) -> bool {
    EVERYBODY.contains(&id)
}

/// What lets somebody change a file or what is in a folder, or take that right: `FILE_WRITE_DATA` (add a file),
/// `FILE_APPEND_DATA` (add a folder), `FILE_DELETE_CHILD`, and what is the same for whatever there is.
const WRITING: u32 =
    0x2 | 0x4 | 0x40 | DELETE | WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;

/// The identifiers of those who can write to a file or a folder, the owner's first, who can give that right to anybody.
fn writers_of(path: &Path) -> Option<Vec<String>> {
    let path = wide(path);
    let mut owner: PSID = ptr::null_mut();
    let mut list: *mut ACL = ptr::null_mut();
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks who may do what"
    )]
    // SAFETY: the path ends in a zero; only the pointers that are passed are written to. The owner and the list are parts
    // of the descriptor, which is ours to free, and not looked at after that.
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
        let writers = writers(owner, list);
        LocalFree(descriptor);
        writers
    }
}

/// Kinds of entries (`winnt.h`): `ACCESS_ALLOWED_ACE_TYPE` and `ACCESS_DENIED_ACE_TYPE`, and both with a condition, as
/// domains with central access policies have them.
const ALLOWS: [u8; 2] = [0, 9];
const DENIES: [u8; 2] = [1, 10];

/// The owner, and whom the list lets write; where it takes that from some of them again, they count all the same, and so
/// do those who may only write to what will be made in a folder. `None` if there is no owner, or one of the entries is of a
/// kind that files have not.
///
/// # Safety
///
/// `owner` must be a valid SID or null, and `list` a valid list of rights or null, which lets everybody do everything.
#[expect(unsafe_code, reason = "the entries lie behind each other in memory")]
unsafe fn writers(owner: PSID, list: *const ACL) -> Option<Vec<String>> {
    if owner.is_null() {
        return None;
    }
    // SAFETY: the caller vouches for both. What `GetAce` gives is an entry of the list, of the size that its head says;
    // one of these kinds has rights and then a SID behind the head.
    unsafe {
        let mut writers = vec![id_to_text(owner)?];
        let Some(head) = list.as_ref() else {
            writers.push(EVERYBODY[0].to_owned());
            return Some(writers);
        };
        for index in 0..head.AceCount {
            let mut entry = ptr::null_mut();
            if GetAce(list, index.into(), &raw mut entry) == 0 {
                return None;
            }
            let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
            if lets_write((*entry).Header.AceType, (*entry).Mask)? {
                writers.push(id_to_text((&raw mut (*entry).SidStart).cast())?);
            }
        }
        Some(writers)
    }
}

/// Whether an entry of this kind with these rights lets somebody write; `None` if files have no such entries.
fn lets_write(kind: u8, rights: u32) -> Option<bool> {
    match kind {
        _ if DENIES.contains(&kind) => Some(false),
        _ if ALLOWS.contains(&kind) => Some(rights & WRITING != 0),
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

    /// The writers of something with these rights, written in the security descriptor definition language.
    fn writers_by(rights: &str) -> Option<Vec<String>> {
        let text = wide(rights);
        let mut descriptor = ptr::null_mut();
        let (mut owner, mut list) = (ptr::null_mut(), ptr::null_mut());
        let (mut is_there, mut is_default) = (0, 0);
        #[expect(unsafe_code, reason = "what is tested takes what the system made")]
        // SAFETY: the text ends in a zero, and the descriptor is freed after the last look at its parts.
        unsafe {
            let is_made = ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                ptr::null_mut(),
            );
            assert_ne!(is_made, 0, "{rights}");
            GetSecurityDescriptorOwner(descriptor, &raw mut owner, &raw mut is_default);
            GetSecurityDescriptorDacl(
                descriptor,
                &raw mut is_there,
                &raw mut list,
                &raw mut is_default,
            );
            let writers = writers(owner, list);
            LocalFree(descriptor);
            writers
        }
    }

    #[test]
    fn whoever_could_write_is_found() {
        let (administrators, users, creator) = ("S-1-5-32-544", "S-1-5-32-545", "S-1-3-0");
        for (rights, expected) in [
            // As it is made for all users.
            (
                "O:BAD:P(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)",
                &[administrators, administrators][..],
            ),
            // What %ProgramData% hands down.
            (
                "O:BAD:(A;OICIIO;GA;;;CO)(A;OICI;0x1200a9;;;BU)(A;CI;0x116;;;BU)",
                &[administrators, creator, users],
            ),
            // For what will be made there alone.
            ("O:BAD:(A;OICIIO;0x1301bf;;;BU)", &[administrators, users]),
            // To deny somebody else, or too little, changes nothing.
            ("O:BAD:(D;;WD;;;BG)(A;;FR;;;BU)", &[administrators]),
            ("O:BAD:(A;;FA;;;WD)", &[administrators, "S-1-1-0"]),
            ("O:BUD:(A;;FR;;;BA)", &[users]),
            // No list is no rule.
            ("O:BA", &[administrators, "S-1-1-0"]),
        ] {
            let found = writers_by(rights).expect("it has an owner");
            assert_eq!(found, expected, "{rights}");
        }
        assert_eq!(writers_by("D:(A;;FR;;;BA)"), None, "nobody owns it");
    }

    #[test]
    fn each_right_that_changes_something_counts() {
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
            assert_eq!(lets_write(0, right), Some(true), "{right:#x}");
            assert_eq!(
                lets_write(9, right),
                Some(true),
                "{right:#x}, on a condition"
            );
            assert_eq!(lets_write(1, right), Some(false), "{right:#x}, denied");
            assert_eq!(
                lets_write(10, right),
                Some(false),
                "{right:#x}, denied on one"
            );
            assert_eq!(lets_write(5, right), None, "{right:#x}, for an object");
        }
        let reading = FILE_GENERIC_READ | FILE_GENERIC_EXECUTE | GENERIC_READ | GENERIC_EXECUTE;
        assert_eq!(lets_write(0, reading), Some(false));
        assert_eq!(
            lets_write(0, FILE_WRITE_ATTRIBUTES | FILE_WRITE_EA),
            Some(false)
        );
    }
}
