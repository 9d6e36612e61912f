//! Windows: certificates that the user, the administrators and the domain trust, which Windows
//! shows as one store.
//!
//! The store is in the registry, and the stamps of its keys are their last-write times. Windows
//! also downloads trusted roots when it first needs them, so a bundle is valid for a day at most.

use std::path::Path;

use memchr::memmem;
use schannel::cert_context::{CertContext, ValidUses};
use schannel::cert_store::{CertStore, CertStoreBuilder};

use crate::certs::blocklist::{MatchKey, Origin};
use crate::certs::{Certificate, Part, ProblemKind, Source, hex, sha1};
use crate::os::{self, certificate_property};
use crate::stores::Loaded;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

/// The extended key usages that include servers: `serverAuth` and `anyExtendedKeyUsage`.
const SERVER_USES: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/// The store of certificates that the user, the administrators or the domain distrust.
const DISTRUSTED: &str = "Disallowed";

/// Registry keys of stores: the user's, the machine's, those of both by group policy, and the
/// domain's ("System Store Locations" in the Windows documentation).
const LOCATIONS: [&str; 5] = [
    r"HKEY_CURRENT_USER\Software\Microsoft\SystemCertificates",
    r"HKEY_CURRENT_USER\Software\Policies\Microsoft\SystemCertificates",
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\SystemCertificates",
    r"HKEY_LOCAL_MACHINE\Software\Policies\Microsoft\SystemCertificates",
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\EnterpriseCertificates",
];

/// The stores, each with a key per certificate below `Certificates`. `AuthRoot` has the roots of
/// Microsoft's program, which Windows shows as a part of `Root`.
const STORES: [&str; 3] = ["Root", "AuthRoot", DISTRUSTED];

/// The store of roots that Windows itself distrusts, for messages.
const DISABLED_IN: &str = "the store ROOT, in which Windows has disabled it";

/// `CERT_DISALLOWED_FILETIME_PROP_ID`: the time since which Windows distrusts a root.
const DISTRUST_TIME: u32 = 104;

/// `CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID`: the uses for which Windows distrusts it, if not for all.
const DISTRUST_USES: u32 = 122;

/// [`SERVER_USES`] in DER.
const SERVER_USES_DER: [&[u8]; 2] = [
    b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01",
    b"\x06\x04\x55\x1d\x25\x00",
];

/// Reads the distrusted certificates and, if the inputs include it, the store of this machine. That
/// of a mounted image below `root` cannot be read.
pub fn load(inputs: &BundleInputs, root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    if root == Path::new("/") {
        let keys = LOCATIONS.iter().flat_map(|location| {
            STORES.map(|store| Path::new(location).join(store).join("Certificates"))
        });
        loaded.stamps.extend(keys.map(|key| Stamp::of(&key)));
        loaded.load_distrusted();
        if inputs.native {
            loaded.load_store();
        }
    } else if inputs.native {
        loaded.add_problem(
            &Source::Native,
            "Windows' certificate store cannot be read below another root: unset SGLAUNCH_ROOT",
        );
    }
    loaded
}

/// Returns whether `path` is a part of the store below `root`: the store has no files.
pub fn is_system_store(_: &Path, _: &Path) -> bool {
    false
}

fn open(name: &str) -> std::io::Result<CertStore> {
    CertStoreBuilder::new().read_only().open_current_user(name)
}

impl Loaded {
    fn load_distrusted(&mut self) {
        match open(DISTRUSTED) {
            Ok(store) => self.distrusted.extend(store.certs().map(|certificate| {
                (
                    MatchKey::certificate(certificate.to_der()),
                    Origin::Store(format!("the store {DISTRUSTED}")),
                )
            })),
            Err(error) => self.add_unreadable_store(&format!("the store {DISTRUSTED}"), &error),
        }
    }

    fn load_store(&mut self) {
        match open("ROOT") {
            Ok(store) => {
                for certificate in store.certs() {
                    if is_distrusted(&certificate) {
                        self.distrusted.push((
                            MatchKey::certificate(certificate.to_der()),
                            Origin::Store(DISABLED_IN.to_owned()),
                        ));
                    } else {
                        self.add_certificate(&certificate);
                    }
                }
            }
            Err(error) => {
                self.unreadable.push(Origin::Store(DISABLED_IN.to_owned()));
                self.add_unstamped_problem(
                    &Source::Native,
                    format!("the store ROOT cannot be opened: {error}"),
                );
            }
        }
    }

    fn add_certificate(&mut self, certificate: &CertContext) {
        let der = certificate.to_der();
        let read = match is_for_servers(certificate) {
            Ok(true) => Certificate::new(der),
            Ok(false) => return,
            Err(error) => Err(format!("Windows cannot determine its uses ({error})")),
        };
        match read {
            Ok(certificate) => self.certificates.push((Source::Native, certificate)),
            // Windows' certificate dialog shows this thumbprint.
            Err(why) => self.add_problem(
                &Source::Native,
                ProblemKind::Skipped {
                    part: Part::Sha1(hex(&sha1(der))),
                    why,
                },
            ),
        }
    }
}

/// Returns whether Windows trusts a CA for servers. An administrator can remove that use.
fn is_for_servers(certificate: &CertContext) -> std::io::Result<bool> {
    Ok(match certificate.valid_uses()? {
        ValidUses::All => true,
        ValidUses::Oids(oids) => oids.iter().any(|oid| SERVER_USES.contains(&oid.as_str())),
    })
}

/// Returns whether Windows distrusts a root that is still in its store.
fn is_distrusted(certificate: &CertContext) -> bool {
    let property = |number| certificate_property(certificate, number);
    property(DISTRUST_TIME)
        .is_some_and(|since| is_distrusted_since(&since, property(DISTRUST_USES).as_deref()))
}

/// Returns whether the distrust of these uses, or of all, has begun and includes servers. A time
/// that cannot be read counts as begun.
fn is_distrusted_since(since: &[u8], uses: Option<&[u8]>) -> bool {
    let Ok(since) = since.try_into().map(u64::from_le_bytes) else {
        return true;
    };
    let is_for_servers = |uses| {
        SERVER_USES_DER
            .iter()
            .any(|one| memmem::find(uses, one).is_some())
    };
    os::is_past(since) && uses.is_none_or(is_for_servers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_distrusted_since_a_time_for_some_uses_or_all() {
        let in_2100 = 157_469_184_000_000_000_u64.to_le_bytes();
        let in_2020 = 132_223_104_000_000_000_u64.to_le_bytes();
        let mail = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04".as_slice();
        let servers = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01".as_slice();
        for (since, uses, expected) in [
            (in_2100.as_slice(), None, false),
            (&in_2020, None, true),
            (&in_2020, Some(mail), false),
            (&in_2020, Some(servers), true),
            (&in_2100, Some(servers), false),
            (b"?", None, true),
        ] {
            assert_eq!(
                is_distrusted_since(since, uses),
                expected,
                "{since:?} {uses:?}"
            );
        }
    }
}
