//! Inputs of a bundle: the `ca` settings of a profile, expanded on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::certs::Fingerprint;
use crate::certs::blocklist::Blocklist;
use crate::certs::policy::Policy;
use crate::dirs::Scope;
use crate::env::names::SSL_CERT_DIR;
use crate::error::Result;
use crate::os;
use crate::profile::{MozillaList, Profile, Sourced, Values};
use crate::stores::settings::Variables;

/// All settings that determine a bundle, together with the content of its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of the profile"
)]
pub struct BundleInputs {
    /// The profile's name, for messages: profiles with equal settings share a bundle.
    pub profile: String,
    /// Includes the operating system's store.
    pub native: bool,
    /// The file that replaces the compiled-in copy of Mozilla's list, if the list is included. It
    /// is optional unless the profile names it.
    pub mozilla: Option<NamedFile>,
    /// Files and directories that the environment names.
    pub inherited: Vec<PathBuf>,
    /// The variables that choose the clients' settings, if CA files that these name are included.
    pub settings: Option<Variables>,
    /// Files and directories that the profile names.
    pub files: Vec<NamedFile>,
    /// The `ca.d` directories of the user and of the machine, for all profiles.
    pub trust: Vec<(Scope, PathBuf)>,
    /// Certificates that are never trusted.
    pub deny: BTreeSet<Fingerprint>,
    /// Certificates that are trusted even if the system distrusts them.
    pub allow: BTreeSet<Fingerprint>,
    /// Includes expired certificates.
    pub keep_expired: bool,
    /// The user's home directory, where macOS keeps the user's keychain.
    pub home: Option<PathBuf>,
    /// The bundle has a key store for Java.
    pub java: bool,
    /// Hides OpenSSL's own directory, and one that the environment names, from programs.
    pub hides_dir: bool,
}

/// A file or directory that the profile names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    pub path: PathBuf,
    /// The file or directory need not exist.
    pub optional: bool,
}

impl BundleInputs {
    /// Returns the inputs of a profile's bundle. `trust` are the `ca.d` directories, and `list` is
    /// the machine's copy of Mozilla's list. Calls `inherited` only if the profile includes
    /// inherited certificates.
    pub fn new(
        profile: &Profile,
        values: Values,
        trust: Vec<(Scope, PathBuf)>,
        list: PathBuf,
        inherited: impl FnOnce() -> (Vec<PathBuf>, Variables),
    ) -> Result<Self> {
        let ca = &profile.settings.ca;
        let files = profile
            .ca_paths(values)?
            .into_iter()
            .map(|(path, written)| NamedFile {
                path,
                optional: written.value.optional,
            });
        let inherited = ca.inherited.value.then(inherited);
        let (inherited, settings) = inherited
            .map(|(paths, of)| (paths, Some(of)))
            .unwrap_or_default();
        Ok(Self {
            profile: profile.name.clone(),
            native: ca.native.value,
            mozilla: mozilla_file(profile, values, list)?,
            inherited,
            settings,
            files: files.collect(),
            trust,
            deny: fingerprints(&ca.deny),
            allow: fingerprints(&ca.allow),
            keep_expired: ca.keep_expired.value,
            java: ca.java.value,
            home: values.home.map(Path::to_owned),
            // A program's OpenSSL could find denied certificates in these directories.
            hides_dir: !ca.native.value
                || !ca.deny.is_empty()
                || !ca.inherited.value && values.env.non_empty(SSL_CERT_DIR).is_some(),
        })
    }

    /// Returns the policy that decides which certificates are included at `now` (seconds since
    /// 1970).
    pub fn policy<'a>(&'a self, blocklist: &'a Blocklist, now: i64) -> Policy<'a> {
        Policy {
            deny: &self.deny,
            allow: &self.allow,
            blocklist,
            keep_expired: self.keep_expired,
            now,
        }
    }

    /// Returns the beginning of the cache keys of all bundles of a machine. The host is part of it
    /// because machines with different stores may share a home.
    pub fn cache_key_prefix(host: &str, root: &Path) -> String {
        format!("host {host}\nroot {}\n", os::path_to_text(root))
    }

    /// Returns a text that is the same only for equal inputs on the same machine. `root` is the
    /// root directory of its store.
    pub fn cache_key(&self, host: &str, root: &Path) -> String {
        let mut key = Self::cache_key_prefix(host, root);
        let mut line = |tag: &str, value: &str| {
            for part in [tag, " ", value, "\n"] {
                key.push_str(part);
            }
        };
        for (tag, flag) in [
            ("native", self.native),
            ("mozilla", self.mozilla.is_some()),
            ("keep_expired", self.keep_expired),
            ("hides_folder", self.hides_dir),
        ] {
            line(tag, if flag { "true" } else { "false" });
        }
        if self.java {
            line("java", "true");
        }
        // The machine's copy follows from the root.
        if let Some(list) = self.mozilla.as_ref().filter(|list| !list.optional) {
            line("list", &os::path_to_text(&list.path));
        }
        for path in &self.inherited {
            line("inherited", &os::path_to_text(path));
        }
        if let Some(Variables { hidden, .. }) = &self.settings {
            line("settings", &hidden.to_string());
        }
        for (name, value) in self.settings.iter().flat_map(Variables::iter) {
            let value = os::path_to_text(Path::new(value));
            line("setting", &format!("{}={value}", name.display()));
        }
        for file in &self.files {
            line(
                if file.optional { "optional" } else { "file" },
                &os::path_to_text(&file.path),
            );
        }
        for (_, dir) in &self.trust {
            line("trust", &os::path_to_text(dir));
        }
        for fingerprint in &self.deny {
            line("deny", &fingerprint.to_string());
        }
        for fingerprint in &self.allow {
            line("allow", &fingerprint.to_string());
        }
        key
    }
}

/// Returns the file that replaces the compiled-in copy of Mozilla's list, unless the profile
/// excludes the list.
fn mozilla_file(profile: &Profile, values: Values, list: PathBuf) -> Result<Option<NamedFile>> {
    let of_machine = NamedFile {
        path: list,
        optional: true,
    };
    let setting = profile.settings.ca.mozilla.as_ref();
    Ok(match setting.map(|written| &written.value) {
        Some(MozillaList::Excluded) => None,
        Some(MozillaList::Included) | None => Some(of_machine),
        Some(MozillaList::File(_)) => profile.mozilla_path(values)?.map(|path| NamedFile {
            path,
            optional: false,
        }),
    })
}

fn fingerprints(list: &[Sourced<Fingerprint>]) -> BTreeSet<Fingerprint> {
    list.iter().map(|written| written.value.clone()).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::env::Env;
    use crate::profile::Layers;

    /// Returns the inputs of the built-in profile `defaults` in an empty environment.
    pub(crate) fn of_defaults() -> BundleInputs {
        let profile = Profile::load("defaults", &Layers::new([])).unwrap();
        let values = Values {
            env: &Env::default(),
            home: None,
            version: None,
        };
        let list = "/mozilla.pem".into();
        BundleInputs::new(&profile, values, Vec::new(), list, Default::default).unwrap()
    }

    #[test]
    fn machines_that_share_a_home_have_keys_of_their_own() {
        let inputs = of_defaults();
        let machines = [("a", "/"), ("b", "/"), ("a", "/image")];
        let keys = machines.map(|(host, root)| inputs.cache_key(host, Path::new(root)));
        for (number, (host, root)) in machines.into_iter().enumerate() {
            let prefix = BundleInputs::cache_key_prefix(host, Path::new(root));
            let found: Vec<usize> = (0..3).filter(|at| keys[*at].starts_with(&prefix)).collect();
            assert_eq!(found, [number]);
        }
    }
}
