//! Who can change a file by its access control list: the rule, apart from the calls of Windows.

/// SIDs of the administrators, the system, the Windows installer (`TrustedInstaller`, which owns
/// system files), `CREATOR OWNER` and `OWNER RIGHTS`.
const TRUSTED: [&str; 5] = [
    ADMINISTRATORS,
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

/// The SID of the group of administrators.
const ADMINISTRATORS: &str = "S-1-5-32-544";

/// The prefix of the SIDs of a domain or a machine, which three numbers and the account's follow.
const DOMAIN_PREFIX: &str = "S-1-5-21-";

/// The prefix of the SIDs of Entra ID, which has no predefined groups.
const ENTRA_PREFIX: &str = "S-1-12-1-";

/// The first number of accounts that a domain does not predefine (`DOMAIN_USER_RID_MAX` in
/// `winnt.h` is the last of the others).
const FIRST_CREATED: u32 = 1000;

/// The numbers of the administrators of a domain, of the schema and of the forest.
const DOMAIN_ADMINISTRATORS: [u32; 3] = [512, 518, 519];

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
        let group = group.filter(|group| has_chosen_members(group));
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

/// Returns whether an administrator chooses the members of a group, so that it may be allowed to
/// write settings for all users.
///
/// Windows predefines many groups that users are in by the way they log on. They have other SIDs
/// than the groups that somebody has created ("Security identifiers" in the documentation of
/// Windows Server).
pub fn has_chosen_members(id: &str) -> bool {
    id == ADMINISTRATORS
        || id.starts_with(ENTRA_PREFIX)
        || number_in_domain(id).is_some_and(|number| {
            number >= FIRST_CREATED || DOMAIN_ADMINISTRATORS.contains(&number)
        })
}

/// Returns the number of an account in its domain: the last of four.
fn number_in_domain(id: &str) -> Option<u32> {
    let numbers = id.strip_prefix(DOMAIN_PREFIX)?.split('-').map(str::parse);
    match numbers.collect::<Result<Vec<u32>, _>>().ok()?[..] {
        [_, _, _, number] => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn only_an_administrator_chooses_the_members() {
        for (id, expected) in [
            (TDS, true),
            ("S-1-5-21-1-2-3-1000", true),
            ("S-1-5-21-1-2-3-1513", true),
            // The administrators of the domain, of the schema and of the forest.
            ("S-1-5-21-1-2-3-512", true),
            ("S-1-5-21-1-2-3-518", true),
            ("S-1-5-21-1-2-3-519", true),
            (ADMINISTRATORS, true),
            // A group of Entra ID.
            ("S-1-12-1-1-2-3-513", true),
            // The users, guests and computers of the domain.
            ("S-1-5-21-1-2-3-513", false),
            ("S-1-5-21-1-2-3-514", false),
            ("S-1-5-21-1-2-3-515", false),
            // Claims are valid.
            ("S-1-5-21-0-0-0-497", false),
            ("S-1-5-21-1104", false),
            ("S-1-5-21-1-2-3-4-1104", false),
            ("S-1-5-21-1-2-3-x", false),
            ("S-1-5-21-1-2-3-", false),
            ("S-1-5-21-1-2-x-1104", false),
            // Everyone, the console, the local logon.
            ("S-1-1-0", false),
            ("S-1-2-0", false),
            ("S-1-2-1", false),
            // Kinds of logon, authenticated users, this organization, local accounts.
            ("S-1-5-1", false),
            ("S-1-5-4", false),
            ("S-1-5-11", false),
            ("S-1-5-13", false),
            ("S-1-5-15", false),
            ("S-1-5-113", false),
            ("S-1-5-1000", false),
            // Ways of authentication, and who asserted the identity.
            ("S-1-5-64-10", false),
            ("S-1-5-65-1", false),
            ("S-1-18-1", false),
            // Users, and access for earlier systems, which contains authenticated users.
            ("S-1-5-32-545", false),
            ("S-1-5-32-554", false),
            // All app packages.
            ("S-1-15-2-1", false),
            ("", false),
        ] {
            assert_eq!(has_chosen_members(id), expected, "{id}");
        }
    }
}
