//! Windows: certificates that the user, the administrators and the domain trust, which Windows
//! shows as one store.
//!
//! Windows decides which roots the store shows; the registry has the location of each.
//!
//! The store is in the registry, and the stamps of its keys are their last-write times. Windows
//! also downloads trusted roots when it first needs them, so a bundle is valid for a day at most.

mod locations;

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::path::Path;

use schannel::cert_context::{CertContext, ValidUses};
use schannel::cert_store::{CertStore, CertStoreBuilder};

use super::root_properties::{RootLimit, RootTrust, root_trust};
use crate::certs::blocklist::{MatchKey, Origin};
use crate::certs::clock::now;
use crate::certs::{Certificate, Part, ProblemKind, Source, StoreLocation, hex, sha1};
use crate::os::certificate_property;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;
use crate::stores::store_digest::StoreDigest;
use crate::stores::{Loaded, mozilla};

/// The extended key usages that include servers: `serverAuth` and `anyExtendedKeyUsage`.
const SERVER_USES: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/// The store of trusted roots.
const ROOT: &str = "Root";

/// The store of certificates that the user, the administrators or the domain distrust.
const DISTRUSTED: &str = "Disallowed";

/// Reads the distrusted certificates and, if the inputs include it, the store of this machine. That
/// of a mounted image below `root` cannot be read.
pub fn load(inputs: &BundleInputs, root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    if root == Path::new("/") {
        loaded
            .stamps
            .extend(locations::keys().map(|key| Stamp::of(&key)));
        loaded.load_distrusted();
        loaded.load_roots(inputs, root);
    } else if inputs.native {
        loaded.add_problem(
            &Source::NATIVE,
            "Windows' certificate store cannot be read below another root: unset SGLAUNCH_ROOT",
        );
    }
    loaded
}

/// Returns no digest: the stamps of the keys tell whether the store has changed.
pub fn digest(_: &BundleInputs) -> Option<StoreDigest> {
    None
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

    /// Reads the roots that Windows distrusts, and if the inputs include the store, all roots.
    fn load_roots(&mut self, inputs: &BundleInputs, root: &Path) {
        let store = match open(ROOT) {
            Ok(store) => store,
            Err(error) => {
                self.unreadable
                    .extend(RootLimit::ALL.map(RootLimit::origin));
                self.add_unstamped_problem(
                    &Source::NATIVE,
                    format!("the store ROOT cannot be opened: {error}"),
                );
                return;
            }
        };
        let now = now();
        // Mozilla's list also counts if the profile excludes it.
        let of_mozilla = LazyCell::new(|| mozilla::public_keys(root, inputs.mozilla.as_ref()));
        let locations = LazyCell::new(locations::of_roots);
        for certificate in store.certs() {
            let der = certificate.to_der();
            let property = |number| certificate_property(&certificate, number);
            let is_mozillas = || {
                let decoded = Certificate::new(der);
                decoded.is_ok_and(|one| of_mozilla.contains(&one.comparable_key()))
            };
            let mut distrust_after = None;
            match root_trust(property, now, is_mozillas) {
                RootTrust::Trusted { distrust_after: at } => distrust_after = at,
                RootTrust::Distrusted(limit) => {
                    (self.distrusted).push((MatchKey::certificate(der), limit.origin()));
                }
            }
            if inputs.native {
                self.add_root(
                    &certificate,
                    distrust_after,
                    locations.get(&hex(&sha1(der))),
                );
            }
        }
    }

    fn add_root(
        &mut self,
        certificate: &CertContext,
        distrust_after: Option<i64>,
        locations: Option<&BTreeSet<StoreLocation>>,
    ) {
        let der = certificate.to_der();
        let read = match is_for_servers(certificate) {
            Ok(true) => Certificate::new(der),
            Ok(false) => return,
            Err(error) => Err(format!("Windows cannot determine its uses ({error})")),
        };
        match read {
            Ok(mut certificate) => {
                certificate.facts.distrust_after = distrust_after;
                // A smart card is not in the registry.
                let anywhere = BTreeSet::from([StoreLocation::Any]);
                for location in locations.unwrap_or(&anywhere) {
                    let source = Source::Native(*location);
                    self.certificates.push((source, certificate.clone()));
                }
            }
            // Windows' certificate dialog shows this thumbprint.
            Err(why) => self.add_problem(
                &Source::NATIVE,
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
