//! Python packages that matter for certificates.

/// A package that reads certifi's list and no variable.
#[derive(Debug)]
pub struct CertifiOnly {
    /// The name of its directory.
    pub name: &'static str,
    /// The first version that reads a variable.
    pub fixed: Option<&'static [u32]>,
    pub why: &'static str,
}

/// Packages that read certifi's list and no variable. They work if `certifi.where()` returns the
/// bundle.
pub const CERTIFI_ONLY: &[CertifiOnly] = &[
    CertifiOnly {
        name: "qiniu",
        fixed: None,
        why: "it calls Session.send of requests, which reads no variable",
    },
    CertifiOnly {
        name: "elasticsearch",
        fixed: Some(&[8]),
        why: "it passes certifi.where() to urllib3",
    },
    CertifiOnly {
        name: "yt_dlp",
        fixed: None,
        why: "it loads certifi.where() if certifi is installed",
    },
];

/// Packages whose version explains a failure, or whose versions are compared between machines.
/// `tank` is tk-core.
const OTHERS: [&str; 8] = [
    "shotgun_api3",
    "tank",
    "requests",
    "urllib3",
    "httplib2",
    "botocore",
    "truststore",
    "pip_system_certs",
];

/// Returns the names of the directories for which the script looks.
pub fn names() -> Vec<&'static str> {
    let certifi_only = CERTIFI_ONLY.iter().map(|library| library.name);
    OTHERS.into_iter().chain(certifi_only).collect()
}
