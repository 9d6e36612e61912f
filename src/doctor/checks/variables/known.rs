//! The variables that name certificates of CAs, and what the client of each does if the file is
//! missing or the value is empty. Measured, except where a comment says so.

use crate::certs::Client;

/// The object that a variable names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    File,
    /// A list of directories.
    Directories,
    FileOrDirectory,
    /// A file of settings, which may name a CA file.
    Settings,
}

/// The reaction of a client to a wrong value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// No connection works, whatever the system trusts.
    Fails(&'static str),
    /// The client uses other CAs, or none of these.
    FallsBack(&'static str),
}

impl Effect {
    pub fn text(self) -> &'static str {
        match self {
            Self::Fails(text) | Self::FallsBack(text) => text,
        }
    }

    pub fn fails(self) -> bool {
        matches!(self, Self::Fails(_))
    }
}

/// A variable that names CA certificates.
#[derive(Debug)]
pub struct Known {
    pub name: &'static str,
    pub names: Names,
    /// If there is no such file, or no client can read it.
    pub missing: Effect,
    /// If the value is empty.
    pub empty: Effect,
    /// The client trusts its own list beside the file.
    pub adds: bool,
}

impl Known {
    /// Returns the TLS library of the client.
    pub fn library(&self) -> Client {
        match self.name {
            "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH" => Client::BoringSsl,
            _ => Client::OpenSsl,
        }
    }
}

use Effect::{Fails, FallsBack};
use Names::{Directories, File, FileOrDirectory, Settings};

const fn known(name: &'static str, names: Names, missing: Effect, empty: Effect) -> Known {
    Known {
        name,
        names,
        missing,
        empty,
        adds: false,
    }
}

const fn adding(known: &Known) -> Known {
    Known {
        adds: true,
        ..*known
    }
}

const OWN_LIST: Effect = FallsBack("the client uses its own list");

/// A CA variable of the profile that is not in the list.
pub const OTHER: Known = known(
    "",
    FileOrDirectory,
    Fails("the client that reads it finds no CA there"),
    OWN_LIST,
);

/// The variables, those of `profiles/defaults.yaml` first.
pub const KNOWN: &[Known] = &[
    known(
        "SHOTGUN_API_CACERTS",
        File,
        Fails("every call of shotgun_api3 ends in an error about the file, often without its name"),
        FallsBack("shotgun_api3 uses a list of its own, in older versions one from 2014"),
    ),
    known(
        "SSL_CERT_FILE",
        File,
        Fails(
            "Python's ssl, OpenSSL and Ruby load no CA from it, without a message; httpx and curl stop",
        ),
        Fails("Python's ssl and OpenSSL load no CA from it, and programs in Rust none at all"),
    ),
    known(
        "REQUESTS_CA_BUNDLE",
        FileOrDirectory,
        Fails(
            "every call of requests ends in OSError: Could not find a suitable TLS CA certificate bundle",
        ),
        FallsBack("requests uses CURL_CA_BUNDLE, else certifi"),
    ),
    // requests also reads a directory, but curl stops.
    known(
        "CURL_CA_BUNDLE",
        File,
        Fails("curl stops with error 77, and requests with OSError if there is no such file"),
        FallsBack("curl uses its own list, and requests before 2.28 verifies no certificate"),
    ),
    known(
        "AWS_CA_BUNDLE",
        File,
        Fails("every call of botocore and the AWS CLI ends in an error about the file"),
        Fails("botocore stops with InvalidConfigError, in older versions it uses its own list"),
    ),
    known(
        "PIP_CERT",
        FileOrDirectory,
        Fails("pip ends in OSError: Could not find a suitable TLS CA certificate bundle"),
        FallsBack("pip uses its own list"),
    ),
    known(
        "GIT_SSL_CAINFO",
        File,
        Fails("git stops: error setting certificate file, or Problem with the SSL CA cert"),
        Fails("git of Debian and Ubuntu stops: Problem with the SSL CA cert"),
    ),
    adding(&known(
        "NODE_EXTRA_CA_CERTS",
        File,
        FallsBack("Node.js warns once, and runs without these CAs"),
        FallsBack("Node.js adds no CA"),
    )),
    known(
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
        File,
        FallsBack("gRPC uses its own list"),
        FallsBack("gRPC uses its own list"),
    ),
    known(
        "HTTPLIB2_CA_CERTS",
        File,
        Fails("`import httplib2` ends in RuntimeError, and so does `import shotgun_api3`"),
        Fails("`import httplib2` ends in RuntimeError, and so does `import shotgun_api3`"),
    ),
    known(
        "WEBSOCKET_CLIENT_CA_BUNDLE",
        FileOrDirectory,
        FallsBack("websocket-client uses its own list"),
        FallsBack("websocket-client uses its own list"),
    ),
    known(
        "AYON_CA_FILE",
        FileOrDirectory,
        Fails(
            "every call of ayon_api ends in OSError: Could not find a suitable TLS CA certificate bundle",
        ),
        FallsBack("ayon_api uses the list of requests"),
    ),
    // From its source.
    known(
        "AYON_SSL_CERT_PATH",
        File,
        Fails("AYON's C++ API and its USD resolver load no CA"),
        OWN_LIST,
    ),
    known(
        "CARGO_HTTP_CAINFO",
        File,
        Fails("cargo stops with error 77"),
        Fails("cargo stops with error 77"),
    ),
    // From its documentation.
    known(
        "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
        File,
        Fails("gcloud stops with an error about the file"),
        OWN_LIST,
    ),
    // From its source.
    adding(&known(
        "DENO_CERT",
        File,
        Fails("Deno stops with an error about the file"),
        OWN_LIST,
    )),
    known(
        "NIX_SSL_CERT_FILE",
        File,
        Fails("Nix stops: Problem with the SSL CA cert"),
        FallsBack("Nix uses its own list"),
    ),
    known(
        "PERL_LWP_SSL_CA_FILE",
        File,
        Fails("every call of Perl's LWP ends in: SSL_ca_file can't be used"),
        FallsBack("LWP uses its own list"),
    ),
    // Variables that sglaunch does not set.
    known(
        "SSL_CERT_DIR",
        Directories,
        FallsBack("OpenSSL finds no CA there, without a message"),
        FallsBack("OpenSSL no longer looks into its own directory"),
    ),
    known(
        "GIT_SSL_CAPATH",
        Directories,
        FallsBack("git finds no CA there, without a message"),
        FallsBack("git ignores it"),
    ),
    adding(&known(
        "npm_config_cafile",
        File,
        FallsBack("npm ignores it, without a message"),
        FallsBack("npm ignores it"),
    )),
    known(
        "WGETRC",
        Settings,
        Fails("wget stops: WGETRC points to a file that it could not access"),
        FallsBack("wget reads its other settings"),
    ),
];

/// Returns the entry of a variable.
pub fn known_as(name: &str) -> Option<&'static Known> {
    KNOWN
        .iter()
        .find(|known| crate::os::same_variable(known.name.as_ref(), name.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_variable_of_the_defaults_once() {
        let defaults = include_str!("../../../../profiles/defaults.yaml");
        let variables = defaults.lines().filter_map(|line| {
            let (name, value) = line.strip_prefix("    ")?.split_once(": ")?;
            value.starts_with("true").then_some(name)
        });
        let variables: Vec<_> = variables.collect();
        assert!(variables.len() > 15, "{variables:?}");
        for name in variables {
            let entries = KNOWN.iter().filter(|known| known.name == name);
            assert_eq!(entries.count(), 1, "{name}");
        }
    }
}
