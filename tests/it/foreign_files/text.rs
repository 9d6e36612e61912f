//! Certificates in texts that are not quite PEM, which are read.

use super::User;
use crate::tls_clients::sha1;

#[test]
fn base64_without_a_label_and_escaped_line_ends_are_read() {
    let user = User::new();
    let pem = user.authority.pem();
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let lines = base64
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8_lossy(line));
    let wrapped = lines.collect::<Vec<_>>().join("\r\n");
    let of_pem = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &pem);
    let utf16: Vec<u8> = (wrapped.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (shape, content) in [
        ("one line", base64.clone().into_bytes()),
        ("lines", format!("{wrapped}\r\n").into_bytes()),
        ("UTF-16", [b"\xff\xfe".to_vec(), utf16].concat()),
        ("quoted", format!("\"{base64}\"\n").into_bytes()),
        ("base64 of PEM", of_pem.into_bytes()),
        (
            "an environment file",
            format!("CA={}", pem.replace('\n', "\\n")).into_bytes(),
        ),
        ("CR and LF", pem.replace('\n', "\\r\\n").into_bytes()),
        ("JSON in JSON", pem.replace('\n', "\\\\n").into_bytes()),
        (
            "JSON",
            serde_json::json!({"data": {"certificate": pem}})
                .to_string()
                .into_bytes(),
        ),
        (
            "slashes of PHP",
            pem.replace('/', "\\/").replace('\n', "\\n").into_bytes(),
        ),
    ] {
        let user = User::new();
        user.sandbox.write("home/given", content);
        let der = der_of(&pem);
        let add = ["trust", "add", "given", "--fingerprint", &sha1(&der)];
        let added = user.sandbox.run(add);
        assert_eq!(added.code, Some(0), "{shape}: {}", added.stderr);
    }
}

#[test]
fn other_base64_is_not_read() {
    let user = User::new();
    for text in ["aGVsbG8=", "MAA=", "password", "", "\"", "0000"] {
        user.sandbox.write("home/given", text);
        let printed = user.sandbox.run(["trust", "add", "given"]).code(125).stderr;
        assert!(
            printed.starts_with("error: no certificate to trust\n"),
            "{printed}"
        );
    }
}

fn der_of(pem: &str) -> Vec<u8> {
    pem::parse(pem).expect("a block").into_contents()
}
