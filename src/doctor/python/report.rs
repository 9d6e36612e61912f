//! The report of the script, as it prints it.

use serde::Deserialize;

use super::version::Version;

/// The report of the program's Python.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// Major, minor and patch.
    pub version: [u32; 3],
    /// `sys.executable`.
    pub executable: String,
    /// `None` if there is no ssl module.
    pub ssl: Option<Ssl>,
    /// The exception of `import ssl`, or of the default context.
    pub ssl_error: Option<String>,
    /// The copies of certifi that Python can import, pip's own included.
    pub certifi: Vec<Certifi>,
    /// Libraries on `sys.path` that connect: requests, urllib3, `shotgun_api3`, tk-core, …
    pub packages: Vec<Package>,
    /// The handshakes, one for each site, in the order of the sites.
    pub attempts: Vec<Attempt>,
    /// The context without openssl.cnf, and the handshakes that failed with it. It is measured only
    /// if the first context is stricter than usual.
    #[serde(skip)]
    pub without_conf: Option<Box<Report>>,
}

/// The ssl module and its default context.
#[derive(Debug, Deserialize)]
pub struct Ssl {
    /// As in `OpenSSL 3.0.19 27 Jan 2026`.
    pub openssl: String,
    /// `OPENSSL_VERSION_INFO`: major, minor, fix, patch, status.
    pub openssl_version: [u32; 5],
    /// `ssl.get_default_verify_paths()`; Python 2.7.8 and older have none.
    pub paths: Option<Paths>,
    /// The context of `ssl.create_default_context()`; `None` if it cannot be created, or before
    /// Python 2.7.9.
    pub context: Option<Context>,
}

/// The paths of CAs that are compiled into OpenSSL.
#[derive(Debug, Deserialize)]
pub struct Paths {
    /// The compiled-in file, which a variable replaces.
    pub file: String,
    pub dir: String,
    /// The names of the variables, `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    pub file_variable: String,
    pub dir_variable: String,
    /// The number of certificates in the compiled-in file; `None` if it does not exist.
    pub in_file: Option<usize>,
    /// The number of hashed certificates in the compiled-in directory; `None` if it does not exist.
    pub in_dir: Option<usize>,
}

/// A default context.
#[derive(Debug, Deserialize)]
pub struct Context {
    /// It has `VERIFY_X509_STRICT`, as since Python 3.13.
    pub is_strict: bool,
    /// It has `VERIFY_X509_PARTIAL_CHAIN`, as since Python 3.13.
    pub accepts_partial_chain: bool,
    /// The security level, since Python 3.10.
    pub security_level: Option<u32>,
    /// The lowest TLS version as on the wire (0x0303 is TLS 1.2), since Python 3.7; negative if it
    /// is OpenSSL's own.
    pub minimum_version: Option<i32>,
    /// The number of CAs that are loaded.
    pub ca_count: usize,
    /// The class, `ssl.SSLContext` unless a package has replaced it.
    pub class: String,
}

/// A copy of certifi.
#[derive(Debug, Deserialize)]
pub struct Certifi {
    /// `certifi` or `pip._vendor.certifi`.
    pub module: String,
    pub version: Option<String>,
    /// The file of the package itself.
    pub file: String,
    /// The result of `where()`: the bundle, if the hook is active.
    pub answer: Option<String>,
    pub size: Option<u64>,
    /// The file is not as installed, by the digest in the package's RECORD; `None` without one.
    pub is_edited: Option<bool>,
    /// `where()` is sglaunch's.
    pub is_hooked: bool,
}

/// An installed package.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub version: Option<String>,
    /// The directory of its modules.
    pub path: String,
}

/// A handshake with a site.
#[derive(Debug, Deserialize)]
pub struct Attempt {
    /// The host and port of the site.
    pub site: String,
    /// The proxy's host and port, if there is one.
    pub proxy: Option<String>,
    /// The TLS version, if the handshake succeeded.
    pub tls: Option<String>,
    /// `None` if the handshake succeeded.
    pub failure: Option<Failure>,
    /// A second handshake without `VERIFY_X509_STRICT` succeeded, if the first failed with it.
    pub passes_without_strict: Option<bool>,
}

/// A handshake that failed.
#[derive(Debug, Deserialize)]
pub struct Failure {
    /// The class of the exception, as in `SSLCertVerificationError`.
    pub kind: String,
    /// `X509_V_ERR_…` of OpenSSL, since Python 3.7.
    pub verify_code: Option<u32>,
    pub verify_message: Option<String>,
    /// OpenSSL's reason, as in `CERTIFICATE_VERIFY_FAILED`.
    pub reason: Option<String>,
    /// The text of the exception.
    pub text: String,
}

impl Report {
    /// Returns the context, if Python has one.
    pub fn context(&self) -> Option<&Context> {
        self.ssl.as_ref()?.context.as_ref()
    }

    /// Returns the hosts and ports whose handshake failed by TLS. Time limits and the network have
    /// nothing to do with settings, and would take as long again.
    pub fn failed_sites(&self) -> Vec<String> {
        let may_pass = |failure: &Failure| self.ssl_error.is_some() || failure.is_of_ssl();
        let failed = self
            .attempts
            .iter()
            .filter(|attempt| attempt.failure.as_ref().is_some_and(may_pass));
        failed.map(|attempt| attempt.site.clone()).collect()
    }

    /// Returns whether openssl.cnf may be why this Python is stricter than others. Debian's and
    /// Fedora's own have level 2 and TLS 1.2, as most servers do.
    pub fn may_depend_on_conf(&self) -> bool {
        let is_strict = self.context().is_some_and(|context| {
            context
                .security_level
                .is_some_and(|level| level > USUAL_LEVEL)
                || (context.minimum_version).is_some_and(|version| version > TLS_1_2)
        });
        let mut failures = self.attempts.iter().filter_map(|one| one.failure.as_ref());
        is_strict
            || (self.ssl.is_some() && self.ssl_error.is_some())
            || failures.any(Failure::may_depend_on_conf)
    }
}

/// The security level of Debian's and Python's own contexts.
pub const USUAL_LEVEL: u32 = 2;

/// TLS 1.2 on the wire.
pub const TLS_1_2: i32 = 0x0303;

/// `X509_V_ERR_EE_KEY_TOO_SMALL`, `X509_V_ERR_CA_KEY_TOO_SMALL` and `X509_V_ERR_CA_MD_TOO_WEAK`.
const TOO_WEAK: [u32; 3] = [66, 67, 68];

impl Failure {
    /// Returns whether the exception is one of the ssl module.
    pub fn is_of_ssl(&self) -> bool {
        self.kind.starts_with("SSL") || self.kind == "CertificateError"
    }

    /// Returns whether OpenSSL did not accept the certificates.
    pub fn is_of_certificates(&self) -> bool {
        self.verify_code.is_some()
            || self.kind == "CertificateError"
            || self.reason.as_deref() == Some("CERTIFICATE_VERIFY_FAILED")
    }

    /// Returns whether a key or a digest is too weak for the security level.
    pub fn is_of_weakness(&self) -> bool {
        let is_reason =
            |reason: &str| reason.ends_with("_TOO_WEAK") || reason.ends_with("_TOO_SMALL");
        self.verify_code
            .is_some_and(|code| TOO_WEAK.contains(&code))
            || self.reason.as_deref().is_some_and(is_reason)
    }

    fn may_depend_on_conf(&self) -> bool {
        self.is_of_weakness() || (self.is_of_ssl() && !self.is_of_certificates())
    }
}

impl Ssl {
    /// Returns whether this is OpenSSL 1.0.2 or older, or a `LibreSSL` that treats expired roots as
    /// that does (up to 3.1).
    pub fn is_old(&self) -> bool {
        match self.libressl_version() {
            Some(version) => !version.is_since(&[3, 2]),
            None => self.number() < [1, 1, 0],
        }
    }

    pub fn is_libressl(&self) -> bool {
        self.libressl_version().is_some()
    }

    /// Returns whether TLS 1.2 is missing, as before OpenSSL 1.0.1.
    pub fn lacks_tls_1_2(&self) -> bool {
        !self.is_libressl() && self.number() < [1, 0, 1]
    }

    /// Returns major, minor and fix.
    fn number(&self) -> [u32; 3] {
        let [major, minor, fix, ..] = self.openssl_version;
        [major, minor, fix]
    }

    /// Returns the version of `LibreSSL`, whose numbers for OpenSSL mean nothing.
    fn libressl_version(&self) -> Option<Version> {
        self.openssl.strip_prefix("LibreSSL ").map(Version::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssl(openssl: &str, openssl_version: [u32; 5]) -> Ssl {
        Ssl {
            openssl: openssl.to_owned(),
            openssl_version,
            paths: None,
            context: None,
        }
    }

    #[test]
    fn old_versions_of_openssl_are_told_by_their_numbers() {
        for (openssl, version, is_old, lacks_tls_1_2) in [
            ("OpenSSL 0.9.8zh 3 Dec 2015", [0, 9, 8, 26, 15], true, true),
            ("OpenSSL 1.0.0e 6 Sep 2011", [1, 0, 0, 5, 15], true, true),
            ("OpenSSL 1.0.2u 20 Dec 2019", [1, 0, 2, 21, 15], true, false),
            ("OpenSSL 1.1.0 25 Aug 2016", [1, 1, 0, 0, 15], false, false),
            ("OpenSSL 3.0.19 27 Jan 2026", [3, 0, 0, 19, 0], false, false),
            ("LibreSSL 2.8.3", [2, 0, 0, 0, 0], true, false),
            ("LibreSSL 3.3.6", [2, 0, 0, 0, 0], false, false),
        ] {
            let ssl = ssl(openssl, version);
            assert_eq!(ssl.is_old(), is_old, "{openssl}");
            assert_eq!(ssl.lacks_tls_1_2(), lacks_tls_1_2, "{openssl}");
        }
    }
}
