//! Windows: what the user, the administrators and the domain trust, which Windows shows as one store.
//!
//! There are no stamps: the store is in the registry, and no file tells that it has changed. What was read of it can
//! only be believed for a while, a day at most.

use std::path::Path;

use schannel::cert_context::{CertContext, ValidUses};
use schannel::cert_store::{CertStore, CertStoreBuilder};

use crate::certs::distrust::Distrusted;
use crate::certs::read::Certificate;
use crate::certs::{Source, hex, sha1};
use crate::sources::Loaded;

/// What a certificate must be good for, unless it is good for everything: a server's authentication, or any use.
const USES: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/// The store of what is distrusted, by the user, the administrators and the domain.
const DISTRUSTED: &str = "Disallowed";

/// Reads what is distrusted and, if it `is_wanted`, the store, which is the same below every `root`: that of another
/// machine's image cannot be read.
pub fn load(root: &Path, is_wanted: bool) -> Loaded {
    let mut loaded = Loaded::default();
    if root == Path::new("/") {
        loaded.load_distrusted();
        if is_wanted {
            loaded.load_store();
        }
    } else if is_wanted {
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
                    Distrusted::Certificate(certificate.to_der().into()),
                    format!("the store {DISTRUSTED}"),
                )
            })),
            Err(error) => self.problem(
                &Source::Native,
                format!("the store of what is distrusted cannot be opened: {error}"),
            ),
        }
    }

    fn load_store(&mut self) {
        match open("ROOT") {
            Ok(store) => store.certs().for_each(|certificate| self.add(&certificate)),
            Err(error) => self.problem(
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
                format!("certificate {} is left out: {why}", hex(&sha1(der))),
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
