//! Who can change a file by its access control list: the rule, apart from the calls of Windows.

/// SIDs of the administrators, the system, the Windows installer (`TrustedInstaller`, which owns
/// system files), `CREATOR OWNER` and `OWNER RIGHTS`.
const TRUSTED: [&str; 5] = [
    "S-1-5-32-544",
    "S-1-5-18",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    "S-1-3-0",
    OWNER_RIGHTS,
];

/// The SID that stands for the owner. If a list has an entry for it, the owner has the rights of
/// that entry in place of the right to change the list.
///
/// (MS-DTYP, 2.5.3.2, Access Check Algorithm Pseudocode)
pub const OWNER_RIGHTS: &str = "S-1-3-4";

/// SIDs of everyone, of authenticated users, and of the users of this machine.
const ALL_USERS: [&str; 3] = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545"];

/// SIDs of other groups that a user belongs to without an administrator's decision: network,
/// batch, interactive, anonymous, services, this organization, remote desktop, local, guests.
const OPEN_GROUPS: [&str; 9] = [
    "S-1-5-2",
    "S-1-5-3",
    "S-1-5-4",
    "S-1-5-7",
    "S-1-5-6",
    "S-1-5-15",
    "S-1-5-14",
    "S-1-2-0",
    "S-1-5-32-546",
];

/// The last numbers of the SIDs of a domain's users, guests and computers.
const DOMAIN_GROUPS: [&str; 3] = ["513", "514", "515"];

/// The accounts that can change a file or a directory's content, as SIDs.
#[derive(Debug, PartialEq, Eq)]
pub struct Access {
    pub owner: String,
    /// An entry for `OWNER RIGHTS` takes from the owner the right to change the list.
    pub is_owner_limited: bool,
    /// The accounts to which the list gives the right to write.
    pub writers: Vec<String>,
}

impl Access {
    /// Returns an account that can change the file, and is neither trusted nor `user`, nor in the
    /// group that an administrator has allowed.
    ///
    /// A file that a member of the group has written belongs to that member. The owner counts as
    /// the group does if it is limited: then nothing but the list decides who can write, and the
    /// member loses that right when an administrator removes it from the group.
    pub fn other_writer(&self, user: Option<&str>, group: Option<&str>) -> Option<&str> {
        let group = group.filter(|group| !is_open(group));
        let is_allowed = |id: &str| TRUSTED.contains(&id) || user == Some(id) || group == Some(id);
        let is_owner_allowed =
            is_allowed(&self.owner) || (group.is_some() && self.is_owner_limited);
        let owner = (!is_owner_allowed).then_some(self.owner.as_str());
        let writers = self.writers.iter().map(String::as_str);
        owner.or_else(|| writers.into_iter().find(|id| !is_allowed(id)))
    }

    /// Returns whether every user can change the file.
    pub fn is_world_writable(&self) -> bool {
        is_all_users(&self.owner) || self.writers.iter().any(|id| is_all_users(id))
    }
}

/// Returns whether a SID stands for all users.
pub fn is_all_users(id: &str) -> bool {
    ALL_USERS.contains(&id)
}

/// Returns whether users get into a group without an administrator's decision, so that no
/// administrator may allow it to write settings for all users.
pub fn is_open(id: &str) -> bool {
    let of_domain = id.strip_prefix("S-1-5-21-");
    let number = of_domain.and_then(|rest| rest.rsplit('-').next());
    is_all_users(id)
        || OPEN_GROUPS.contains(&id)
        || number.is_some_and(|number| DOMAIN_GROUPS.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADMINISTRATORS: &str = "S-1-5-32-544";
    const SYSTEM: &str = "S-1-5-18";
    const TDS: &str = "S-1-5-21-1-2-3-1104";
    const MEMBER: &str = "S-1-5-21-1-2-3-1005";
    const ANA: &str = "S-1-5-21-1-2-3-1001";

    fn access(owner: &str, is_owner_limited: bool, writers: &[&str]) -> Access {
        Access {
            owner: owner.to_owned(),
            is_owner_limited,
            writers: writers.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    /// Each row: owner, whether it is limited, who can write, the recorded group, and the account
    /// that makes the file unsafe for `ANA`.
    #[test]
    fn a_groups_write_right_counts_only_if_it_is_recorded() {
        let all = [SYSTEM, ADMINISTRATORS];
        let tds = [SYSTEM, ADMINISTRATORS, TDS];
        for (owner, is_limited, writers, group, other) in [
            (ADMINISTRATORS, false, &all[..], None, None),
            (ANA, false, &all, None, None),
            (MEMBER, false, &all, None, Some(MEMBER)),
            // The directory alone proves nothing: every user can create one.
            (ADMINISTRATORS, false, &tds, None, Some(TDS)),
            (ADMINISTRATORS, true, &tds, None, Some(TDS)),
            (ADMINISTRATORS, false, &tds, Some(TDS), None),
            // A record of another group.
            (
                ADMINISTRATORS,
                false,
                &tds,
                Some("S-1-5-21-1-2-3-1105"),
                Some(TDS),
            ),
            // A file that a member has written, in a directory that limits owners, and in none.
            (MEMBER, true, &tds, Some(TDS), None),
            (MEMBER, true, &tds, None, Some(MEMBER)),
            (MEMBER, false, &tds, Some(TDS), Some(MEMBER)),
            // A file that was moved here with the rights of its former directory.
            (MEMBER, true, &[TDS, MEMBER], Some(TDS), Some(MEMBER)),
            // A record that an administrator has written by hand, for every user.
            (
                ADMINISTRATORS,
                false,
                &["S-1-5-32-545"],
                Some("S-1-5-32-545"),
                Some("S-1-5-32-545"),
            ),
            (
                ADMINISTRATORS,
                false,
                &["S-1-5-21-1-2-3-513"],
                Some("S-1-5-21-1-2-3-513"),
                Some("S-1-5-21-1-2-3-513"),
            ),
        ] {
            let access = access(owner, is_limited, writers);
            assert_eq!(
                access.other_writer(Some(ANA), group),
                other,
                "{access:?}, {group:?}"
            );
        }
    }

    #[test]
    fn every_user_is_a_writer_or_the_owner() {
        assert!(access(ADMINISTRATORS, false, &[SYSTEM, "S-1-1-0"]).is_world_writable());
        assert!(access("S-1-5-32-545", false, &[]).is_world_writable());
        assert!(!access(ADMINISTRATORS, false, &[TDS]).is_world_writable());
    }

    #[test]
    fn a_group_of_all_users_is_open() {
        for (id, expected) in [
            ("S-1-1-0", true),
            ("S-1-5-11", true),
            ("S-1-5-4", true),
            ("S-1-5-21-1-2-3-513", true),
            ("S-1-5-21-1-2-3-1513", false),
            ("S-1-5-21-1-2-3-512", false),
            (TDS, false),
            (ADMINISTRATORS, false),
            ("S-1-12-1-1-2-3-513", false),
        ] {
            assert_eq!(is_open(id), expected, "{id}");
        }
    }
}
