//! Every format that the openssl command writes, given to `trust add`.

use std::fs;
use std::process::Command;

use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

/// Formats that an IT person gets from the openssl command, each given to `trust add`.
#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn every_format_of_openssl_can_be_added() {
    let test = "trust_dir::formats::every_format_of_openssl_can_be_added";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let authority = Authority::new("스튜디오 Proxy");
    let fingerprint = sha1(&authority.der());
    for (line, trusted) in [
        ("x509 -in a.pem -out out", true),
        ("x509 -in a.pem -outform DER -out out", true),
        ("x509 -in a.pem -text -out out", true),
        ("x509 -in a.pem -trustout -setalias proxy -out out", true),
        (
            "x509 -in a.pem -trustout -addtrust serverAuth -addreject emailProtection -out out",
            true,
        ),
        (
            "x509 -in a.pem -trustout -addreject serverAuth -out out",
            false,
        ),
        (
            "x509 -in a.pem -trustout -addtrust emailProtection -out out",
            false,
        ),
        ("crl2pkcs7 -nocrl -certfile a.pem -out out", true),
        (
            "crl2pkcs7 -nocrl -certfile a.pem -outform DER -out out",
            true,
        ),
        ("pkcs7 -in a.p7b -print_certs -out out", true),
    ] {
        let sandbox = Sandbox::new().pem("a.pem", &authority);
        let run = |line: &str| {
            let done = Command::new(&openssl)
                .args(line.split(' '))
                .current_dir(sandbox.home())
                .output();
            assert!(done.expect("openssl runs").status.success(), "{line}");
        };
        run("crl2pkcs7 -nocrl -certfile a.pem -out a.p7b");
        run(line);
        let written = fs::read(sandbox.home().join("out")).expect("it is written");
        let utf16 = String::from_utf8(written.clone()).map(|text| {
            let marked = format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            sandbox.write("home/utf16", Vec::<u8>::into_boxed_slice(marked))
        });
        for file in ["out"].into_iter().chain(utf16.is_ok().then_some("utf16")) {
            let added = sandbox.run(["trust", "add", file, "--fingerprint", &fingerprint]);
            assert_eq!(
                added.code,
                Some(if trusted { 0 } else { 125 }),
                "{line} {file}: {}",
                added.stderr
            );
        }
        // In a directory it counts too.
        sandbox.write("home/directory/file", &written);
        sandbox.write(
            "home/.config/sglaunch/profiles/only.yaml",
            "ca: {native: false, files: [~/directory]}\n",
        );
        let list = sandbox
            .run(["-q", "bundle", "list", "only", "--source", "file", "--json"])
            .code(0)
            .json();
        let included = list["certificates"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|row| row["included"] == true);
        assert_eq!(included, trusted, "{line}");
    }
}
