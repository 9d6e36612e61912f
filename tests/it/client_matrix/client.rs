//! The Python clients: what each does, and which variables it reads.

use std::ffi::OsString;
use std::path::Path;

use super::service::{Does, received};
use crate::clients::script;
use crate::sandbox::Sandbox;

/// A row of the table.
pub struct Client {
    /// The name of its tests.
    pub name: &'static str,
    /// Its row in docs/clients.md.
    pub row: &'static str,
    /// The package whose version is in the cells; the standard library has none.
    pub package: Option<&'static str>,
    /// A pinned version that needs an environment of its own.
    pub version: Option<&'static str>,
    /// Its script in `tests/clients`.
    script: &'static str,
    /// Arguments of the script beside the address.
    args: &'static [&'static str],
    pub does: Does,
    /// The variables that it reads, or the certifi hook if it reads none.
    pub reads: &'static [&'static str],
}

const fn client(
    name: &'static str,
    script: &'static str,
    does: Does,
    reads: &'static [&'static str],
) -> Client {
    Client {
        name,
        row: name,
        package: Some(name),
        version: None,
        script,
        args: &[],
        does,
        reads,
    }
}

pub const CLIENTS: &[Client] = &[
    Client {
        row: "urllib, urllib2",
        package: None,
        ..client("urllib", "get_urllib.py", Does::Get, &["SSL_CERT_FILE"])
    },
    Client {
        row: "`certifi.where()`",
        ..client("certifi", "get_certifi.py", Does::Get, &[])
    },
    Client {
        row: "pip's copy of certifi",
        package: Some("pip"),
        args: &["pip._vendor.certifi"],
        ..client("certifi_in_pip", "get_certifi.py", Does::Get, &[])
    },
    Client {
        row: "shotgun_api3's copy of certifi",
        package: Some("shotgun_api3"),
        args: &["shotgun_api3.lib.certifi"],
        ..client("certifi_in_shotgun_api3", "get_certifi.py", Does::Get, &[])
    },
    Client {
        row: "requests, `get`",
        package: Some("requests"),
        ..client(
            "requests_get",
            "get_requests.py",
            Does::Get,
            &["REQUESTS_CA_BUNDLE"],
        )
    },
    Client {
        row: "requests, `Session.send`",
        package: Some("requests"),
        ..client("requests_send", "send_requests.py", Does::Get, &[])
    },
    client(
        "httplib2",
        "get_httplib2.py",
        Does::Get,
        &["HTTPLIB2_CA_CERTS"],
    ),
    client("urllib3", "get_urllib3.py", Does::Get, &["SSL_CERT_FILE"]),
    client("httpx", "get_httpx.py", Does::Get, &["SSL_CERT_FILE"]),
    client("aiohttp", "get_aiohttp.py", Does::Get, &["SSL_CERT_FILE"]),
    client("boto3", "put_boto3.py", Does::Put, &["AWS_CA_BUNDLE"]),
    client(
        "grpcio",
        "call_grpc.py",
        Does::Call,
        &["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"],
    ),
    client("pip", "", Does::Install, &["PIP_CERT"]),
    Client {
        row: "websocket-client",
        package: Some("websocket-client"),
        ..client(
            "websocket_client",
            "get_websocket.py",
            Does::Get,
            &["WEBSOCKET_CLIENT_CA_BUNDLE"],
        )
    },
    client("qiniu", "put_qiniu.py", Does::Put, &[]),
    client(
        "shotgun_api3",
        "publish_shotgun.py",
        Does::Publish,
        &["SHOTGUN_API_CACERTS"],
    ),
    Client {
        row: "shotgun_api3, 3.8.2 to 3.8.5",
        package: Some("shotgun_api3"),
        version: Some("3.8.4"),
        ..client(
            "shotgun_api3_3_8_4",
            "publish_shotgun.py",
            Does::Publish,
            &["SHOTGUN_API_CACERTS", "SSL_CERT_FILE"],
        )
    },
    Client {
        row: "shotgun_api3, 3.3",
        package: Some("shotgun_api3"),
        version: Some("3.3.6"),
        ..client(
            "shotgun_api3_3_3_6",
            "publish_shotgun.py",
            Does::Publish,
            &["SHOTGUN_API_CACERTS"],
        )
    },
];

impl Client {
    pub fn named(name: &str) -> &'static Self {
        let mut all = CLIENTS.iter();
        all.find(|client| client.name == name)
            .unwrap_or_else(|| panic!("no client {name}"))
    }

    /// Returns why Wine cannot show its behaviour on Windows.
    pub fn beyond_wine(&self, python: &str) -> Option<&'static str> {
        match self.does {
            Does::Call => Some("gRPC ends at its first call under Wine"),
            // From Python 3.10 on, pip verifies certificates with the system's functions.
            Does::Install if ["3.11", "3.13"].contains(&python) => {
                Some("Wine accepts every certificate that pip lets it verify")
            }
            _ => None,
        }
    }

    /// Returns the list of packages that contains it.
    pub fn environment(&self, python: &str) -> String {
        match (self.package, self.version) {
            (Some(package), Some(version)) => format!("{python}-{package}-{version}"),
            _ => python.to_owned(),
        }
    }

    /// Returns its command.
    pub fn words(&self, python: &Path, url: &str, sandbox: &Sandbox) -> Vec<OsString> {
        if self.does == Does::Install {
            let target = received(sandbox);
            let target = target.to_str().expect("a directory of ours is UTF-8");
            let pip = ["-m", "pip", "--disable-pip-version-check", "--retries", "0"];
            let install = ["install", "--no-cache-dir", "--target", target];
            let words = [&pip[..], &install, &["--index-url", url, "probe"]].concat();
            let words = words.into_iter().map(OsString::from);
            return [python.into()].into_iter().chain(words).collect();
        }
        let mut words = vec![python.into(), script(self.script).into(), url.into()];
        words.extend(self.args.iter().map(OsString::from));
        words
    }
}
