//! A server by `openssl s_server`, for what rustls does not do: old TLS versions, weak keys,
//! digests and ciphers, small DH, P-521.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::identity::Identity;

/// A server on loopback, until it is dropped. It answers one client after the other.
pub struct OpenSslServer {
    process: Child,
    port: u16,
    _files: TempDir,
}

impl OpenSslServer {
    /// Starts the server with these arguments, for example `-tls1` or `-cipher NULL-SHA256`. The
    /// security level is 0 if they set no ciphers.
    pub fn start(identity: &Identity, args: &[&str]) -> Self {
        let files = tempfile::tempdir().expect("a directory for the server");
        let file = |name: &str, content: String| {
            let path = files.path().join(name);
            fs::write(&path, content).expect("a file of the server");
            path
        };
        let mut command = Command::new("openssl");
        command
            .args(["s_server", "-www", "-accept", "127.0.0.1:0"])
            .arg("-cert")
            .arg(file("server.pem", identity.pem()))
            .arg("-key")
            .arg(file("server.key", identity.key_pem()));
        let rest = identity.rest_pem();
        if !rest.is_empty() {
            command.arg("-cert_chain").arg(file("chain.pem", rest));
        }
        if !args.contains(&"-cipher") {
            command.args(["-cipher", "ALL:@SECLEVEL=0"]);
        }
        let mut process = command
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the openssl command");
        let port = announced_port(&mut process)
            .unwrap_or_else(|| panic!("openssl s_server {args:?} does not start"));
        Self {
            process,
            port,
            _files: files,
        }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for OpenSslServer {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Waits for the line `ACCEPT 127.0.0.1:PORT`.
fn announced_port(process: &mut Child) -> Option<u16> {
    let mut output = BufReader::new(process.stdout.take()?);
    let mut line = String::new();
    while output.read_line(&mut line).ok()? > 0 {
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            let port = address.trim().rsplit(':').next()?.parse().ok()?;
            // The server stops when it cannot write its reports.
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
            return Some(port);
        }
        line.clear();
    }
    None
}
