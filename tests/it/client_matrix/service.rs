//! The servers of the clients, each a real one with a certificate of the studio's CA.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::json;

use crate::clients::script;
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::{Authority, Files, Site, Storage, Upload};
use crate::trust_dir::sha256;

/// The action of a client.
#[derive(Clone, Copy, PartialEq)]
pub enum Does {
    /// Fetches a page.
    Get,
    /// Publishes a file with a thumbnail.
    Publish,
    /// Puts a file into a bucket.
    Put,
    /// Calls a method of gRPC.
    Call,
    /// Installs a package.
    Install,
    /// Clones a repository.
    Clone,
    /// Reads the description of a crate and the crate from a registry.
    Fetch,
    /// Lists the buckets of a storage.
    List,
}

pub enum Service {
    Page(Site),
    Tracking(Site),
    Storage(Storage),
    Grpc(Grpc),
    Files {
        files: Files,
        received: PathBuf,
    },
    /// Files of which a client prints a part.
    Printed {
        files: Files,
        text: &'static str,
    },
}

impl Does {
    /// Starts the server, with the client's own tool if only that can.
    pub fn start(self, authority: &Authority, tool: &Path, sandbox: &Sandbox) -> Service {
        match self {
            Self::Get => Service::Page(Site::start(authority)),
            Self::Publish => Service::Tracking(Site::start_with_s3(authority, authority)),
            Self::Put => Service::Storage(Storage::start(authority)),
            Self::Call => Service::Grpc(Grpc::start(authority, tool, sandbox)),
            Self::Install => Service::files(authority, index(tool, sandbox), sandbox),
            Self::Clone => Service::files(authority, repository(tool, sandbox), sandbox),
            Self::Fetch => Service::registry(authority, tool, sandbox),
            Self::List => Service::buckets(authority, sandbox),
        }
    }
}

impl Service {
    fn files(authority: &Authority, dir: PathBuf, sandbox: &Sandbox) -> Self {
        Self::Files {
            files: Files::start(authority, dir),
            received: received(sandbox),
        }
    }

    fn registry(authority: &Authority, cargo: &Path, sandbox: &Sandbox) -> Self {
        let files = Files::start(authority, registry(cargo, sandbox));
        let config = json!({ "dl": format!("{}/{{crate}}.crate", files.url()) });
        sandbox.write("registry/config.json", config.to_string());
        Self::Printed {
            files,
            text: "probe\nA crate of the studio\n",
        }
    }

    fn buckets(authority: &Authority, sandbox: &Sandbox) -> Self {
        let bucket = json!({ "kind": "storage#bucket", "name": "plates" });
        let list = json!({ "kind": "storage#buckets", "items": [bucket] });
        sandbox.write("buckets/storage/v1/b", list.to_string());
        Self::Printed {
            files: Files::start(authority, sandbox.path("buckets")),
            text: "plates\n",
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Page(site) | Self::Tracking(site) => site.url(),
            Self::Storage(storage) => storage.url(),
            Self::Grpc(server) => format!("https://localhost:{}", server.port),
            Self::Files { files, .. } | Self::Printed { files, .. } => files.url(),
        }
    }

    /// Checks that a client received or sent its data; `files` is the number of received files so
    /// far.
    #[track_caller]
    pub fn assert_served(&self, outcome: Option<&Outcome>, count: usize) {
        let uploads = match self {
            Self::Tracking(site) => site.uploads(),
            Self::Storage(storage) => storage.uploads(),
            Self::Page(_) | Self::Grpc(_) => {
                assert!(outcome.is_none_or(|outcome| outcome.text() == "hello\n"));
                return;
            }
            Self::Printed { text, .. } => {
                let printed = outcome.map(Outcome::text);
                assert!(
                    printed.is_none_or(|printed| printed.starts_with(text)),
                    "{outcome:?}"
                );
                return;
            }
            Self::Files { received, .. } => {
                assert_eq!(received.join("probe.py").exists(), count > 0);
                // Absent after a failure.
                fs::remove_dir_all(received).ok();
                return;
            }
        };
        assert_eq!(uploads.len(), count, "{uploads:?}");
        if let (Some(outcome), Some(upload)) = (outcome, uploads.last()) {
            self.assert_kept(outcome, upload);
        }
    }

    #[track_caller]
    fn assert_kept(&self, outcome: &Outcome, upload: &Upload) {
        if let Self::Tracking(_) = self {
            let text = outcome.text();
            assert!(text.contains(r#""code": "plate_v001""#), "{text}");
            assert_eq!(upload.file_name, "thumb nail.png");
            assert!(upload.bytes.starts_with(b"\x89PNG"));
        } else {
            assert_eq!(outcome.text(), "stored\n");
            assert_eq!(upload.file_name, "v001.exr");
            assert_eq!(upload.bytes, b"pixels");
        }
    }
}

/// Directory of the installed package or the cloned repository, with `probe.py`.
pub fn received(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("received")
}

/// Creates a package index with one package.
fn index(python: &Path, sandbox: &Sandbox) -> PathBuf {
    let dir = sandbox.path("index");
    let words = [python, &script("make_wheel.py"), &dir, "probe".as_ref()];
    sandbox.run_without(&words.map(OsString::from)).success();
    dir
}

/// Creates a repository as plain files, which git can clone.
fn repository(git: &Path, sandbox: &Sandbox) -> PathBuf {
    let dir = sandbox.path("repository");
    sandbox.write("repository/probe.py", "");
    for command in [
        "init -q",
        "add probe.py",
        "-c user.name=td -c user.email=td@studio commit -q -m probe",
        "update-server-info",
    ] {
        let words = [git.as_os_str(), "-C".as_ref(), dir.as_os_str()];
        let words = words.into_iter().chain(command.split(' ').map(OsStr::new));
        let words: Vec<OsString> = words.map(OsStr::to_owned).collect();
        sandbox.run_without(&words).code(0);
    }
    dir.join(".git")
}

/// Creates a registry with one crate, as plain files.
fn registry(cargo: &Path, sandbox: &Sandbox) -> PathBuf {
    let manifest = sandbox.write(
        "probe/Cargo.toml",
        "[package]\nname = \"probe\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\
         description = \"A crate of the studio\"\n",
    );
    sandbox.write("probe/src/lib.rs", "");
    let mut words = vec![cargo.into()];
    let package = "package --quiet --offline --no-verify --manifest-path";
    words.extend(package.split(' ').map(OsString::from));
    sandbox
        .run_without(&[words, vec![manifest.into()]].concat())
        .code(0);
    let package = sandbox.path("probe/target/package/probe-1.0.0.crate");
    let content = fs::read(package).expect("the package");
    let entry = json!({
        "name": "probe",
        "vers": "1.0.0",
        "deps": [],
        "cksum": sha256(&content),
        "features": {},
        "yanked": false,
    });
    sandbox.write("registry/pr/ob/probe", entry.to_string() + "\n");
    sandbox.write("registry/probe.crate", content);
    sandbox.path("registry")
}

/// A server that the gRPC package runs, until it is dropped.
pub struct Grpc {
    server: Child,
    port: u16,
}

impl Grpc {
    fn start(authority: &Authority, python: &Path, sandbox: &Sandbox) -> Self {
        let identity = authority.issue();
        let certificate = sandbox.write("grpc/certificate.pem", identity.pem());
        let key = sandbox.write("grpc/key.pem", identity.key_pem());
        let server = sandbox
            .command_of(python)
            .arg(script("serve_grpc.py"))
            .args([certificate, key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = server.expect("Python starts");
        let mut line = String::new();
        let stdout = server.stdout.take().expect("it is piped");
        let read = BufReader::new(stdout).read_line(&mut line);
        read.expect("the server prints its port");
        let port = line.trim().parse().expect("a port");
        Self { server, port }
    }
}

impl Drop for Grpc {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
