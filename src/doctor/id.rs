//! Identifiers of the checks. They are stable: scripts, tickets and docs/doctor.md name them.

use std::fmt;

/// Defines the identifiers, each with its name and with the cause that the check looks for.
macro_rules! ids {
    ($($id:ident = $name:literal: $cause:literal,)*) => {
        /// The identifier of a check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Id { $($id,)* }

        impl Id {
            /// All identifiers, in the order of the checks.
            pub const ALL: &[Self] = &[$(Self::$id),*];

            /// Returns the name on the command line and in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$id => $name,)* }
            }

            /// Returns the cause that the check looks for, for `--list-checks`.
            pub fn cause(self) -> &'static str {
                match self { $(Self::$id => $cause,)* }
            }
        }
    };
}

ids! {
    ProfileInvalid = "profile-invalid": "the profile has an error",
    ProgramMissing = "program-missing": "the profile's program is not installed",
    EnvMissingFile = "env-missing-file": "a CA variable names a file that does not exist or cannot be read",
    EnvUnusableFile = "env-unusable-file": "a CA variable names a file from which OpenSSL loads nothing, or only a part",
    EnvEmpty = "env-empty": "a CA variable is set but empty",
    EnvMisnamed = "env-misnamed": "a variable has a name that no client reads",
    EnvVerificationOff = "env-verification-off": "a variable switches verification off",
    EnvOverridden = "env-overridden": "a settings file of the program replaces a variable after the start",
    EnvOtherMachine = "env-other-machine": "a CA variable names a bundle of sglaunch that is not on this machine",
    EnvClientCertificate = "env-client-certificate": "a variable for a client's certificate names a CA, or the other way round",
    EnvHome = "env-home": "there is no home directory, or it is another user's",
    ClientConfig = "client-config": "a CA is only in a client's own settings, which the variables hide",
    LibraryPath = "library-path": "another OpenSSL comes first in the library path",
    BundleSource = "bundle-source": "a source of the bundle cannot be read, or only in part",
    BundleExpiring = "bundle-expiring": "a studio CA has expired or expires soon",
    BundlePartialChain = "bundle-partial-chain": "only an intermediate of the studio's chain is trusted, not its root",
    BundleStrict = "bundle-strict": "a studio CA does not pass the strict checks of Python 3.13",
    BundleLocation = "bundle-location": "the bundle is in a slow, unsafe or unsuitable directory",
    RootsOld = "roots-old": "the compiled-in copy of Mozilla's list is old",
    Clock = "clock": "the system's clock is wrong",
    SiteName = "site-name": "there is no host of this name",
    SiteConnect = "site-connect": "the host refuses the connection or does not answer",
    SiteProxy = "site-proxy": "the proxy refuses the connection",
    SiteNotTls = "site-not-tls": "the port does not speak TLS",
    SiteTlsVersion = "site-tls-version": "client and server have no TLS version or cipher in common",
    SiteClosed = "site-closed": "the connection is closed during the handshake",
    SiteClientCertificate = "site-client-certificate": "the server requires a client certificate",
    SiteRenegotiation = "site-renegotiation": "the server supports only legacy renegotiation",
    SiteSelfSigned = "site-self-signed": "the server's certificate is self-signed",
    SiteMissingIntermediate = "site-missing-intermediate": "the server does not send an intermediate certificate",
    SiteUnknownRoot = "site-unknown-root": "nothing trusts the root of the server's chain",
    SiteDistrusted = "site-distrusted": "the chain ends in a CA that is denied or distrusted",
    SiteExpired = "site-expired": "a certificate of the server's chain has expired",
    SiteNotYetValid = "site-not-yet-valid": "a certificate of the server's chain is not yet valid",
    SiteWrongName = "site-wrong-name": "the server's certificate is for other names",
    SiteWeak = "site-weak": "a key or a signature is too weak for this client",
    SiteConstraint = "site-constraint": "a constraint in a CA certificate excludes this server",
    SiteIntercepted = "site-intercepted": "a private CA signs the connection, such as a proxy's",
    PythonNoSsl = "python-no-ssl": "the program's Python has no ssl module",
    PythonOldOpenssl = "python-old-openssl": "the program's Python has OpenSSL 1.0.2 or older",
    PythonOpensslConf = "python-openssl-conf": "openssl.cnf raises the security level or the lowest TLS version",
    PythonNoRoots = "python-no-roots": "the program's Python finds no certificates of its own",
    PythonStrict = "python-strict": "the program's Python refuses the chain only because it is strict",
    ApiIgnoresCacerts = "api-ignores-cacerts": "the installed shotgun_api3 or tk-core ignores SHOTGUN_API_CACERTS",
    PythonCertifi = "python-certifi": "a library reads certifi only, or certifi was edited",
    PythonIgnoresBundle = "python-ignores-bundle": "the program's Python fails for none of the reasons above",
    ProgramSandboxed = "program-sandboxed": "the program runs in a sandbox without access to the bundle",
    ProgramNotReached = "program-not-reached": "the program's clients read none of the variables",
}

impl Id {
    /// Returns the identifier of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.name() == name)
    }

    /// Returns whether a failure of this check can explain others. A missing program explains none.
    pub fn explains_others(self) -> bool {
        self != Self::ProgramMissing
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}
