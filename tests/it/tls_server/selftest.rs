//! The servers of this module, as openssl and curl see them.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::{
    Authority, Digest, Identity, Key, Lack, OpenSslServer, Proxy, RawServer, ServerSettings,
    WebServer, unknown_critical_extension,
};
use crate::clients::tool_or_skip;

const TEST: &str = "the tests of tls_server";

/// A client with a file of trusted CAs.
struct Client {
    curl: PathBuf,
    dir: tempfile::TempDir,
}

impl Client {
    fn new(roots: &[&Authority]) -> Option<Self> {
        let curl = tool_or_skip(TEST, "curl")?;
        tool_or_skip(TEST, "openssl")?;
        let dir = tempfile::tempdir().expect("a directory");
        let pem: String = roots.iter().map(|root| root.pem()).collect();
        std::fs::write(dir.path().join("ca.pem"), pem).expect("a file");
        Some(Self { curl, dir })
    }

    fn curl(&self, words: &[&str]) -> Output {
        let mut command = Command::new(&self.curl);
        command
            .env_clear()
            .args(["-sS", "--max-time", "5", "--cacert"]);
        command.arg(self.dir.path().join("ca.pem")).args(words);
        command.output().expect("curl")
    }

    /// Connects and returns curl's exit code: 60 is an untrusted certificate.
    fn code(&self, words: &[&str]) -> Option<i32> {
        self.curl(words).status.code()
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn chains() {
    let root = Authority::new("Root");
    let Some(client) = Client::new(&[&root]) else {
        return;
    };
    let middle = root.subordinate("Middle");
    let identity = middle.issue();
    let alone = WebServer::start(identity.clone());
    assert_eq!(client.code(&[&alone.url()]), Some(60));
    let whole = WebServer::start(identity.followed_by(&[&middle, &root]));
    assert_eq!(client.code(&[&whole.url()]), Some(0));
    assert_eq!(whole.requests(), 1);
    let expired = WebServer::start(root.server().expired().issue());
    assert_eq!(client.code(&[&expired.url()]), Some(60));
    let early = WebServer::start(root.server().not_yet_valid().issue());
    assert_eq!(client.code(&[&early.url()]), Some(60));
    let other = WebServer::start(root.server().names(["other.test"]).issue());
    assert_eq!(client.code(&[&other.url()]), Some(60));
    let odd = root.server().extension(unknown_critical_extension());
    assert_eq!(
        client.code(&[&WebServer::start(odd.issue()).url()]),
        Some(60)
    );
    let limited = root
        .subordinate_builder("Limited")
        .permits(&["other.test"])
        .build();
    let limited = limited.issue().followed_by(&[&limited]);
    assert_eq!(client.code(&[&WebServer::start(limited).url()]), Some(60));
    let own = WebServer::start(Identity::self_signed());
    assert_eq!(client.code(&[&own.url()]), Some(60));
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn keys_and_digests() {
    let root = Authority::builder("Root").key(Key::Rsa2048).build();
    let Some(client) = Client::new(&[&root]) else {
        return;
    };
    for key in [Key::P256, Key::P384, Key::Rsa2048, Key::Rsa4096] {
        let server = WebServer::start(root.server().key(key).issue());
        assert_eq!(client.code(&[&server.url()]), Some(0));
    }
    for key in [Key::P521, Key::Rsa8192] {
        let identity = root.server().key(key).issue();
        let server = OpenSslServer::start(&identity, &[]);
        assert_eq!(client.code(&[&server.url()]), Some(0));
    }
    let weak = root.server().key(Key::Rsa1024).issue();
    let server = OpenSslServer::start(&weak, &[]);
    assert_eq!(client.code(&[&server.url()]), Some(60));
    assert_eq!(
        client.code(&["--ciphers", "DEFAULT:@SECLEVEL=0", &server.url()]),
        Some(0)
    );
    for (digest, code) in [
        (Digest::Md5, 60),
        (Digest::Sha1, 60),
        (Digest::Sha256, 0),
        (Digest::Sha384, 0),
        (Digest::Sha512, 0),
    ] {
        let server = OpenSslServer::start(&root.server().digest(digest).issue(), &[]);
        assert_eq!(client.code(&[&server.url()]), Some(code));
        let lax = ["--ciphers", "DEFAULT:@SECLEVEL=0", &server.url()];
        assert_eq!(client.code(&lax), Some(0));
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn ca_flaws() {
    for lack in [
        Lack::KeyUsage,
        Lack::KeyIdentifier,
        Lack::CriticalBasicConstraints,
    ] {
        let root = Authority::builder("Flawed").lacking(lack).build();
        let Some(client) = Client::new(&[&root]) else {
            return;
        };
        let server = WebServer::start(root.issue());
        assert_eq!(client.code(&[&server.url()]), Some(0));
        let mut strict = Command::new("openssl");
        strict.args([
            "s_client",
            "-x509_strict",
            "-verify_return_error",
            "-connect",
        ]);
        strict
            .arg(format!("127.0.0.1:{}", server.port()))
            .arg("-CAfile");
        strict
            .arg(client.dir.path().join("ca.pem"))
            .stdin(std::process::Stdio::null());
        assert!(!strict.output().expect("openssl").status.success());
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn handshakes() {
    let root = Authority::new("Root");
    let Some(client) = Client::new(&[&root]) else {
        return;
    };
    let get = |url: String| client.code(&[&url]);
    let settings = || ServerSettings::new(root.issue());
    let required = WebServer::start_with(settings().requiring_clients(&root));
    assert_eq!(get(required.url()), Some(56));
    let asked = WebServer::start_with(settings().asking_clients(&root));
    assert_eq!(get(asked.url()), Some(0));
    let new = WebServer::start_with(settings().tls13_only());
    assert_eq!(client.code(&["--tls-max", "1.2", &new.url()]), Some(35));
    let old = WebServer::start_with(settings().tls12_only());
    assert_eq!(client.code(&["--tlsv1.3", &old.url()]), Some(35));
    let tls1 = OpenSslServer::start(&root.issue(), &["-tls1"]);
    assert_eq!(get(tls1.url()), Some(35));
    let dated = WebServer::start_at(settings(), -2);
    let head = client.curl(&["-i", &dated.url()]).stdout;
    assert!(String::from_utf8_lossy(&head).contains("\nDate: "));
    assert_eq!(get(RawServer::closing().url()), Some(35));
    assert_eq!(get(RawServer::resetting().url()), Some(35));
    assert_eq!(get(RawServer::plain_http().url()), Some(35));
    assert_eq!(get(RawServer::ssh().url()), Some(35));
    assert_eq!(get(RawServer::garbage(1).url()), Some(35));
    assert_eq!(get(RawServer::choosing(0x0303, 0x0005).url()), Some(35));
    assert_eq!(get(RawServer::alerting(70).url()), Some(35));
    let hang = RawServer::hanging();
    assert_eq!(client.code(&["--max-time", "0.5", &hang.url()]), Some(28));
    let slow = RawServer::trickling([22, 3, 3, 64, 0, 2]);
    assert_eq!(client.code(&["--max-time", "0.5", &slow.url()]), Some(28));
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn proxies() {
    let (root, inspector) = (Authority::new("Root"), Authority::new("Inspector"));
    let Some(client) = Client::new(&[&root, &inspector]) else {
        return;
    };
    let site = WebServer::start(root.issue());
    let through = |proxy: &str, url: &str| client.code(&["--proxy", proxy, url]);
    let open = Proxy::start();
    assert_eq!(through(&open.url(), &site.url()), Some(0));
    assert_eq!(open.targets(), [format!("localhost:{}", site.port())]);
    let elsewhere = Proxy::to_port(site.port());
    assert_eq!(through(&elsewhere.url(), "https://example.test"), Some(60));
    for refusing in [Proxy::refusing("403 Forbidden"), Proxy::redirecting()] {
        assert_eq!(through(&refusing.url(), &site.url()), Some(56));
    }
    let login = Proxy::with_login("me", "secret");
    assert_eq!(through(&login.url(), &site.url()), Some(56));
    assert_eq!(
        through(&login.url_as("http://me:secret@"), &site.url()),
        Some(0)
    );
    assert_eq!(through(&open.url_as("https://"), &site.url()), Some(35));
    let inspecting = Proxy::inspecting(inspector);
    assert_eq!(
        through(&inspecting.url(), "https://shop.example.test"),
        Some(0)
    );
    let looping = Proxy::looping();
    let words = ["--max-time", "0.5", "--proxy", &looping.url(), &site.url()];
    assert_eq!(client.code(&words), Some(28));
}
