//! Who can write where.

use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_SUCCESS, GENERIC_ALL, GENERIC_WRITE, LocalFree};
use windows_sys::Win32::Security::Authorization::{GetNamedSecurityInfoW, SE_FILE_OBJECT};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACL, DACL_SECURITY_INFORMATION, GetAce, INHERIT_ONLY_ACE,
    OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
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
    Some(if EVERYBODY.contains(&stranger.as_str()) {
        "every user can change it".to_owned()
    } else {
        format!("user {stranger} can change it")
    })
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

/// The kinds of entries that files have, `ACCESS_ALLOWED_ACE_TYPE` and `ACCESS_DENIED_ACE_TYPE` (`winnt.h`).
const ALLOWS: u8 = 0;
const DENIES: u8 = 1;

/// The owner, and whom the list lets write; where it takes that from some of them again, they count all the same. `None`
/// if one of its entries is of a kind that files have not.
///
/// # Safety
///
/// `owner` must be a valid SID, and `list` a valid list of rights or null, which lets everybody do everything.
#[expect(unsafe_code, reason = "the entries lie behind each other in memory")]
unsafe fn writers(owner: PSID, list: *const ACL) -> Option<Vec<String>> {
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
            let kind = (*entry).Header.AceType;
            let is_for_others = u32::from((*entry).Header.AceFlags) & INHERIT_ONLY_ACE != 0;
            match kind {
                _ if is_for_others => {}
                DENIES => {}
                ALLOWS if (*entry).Mask & WRITING == 0 => {}
                ALLOWS => {
                    writers.push(id_to_text((&raw mut (*entry).SidStart).cast())?);
                }
                _ => return None,
            }
        }
        Some(writers)
    }
}
