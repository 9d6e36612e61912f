//! The certificates that distrust excludes.

use std::fs;
use std::path::Path;

use super::{P11_KIT, assert_distrusted_by, debian, listed, mozilla, pem};
use crate::clients::system_python;
use crate::sandbox::{Sandbox, system_root};
use crate::tls_clients::{launched, sha1, studio};
use crate::tls_server::{Authority, Site};

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn a_renewed_certificate_of_a_distrusted_key_is_excluded() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/renewed.pem]}\n");
    let renewed = authority.renewed("Proxy, renewed");
    sandbox.write("home/renewed.pem", pem("CERTIFICATE", renewed.clone()));
    let file = sandbox.write(
        format!("root/{}/blocklist/old.pem", P11_KIT[0]),
        authority.pem(),
    );
    let list = sandbox.run(["bundle", "list", "--json"]).code(0);
    assert!(
        list.stderr
            .contains(&format!("distrusted by {}", file.display())),
        "{}",
        list.stderr
    );
    assert_distrusted_by(&sandbox, &renewed, &file);
}

#[test]
fn allow_overrides_distrust_and_deny_overrides_allow() {
    let sandbox = debian();
    let fingerprint = sha1(mozilla());
    let allow = format!("allow: ['{fingerprint}']");
    let sandbox = sandbox.profile("defaults", &format!("ca: {{{allow}}}\n"));
    assert_eq!(listed(&sandbox, mozilla())["included"], true);
    let both = format!("ca: {{{allow}, deny: ['{fingerprint}']}}\n");
    let sandbox = sandbox.profile("defaults", &both);
    assert_eq!(listed(&sandbox, mozilla())["reason"], "denied");
}

#[test]
#[cfg_attr(windows, ignore = "ca-certificates is not on Windows")]
fn distrust_applies_without_the_native_store() {
    let sandbox = debian().profile("defaults", "ca: {native: false}\n");
    let selection = sandbox.path("root/etc/ca-certificates.conf");
    assert_distrusted_by(&sandbox, mozilla(), &selection);
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn a_client_rejects_a_server_below_a_distrusted_root() {
    let authority = Authority::new("Studio");
    let (site, python) = (Site::start(&authority), system_python());
    let get = |sandbox: &Sandbox| launched(sandbox, &python, "get_urllib.py", &site.url());
    let sandbox = studio(&authority);
    // OpenSSL also finds the CA in a directory, under the hash of its subject.
    let dir = sandbox.path("hashed");
    fs::create_dir(&dir).expect("a directory");
    let hash = std::process::Command::new("openssl")
        .args(["x509", "-noout", "-subject_hash", "-in"])
        .arg(sandbox.home().join("studio.pem"))
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    if let Ok(hash) = hash {
        sandbox.write(format!("hashed/{hash}.0"), authority.pem());
    }
    let sandbox = sandbox.env("SSL_CERT_DIR", &dir);
    get(&sandbox).success();
    sandbox.write(
        format!("root/{}/blocklist/studio.pem", P11_KIT[0]),
        authority.pem(),
    );
    get(&sandbox).code(1).untrusted();
    // SSL_CERT_DIR is an empty directory, and the other certificates are included as before.
    let env = sandbox
        .run(["env", "python", "--format", "json"])
        .code(0)
        .json();
    let empty = env["SSL_CERT_DIR"].as_str().expect("it is set");
    assert_eq!(fs::read_dir(empty).expect("a directory").count(), 0);
    let rows = sandbox.run(["bundle", "list", "--json"]).code(0).json();
    let excluded = rows["certificates"].as_array().expect("a list").iter();
    assert_eq!(excluded.filter(|row| row["included"] == false).count(), 1);
    assert_eq!(listed(&sandbox, &system_root().der())["included"], true);
}

/// Python since 3.13, Go and rustls trust every CA in the bundle, intermediates included.
#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn intermediates_of_an_excluded_root_are_excluded() {
    let root = Authority::new("Root");
    let (first, second) = (root.subordinate("First"), root.subordinate("Second"));
    let site = Site::start(&second);
    let chain = [root.pem(), first.pem(), second.pem()].concat();
    let files = "files: [~/chain.pem]";
    let with = |profile: &str| {
        let sandbox = Sandbox::new().profile("defaults", profile);
        sandbox.write("home/chain.pem", &chain);
        sandbox
    };
    let get =
        |sandbox: &Sandbox, python: &Path| launched(sandbox, python, "get_urllib.py", &site.url());
    let free = with(&format!("ca: {{{files}}}\n"));
    let denied = with(&format!(
        "ca: {{{files}, deny: ['{}']}}\n",
        sha1(&root.der())
    ));
    let distrusted = with(&format!("ca: {{{files}}}\n"));
    let file = distrusted.write(format!("root/{}/blocklist/x.pem", P11_KIT[0]), root.pem());
    for python in crate::clients::pythons().values() {
        get(&free, python).success();
        for sandbox in [&denied, &distrusted] {
            get(sandbox, python).code(1).untrusted();
        }
    }
    for authority in [&first, &second] {
        assert_eq!(listed(&denied, &authority.der())["reason"], "denied");
        assert_distrusted_by(&distrusted, &authority.der(), &file);
    }
    // An allowed intermediate stays.
    let allowing = format!("ca: {{{files}, allow: ['{}']}}\n", sha1(&first.der()));
    let allowed = distrusted.profile("defaults", &allowing);
    assert_eq!(listed(&allowed, &first.der())["included"], true);
    assert_eq!(listed(&allowed, &second.der())["included"], false);
    // CAs that share only the name or only the key of the denied root are not issuers.
    let (old, new) = (Authority::new("Same"), Authority::new("Same"));
    let under_old = old.subordinate("Intermediate");
    for other in [old.renewed("Same"), new.der(), old.renewed("Other")] {
        let sandbox = Sandbox::new().profile(
            "defaults",
            &format!("ca: {{files: [~/a.pem], deny: ['{}']}}\n", sha1(&old.der())),
        );
        sandbox.write(
            "home/a.pem",
            [old.pem(), under_old.pem(), pem("CERTIFICATE", other)].concat(),
        );
        assert_eq!(listed(&sandbox, &under_old.der())["included"], false);
    }
}

#[test]
fn an_intermediate_with_another_issuer_stays() {
    // A cross-signed root: a third CA has signed its name and key.
    let (old, third) = (Authority::new("Old"), Authority::new("Third"));
    let cross = third.cross_sign(&old, "Old");
    let under = old.subordinate("Intermediate");
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/a.pem",
        [
            old.pem(),
            third.pem(),
            under.pem(),
            pem("CERTIFICATE", cross.clone()),
        ]
        .concat(),
    );
    // A denied certificate that is not a root is excluded alone.
    let deny = |der: &[u8]| format!("ca: {{files: [~/a.pem], deny: ['{}']}}\n", sha1(der));
    let sandbox = sandbox.profile("defaults", &deny(&cross));
    assert_eq!(listed(&sandbox, &cross)["reason"], "denied");
    for der in [old.der(), third.der(), under.der()] {
        assert_eq!(listed(&sandbox, &der)["included"], true);
    }
    // Denying a root denies its key, and everything below it.
    let sandbox = sandbox.profile("defaults", &deny(&old.der()));
    for der in [old.der(), cross.clone(), under.der()] {
        assert_eq!(listed(&sandbox, &der)["reason"], "denied");
    }
    assert_eq!(listed(&sandbox, &third.der())["included"], true);
}
