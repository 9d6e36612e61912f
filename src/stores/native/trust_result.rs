//! Results of macOS' trust settings, apart from the system's functions, so that tests run on every
//! system.
//!
//! The rules are those of `SecTrustSettings.h`, and beyond it those of the code that evaluates
//! trust on macOS (`SecPVCMeetsConstraint` and its callers in `SecPolicyServer.c` of Apple's
//! Security).

use serde::Serialize;

/// An entry of a certificate's trust settings in one domain.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TrustSetting {
    /// Applies to servers, or to every use.
    pub is_for_servers: bool,
    /// Applies to one host or program only, or has options of its policy.
    pub is_limited: bool,
    /// `kSecTrustSettingsKeyUsage`: the use of the key.
    pub key_usage: Option<i64>,
    /// `kSecTrustSettingsResult`.
    pub result: i64,
}

/// The result of a domain's settings for a certificate as a CA of all servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustResult {
    Trust,
    Deny,
}

/// `kSecTrustSettingsResultTrustRoot`, also the result of an entry without one.
pub const TRUST_ROOT: i64 = 1;

/// `kSecTrustSettingsResultTrustAsRoot`.
const TRUST_AS_ROOT: i64 = 2;

/// `kSecTrustSettingsResultDeny`.
const DENY: i64 = 3;

/// `kSecTrustSettingsKeyUseSignCert`, the use that macOS requires of a CA, and
/// `kSecTrustSettingsKeyUseAny`, signed and unsigned.
const SIGNING: [i64; 3] = [8, 0xffff_ffff, -1];

/// Returns the result of these settings of a domain. No entries mean "always trust", for a root.
/// The first entry that applies counts, even if its result is "unspecified". A root can only be
/// trusted by `TrustRoot`, any other certificate only by `TrustAsRoot`.
///
/// Ignores entries for one host or program: applied to all, an "allow" would trust a lab's server
/// for everything, and a "deny" would break every other program.
pub fn trust_result(settings: &[TrustSetting], is_root: bool) -> Option<TrustResult> {
    let applies = |setting: &&TrustSetting| {
        setting.is_for_servers
            && !setting.is_limited
            && setting
                .key_usage
                .is_none_or(|usage| SIGNING.contains(&usage))
    };
    let result = match settings.iter().find(applies) {
        Some(setting) => setting.result,
        None if settings.is_empty() => TRUST_ROOT,
        None => return None,
    };
    match result {
        DENY => Some(TrustResult::Deny),
        TRUST_ROOT if is_root => Some(TrustResult::Trust),
        TRUST_AS_ROOT if !is_root => Some(TrustResult::Trust),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: TrustSetting = TrustSetting {
        is_for_servers: true,
        is_limited: false,
        key_usage: None,
        result: TRUST_ROOT,
    };

    #[test]
    fn the_first_entry_for_all_servers_counts() {
        let result = |result| TrustSetting { result, ..ANY };
        let mail = TrustSetting {
            is_for_servers: false,
            ..result(DENY)
        };
        let one_host = |result| TrustSetting {
            is_limited: true,
            result,
            ..ANY
        };
        for (settings, expected) in [
            (vec![], Some(TrustResult::Trust)),
            (vec![result(TRUST_ROOT)], Some(TrustResult::Trust)),
            (vec![result(DENY)], Some(TrustResult::Deny)),
            (vec![result(4), result(TRUST_ROOT)], None),
            (
                vec![result(DENY), result(TRUST_ROOT)],
                Some(TrustResult::Deny),
            ),
            (vec![mail], None),
            (vec![mail, result(TRUST_ROOT)], Some(TrustResult::Trust)),
            (vec![one_host(TRUST_ROOT)], None),
            (vec![one_host(DENY)], None),
            (
                vec![one_host(DENY), result(TRUST_ROOT)],
                Some(TrustResult::Trust),
            ),
            (vec![result(0), result(4)], None),
        ] {
            assert_eq!(trust_result(&settings, true), expected, "{settings:?}");
        }
    }

    #[test]
    fn roots_and_intermediates_have_results_of_their_own() {
        let of = |result, is_root| trust_result(&[TrustSetting { result, ..ANY }], is_root);
        assert_eq!(of(TRUST_AS_ROOT, false), Some(TrustResult::Trust));
        assert_eq!(of(TRUST_AS_ROOT, true), None);
        assert_eq!(of(TRUST_ROOT, false), None);
        assert_eq!(of(DENY, false), Some(TrustResult::Deny));
        assert_eq!(trust_result(&[], false), None);
    }

    #[test]
    fn an_entry_for_other_uses_of_the_key_does_not_apply() {
        for (usage, expected) in [
            (8, Some(TrustResult::Trust)),
            (0xffff_ffff, Some(TrustResult::Trust)),
            (-1, Some(TrustResult::Trust)),
            (1, None),
            (8 | 1, None),
        ] {
            let key_usage = Some(usage);
            assert_eq!(
                trust_result(&[TrustSetting { key_usage, ..ANY }], true),
                expected
            );
        }
    }
}
