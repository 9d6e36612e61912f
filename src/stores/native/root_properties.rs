//! Properties by which Windows limits the trust in a root of its store, and their result. They are
//! apart from the system's functions, so that tests run on every system.
//!
//! `wincrypt.h` has their numbers. "Deprecation Definitions" in the documentation of Microsoft's
//! Trusted Root Program has the meaning of Disable and `NotBefore`.

use memchr::memmem;

use crate::certs::blocklist::Origin;

/// `CERT_ROOT_PROGRAM_NAME_CONSTRAINTS_PROP_ID`: the only names that a root may issue for.
const NAME_CONSTRAINTS: u32 = 84;

/// `CERT_DISALLOWED_FILETIME_PROP_ID`: the time since which Windows distrusts a root ("Disable").
const DISALLOWED_TIME: u32 = 104;

/// `CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID`: the uses for which it distrusts the root, if not for
/// all.
const DISALLOWED_USES: u32 = 122;

/// `CERT_NOT_BEFORE_FILETIME_PROP_ID`: the time after which Windows distrusts what a root issues.
const NOT_BEFORE_TIME: u32 = 126;

/// `CERT_NOT_BEFORE_ENHKEY_USAGE_PROP_ID`: the uses for which it does so, if not for all.
const NOT_BEFORE_USES: u32 = 127;

/// The extended key usages that include servers, in DER: `serverAuth` and `anyExtendedKeyUsage`.
const SERVER_USES: [&[u8]; 2] = [
    b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01",
    b"\x06\x04\x55\x1d\x25\x00",
];

/// The longest validity of a server's certificate in seconds: 398 days (section 6.3.2 of the
/// CA/Browser Forum's Baseline Requirements).
const LONGEST_VALIDITY: i64 = 398 * 24 * 60 * 60;

/// The result of the properties for servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootTrust {
    Trusted {
        /// The time, in seconds since 1970, after which Windows distrusts what the root issues.
        distrust_after: Option<i64>,
    },
    Distrusted(RootLimit),
}

/// A limit of a root that a bundle cannot express, so that the bundle excludes the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootLimit {
    /// Windows distrusts the root.
    Disabled,
    /// Windows distrusts what the root has issued since a time. What the root issued before has
    /// expired.
    NotBefore,
    /// Windows trusts the root for some names only, and Mozilla does not have it.
    Names,
}

impl RootLimit {
    /// All limits.
    pub const ALL: [Self; 3] = [Self::Disabled, Self::NotBefore, Self::Names];

    /// Returns the origin of the distrust, for messages and for the record of a build.
    pub fn origin(self) -> Origin {
        let name = match self {
            Self::Disabled => "Windows, which has disabled it (store ROOT)",
            Self::NotBefore => {
                "Windows for all certificates issued in the last 398 days (store ROOT)"
            }
            Self::Names => "Windows except for some names (store ROOT)",
        };
        Origin::Store(name.to_owned())
    }
}

/// Returns the result of a root's properties, which `property` returns by their number, at `now`
/// (seconds since 1970). `is_mozillas` tells whether Mozilla has the root.
///
/// A time that cannot be read counts as long past.
pub fn root_trust(
    property: impl Fn(u32) -> Option<Vec<u8>>,
    now: i64,
    is_mozillas: impl FnOnce() -> bool,
) -> RootTrust {
    let time_for_servers = |time, uses| {
        let time = seconds(&property(time)?);
        property(uses)
            .is_none_or(|uses| include_servers(&uses))
            .then_some(time)
    };
    let disabled = time_for_servers(DISALLOWED_TIME, DISALLOWED_USES);
    let not_before = time_for_servers(NOT_BEFORE_TIME, NOT_BEFORE_USES);
    if disabled.is_some_and(|since| since <= now) {
        RootTrust::Distrusted(RootLimit::Disabled)
    } else if not_before.is_some_and(|since| since.saturating_add(LONGEST_VALIDITY) <= now) {
        RootTrust::Distrusted(RootLimit::NotBefore)
    } else if property(NAME_CONSTRAINTS).is_some() && !is_mozillas() {
        RootTrust::Distrusted(RootLimit::Names)
    } else {
        RootTrust::Trusted {
            distrust_after: not_before,
        }
    }
}

/// Returns a file time (ticks of 100 nanoseconds since 1601) in seconds since 1970, at most the
/// last time that a certificate can contain.
fn seconds(file_time: &[u8]) -> i64 {
    const YEAR_1970: i64 = 11_644_473_600;
    const END_OF_9999: i64 = 253_402_300_799;
    let ticks = file_time.try_into().map(u64::from_le_bytes);
    let since_1601 = ticks.map(|ticks| (ticks / 10_000_000).cast_signed());
    since_1601.map_or(i64::MIN, |seconds| (seconds - YEAR_1970).min(END_OF_9999))
}

/// Returns whether an extended key usage in DER includes servers.
fn include_servers(uses: &[u8]) -> bool {
    let mut servers = SERVER_USES.iter();
    servers.any(|one| memmem::find(uses, one).is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::certs::blocklist::{Blocklist, MatchKey};
    use crate::certs::merge::merge;
    use crate::certs::policy::Policy;
    use crate::certs::tests::authority;
    use crate::certs::{Certificate, Fingerprint, Source, sha256};

    const DAY: i64 = 24 * 60 * 60;

    /// 15 September 2026 in seconds since 1970, and as the bytes of a file time.
    const DATE: i64 = 1_789_430_400;
    const DATE_IN_STORE: [u8; 8] = [0x00, 0xc0, 0xaa, 0x26, 0xa5, 0x44, 0xdd, 0x01];

    const MAIL: &[u8] = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04";
    const SERVERS: &[u8] = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    const ANY: &[u8] = b"\x30\x06\x06\x04\x55\x1d\x25\x00";
    const MAIL_AND_SERVERS: &[u8] =
        b"\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";

    /// Properties, each with its number.
    type Properties<'a> = &'a [(u32, &'a [u8])];

    fn judge(properties: Properties, now: i64, is_mozillas: bool) -> RootTrust {
        let property = |number| {
            let mut found = properties.iter().filter(|(other, _)| *other == number);
            found.next().map(|(_, value)| value.to_vec())
        };
        root_trust(property, now, || is_mozillas)
    }

    const TRUSTED: RootTrust = RootTrust::Trusted {
        distrust_after: None,
    };
    const UNTIL_DATE: RootTrust = RootTrust::Trusted {
        distrust_after: Some(DATE),
    };
    const UNTIL_9999: RootTrust = RootTrust::Trusted {
        distrust_after: Some(253_402_300_799),
    };
    const DISABLED: RootTrust = RootTrust::Distrusted(RootLimit::Disabled);
    const NOT_BEFORE: RootTrust = RootTrust::Distrusted(RootLimit::NotBefore);
    const NAMES: RootTrust = RootTrust::Distrusted(RootLimit::Names);

    #[test]
    fn properties_are_judged_at_a_time_for_servers() {
        let date: &[u8] = &DATE_IN_STORE;
        let cases: &[(Properties, i64, RootTrust)] = &[
            (&[], DATE, TRUSTED),
            // A friendly name and a thumbprint.
            (&[(11, b"R\0o\0o\0t\0\0\0"), (3, &[7; 20])], DATE, TRUSTED),
            // Disabled at a time, for all uses or for some.
            (&[(104, date)], DATE - 1, TRUSTED),
            (&[(104, date)], DATE, DISABLED),
            (&[(104, date), (122, MAIL)], DATE, TRUSTED),
            (&[(104, date), (122, SERVERS)], DATE, DISABLED),
            (&[(104, date), (122, SERVERS)], DATE - 1, TRUSTED),
            (&[(104, b"?")], DATE, DISABLED),
            (&[(104, &[0; 8])], DATE, DISABLED),
            // Uses without a time mean nothing.
            (&[(122, SERVERS), (127, SERVERS)], DATE, TRUSTED),
            // What it issues after a date is distrusted.
            (&[(126, date)], DATE - 1, UNTIL_DATE),
            (&[(126, date)], DATE + 1, UNTIL_DATE),
            (&[(126, date)], DATE + 398 * DAY - 1, UNTIL_DATE),
            (&[(126, date)], DATE + 398 * DAY, NOT_BEFORE),
            (&[(126, date), (127, MAIL)], DATE + 500 * DAY, TRUSTED),
            (&[(126, date), (127, SERVERS)], DATE, UNTIL_DATE),
            (&[(126, date), (127, ANY)], DATE + 398 * DAY, NOT_BEFORE),
            (
                &[(126, date), (127, MAIL_AND_SERVERS)],
                DATE + 398 * DAY,
                NOT_BEFORE,
            ),
            (&[(126, b"")], DATE, NOT_BEFORE),
            (&[(126, &[0; 8])], DATE, NOT_BEFORE),
            (&[(126, &[0xff; 8])], DATE, UNTIL_9999),
            // The first limit counts.
            (&[(104, date), (126, date), (84, b"")], DATE, DISABLED),
        ];
        for (properties, now, expected) in cases {
            for is_mozillas in [false, true] {
                let found = judge(properties, *now, is_mozillas);
                assert_eq!(found, *expected, "{properties:?} {}", now - DATE);
            }
        }
    }

    #[test]
    fn a_root_that_is_limited_to_names_is_distrusted_unless_mozilla_has_it() {
        let date: &[u8] = &DATE_IN_STORE;
        for (properties, is_mozillas, expected) in [
            (&[(84, b"\x30\x00".as_slice())][..], false, NAMES),
            (&[(84, b"\x30\x00")], true, TRUSTED),
            (&[(84, b"\x30\x00"), (126, date)], true, UNTIL_DATE),
            (&[(84, b"\x30\x00"), (126, date)], false, NAMES),
        ] {
            assert_eq!(judge(properties, DATE, is_mozillas), expected);
        }
        // The list of Mozilla's roots is not decoded for other roots.
        let property = |_| None;
        root_trust(property, DATE, || panic!("there are no name constraints"));
    }

    /// Merges a root with these properties as a build on Windows does. Returns why it is excluded.
    fn exclusion(properties: Properties, allow: &BTreeSet<Fingerprint>) -> Option<String> {
        let root = Certificate::new(&authority("Limited")).unwrap();
        let limit = match judge(properties, DATE + 398 * DAY, false) {
            RootTrust::Distrusted(limit) => {
                Some((MatchKey::certificate(&root.der), limit.origin()))
            }
            RootTrust::Trusted { .. } => None,
        };
        let policy = Policy {
            deny: &BTreeSet::new(),
            allow,
            blocklist: &Blocklist::new(limit),
            keep_expired: true,
            now: DATE,
        };
        let merged = merge([(Source::NATIVE, root)], &policy);
        let reason = merged.entries[0].reason.as_ref();
        reason.map(ToString::to_string)
    }

    #[test]
    fn a_limited_root_is_listed_as_distrusted_unless_the_profile_allows_it() {
        let root = authority("Limited");
        let allow = BTreeSet::from([Fingerprint::Sha256(sha256(&root))]);
        let date: &[u8] = &DATE_IN_STORE;
        let cases: [(Properties, &str); 5] = [
            (&[(104, date)], "which has disabled it"),
            (
                &[(126, date)],
                "for all certificates issued in the last 398 days",
            ),
            (
                &[(126, date), (127, SERVERS)],
                "for all certificates issued in the last 398 days",
            ),
            (&[(84, b"\x30\x00")], "except for some names"),
            (
                &[(84, b"\x30\x00"), (126, date)],
                "issued in the last 398 days",
            ),
        ];
        let mut reasons = BTreeSet::new();
        for (properties, expected) in cases {
            let reason = exclusion(properties, &BTreeSet::new()).unwrap();
            assert!(reason.starts_with("distrusted by Windows"), "{reason}");
            assert!(reason.contains(expected), "{reason}");
            assert_eq!(exclusion(properties, &allow), None, "{expected}");
            reasons.insert(reason);
        }
        let of_limits = RootLimit::ALL.map(|limit| format!("distrusted by {}", limit.origin()));
        assert_eq!(reasons, BTreeSet::from(of_limits));
        assert_eq!(
            exclusion(&[(126, date), (127, MAIL)], &BTreeSet::new()),
            None
        );
    }
}
