//! Real clients that fail at real servers: what they print points to what is wrong with the server.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use super::explain_in;
use crate::clients::{environment, interpreter_or_skip, not_run, script};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, Lack, Proxy, RawServer, ServerSettings, WebServer};

/// A program that fetches a page.
struct Client {
    name: String,
    program: PathBuf,
    /// Its arguments before and after the URL.
    args: Vec<OsString>,
    rest: &'static [&'static str],
    /// The variable that names its CA file.
    variable: &'static str,
}

/// Programs of the system, which a machine may lack.
const PROGRAMS: &[(&str, &[&str], &[&str], &str)] = &[
    ("curl", &["-sS", "--max-time", "8"], &[], "CURL_CA_BUNDLE"),
    ("wget", &["-O-", "--tries=1", "--timeout=8"], &[], ""),
    ("git", &["ls-remote"], &[], "GIT_SSL_CAINFO"),
    (
        "aria2c",
        &["--max-tries=1", "--timeout=8", "--dir=/nonexistent"],
        &[],
        "",
    ),
];

/// The scripts of `tests/clients` in languages other than Python.
const SCRIPTS: &[(&str, &str, &str)] = &[
    ("node", "get_https.js", "NODE_EXTRA_CA_CERTS"),
    ("ruby", "get_net_http.rb", "SSL_CERT_FILE"),
    ("perl", "get_lwp.pl", "PERL_LWP_SSL_CA_FILE"),
    ("php", "get_stream.php", "SSL_CERT_FILE"),
    ("php", "get_curl.php", ""),
];

const PYTHON_SCRIPTS: &[(&str, &str)] = &[
    ("get_requests.py", "REQUESTS_CA_BUNDLE"),
    ("get_httplib2.py", "HTTPLIB2_CA_CERTS"),
    ("get_urllib3.py", "SSL_CERT_FILE"),
    ("get_httpx.py", "SSL_CERT_FILE"),
    ("get_aiohttp.py", "SSL_CERT_FILE"),
];

const URLLIB: &str = "import sys\ntry:\n from urllib.request import urlopen\nexcept ImportError:\n from urllib2 import urlopen\n\
                      urlopen(sys.argv[1], timeout=8).read()";

/// Python's versions, with the ssl module alone.
const PYTHONS: [&str; 4] = ["2.7", "3.7", "3.11", "3.13"];

/// Returns the clients that this machine has.
fn clients(test: &str) -> Vec<Client> {
    let client = |name: &str, program: PathBuf, args: Vec<OsString>, variable| Client {
        name: name.to_owned(),
        program,
        args,
        rest: &[],
        variable,
    };
    let mut all = Vec::new();
    for (name, args, rest, variable) in PROGRAMS {
        if let Ok(program) = which::which(name) {
            let args = args.iter().map(OsString::from).collect();
            all.push(Client {
                rest,
                ..client(name, program, args, variable)
            });
        }
    }
    for (name, file, variable) in SCRIPTS {
        if let Ok(program) = which::which(name) {
            all.push(client(file, program, vec![script(file).into()], variable));
        }
    }
    for version in PYTHONS {
        if let Some(python) = interpreter_or_skip(test, version) {
            let args = vec!["-c".into(), URLLIB.into()];
            all.push(client(
                &format!("urllib on {version}"),
                python.to_owned(),
                args,
                "SSL_CERT_FILE",
            ));
        }
    }
    if let Some(python) = environment(test, "3.11") {
        for (file, variable) in PYTHON_SCRIPTS {
            all.push(client(
                file,
                python.clone(),
                vec![script(file).into()],
                variable,
            ));
        }
    }
    all
}

/// What is wrong, and what the clients' messages are to point to.
struct Case<'a> {
    test: &'a str,
    url: &'a str,
    /// The root that the clients trust.
    trusted: Option<&'a Path>,
    env: &'a [(&'a str, &'a str)],
    expected: &'a [&'a str],
    /// The clients whose message says what is wrong; all if there are none.
    only: &'a [&'a str],
    /// Clients whose message says less.
    except: &'a [(&'a str, &'a [&'a str])],
}

impl Case<'_> {
    fn run(&self, sandbox: &Sandbox, client: &Client) -> Output {
        let mut command: Command = sandbox.command_of(&client.program);
        command.args(&client.args).arg(self.url).args(client.rest);
        command.envs(self.env.iter().copied()).stdin(Stdio::null());
        if let Some(file) = self.trusted {
            command.env(client.variable_or_none(), file);
            match client.name.as_str() {
                "wget" | "aria2c" => command.arg("--ca-certificate").arg(file),
                _ => &mut command,
            };
        }
        command.output().expect("the client starts")
    }

    /// Runs all clients, and explains what each prints.
    #[track_caller]
    fn check(&self) {
        let sandbox = Sandbox::new();
        let all = clients(self.test);
        let wrong: Vec<String> = thread::scope(|scope| {
            let tells = |client: &&Client| {
                self.only.is_empty() || self.only.iter().any(|name| client.name.starts_with(name))
            };
            let runs: Vec<_> = (all.iter().filter(tells))
                .map(|client| scope.spawn(|| self.wrong(&sandbox, client)))
                .collect();
            let results = runs
                .into_iter()
                .map(|run| run.join().expect("a client ran"));
            results.flatten().collect()
        });
        assert!(
            wrong.is_empty(),
            "{} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        if all.len() < PROGRAMS.len() + SCRIPTS.len() {
            not_run(self.test, "some clients are not installed");
        }
    }

    fn wrong(&self, sandbox: &Sandbox, client: &Client) -> Option<String> {
        let output = self.run(sandbox, client);
        let printed = [output.stdout, output.stderr].concat();
        let explained = explain_in(sandbox, &printed);
        let except = self
            .except
            .iter()
            .find(|(name, _)| client.name.starts_with(name));
        let expected = except.map_or(self.expected, |(_, ids)| ids);
        let ids = explained.ids();
        let is_right = match ids.first() {
            Some(first) => expected.contains(first),
            None => expected.is_empty() || expected.contains(&OR_NONE),
        };
        let text = String::from_utf8_lossy(&printed);
        let text = text.get(text.len().saturating_sub(600)..).unwrap_or(&text);
        (!is_right).then(|| format!("{}: {ids:?} for\n{text}", client.name))
    }
}

impl Client {
    fn variable_or_none(&self) -> &str {
        if self.variable.is_empty() {
            "UNUSED"
        } else {
            self.variable
        }
    }
}

/// The three that the clients' texts do not tell apart.
const UNTRUSTED: &[&str] = &["site-unknown-root", "site-missing-intermediate"];

/// A handshake that failed, for a reason that the client does not tell.
const VAGUE: &[&str] = &["site-tls-version"];

/// In a list of ids: no finding is right too.
const OR_NONE: &str = "";

fn trusting(root: &Authority) -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new().pem("root.pem", root);
    let file = sandbox.home().join("root.pem");
    (sandbox, file)
}

#[test]
fn an_unknown_root() {
    let server = WebServer::start(Authority::new("Studio").issue());
    Case {
        test: "explain::live::an_unknown_root",
        url: &server.url(),
        trusted: None,
        env: &[],
        expected: UNTRUSTED,
        only: &[],
        except: &[],
    }
    .check();
}

#[test]
fn a_root_that_is_sent_and_not_trusted() {
    let root = Authority::new("Studio");
    let server = WebServer::start(root.issue().followed_by(&[&root]));
    Case {
        test: "explain::live::a_root_that_is_sent_and_not_trusted",
        url: &server.url(),
        trusted: None,
        env: &[],
        expected: UNTRUSTED,
        only: &[],
        except: &[],
    }
    .check();
}

#[test]
fn a_self_signed_certificate() {
    let server = WebServer::start(Identity::self_signed());
    Case {
        test: "explain::live::a_self_signed_certificate",
        url: &server.url(),
        trusted: None,
        env: &[],
        expected: &["site-self-signed"],
        only: &[],
        except: &[
            ("wget", UNTRUSTED),
            ("git", UNTRUSTED),
            ("aria2c", UNTRUSTED),
            ("get_lwp.pl", UNTRUSTED),
            ("get_stream.php", UNTRUSTED),
            ("urllib on 2.7", UNTRUSTED),
        ],
    }
    .check();
}

#[test]
fn an_expired_certificate() {
    let root = Authority::new("Studio");
    let (_sandbox, file) = trusting(&root);
    let server = WebServer::start(root.server().expired().issue());
    Case {
        test: "explain::live::an_expired_certificate",
        url: &server.url(),
        trusted: Some(&file),
        env: &[],
        expected: &["site-expired"],
        only: &[],
        except: &[
            ("git", UNTRUSTED),
            ("get_lwp.pl", UNTRUSTED),
            ("get_stream.php", UNTRUSTED),
            ("get_curl.php", UNTRUSTED),
            ("urllib on 2.7", UNTRUSTED),
        ],
    }
    .check();
}

#[test]
fn a_certificate_that_is_not_yet_valid() {
    let root = Authority::new("Studio");
    let (_sandbox, file) = trusting(&root);
    let server = WebServer::start(root.server().not_yet_valid().issue());
    Case {
        test: "explain::live::a_certificate_that_is_not_yet_valid",
        url: &server.url(),
        trusted: Some(&file),
        env: &[],
        expected: &["site-not-yet-valid"],
        only: &[],
        except: &[
            ("git", UNTRUSTED),
            ("get_lwp.pl", UNTRUSTED),
            ("get_stream.php", UNTRUSTED),
            ("get_curl.php", UNTRUSTED),
            ("urllib on 2.7", UNTRUSTED),
        ],
    }
    .check();
}

#[test]
fn a_wrong_name() {
    let root = Authority::new("Studio");
    let (_sandbox, file) = trusting(&root);
    let server = WebServer::start(root.server().names(["other.test"]).issue());
    Case {
        test: "explain::live::a_wrong_name",
        url: &server.url(),
        trusted: Some(&file),
        env: &[],
        expected: &["site-wrong-name"],
        only: &[],
        except: &[("get_stream.php", VAGUE), ("get_curl.php", UNTRUSTED)],
    }
    .check();
}

#[test]
fn plain_http() {
    let server = RawServer::plain_http();
    Case {
        test: "explain::live::plain_http",
        url: &server.url(),
        trusted: None,
        env: &[],
        expected: &["site-not-tls"],
        only: &[],
        except: &[],
    }
    .check();
}

#[test]
fn a_connection_that_is_closed() {
    for server in [RawServer::closing(), RawServer::resetting()] {
        Case {
            test: "explain::live::a_connection_that_is_closed",
            url: &server.url(),
            trusted: None,
            env: &[],
            expected: &["site-closed"],
            only: &[],
            except: &[("get_stream.php", VAGUE)],
        }
        .check();
    }
}

#[test]
fn a_handshake_that_is_refused() {
    // protocol_version and handshake_failure, RFC 8446, 6.2.
    for alert in [70, 40] {
        let server = RawServer::alerting(alert);
        Case {
            test: "explain::live::a_handshake_that_is_refused",
            url: &server.url(),
            trusted: None,
            env: &[],
            expected: &["site-tls-version"],
            only: &[],
            except: &[],
        }
        .check();
    }
}

#[test]
fn a_port_without_a_server() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = port.local_addr().expect("its address");
    drop(port);
    Case {
        test: "explain::live::a_port_without_a_server",
        url: &format!("https://{address}/"),
        trusted: None,
        env: &[],
        expected: &["site-connect"],
        only: &[],
        except: &[],
    }
    .check();
}

#[test]
fn a_host_that_does_not_exist() {
    Case {
        test: "explain::live::a_host_that_does_not_exist",
        url: "https://nope.invalid/",
        trusted: None,
        env: &[],
        expected: &["site-name"],
        only: &[],
        except: &[],
    }
    .check();
}

#[test]
fn a_client_certificate() {
    let root = Authority::new("Studio");
    let (_sandbox, file) = trusting(&root);
    let settings = ServerSettings::new(root.issue()).requiring_clients(&root);
    let server = WebServer::start_with(settings);
    Case {
        test: "explain::live::a_client_certificate",
        url: &server.url(),
        trusted: Some(&file),
        env: &[],
        expected: &["site-client-certificate"],
        only: &[],
        except: &[
            ("wget", VAGUE),
            ("git", VAGUE),
            ("aria2c", VAGUE),
            ("get_lwp.pl", &["site-closed"]),
            ("get_curl.php", UNTRUSTED),
            // It loses an alert that arrives before it has sent its request.
            ("get_stream.php", &["site-client-certificate", OR_NONE]),
        ],
    }
    .check();
}

#[test]
fn a_proxy_that_refuses() {
    for proxy in [
        Proxy::with_login("ana", "secret"),
        Proxy::refusing("403 Forbidden"),
    ] {
        let url = proxy.url();
        Case {
            test: "explain::live::a_proxy_that_refuses",
            url: "https://studio.test/",
            trusted: None,
            env: &[("https_proxy", &url), ("HTTPS_PROXY", &url)],
            expected: &["site-proxy"],
            only: &[
                "curl",
                "wget",
                "git",
                "aria2c",
                "get_requests.py",
                "get_httpx.py",
                "urllib on",
            ],
            except: &[],
        }
        .check();
    }
}

#[test]
fn a_missing_ca_file() {
    let server = WebServer::start(Authority::new("Studio").issue());
    Case {
        test: "explain::live::a_missing_ca_file",
        url: &server.url(),
        trusted: Some(Path::new("/studio/missing.pem")),
        env: &[],
        expected: &["env-missing-file"],
        only: &[
            "curl",
            "wget",
            "git",
            "aria2c",
            "get_https.js",
            "get_requests.py",
            "get_httplib2.py",
        ],
        except: &[],
    }
    .check();
}

#[test]
fn a_file_without_certificates() {
    let server = WebServer::start(Authority::new("Studio").issue());
    let sandbox = Sandbox::new();
    let file = sandbox.write("garbage.pem", "no certificate\n");
    Case {
        test: "explain::live::a_file_without_certificates",
        url: &server.url(),
        trusted: Some(&file),
        env: &[],
        expected: &["env-unusable-file", "env-missing-file"],
        only: &["curl", "get_requests.py", "get_httplib2.py"],
        except: &[],
    }
    .check();
}

#[test]
fn a_root_that_is_not_strict() {
    let test = "explain::live::a_root_that_is_not_strict";
    let Some(python) = interpreter_or_skip(test, "3.13") else {
        return;
    };
    for lack in [
        Lack::KeyUsage,
        Lack::KeyIdentifier,
        Lack::CriticalBasicConstraints,
    ] {
        let root = Authority::builder("Flawed").lacking(lack).build();
        let (sandbox, file) = trusting(&root);
        let server = WebServer::start(root.issue());
        let mut command = sandbox.command_of(python);
        command
            .args(["-c", URLLIB, &server.url()])
            .env("SSL_CERT_FILE", file);
        let output = command.output().expect("Python starts");
        let explained = explain_in(&sandbox, &output.stderr);
        assert_eq!(explained.ids(), ["python-strict", "bundle-strict"]);
    }
}
