//! What goes into a bundle: the `ca` settings of a profile, filled in on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::certs::Fingerprint;
use crate::certs::blocklist::Blocklist;
use crate::certs::policy::Policy;
use crate::dirs::Scope;
use crate::env::names::SSL_CERT_DIR;
use crate::error::Result;
use crate::os;
use crate::profile::{Profile, Values};

/// Everything that decides what a bundle holds, beside the content of the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of the profile by that name"
)]
pub struct BundleInputs {
    /// The profile's name, which decides nothing: profiles that say the same share a bundle.
    pub profile: String,
    /// The operating system's store counts.
    pub native: bool,
    /// Mozilla's roots count.
    pub mozilla: bool,
    /// Files and folders that the environment names.
    pub inherited: Vec<PathBuf>,
    /// Files and folders that the profile names.
    pub files: Vec<NamedFile>,
    /// The folders `ca.d`: what the user and the machine trust whatever the profile.
    pub trust: Vec<(Scope, PathBuf)>,
    /// Never trusted.
    pub deny: BTreeSet<Fingerprint>,
    /// Trusted even where the system distrusts.
    pub allow: BTreeSet<Fingerprint>,
    /// Expired certificates stay.
    pub keep_expired: bool,
    /// The user's home directory, where macOS keeps the user's keychain.
    pub home: Option<PathBuf>,
    /// OpenSSL must not look into its own folder, nor into one that the environment names.
    pub hides_folder: bool,
}

/// A file or folder that the profile names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Where it is.
    pub path: PathBuf,
    /// It need not be there.
    pub optional: bool,
}

impl BundleInputs {
    /// The recipe of a profile, where `trust` are the folders `ca.d`. `inherited` is only asked for if the profile wants
    /// what it gives.
    pub fn new(
        profile: &Profile,
        values: Values,
        trust: Vec<(Scope, PathBuf)>,
        inherited: impl FnOnce() -> Vec<PathBuf>,
    ) -> Result<Self> {
        let ca = &profile.settings.ca;
        let files = profile
            .ca_paths(values)?
            .into_iter()
            .map(|(path, written)| NamedFile {
                path,
                optional: written.value.optional,
            });
        Ok(Self {
            profile: profile.name.clone(),
            native: ca.native.value,
            mozilla: ca.mozilla.value,
            inherited: if ca.inherited.value {
                inherited()
            } else {
                Vec::new()
            },
            files: files.collect(),
            trust,
            deny: ca
                .deny
                .iter()
                .map(|written| written.value.clone())
                .collect(),
            allow: ca
                .allow
                .iter()
                .map(|written| written.value.clone())
                .collect(),
            keep_expired: ca.keep_expired.value,
            home: values.home.map(Path::to_owned),
            // Denied means denied, whatever folder a program's own OpenSSL looks into.
            hides_folder: !ca.native.value
                || !ca.deny.is_empty()
                || !ca.inherited.value && values.env.non_empty(SSL_CERT_DIR).is_some(),
        })
    }

    /// Returns the policy that decides which certificates are included at `now` (seconds since 1970).
    pub fn policy<'a>(&'a self, blocklist: &'a Blocklist, now: i64) -> Policy<'a> {
        Policy {
            deny: &self.deny,
            allow: &self.allow,
            blocklist,
            keep_expired: self.keep_expired,
            now,
        }
    }

    /// What the texts of all recipes of a machine begin with.
    pub fn machine(host: &str, root: &Path) -> String {
        format!("host {host}\nroot {}\n", os::path_to_text(root))
    }

    /// The recipe on machine `host`, whose own store is below `root`, as text: two recipes have the same text only if
    /// they are the same.
    ///
    /// The host belongs to it because homes are shared between machines whose stores differ.
    pub fn text(&self, host: &str, root: &Path) -> String {
        let mut text = Self::machine(host, root);
        let mut line = |tag: &str, value: &str| {
            for part in [tag, " ", value, "\n"] {
                text.push_str(part);
            }
        };
        for (tag, flag) in [
            ("native", self.native),
            ("mozilla", self.mozilla),
            ("keep_expired", self.keep_expired),
            ("hides_folder", self.hides_folder),
        ] {
            line(tag, if flag { "true" } else { "false" });
        }
        for path in &self.inherited {
            line("inherited", &os::path_to_text(path));
        }
        for file in &self.files {
            line(
                if file.optional { "optional" } else { "file" },
                &os::path_to_text(&file.path),
            );
        }
        for (_, folder) in &self.trust {
            line("trust", &os::path_to_text(folder));
        }
        for fingerprint in &self.deny {
            line("deny", &fingerprint.to_string());
        }
        for fingerprint in &self.allow {
            line("allow", &fingerprint.to_string());
        }
        text
    }
}
