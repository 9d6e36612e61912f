//! macOS: the certificates that have trust settings, in three domains: the user's, the administrators' and the system's.

use std::collections::BTreeMap;
use std::path::Path;

use directories::BaseDirs;
use security_framework::trust_settings::{
    Domain, TrustSettings, TrustSettingsForCertificate as Trust,
};

use crate::certs::Source;
use crate::certs::read::Certificate;
use crate::platform;
use crate::sources::Loaded;
use crate::sources::stamps::Stamp;

/// What the user says counts more than what an administrator says, and that more than what Apple says.
const DOMAINS: [(Domain, &str); 3] = [
    (Domain::User, "user's"),
    (Domain::Admin, "administrators'"),
    (Domain::System, "system's"),
];

/// What changes together with the store. Newer systems keep the settings where nobody may look, but a certificate that
/// is trusted is put into a keychain too. Where only a setting changes, nothing shows it: what was read can be believed
/// for a while, a day at most.
const STAMPED: [&str; 5] = [
    "/Library/Security/Trust Settings",
    "/Library/Security/Trust Settings/Admin.plist",
    "/Library/Keychains/System.keychain",
    "/System/Library/Keychains/SystemRootCertificates.keychain",
    "/System/Library/Security/Certificates.bundle",
];

/// The same for the user, below the home folder.
const STAMPED_AT_HOME: &str = "Library/Keychains/login.keychain-db";

/// Where `LibreSSL`, which is a part of macOS, looks for certificates.
const FILES: [&str; 2] = ["etc/ssl/cert.pem", "etc/ssl/certs"];

/// What the domains say of each certificate; `None` is no word on servers.
type Opinions = BTreeMap<Vec<u8>, Option<Trust>>;

/// Reads the store, which is the same below every `root`: that of another machine's image cannot be read.
pub fn load(root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    if root != Path::new("/") {
        loaded.problem(
            &Source::Native,
            "macOS has but one store, and none below another root (unset SGLAUNCH_ROOT)",
        );
        return loaded;
    }
    loaded
        .stamps
        .extend(STAMPED.map(|path| Stamp::of(Path::new(path))));
    loaded
        .stamps
        .extend(BaseDirs::new().map(|dirs| Stamp::of(&dirs.home_dir().join(STAMPED_AT_HOME))));
    let mut opinions = Opinions::new();
    for (domain, whose) in DOMAINS {
        loaded.ask(domain, whose, &mut opinions);
    }
    for (der, trust) in opinions {
        if is_trusted(trust) {
            loaded.add(&der);
        }
    }
    loaded
}

/// Whether `path` is a part of the store below `root`.
pub fn is_own(path: &Path, root: &Path) -> bool {
    FILES
        .iter()
        .map(|own| root.join(own))
        .any(|own| own == path || platform::same_file(&own, path))
}

/// Whether a certificate may vouch for servers.
///
/// No word from any domain means trust: that is how macOS writes "always trust", and the system's own roots. Settings for
/// other uses alone look the same from here, so a word from a later domain counts more than that. Nor can be seen whether
/// a word is for one host or one program alone: that is mostly said of a server's own certificate, which is no CA and
/// stays out for that.
fn is_trusted(trust: Option<Trust>) -> bool {
    matches!(trust, None | Some(Trust::TrustRoot | Trust::TrustAsRoot))
}

impl Loaded {
    /// Adds what a domain says to what those before it have said, which stands.
    fn ask(&mut self, domain: Domain, whose: &str, opinions: &mut Opinions) {
        let settings = TrustSettings::new(domain);
        let certificates = match settings.iter() {
            Ok(certificates) => certificates,
            Err(error) => {
                return self.problem(
                    &Source::Native,
                    format!("the {whose} trust settings cannot be read: {error}"),
                );
            }
        };
        for certificate in certificates {
            let trust = settings
                .tls_trust_settings_for_certificate(&certificate)
                .unwrap_or_else(|error| {
                    let name = certificate.subject_summary();
                    self.problem(
                        &Source::Native,
                        format!("the {whose} trust settings of `{name}` cannot be read: {error}"),
                    );
                    // It could be distrust.
                    Some(Trust::Unspecified)
                });
            let opinion = opinions.entry(certificate.to_der()).or_default();
            *opinion = opinion.or(trust);
        }
    }

    fn add(&mut self, der: &[u8]) {
        match Certificate::new(der) {
            Ok(certificate) => self.certificates.push((Source::Native, certificate)),
            Err(why) => self.problem(&Source::Native, format!("a certificate is left out: {why}")),
        }
    }
}
