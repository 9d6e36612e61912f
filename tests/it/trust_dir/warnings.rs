//! Warnings about certificates that some programs will refuse.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{list, on_a_terminal, own, sha256};
use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

/// Creates a CA and a server certificate with the openssl command. Returns whether a strict client,
/// such as Python 3.13, accepts them.
fn is_strictly_accepted(sandbox: &Sandbox, openssl: &PathBuf, extensions: &[&str]) -> bool {
    let lines = [
        "[req]",
        "distinguished_name=dn",
        "x509_extensions=ca",
        "prompt=no",
        "[dn]",
        "CN=Made",
        "[ca]",
    ];
    sandbox.write("home/ca.cnf", [&lines[..], extensions].concat().join("\n"));
    sandbox.write(
        "home/leaf.cnf",
        "subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\nauthorityKeyIdentifier=keyid,issuer:always\n",
    );
    let run = |line: &str| {
        let output = Command::new(openssl)
            .args(line.split(' '))
            .current_dir(sandbox.home())
            .output();
        output.expect("openssl runs").status.success()
    };
    assert!(run(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 300 -config ca.cnf"
    ));
    assert!(run(
        "req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=localhost"
    ));
    assert!(run(
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -days 200 -extfile leaf.cnf -out leaf.pem"
    ));
    run("verify -x509_strict -purpose sslserver -CAfile ca.pem leaf.pem")
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn the_warning_of_python_3_13_matches_openssl_in_strict_mode() {
    let test = "trust_dir::warnings::the_warning_of_python_3_13_matches_openssl_in_strict_mode";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let [ca, usage, key] = [
        "basicConstraints=critical,CA:TRUE",
        "keyUsage=critical,keyCertSign,cRLSign",
        "subjectKeyIdentifier=hash",
    ];
    for (extensions, why) in [
        (vec![ca, usage, key], None),
        (
            vec!["basicConstraints=CA:TRUE", usage, key],
            Some("basicConstraints not critical"),
        ),
        (vec![ca, key], Some("no key usage")),
        (
            vec![ca, usage, "subjectKeyIdentifier=none"],
            Some("no subject key identifier"),
        ),
        (vec![usage, key], Some("no basicConstraints")),
        (
            vec![ca, usage, key, "extendedKeyUsage=anyExtendedKeyUsage"],
            Some("OpenSSL rejects it"),
        ),
        (
            vec![
                ca,
                usage,
                key,
                "extendedKeyUsage=anyExtendedKeyUsage,clientAuth",
            ],
            Some("OpenSSL rejects it"),
        ),
        (
            vec![
                ca,
                usage,
                key,
                "extendedKeyUsage=anyExtendedKeyUsage,serverAuth",
            ],
            None,
        ),
        (
            vec![ca, usage, "subjectKeyIdentifier=critical,hash"],
            Some("unsupported critical extension subjectKeyIdentifier"),
        ),
        (
            vec![ca, usage, key, "1.2.3.4.5=critical,ASN1:UTF8String:x"],
            Some("unsupported critical extension 1.2.3.4.5"),
        ),
        (vec![ca, usage, key, "extendedKeyUsage=serverAuth"], None),
        (
            vec![ca, "keyUsage=cRLSign", key],
            Some("server certificate: signed by itself, valid for this server only"),
        ),
        (
            vec![ca, usage, key, "extendedKeyUsage=emailProtection"],
            Some("excluded"),
        ),
    ] {
        let sandbox = Sandbox::new();
        let accepted = is_strictly_accepted(&sandbox, &openssl, &extensions);
        let outcome = sandbox.run(["trust", "add", "ca.pem"]).code(125);
        let summary = format!("{}{}", outcome.text(), outcome.stderr);
        assert_eq!(accepted, why.is_none(), "{extensions:?}\n{summary}");
        match why {
            Some(why) => assert!(summary.contains(why), "{extensions:?}\n{summary}"),
            None => assert!(
                !summary.contains("warning") && !summary.contains("excluded"),
                "{summary}"
            ),
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn other_defects_cause_warnings_too() {
    let test = "trust_dir::warnings::other_defects_cause_warnings_too";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    for (line, why) in [
        (
            "-newkey rsa:1024 -days 300",
            "its RSA key of 1024 bits is too short",
        ),
        (
            "-newkey rsa:2048 -days 300 -sha1",
            "signed with SHA-1 or MD5",
        ),
        ("-newkey rsa:2048 -days 20", "expires in 20 days"),
        ("-newkey rsa:2048 -days 90", "expires in 90 days"),
        (
            "-newkey rsa:2048 -days 300 -addext nameConstraints=critical,permitted;DNS:studio.example,permitted;IP:10.0.0.0/255.0.0.0",
            "valid only for studio.example, 10.0.0.0/8",
        ),
        (
            "-newkey rsa:2048 -days 300 -addext nameConstraints=critical,excluded;DNS:bank.example",
            "not valid for bank.example",
        ),
    ] {
        let sandbox = Sandbox::new();
        let made = Command::new(&openssl)
            .args([
                "req", "-x509", "-nodes", "-keyout", "k.pem", "-out", "ca.pem", "-subj", "/CN=Made",
            ])
            .args(["-addext", "keyUsage=critical,keyCertSign"])
            .args(line.split(' '))
            .current_dir(sandbox.home())
            .output()
            .expect("openssl runs");
        assert!(made.status.success(), "{made:?}");
        let summary = sandbox.run(["trust", "add", "ca.pem"]).code(125).text();
        let warnings: Vec<&str> = summary
            .lines()
            .filter(|line| line.contains("warning"))
            .collect();
        assert_eq!(warnings.len(), 1, "{summary}");
        assert!(warnings[0].contains(why), "{summary}");
        // `trust list` prints the same warning.
        fs::create_dir_all(own(&sandbox)).expect("ours");
        fs::copy(sandbox.home().join("ca.pem"), own(&sandbox).join("ca.pem")).expect("a copy");
        assert!(sandbox.run(["trust", "list"]).code(0).stderr.contains(why));
        assert!(
            list(&sandbox)[0]["warnings"][0]
                .as_str()
                .expect("text")
                .contains(why)
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn an_intermediate_without_its_root_causes_a_warning() {
    let root = Authority::new("Root");
    let intermediate = root.subordinate("Intermediate");
    let sandbox = Sandbox::new().pem("intermediate.pem", &intermediate);
    sandbox.write(
        "home/both.pem",
        format!("{}{}", intermediate.pem(), root.pem()),
    );
    let warning = "its issuer is not trusted, so most clients reject the certificates that it signed: trust CN=Root too";
    assert!(
        sandbox
            .run(["trust", "add", "intermediate.pem"])
            .code(125)
            .text()
            .contains(warning)
    );
    assert!(
        !sandbox
            .run(["trust", "add", "both.pem"])
            .code(125)
            .text()
            .contains(warning)
    );
    // Installing the intermediate alone causes the warning, without a question too.
    let fingerprint = sha256(&intermediate.der());
    let add = ["trust", "add", "both.pem", "--fingerprint", &fingerprint];
    for (quiet, is_shown) in [(&["-q"][..], false), (&[], true)] {
        let outcome = sandbox.run([quiet, &add].concat()).code(0);
        assert_eq!(outcome.text(), "");
        assert_eq!(
            outcome.stderr.contains(warning),
            is_shown,
            "{}",
            outcome.stderr
        );
    }
    assert!(
        sandbox
            .run(["trust", "list"])
            .code(0)
            .stderr
            .contains(warning)
    );
    on_a_terminal(&sandbox, "y", &["trust", "add", "both.pem"]).code(0);
    sandbox.run(["trust", "list"]).success();
}
