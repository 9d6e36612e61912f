//! Windows: what the user, the administrators and the domain trust, which Windows shows as one store.
//!
//! It is in the registry, whose keys tell when they were last written to. Windows also trusts roots that it fetches when it
//! first meets them, which no key shows before: what was read is believed for a day at most.

use std::path::Path;

use memchr::memmem;
use schannel::cert_context::{CertContext, ValidUses};
use schannel::cert_store::{CertStore, CertStoreBuilder};

use crate::certs::blocklist::MatchKey;
use crate::certs::{Certificate, Part, ProblemKind, Source, hex, sha1};
use crate::os::{self, certificate_property};
use crate::stores::Loaded;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

/// What a certificate must be good for, unless it is good for everything: a server's authentication, or any use.
const USES: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/// The store of what is distrusted, by the user, the administrators and the domain.
const DISTRUSTED: &str = "Disallowed";

/// Where the registry has stores: the user's, the machine's, those of both by group policy, and the domain's ("System Store
/// Locations" in the Windows documentation).
const LOCATIONS: [&str; 5] = [
    r"HKEY_CURRENT_USER\Software\Microsoft\SystemCertificates",
    r"HKEY_CURRENT_USER\Software\Policies\Microsoft\SystemCertificates",
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\SystemCertificates",
    r"HKEY_LOCAL_MACHINE\Software\Policies\Microsoft\SystemCertificates",
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\EnterpriseCertificates",
];

/// The stores that count, each a key for every certificate below `Certificates`. `AuthRoot` are those that Microsoft's
/// program brings, which are shown as a part of `Root`.
const STORES: [&str; 3] = ["Root", "AuthRoot", DISTRUSTED];

/// `CERT_DISALLOWED_FILETIME_PROP_ID`: from when on Windows refuses a root.
const REFUSED_FROM: u32 = 104;

/// `CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID`: for which uses, where not for all.
const REFUSED_USES: u32 = 122;

/// Those of `USES` in DER.
const USES_IN_DER: [&[u8]; 2] = [
    b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01",
    b"\x06\x04\x55\x1d\x25\x00",
];

/// Reads what is distrusted and, if it `is_wanted`, the store, which is the same below every `root`: that of another
/// machine's image cannot be read.
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
        loaded.problem(
            &Source::Native,
            "Windows has but one store, and none below another root (unset SGLAUNCH_ROOT)",
        );
    }
    loaded
}

/// Whether `path` is a part of the store below `root`: it has no files.
pub fn is_own(_: &Path, _: &Path) -> bool {
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
                    format!("the store {DISTRUSTED}"),
                )
            })),
            Err(error) => self.no_answer(
                &Source::Native,
                format!("the store of what is distrusted cannot be opened: {error}"),
            ),
        }
    }

    fn load_store(&mut self) {
        match open("ROOT") {
            Ok(store) => {
                for certificate in store.certs() {
                    if is_refused(&certificate) {
                        self.distrusted.push((
                            MatchKey::certificate(certificate.to_der()),
                            "the store ROOT, where Windows has it switched off".to_owned(),
                        ));
                    } else {
                        self.add(&certificate);
                    }
                }
            }
            Err(error) => self.no_answer(
                &Source::Native,
                format!("the store of roots cannot be opened: {error}"),
            ),
        }
    }

    fn add(&mut self, certificate: &CertContext) {
        let der = certificate.to_der();
        let read = match is_for_servers(certificate) {
            Ok(true) => Certificate::new(der),
            Ok(false) => return,
            Err(error) => Err(format!("Windows does not say what it is for ({error})")),
        };
        match read {
            Ok(certificate) => self.certificates.push((Source::Native, certificate)),
            // Windows' own window of certificates shows them by this thumbprint.
            Err(why) => self.problem(
                &Source::Native,
                ProblemKind::Skipped {
                    part: Part::Sha1(hex(&sha1(der))),
                    why,
                },
            ),
        }
    }
}

/// Whether Windows lets a certificate vouch for servers. An administrator can take that from it.
fn is_for_servers(certificate: &CertContext) -> std::io::Result<bool> {
    Ok(match certificate.valid_uses()? {
        ValidUses::All => true,
        ValidUses::Oids(oids) => oids.iter().any(|oid| USES.contains(&oid.as_str())),
    })
}

/// Whether Windows has stopped to trust a root that it keeps.
fn is_refused(certificate: &CertContext) -> bool {
    let property = |number| certificate_property(certificate, number);
    property(REFUSED_FROM).is_some_and(|from| has_stopped(&from, property(REFUSED_USES).as_deref()))
}

/// Whether a file time is over from which on these uses, or all, are refused.
fn has_stopped(from: &[u8], uses: Option<&[u8]>) -> bool {
    let Ok(from) = from.try_into().map(u64::from_le_bytes) else {
        return true;
    };
    let is_for_servers = |uses| {
        USES_IN_DER
            .iter()
            .any(|one| memmem::find(uses, one).is_some())
    };
    os::is_past(from) && uses.is_none_or(is_for_servers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_refused_from_a_time_on_for_some_uses_or_all() {
        let in_2100 = 157_469_184_000_000_000_u64.to_le_bytes();
        let in_2020 = 132_223_104_000_000_000_u64.to_le_bytes();
        let mail = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04".as_slice();
        let servers = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01".as_slice();
        for (from, uses, expected) in [
            (in_2100.as_slice(), None, false),
            (&in_2020, None, true),
            (&in_2020, Some(mail), false),
            (&in_2020, Some(servers), true),
            (&in_2100, Some(servers), false),
            (b"?", None, true),
        ] {
            assert_eq!(has_stopped(from, uses), expected, "{from:?} {uses:?}");
        }
    }
}
