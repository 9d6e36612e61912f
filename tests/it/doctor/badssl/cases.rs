//! The cases, each rebuilt on loopback.

use std::any::Any;

use rcgen::CustomExtension;

use crate::tls_server::{
    Authority, Digest, Identity, Key, Lack, OpenSslServer, RawServer, ServerSettings, WebServer,
};

/// A case of badssl.com: a server, and what clients make of it.
pub struct Case {
    /// The subdomain.
    pub name: &'static str,
    /// The port of the server on loopback.
    pub port: u16,
    pub verdict: Verdict,
    /// The clients whose verdict is another one than that of Python 3.11.
    pub others: &'static [&'static str],
    /// Ends with the case.
    _server: Box<dyn Any>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Accepted,
    /// Python refuses the site, and only this check must fail.
    Refused(&'static str),
    /// Python refuses the site since 3.13, which is strict.
    RefusedByStrict(&'static str),
}
use Verdict::{Accepted, Refused, RefusedByStrict};

/// The authorities behind the cases.
pub struct Studio {
    /// The only root that is trusted.
    pub root: Authority,
    /// Roots of the system's list that the profile denies.
    pub denied: [Authority; 2],
}

impl Studio {
    pub fn new() -> Self {
        Self {
            root: Authority::builder("Root").key(Key::Rsa2048).build(),
            denied: ["Superfish, Inc.", "eDellRoot"].map(Authority::new),
        }
    }

    pub fn cases(&self) -> Vec<Case> {
        let mut cases = self.certificates();
        cases.extend(self.keys());
        cases.extend(self.digests());
        cases.extend(self.issuers());
        cases.extend(self.ciphers());
        cases.extend(self.versions());
        cases.extend(self.others());
        cases
    }

    fn certificates(&self) -> Vec<Case> {
        let server = || self.root.server();
        let names = |count: u32| {
            let others = (0..count).map(|number| format!("{number}.sans.test"));
            let names = std::iter::once("localhost".to_owned()).chain(others);
            server().names(names.collect::<Vec<_>>()).issue()
        };
        let policy = CustomExtension::from_oid_content(
            &[2, 5, 29, 32],
            // The identifier of the CA/Browser Forum for extended validation.
            b"\x30\x09\x30\x07\x06\x05\x67\x81\x0c\x01\x01".to_vec(),
        );
        let long = |name: &str| server().names(["localhost", name]).issue();
        vec![
            web("www", Accepted, server().issue()),
            web(
                "expired",
                Refused("site-expired"),
                server().expired().issue(),
            ),
            web(
                "wrong.host",
                Refused("site-wrong-name"),
                server().names(["badssl.test", "*.badssl.test"]).issue(),
            ),
            web(
                "no-san",
                Accepted,
                server().without_names().common_name("localhost").issue(),
            ),
            web(
                "no-common-name",
                Accepted,
                server().organization("BadSSL").issue(),
            ),
            web(
                "no-subject",
                Accepted,
                server().names(["localhost"]).without_common_name().issue(),
            ),
            web("1000-sans", Accepted, names(1000)),
            // More than OpenSSL reads of a chain, which is 100 kB.
            web("10000-sans", Refused("site-closed"), names(10000)),
            web(
                "extended-validation",
                Accepted,
                server().extension(policy).issue(),
            ),
            web(
                "long-extended-subdomain-name-containing-many-letters-and-dashes",
                Accepted,
                long("long-extended-subdomain-name-containing-many-letters-and-dashes.test"),
            ),
            web("xn--n1aae7f7o", Accepted, long("xn--n1aae7f7o.test")),
        ]
    }

    fn keys(&self) -> Vec<Case> {
        let weak = Refused("site-weak");
        let server = |key| self.root.server().key(key).issue();
        vec![
            web("ecc256", Accepted, server(Key::P256)),
            web("ecc384", Accepted, server(Key::P384)),
            web("rsa2048", Accepted, server(Key::Rsa2048)),
            web("rsa3072", Accepted, server(Key::Rsa3072)),
            web("rsa4096", Accepted, server(Key::Rsa4096)),
            openssl("rsa8192", Accepted, &server(Key::Rsa8192), &[]),
            openssl("rsa1024", weak, &server(Key::Rsa1024), &[]),
            openssl("rsa512", weak, &server(Key::Rsa512), &["-tls1_2"]),
        ]
    }

    fn digests(&self) -> Vec<Case> {
        let weak = Refused("site-weak");
        let server = |digest| self.root.server().digest(digest).issue();
        let middle = self.root.subordinate_builder("SHA-1").digest(Digest::Sha1);
        let middle = middle.build();
        vec![
            web("sha256", Accepted, server(Digest::Sha256)),
            web("sha384", Accepted, server(Digest::Sha384)),
            web("sha512", Accepted, server(Digest::Sha512)),
            web("sha1", weak, server(Digest::Sha1)),
            web("md5", weak, server(Digest::Md5)),
            web(
                "sha1-intermediate",
                weak,
                middle.issue().followed_by(&[&middle]),
            ),
        ]
    }

    fn issuers(&self) -> Vec<Case> {
        let unknown = Authority::new("Unknown Root");
        let middle = self.root.subordinate("Intermediate");
        let inspecting = self.root.subordinate("Inspecting Proxy");
        let of = |authority: &Authority| authority.issue().followed_by(&[authority]);
        let [superfish, edell] = &self.denied;
        let published = Authority::new("DSDTestProvider");
        let mitm = Authority::builder("Mitm Software").lacking(Lack::KeyUsage);
        vec![
            web(
                "self-signed",
                Refused("site-self-signed"),
                Identity::self_signed(),
            ),
            web("untrusted-root", Refused("site-unknown-root"), of(&unknown)),
            web(
                "incomplete-chain",
                Refused("site-missing-intermediate"),
                middle.issue(),
            ),
            web(
                "reversed-chain",
                Accepted,
                middle.issue().followed_by(&[&self.root, &middle]),
            ),
            web("known-interception", Accepted, of(&inspecting)),
            web("superfish", Refused("site-distrusted"), of(superfish)),
            web("edellroot", Refused("site-distrusted"), edell.issue()),
            web(
                "dsdtestprovider",
                Refused("site-unknown-root"),
                of(&published),
            ),
            web(
                "mitm-software",
                Refused("site-unknown-root"),
                of(&mitm.build()),
            ),
            // Certificates whose private keys come with a package of npm.
            web(
                "webpack-dev-server",
                Refused("site-self-signed"),
                Identity::builder()
                    .common_name("webpack-dev-server")
                    .issue(),
            ),
            web(
                "preact-cli",
                Refused("site-self-signed"),
                Identity::builder().common_name("preact-cli").issue(),
            ),
        ]
    }

    /// Cases with a server that has only these ciphers; `DH` needs a key that signs by RSA.
    fn ciphers(&self) -> Vec<Case> {
        let refused = Refused("site-tls-version");
        let identity = || self.root.server().key(Key::Rsa2048).issue();
        let by_openssl = |name, verdict, cipher: &'static str| {
            openssl(name, verdict, &identity(), &["-tls1_2", "-cipher", cipher])
        };
        let raw = |name, server| raw(name, refused, server);
        let dh1024 = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/it/tls_server/keys/dh1024.pem"
        );
        let dh = ["-tls1_2", "-cipher", "DHE:@SECLEVEL=0"];
        vec![
            by_openssl("cbc", Accepted, "AES256+ECDHE:!AESGCM:!AESCCM:@SECLEVEL=0"),
            // curl and openssl offer it, Python since 3.10 does not.
            Case {
                others: &["openssl", "curl"],
                ..by_openssl("static-rsa", refused, "kRSA:@SECLEVEL=0")
            },
            openssl("dh2048", Accepted, &identity(), &dh),
            openssl(
                "dh1024",
                refused,
                &identity(),
                &[&dh[..], &["-dhparam", dh1024]].concat(),
            ),
            raw("dh512", RawServer::small_dh(&identity(), 512)),
            raw("dh480", RawServer::small_dh(&identity(), 480)),
            raw("rc4", RawServer::choosing(0x0303, 0x0005)),
            raw("rc4-md5", RawServer::choosing(0x0303, 0x0004)),
            raw("3des", RawServer::choosing(0x0303, 0x000a)),
            raw("null", RawServer::choosing(0x0303, 0x0002)),
        ]
    }

    fn versions(&self) -> Vec<Case> {
        let refused = Refused("site-tls-version");
        let identity = || self.root.issue();
        let settings = || ServerSettings::new(identity());
        let of = |name, settings| case_of(name, Accepted, WebServer::start_with(settings));
        vec![
            openssl("tls-v1-0", refused, &identity(), &["-tls1"]),
            openssl("tls-v1-1", refused, &identity(), &["-tls1_1"]),
            of("tls-v1-2", settings().tls12_only()),
            of("mozilla-modern", settings().tls13_only()),
            raw("ssl-v3", refused, RawServer::choosing(0x0300, 0x002f)),
        ]
    }

    fn others(&self) -> Vec<Case> {
        let missing = ServerSettings::new(self.root.issue()).requiring_clients(&self.root);
        let optional = ServerSettings::new(self.root.issue()).asking_clients(&self.root);
        vec![
            case_of(
                "client-cert-missing",
                Refused("site-client-certificate"),
                WebServer::start_with(missing),
            ),
            case_of("client", Accepted, WebServer::start_with(optional)),
            raw("http", Refused("site-not-tls"), RawServer::plain_http()),
        ]
    }

    /// Certificates that only strict clients refuse: beside badssl.com's cases.
    pub fn strict_cases(&self) -> Vec<Case> {
        let strict = RefusedByStrict("python-strict");
        vec![web(
            "no-authority-key-identifier",
            strict,
            self.root.server().without_authority_key_id().issue(),
        )]
    }
}

fn case_of(name: &'static str, verdict: Verdict, server: WebServer) -> Case {
    Case {
        name,
        port: server.port(),
        verdict,
        others: &[],
        _server: Box::new(server),
    }
}

fn web(name: &'static str, verdict: Verdict, identity: Identity) -> Case {
    case_of(name, verdict, WebServer::start(identity))
}

fn openssl(name: &'static str, verdict: Verdict, identity: &Identity, args: &[&str]) -> Case {
    let server = OpenSslServer::start(identity, args);
    Case {
        name,
        port: server.port(),
        verdict,
        others: &[],
        _server: Box::new(server),
    }
}

fn raw(name: &'static str, verdict: Verdict, server: RawServer) -> Case {
    Case {
        name,
        port: server.port(),
        verdict,
        others: &[],
        _server: Box::new(server),
    }
}
