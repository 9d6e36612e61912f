//! What macOS' trust settings come to. It is apart from the system's calls, so that it can be tested everywhere.
//!
//! The rules are those of `SecTrustSettings.h`, and where it is silent, those of the program that decides about trust on a
//! Mac (`SecPVCMeetsConstraint` and what calls it, in `SecPolicyServer.c` of Apple's Security).

/// One entry of a certificate's trust settings in one domain.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// It is about servers, or about every use.
    pub is_for_servers: bool,
    /// It is about one host or one program alone, or asks for more than we know.
    pub is_limited: bool,
    /// `kSecTrustSettingsKeyUsage`: what the key must be used for.
    pub key_usage: Option<i64>,
    /// `kSecTrustSettingsResult`.
    pub result: i64,
}

/// What a domain thinks of a certificate as one that vouches for every server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// It may.
    Trust,
    /// It must not.
    Deny,
}

/// `kSecTrustSettingsResultTrustRoot`, which is also meant where an entry gives no result.
pub const TRUST_ROOT: i64 = 1;

/// `kSecTrustSettingsResultTrustAsRoot`.
const TRUST_AS_ROOT: i64 = 2;

/// `kSecTrustSettingsResultDeny`.
const DENY: i64 = 3;

/// `kSecTrustSettingsKeyUseSignCert` and `kSecTrustSettingsKeyUseAny`. What vouches for others signs certificates, and
/// macOS wants exactly that; "any" comes with a sign or without.
const SIGNING: [i64; 3] = [8, 0xffff_ffff, -1];

/// The opinion of a domain whose settings these are; `None` if it has none. No entry at all is "always trust", of a root.
/// The first entry that fits is the one that counts, also where it says nothing ("unspecified"). A root can only be
/// trusted as a root, and any other certificate only as if it were one.
///
/// What is said for one host or program is no word on the others: made global, an "allow" would trust a lab's server with
/// everything, and a "deny" would break every other program.
pub fn opinion(settings: &[Setting], is_root: bool) -> Option<Opinion> {
    let fits = |setting: &&Setting| {
        setting.is_for_servers
            && !setting.is_limited
            && setting
                .key_usage
                .is_none_or(|usage| SIGNING.contains(&usage))
    };
    let result = match settings.iter().find(fits) {
        Some(setting) => setting.result,
        None if settings.is_empty() => TRUST_ROOT,
        None => return None,
    };
    match result {
        DENY => Some(Opinion::Deny),
        TRUST_ROOT if is_root => Some(Opinion::Trust),
        TRUST_AS_ROOT if !is_root => Some(Opinion::Trust),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Setting = Setting {
        is_for_servers: true,
        is_limited: false,
        key_usage: None,
        result: TRUST_ROOT,
    };

    #[test]
    fn the_first_entry_on_all_servers_counts() {
        let result = |result| Setting { result, ..ANY };
        let mail = Setting {
            is_for_servers: false,
            ..result(DENY)
        };
        let one_host = |result| Setting {
            is_limited: true,
            result,
            ..ANY
        };
        for (settings, expected) in [
            (vec![], Some(Opinion::Trust)),
            (vec![result(TRUST_ROOT)], Some(Opinion::Trust)),
            (vec![result(DENY)], Some(Opinion::Deny)),
            (vec![result(4), result(TRUST_ROOT)], None),
            (vec![result(DENY), result(TRUST_ROOT)], Some(Opinion::Deny)),
            (vec![mail], None),
            (vec![mail, result(TRUST_ROOT)], Some(Opinion::Trust)),
            (vec![one_host(TRUST_ROOT)], None),
            (vec![one_host(DENY)], None),
            (
                vec![one_host(DENY), result(TRUST_ROOT)],
                Some(Opinion::Trust),
            ),
            (vec![result(0), result(4)], None),
        ] {
            assert_eq!(opinion(&settings, true), expected, "{settings:?}");
        }
    }

    #[test]
    fn a_root_is_trusted_as_a_root_and_others_as_if_they_were() {
        let of = |result, is_root| opinion(&[Setting { result, ..ANY }], is_root);
        assert_eq!(of(TRUST_AS_ROOT, false), Some(Opinion::Trust));
        assert_eq!(of(TRUST_AS_ROOT, true), None);
        assert_eq!(of(TRUST_ROOT, false), None);
        assert_eq!(of(DENY, false), Some(Opinion::Deny));
        assert_eq!(opinion(&[], false), None);
    }

    #[test]
    fn an_entry_for_other_uses_of_the_key_is_no_word_on_certificates() {
        for (usage, expected) in [
            (8, Some(Opinion::Trust)),
            (0xffff_ffff, Some(Opinion::Trust)),
            (-1, Some(Opinion::Trust)),
            (1, None),
            (8 | 1, None),
        ] {
            let key_usage = Some(usage);
            assert_eq!(opinion(&[Setting { key_usage, ..ANY }], true), expected);
        }
    }
}
