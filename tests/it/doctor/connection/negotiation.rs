//! Versions, ciphers, client certificates and renegotiation.

use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{connection, free_port, has, no_failure, only_failure};
use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::{Authority, Key, OpenSslServer, RawServer, ServerSettings, WebServer};

const TEST: &str = "the tests of doctor::connection::negotiation";

#[test]
fn servers_with_old_versions_and_ciphers() {
    let sandbox = Sandbox::new();
    for (version, cipher, expected) in [
        (
            0x0301,
            0xc013,
            "offers only TLS 1.0 with ECDHE-RSA-AES128-SHA",
        ),
        (0x0302, 0x0035, "offers only TLS 1.1 with AES256-SHA"),
        (0x0300, 0x000a, "offers only SSL 3.0 with DES-CBC3-SHA"),
        (
            0x0303,
            0x0005,
            "offers only TLS 1.2 with RC4-SHA, a cipher that is broken",
        ),
        (
            0x0303,
            0x003b,
            "offers only TLS 1.2 with NULL-SHA256, a cipher without encryption",
        ),
        (0x0303, 0xc011, "RC4"),
        (0x0301, 0x0003, "EXP-RC4-MD5"),
    ] {
        let server = RawServer::choosing(version, cipher);
        let text = only_failure(&sandbox, &server.url(), "site-tls-version");
        has(
            &text,
            &[
                expected,
                "current clients refuse it",
                system::SHOW_HANDSHAKE,
            ],
        );
    }
}

#[test]
fn a_server_that_refuses_everything() {
    let sandbox = Sandbox::new();
    for (alert, name) in [
        (40, "handshake failure (40)"),
        (70, "protocol version (70)"),
    ] {
        let text = only_failure(
            &sandbox,
            &RawServer::alerting(alert).url(),
            "site-tls-version",
        );
        has(&text, &["no common TLS version or cipher", name]);
    }
}

#[test]
fn a_small_diffie_hellman_group() {
    if tool_or_skip(TEST, "openssl").is_none() {
        return;
    }
    let sandbox = Sandbox::new();
    let root = Authority::builder("Root").key(Key::Rsa2048).build();
    let identity = root.server().key(Key::Rsa2048).issue();
    let args = [
        "-tls1_2",
        "-cipher",
        "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0",
        "-dhparam",
    ];
    let parameters = sandbox.write("dh.pem", DH_1024);
    let parameters = parameters.to_str().expect("a name in UTF-8");
    let small = OpenSslServer::start(&identity, &[&args[..], &[parameters]].concat());
    let text = only_failure(&sandbox, &small.url(), "site-tls-version");
    has(&text, &["a Diffie-Hellman group of only 1024 bits"]);
    // rustls has no DHE, and OpenSSL has: such a server works.
    let large = OpenSslServer::start(&identity, &["-tls1_2", "-cipher", args[2]]);
    let findings = connection(&sandbox, &large.url());
    assert_eq!(
        findings.status("site-tls-version"),
        "passed",
        "{:#}",
        findings.document
    );
    assert!(findings.with_status("failed").is_empty());
}

#[test]
fn a_cipher_that_only_new_pythons_refuse() {
    if tool_or_skip(TEST, "openssl").is_none() {
        return;
    }
    let root = Authority::builder("Root").key(Key::Rsa2048).build();
    let identity = root.server().key(Key::Rsa2048).issue();
    let server = OpenSslServer::start(&identity, &["-tls1_2", "-cipher", "AES256-SHA"]);
    let findings = connection(&Sandbox::new(), &server.url());
    assert_eq!(findings.with_status("warning"), ["site-tls-version"]);
    has(
        &findings.text("site-tls-version"),
        &["AES256-SHA", "Python 3.10 and later refuse it"],
    );
}

/// ring verifies neither, and the servers must answer all the same.
#[test]
fn keys_that_ring_cannot_verify() {
    if tool_or_skip(TEST, "openssl").is_none() {
        return;
    }
    let root = Authority::new("Root");
    for key in [Key::P521, Key::Rsa8192] {
        let identity = root.server().key(key).issue();
        for version in ["-tls1_2", "-tls1_3"] {
            let server = OpenSslServer::start(&identity, &[version]);
            no_failure(&Sandbox::new(), &server.url());
        }
    }
}

#[test]
fn servers_that_require_a_client_certificate() {
    let root = Authority::new("Root");
    let sandbox = Sandbox::new();
    let settings = || ServerSettings::new(root.issue()).requiring_clients(&root);
    for settings in [settings().tls12_only(), settings().tls13_only()] {
        let web = WebServer::start_with(settings);
        let text = only_failure(&sandbox, &web.url(), "site-client-certificate");
        has(
            &text,
            &[
                "requires a client certificate",
                "certificate required (116)",
            ],
        );
    }
}

#[test]
fn a_server_that_only_asks_for_a_client_certificate() {
    let root = Authority::new("Root");
    let sandbox = Sandbox::new();
    for settings in [
        ServerSettings::new(root.issue())
            .asking_clients(&root)
            .tls12_only(),
        ServerSettings::new(root.issue())
            .asking_clients(&root)
            .tls13_only(),
    ] {
        let findings = no_failure(&sandbox, &WebServer::start_with(settings).url());
        has(
            &findings.text("site-client-certificate"),
            &["works without one"],
        );
    }
}

/// OpenSSL's server has no option for it, and GnuTLS' has.
#[test]
fn a_server_without_secure_renegotiation() {
    let Some(server) = GnuTlsServer::start("%DISABLE_SAFE_RENEGOTIATION") else {
        return;
    };
    let text = only_failure(&Sandbox::new(), &server.url(), "site-renegotiation");
    has(
        &text,
        &[
            "only legacy renegotiation",
            "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        ],
    );
    let other = GnuTlsServer::start("%SAFE_RENEGOTIATION").expect("the same server");
    no_failure(&Sandbox::new(), &other.url());
}

/// `gnutls-serv` with TLS 1.2, until it is dropped.
struct GnuTlsServer {
    process: Child,
    port: u16,
    _files: Sandbox,
}

impl GnuTlsServer {
    fn start(priority: &str) -> Option<Self> {
        let program = tool_or_skip(TEST, "gnutls-serv")?;
        let files = Sandbox::new();
        let identity = Authority::new("Root").issue();
        let port = free_port();
        let process = Command::new(program)
            .args(["--http", "--port", &port.to_string(), "--priority"])
            .arg(format!("NORMAL:-VERS-ALL:+VERS-TLS1.2:{priority}"))
            .arg("--x509certfile")
            .arg(files.write("server.pem", identity.pem()))
            .arg("--x509keyfile")
            .arg(files.write("server.key", identity.key_pem()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnutls-serv");
        let server = Self {
            process,
            port,
            _files: files,
        };
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(Instant::now() < end, "gnutls-serv does not start");
            thread::sleep(Duration::from_millis(5));
        }
        Some(server)
    }

    fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

impl Drop for GnuTlsServer {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// `openssl dhparam 1024`, because OpenSSL has no named group of this size.
const DH_1024: &str = "-----BEGIN DH PARAMETERS-----
MIGHAoGBAMSqys9S/MoY1C25Pic4fZrFXCsTG8+/aiMj3LdDy+knVZ0rOIFIgxht
K5D2EY5YwWxdxFZ1VmGTHz99EZne1JNO2X3YhINhlQRRakWOCBvGRXLWitAYMo6E
NAil909RLwZ0s0c4dGfnH9rVFRddzoX+BP27dWzndNbCwiZKxfR3AgEC
-----END DH PARAMETERS-----
";
