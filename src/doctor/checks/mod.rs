//! The checks: one line each in [`CHECKS`]. A check is a pure function of what was observed; it
//! never prints and never changes anything.

pub mod bundle;
mod chain;
mod client_config;
pub mod clock;
mod connection;
mod installation;
mod launch;
mod library_path;
mod overridden;
mod program;
mod python;
pub mod variables;

pub use bundle::expiring::ending;
pub use connection::owner;

use super::python::Python;
use super::site::Observed;
use super::{Finding, Id, Subject};
use crate::error::Location;

/// A check.
#[derive(Debug)]
pub struct Check {
    pub id: Id,
    /// The sentence if it finds nothing.
    pub passed: &'static str,
    pub run: Run,
}

/// The function of a check, by what it needs. No finding means that the check has passed.
#[derive(Debug)]
pub enum Run {
    /// Local files and variables.
    Machine(fn(&Subject) -> Vec<Finding>),
    /// One site. Python's view of it is missing if the program has no Python.
    Site(fn(&Subject, &Observed, Option<&Python>) -> Vec<Finding>),
    /// The program's Python, and doctor's views of the sites.
    Python(fn(&Subject, &Python, &[Observed]) -> Vec<Finding>),
    /// Everything that was observed.
    All(fn(&Subject, &[Observed], Option<&Python>) -> Vec<Finding>),
}

use Run::{All, Machine, Python as OfPython, Site};

const fn check(id: Id, passed: &'static str, run: Run) -> Check {
    Check { id, passed, run }
}

/// All checks, in the order in which they are run and printed: local ones first. The first that
/// fails explains the later ones.
pub const CHECKS: &[Check] = &[
    check(
        Id::ProfileInvalid,
        "the profile is valid",
        Machine(launch::profile),
    ),
    check(
        Id::ProgramMissing,
        "the program is installed",
        Machine(launch::program),
    ),
    check(
        Id::EnvMissingFile,
        "every file that a CA variable names can be read",
        Machine(variables::missing_file::check),
    ),
    check(
        Id::EnvUnusableFile,
        "OpenSSL can load every file that a CA variable names",
        Machine(variables::unusable_file::check),
    ),
    check(
        Id::EnvEmpty,
        "no CA variable is empty",
        Machine(variables::empty::check),
    ),
    check(
        Id::EnvMisnamed,
        "no CA variable is misspelled",
        Machine(variables::misnamed::check),
    ),
    check(
        Id::EnvVerificationOff,
        "no variable switches verification off",
        Machine(variables::verification_off::check),
    ),
    check(
        Id::EnvOverridden,
        "no settings file of the program replaces the CA variables",
        Machine(overridden::check),
    ),
    check(
        Id::EnvOtherMachine,
        "no CA variable names a bundle of another machine",
        Machine(variables::other_machine::check),
    ),
    check(
        Id::EnvClientCertificate,
        "no variable mixes up a CA and a client certificate",
        Machine(variables::client_certificate::check),
    ),
    check(
        Id::EnvHome,
        "the home directory is the user's own",
        Machine(variables::home::check),
    ),
    check(
        Id::ClientConfig,
        "no client's settings hold a CA that the bundle lacks",
        All(client_config::check),
    ),
    check(
        Id::LibraryPath,
        "no other OpenSSL is in the library path",
        All(library_path::check),
    ),
    check(
        Id::BundleSource,
        "every source of the bundle was read",
        Machine(bundle::source::check),
    ),
    check(
        Id::BundleExpiring,
        "no studio CA expires within 30 days",
        Machine(bundle::expiring::check),
    ),
    check(
        Id::BundlePartialChain,
        "the root of every trusted intermediate is in the bundle",
        Machine(bundle::partial_chain::check),
    ),
    check(
        Id::BundleStrict,
        "every studio CA passes the strict checks of Python 3.13",
        Machine(bundle::strict::check),
    ),
    check(
        Id::BundleLocation,
        "the bundle is in a fast and safe directory",
        Machine(bundle::location::check),
    ),
    check(
        Id::RootsOld,
        "the copy of Mozilla's list is recent",
        Machine(bundle::roots_old::check),
    ),
    check(Id::Clock, "the system's clock is right", All(clock::check)),
    check(
        Id::SiteName,
        "the name of the host is known",
        Site(connection::name::check),
    ),
    check(
        Id::SiteConnect,
        "the host accepts connections",
        Site(connection::connect::check),
    ),
    check(
        Id::SiteProxy,
        "the proxy, if there is one, lets the connection pass",
        Site(connection::proxy::check),
    ),
    check(
        Id::SiteNotTls,
        "the port speaks TLS",
        Site(connection::not_tls::check),
    ),
    check(
        Id::SiteTlsVersion,
        "client and server have a TLS version and a cipher in common",
        Site(connection::tls_version::check),
    ),
    check(
        Id::SiteClosed,
        "the handshake ends properly",
        Site(connection::closed::check),
    ),
    check(
        Id::SiteClientCertificate,
        "the server requires no client certificate",
        Site(connection::client_certificate::check),
    ),
    check(
        Id::SiteRenegotiation,
        "the server supports secure renegotiation",
        Site(connection::renegotiation::check),
    ),
    check(
        Id::SiteSelfSigned,
        "the server's certificate is not self-signed",
        Site(chain::self_signed::check),
    ),
    check(
        Id::SiteMissingIntermediate,
        "the server sends all intermediate certificates",
        Site(chain::missing_intermediate::check),
    ),
    check(
        Id::SiteUnknownRoot,
        "the root of the chain is trusted",
        Site(chain::unknown_root::check),
    ),
    check(
        Id::SiteDistrusted,
        "no CA of the chain is denied or distrusted",
        Site(chain::distrusted::check),
    ),
    check(
        Id::SiteExpired,
        "no certificate of the chain has expired",
        Site(chain::validity::expired),
    ),
    check(
        Id::SiteNotYetValid,
        "every certificate of the chain is valid already",
        Site(chain::validity::not_yet_valid),
    ),
    check(
        Id::SiteWrongName,
        "the server's certificate is for this name",
        Site(chain::wrong_name::check),
    ),
    check(
        Id::SiteWeak,
        "every key and signature of the chain is strong enough",
        Site(chain::weak::check),
    ),
    check(
        Id::SiteConstraint,
        "no CA of the chain excludes this server",
        Site(chain::constraint::check),
    ),
    check(
        Id::SiteIntercepted,
        "no private CA signs the connection",
        Site(chain::intercepted::check),
    ),
    check(
        Id::PythonNoSsl,
        "the program's Python has an ssl module",
        OfPython(python::no_ssl::check),
    ),
    check(
        Id::PythonOldOpenssl,
        "the program's Python has OpenSSL 1.1 or newer",
        OfPython(python::old_openssl::check),
    ),
    check(
        Id::PythonOpensslConf,
        "openssl.cnf changes nothing for the program's Python",
        OfPython(python::openssl_conf::check),
    ),
    check(
        Id::PythonNoRoots,
        "the program's Python has certificates of its own",
        OfPython(python::no_roots::check),
    ),
    check(
        Id::PythonStrict,
        "no certificate is refused for strictness alone",
        OfPython(python::strict::check),
    ),
    check(
        Id::ApiIgnoresCacerts,
        "shotgun_api3 and tk-core read the CA variables",
        OfPython(python::api::check),
    ),
    check(
        Id::PythonCertifi,
        "no library that is installed reads certifi only",
        OfPython(python::certifi::check),
    ),
    check(
        Id::PythonIgnoresBundle,
        "the program's Python trusts the bundle",
        OfPython(python::ignores_bundle::check),
    ),
    check(
        Id::ProgramSandboxed,
        "the program can read the cache",
        Machine(program::sandboxed),
    ),
    check(
        Id::ProgramNotReached,
        "the program's clients read the variables",
        Machine(program::not_reached),
    ),
];

/// Returns a place in a profile as `FILE:LINE`, or the file alone.
fn place(at: &Location) -> String {
    let line = at.span.as_ref().map(|span| format!(":{}", span.line));
    format!("{}{}", at.file.display(), line.unwrap_or_default())
}
