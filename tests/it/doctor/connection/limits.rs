//! The time limit: whatever a server or a proxy does, doctor ends within a second of it.

#[cfg(target_os = "linux")]
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use super::{CHECKS, Findings};
use super::{connection, has, limited, tls_peer};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Proxy, RawServer, WebServer};

/// Seconds for `--timeout`.
const LIMIT: u64 = 2;

/// Runs the checks, of which only one must fail, and measures them.
#[track_caller]
fn in_time(sandbox: &Sandbox, url: &str, id: &str) -> (Duration, String) {
    let start = Instant::now();
    let findings = limited(sandbox, url, LIMIT);
    let elapsed = start.elapsed();
    assert!(
        elapsed < Duration::from_secs(LIMIT + 1),
        "{elapsed:?}: {:#}",
        findings.document
    );
    assert_eq!(
        findings.with_status("failed"),
        [id],
        "{:#}",
        findings.document
    );
    (elapsed, findings.text(id))
}

#[test]
fn servers_that_hang_or_trickle() {
    let sandbox = Sandbox::new();
    let hello = [22, 3, 3, 0, 200]
        .into_iter()
        .chain([0; 200])
        .collect::<Vec<u8>>();
    for server in [RawServer::hanging(), RawServer::trickling(hello)] {
        let (elapsed, text) = in_time(&sandbox, &server.url(), "site-closed");
        has(&text, &["does not finish the TLS handshake in time"]);
        assert!(elapsed >= Duration::from_secs(LIMIT), "{elapsed:?}");
    }
}

#[test]
fn servers_that_send_garbage_or_without_an_end() {
    let sandbox = Sandbox::new();
    for seed in 0..3 {
        in_time(&sandbox, &RawServer::garbage(seed).url(), "site-not-tls");
    }
    let many = 100 << 20;
    let server = RawServer::flooding([0xa5; 4096], many);
    in_time(&sandbox, &server.url(), "site-not-tls");
    // Records of a handshake message that never ends.
    let mut record = vec![22, 3, 3, 0x40, 0];
    record.resize(5 + 0x4000, 0);
    in_time(
        &sandbox,
        &RawServer::flooding(record, many).url(),
        "site-closed",
    );
}

/// The answer to `HEAD` may be endless too: it never fails, and its limit is its own.
#[test]
fn a_site_that_does_not_answer_the_request() {
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\nA: "] {
        let server = tls_peer::answering(&Authority::new("Root").issue(), answer);
        let start = Instant::now();
        let findings = connection(&Sandbox::new(), &format!("localhost:{}", server.port()));
        assert!(
            findings.with_status("failed").is_empty(),
            "{:#}",
            findings.document
        );
        assert!(
            start.elapsed() < Duration::from_secs(4),
            "{:?}",
            start.elapsed()
        );
    }
}

#[test]
fn proxies_that_hang_trickle_or_loop() {
    let web = WebServer::start(Authority::new("Root").issue());
    let slow = b"HTTP/1.1 200 Connection established and a long sentence\r\n\r\n";
    let interim = b"HTTP/1.1 100 Continue\r\n\r\n";
    for server in [
        RawServer::hanging(),
        RawServer::trickling(slow),
        RawServer::flooding(interim, 100 << 20),
        RawServer::flooding(b"HTTP/1.1 200 OK\r\nA: b", 100 << 20),
    ] {
        let proxy = format!("http://127.0.0.1:{}", server.port());
        let sandbox = Sandbox::new().env("HTTPS_PROXY", proxy);
        in_time(&sandbox, &web.url(), "site-proxy");
    }
    let proxy = Proxy::looping();
    let sandbox = Sandbox::new().env("HTTPS_PROXY", proxy.url());
    in_time(&sandbox, "https://studio.example", "site-proxy");
}

/// The kernel drops connections to a listener whose backlog is full.
#[test]
#[cfg(target_os = "linux")]
fn a_host_that_does_not_answer() {
    let full = FullListener::start("127.0.0.1:0");
    let (elapsed, text) = in_time(&Sandbox::new(), &full.address.to_string(), "site-connect");
    has(
        &text,
        &[
            "connection timed out",
            &format!("{}: no answer", full.address),
        ],
    );
    assert!(elapsed >= Duration::from_secs(LIMIT), "{elapsed:?}");
}

/// A name with an address on IPv6 that drops every packet, and one on IPv4 that works.
#[test]
#[cfg(target_os = "linux")]
fn ipv6_that_does_not_answer() {
    const TEST: &str = "doctor::connection::limits::ipv6_that_does_not_answer";
    if !crate::clients::namespaces_or_skip(TEST) || TcpListener::bind("[::1]:0").is_err() {
        return;
    }
    let web = WebServer::start(Authority::new("Root").issue());
    let full = FullListener::start(&format!("[::1]:{}", web.port()));
    let sandbox = Sandbox::new();
    let hosts = sandbox.write("hosts", "::1 twofold.test\n127.0.0.1 twofold.test\n");
    let script = "mount --bind \"$0\" /etc/hosts && PATH= exec \"$@\"";
    let mut command = sandbox.command_of("unshare");
    command.args(["--mount", "sh", "-c", script]).arg(hosts);
    let url = format!("https://twofold.test:{}", web.port());
    let args = ["doctor", "defaults", "--site", &url, "--json"];
    command
        .arg(crate::sandbox::sglaunch())
        .args(args)
        .args(CHECKS);
    let start = Instant::now();
    let outcome = command.output().expect("unshare starts").into();
    let elapsed = start.elapsed();
    let findings = Findings::of_outcome(&outcome);
    assert_eq!(
        findings.with_status("warning"),
        ["site-connect"],
        "{:#}",
        findings.document
    );
    assert_eq!((findings.code, web.requests()), (0, 1));
    has(
        &findings.text("site-connect"),
        &[&format!("{}: no answer", full.address)],
    );
    assert!(elapsed < Duration::from_secs(3), "{elapsed:?}");
}

/// A listener that accepts nothing, and whose queue is full.
#[cfg(target_os = "linux")]
struct FullListener {
    address: SocketAddr,
    _listener: TcpListener,
    _clients: Vec<TcpStream>,
}

#[cfg(target_os = "linux")]
impl FullListener {
    fn start(address: &str) -> Self {
        let listener = TcpListener::bind(address).expect("loopback has a free port");
        let address = listener.local_addr().expect("an address");
        let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(100)).ok();
        Self {
            address,
            _clients: std::iter::from_fn(connect).collect(),
            _listener: listener,
        }
    }
}
