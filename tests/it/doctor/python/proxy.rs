//! Handshakes of real Pythons through proxies, which they find as urllib does.

use super::{IGNORES, with_each_python, with_python};
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Proxy, Site};

/// The password has a character that a URL must encode.
const USER: &str = "artist:p%40ss";

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn python_uses_the_proxy_of_the_environment() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let port = site.url().rsplit_once(':').map(|(_, port)| port.parse());
    let port: u16 = port.expect("a port").expect("a number");
    let proxy = Proxy::to_port(port);
    let url = proxy.url();
    with_each_python(
        "python_uses_the_proxy_of_the_environment",
        |version, python| {
            let sandbox = (Sandbox::new().pem("studio.pem", &authority))
                .profile("defaults", "ca: {files: [~/studio.pem]}\n")
                .env("HTTPS_PROXY", &url);
            let sandbox = with_python(sandbox, python);
            let before = proxy.targets().len();
            let site = format!("localhost:{port}");
            let found = doctor(&sandbox, &["defaults", "--site", &site, IGNORES]);
            assert_eq!(
                found.status(IGNORES),
                "passed",
                "{version}: {}",
                found.document
            );
            assert!(
                found.text(IGNORES).contains(&format!("{site}: TLSv1.3")),
                "{version}"
            );
            // sglaunch and Python.
            assert!(proxy.targets().len() >= before + 2, "{version}");
            let sandbox = sandbox.env("NO_PROXY", "localhost");
            let before = proxy.targets().len();
            let found = doctor(&sandbox, &["defaults", "--site", &site, IGNORES]);
            assert_eq!(
                found.status(IGNORES),
                "passed",
                "{version}: {}",
                found.document
            );
            assert_eq!(proxy.targets().len(), before, "{version}");
        },
    );
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn python_logs_in_and_no_password_is_printed() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let proxy = Proxy::with_login("artist", "p@ss");
    let url = proxy.url().replace("http://", &format!("http://{USER}@"));
    let site = site.url()["https://".len()..].to_owned();
    with_each_python("python_logs_in", |version, python| {
        let sandbox = (Sandbox::new().pem("studio.pem", &authority))
            .profile("defaults", "ca: {files: [~/studio.pem]}\n")
            .env("HTTPS_PROXY", &url);
        let sandbox = with_python(sandbox, python);
        let found = doctor(&sandbox, &["defaults", "--site", &site, IGNORES]);
        assert_eq!(
            found.status(IGNORES),
            "passed",
            "{version}: {}",
            found.document
        );
        assert!(found.text(IGNORES).contains(": TLSv1.3"), "{version}");
        // A Python that drops the variable fails, and its finding names the proxy without the user.
        sandbox.write(
            "site/sitecustomize.py",
            "import os\nos.environ['HTTPS_PROXY'] = 'http://x:y@127.0.0.1:1'\n",
        );
        let path = sandbox.path("site");
        let found = doctor(
            &sandbox.env("PYTHONPATH", path),
            &["defaults", "--site", &site, IGNORES],
        );
        assert_eq!(
            (found.status(IGNORES), found.code),
            ("warning", 0),
            "{version}"
        );
        let text = found.text(IGNORES);
        assert!(
            text.contains("Python connects through the proxy 127.0.0.1:1"),
            "{text}"
        );
        let printed = found.document.to_string();
        assert!(
            !printed.contains("p%40ss") && !printed.contains("x:y"),
            "{printed}"
        );
    });
}
