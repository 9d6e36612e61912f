//! What macOS' trust settings come to. It is apart from the system's calls, so that it can be tested everywhere.
//!
//! The rules are those of `SecTrustSettings.h`.

/// One entry of a certificate's trust settings in one domain.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// It is about servers, or about every use.
    pub is_for_servers: bool,
    /// It is about one host or one program alone.
    pub is_limited: bool,
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

/// The opinion of a domain whose settings these are; `None` if it has none. No entry at all is "always trust".
///
/// What is said for one host or program is no word on the others: made global, an "allow" would trust a lab's server with
/// everything, and a "deny" would break every other program.
pub fn opinion(settings: &[Setting]) -> Option<Opinion> {
    if settings.is_empty() {
        return Some(Opinion::Trust);
    }
    let global = settings
        .iter()
        .filter(|setting| setting.is_for_servers && !setting.is_limited);
    let mut opinions = global.filter_map(|setting| match setting.result {
        TRUST_ROOT | TRUST_AS_ROOT => Some(Opinion::Trust),
        DENY => Some(Opinion::Deny),
        _ => None,
    });
    opinions.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Setting = Setting {
        is_for_servers: true,
        is_limited: false,
        result: TRUST_ROOT,
    };

    #[test]
    fn the_first_word_on_all_servers_counts() {
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
            (vec![result(TRUST_AS_ROOT)], Some(Opinion::Trust)),
            (vec![result(DENY)], Some(Opinion::Deny)),
            (vec![result(4), result(DENY)], Some(Opinion::Deny)),
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
            assert_eq!(opinion(&settings), expected, "{settings:?}");
        }
    }
}
