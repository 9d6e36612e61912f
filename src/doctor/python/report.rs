//! The report of the script, as it prints it.

use serde::Deserialize;

use super::OPENSSL_CONF;
use crate::env::Env;

/// What the program's Python reports.
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

/// Where OpenSSL looks for CAs, by how it was compiled.
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
    pub maximum_version: Option<i32>,
    /// The number of CAs that are loaded.
    pub ca_count: usize,
    /// The number of ciphers, since Python 3.6.
    pub cipher_count: Option<usize>,
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
    /// What `where()` returns: the bundle, if the hook is active.
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

    /// Returns the hosts and ports whose handshake failed.
    pub fn failed_sites(&self) -> Vec<String> {
        let failed = (self.attempts.iter()).filter(|attempt| attempt.failure.is_some());
        failed.map(|attempt| attempt.site.clone()).collect()
    }

    /// Returns whether openssl.cnf may be why this Python is stricter than others. Debian's and
    /// Fedora's own have level 2 and TLS 1.2, as most servers do.
    pub fn may_depend_on_conf(&self, env: &Env) -> bool {
        let is_strict = self.context().is_some_and(|context| {
            context
                .security_level
                .is_some_and(|level| level > USUAL_LEVEL)
                || (context.minimum_version).is_some_and(|version| version > TLS_1_2)
        });
        let mut failures = self.attempts.iter().filter_map(|one| one.failure.as_ref());
        is_strict
            || (self.ssl.is_some() && self.ssl_error.is_some())
            || (self.ssl.is_some() && env.non_empty(OPENSSL_CONF).is_some())
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

    fn may_depend_on_conf(&self) -> bool {
        match self.verify_code {
            Some(code) => TOO_WEAK.contains(&code),
            None => self.is_of_ssl() && !self.is_of_certificates(),
        }
    }
}

impl Ssl {
    /// Returns whether this is OpenSSL 1.0.2 or older. `LibreSSL` counts as 2.0 and later.
    pub fn is_old(&self) -> bool {
        let [major, minor, ..] = self.openssl_version;
        (major, minor) < (1, 1)
    }
}
