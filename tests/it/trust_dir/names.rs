//! The names of installed files.

use serde_json::json;

use super::{files, own, sources};
use crate::sandbox::Sandbox;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

#[test]
fn the_installed_name_comes_from_the_file_name() {
    let authority = Authority::new("Proxy");
    let fingerprint = sha1(&authority.der());
    let long = "x".repeat(240);
    for (file, name) in [
        ("proxy.pem.crt", "proxy"),
        ("프록시 인증서.cer", "프록시-인증서"),
        ("....cer", "certificate"),
        ("Studio v1.2.p7b.CER", "Studio-v1.2"),
        (&long, &long[..200]),
    ] {
        let sandbox = Sandbox::new().pem(file, &authority);
        let path = sandbox.home().join(file).display().to_string();
        sandbox
            .run(["trust", "add", &path, "--fingerprint", &fingerprint])
            .success();
        assert_eq!(files(own(&sandbox)), [format!("{name}.pem")]);
        // The name of the original file works too, if a letter is in it.
        let original = file
            .trim_end_matches(".cer")
            .trim_end_matches(".CER")
            .trim_end_matches(".crt");
        let is_empty = original.trim_matches('.').is_empty();
        let given = if is_empty { name } else { original };
        sandbox.run(["trust", "remove", given]).success();
    }
}

#[test]
fn a_taken_name_gets_a_number() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("proxy.pem", &authority);
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.crt",
        Authority::new("By hand").pem(),
    );
    let add = [
        "trust",
        "add",
        "proxy.pem",
        "--fingerprint",
        &sha1(&authority.der()),
    ];
    sandbox.run(add).success();
    assert_eq!(files(own(&sandbox)), ["proxy-2.pem", "proxy.crt"]);
}

#[test]
fn files_with_equal_names_share_one_name() {
    let authority = Authority::new("A");
    let sandbox = Sandbox::new();
    for file in [
        "home/.config/sglaunch/ca.d/proxy.pem",
        "home/.config/sglaunch/ca.d/zeta.pem",
        "root/etc/sglaunch/ca.d/proxy.pem",
    ] {
        sandbox.write(file, authority.pem());
    }
    assert_eq!(
        sources(&sandbox, &authority.der()),
        Some(json!(["trust:proxy", "trust:zeta"]))
    );
    let counts = sandbox.run(["bundle", "build"]).success().text();
    assert!(counts.contains("\ntrust:proxy\t1\t-\n"), "{counts}");
}
