//! What the system's administrator distrusts stays out, although others would bring it back.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::clients::system_python;
use crate::sandbox::{Sandbox, system_root};
use crate::system;
use crate::tls_clients::{launched, sha1, studio};
use crate::tls_server::{Authority, Site};

/// Where p11-kit looks on one system or another.
const P11_KIT: [&str; 6] = [
    "etc/pki/ca-trust/source",
    "usr/share/pki/ca-trust-source",
    "etc/ca-certificates/trust-source",
    "usr/share/ca-certificates/trust-source",
    "etc/pki/trust",
    "usr/share/pki/trust",
];

fn pem(label: &str, der: impl Into<Vec<u8>>) -> String {
    pem::encode(&pem::Pem::new(label, der))
}

/// One of Mozilla's roots.
fn mozilla() -> &'static [u8] {
    &webpki_root_certs::TLS_SERVER_ROOT_CERTS[3]
}

/// A machine whose administrator has deselected one of Mozilla's roots, as `dpkg-reconfigure ca-certificates` does it.
fn debian() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "root/usr/share/ca-certificates/mozilla/Some_Root.crt",
        pem("CERTIFICATE", mozilla()),
    );
    sandbox.write(
        "root/etc/ca-certificates.conf",
        "# This file lists certificates\nmozilla/Other.crt\n!mozilla/Gone.crt\n!mozilla/Some_Root.crt\n",
    );
    sandbox
}

/// What `bundle list` says of a certificate.
#[track_caller]
fn listed(sandbox: &Sandbox, der: &[u8]) -> Value {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let rows = list["certificates"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["sha1"] == sha1(der));
    row.expect("it is listed").clone()
}

#[track_caller]
fn is_distrusted_by(sandbox: &Sandbox, der: &[u8], file: &Path) {
    let row = listed(sandbox, der);
    assert_eq!(row["reason"], "distrusted", "{row}");
    assert_eq!(row["included"], false);
    assert_eq!(row["distrusted_by"], *file.to_string_lossy());
}

#[test]
#[cfg_attr(windows, ignore = "it is about Debian's list of certificates")]
fn debians_deselected_certificates_stay_out() {
    let sandbox = debian();
    let selection = sandbox.path("root/etc/ca-certificates.conf");
    is_distrusted_by(&sandbox, mozilla(), &selection);
    let table = sandbox.run(["bundle", "list"]).quietly().text();
    let state = format!("\tdistrusted by {}\t", selection.display());
    assert!(table.contains(&state), "{table}");
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn each_of_p11_kits_folders_counts() {
    for folder in P11_KIT {
        for name in ["blocklist", "blacklist"] {
            let sandbox = Sandbox::new();
            let file = format!("root/{folder}/{name}/bad.cer");
            let file = sandbox.write(file, mozilla());
            is_distrusted_by(&sandbox, mozilla(), &file);
        }
        // What is there to be trusted is no reason to distrust.
        for name in ["anchors/good.pem", "good.pem"] {
            let sandbox = Sandbox::new();
            sandbox.write(
                format!("root/{folder}/{name}"),
                pem("CERTIFICATE", mozilla()),
            );
            assert_eq!(listed(&sandbox, mozilla())["included"], true);
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn a_trusted_certificate_with_rejected_server_use_is_distrust() {
    // What `openssl x509 -trustout -addreject serverAuth` writes behind the certificate.
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem("TRUSTED CERTIFICATE", [mozilla(), rejects].concat());
    for file in [
        "root/etc/pki/ca-trust/source/anchors/x.pem",
        "root/etc/pki/trust/x.pem",
    ] {
        let sandbox = Sandbox::new();
        let file = sandbox.write(file, &rejected);
        is_distrusted_by(&sandbox, mozilla(), &file);
    }
    // In the store's own folder, in a file that the profile names, and in one that the environment names.
    let sandbox = Sandbox::new();
    let file = sandbox.write("root/etc/ssl/certs/x.pem", &rejected);
    is_distrusted_by(&sandbox, mozilla(), &file);
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/x.pem]}\n");
    let file = sandbox.write("home/x.pem", &rejected);
    is_distrusted_by(&sandbox, mozilla(), &file);
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/x.pem", &rejected);
    let sandbox = sandbox.env("SSL_CERT_FILE", &file);
    is_distrusted_by(&sandbox, mozilla(), &file);
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn p11_kits_own_files_distrust_too() {
    let sandbox = Sandbox::new();
    let section = format!(
        "# written by trust\n[p11-kit-object-v1]\nx-distrusted: true\n{}",
        pem("CERTIFICATE", mozilla())
    );
    // p11-kit goes by what is in a file, and not by its name.
    for name in ["bad.p11-kit", "bad"] {
        let file = sandbox.write(format!("root/{}/{name}", P11_KIT[1]), &section);
        is_distrusted_by(&sandbox, mozilla(), &file);
        fs::remove_file(file).expect("ours");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn distrust_is_of_the_key() {
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
            .contains(&format!("{} distrusts it", file.display())),
        "{}",
        list.stderr
    );
    is_distrusted_by(&sandbox, &renewed, &file);
}

#[test]
fn allow_wins_over_distrust_and_deny_over_allow() {
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
#[cfg_attr(windows, ignore = "it is about Debian's list of certificates")]
fn what_the_administrator_distrusts_counts_without_the_systems_store() {
    let sandbox = debian().profile("defaults", "ca: {native: false}\n");
    let selection = sandbox.path("root/etc/ca-certificates.conf");
    is_distrusted_by(&sandbox, mozilla(), &selection);
}

#[test]
#[cfg_attr(windows, ignore = "it is about Debian's list of certificates")]
fn a_change_shows_at_the_next_launch() {
    let sandbox = debian();
    let is_built = || {
        let said = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
        assert_ne!(
            said.contains("built now"),
            said.contains("is fresh"),
            "{said}"
        );
        said.contains("built now")
    };
    let settle = || {
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        is_built();
        assert!(!is_built());
    };
    settle();
    let selection = sandbox.path("root/etc/ca-certificates.conf");
    let text = fs::read_to_string(&selection).expect("a file");
    fs::write(&selection, text.replace("!mozilla/S", "mozilla/S")).expect("ours");
    assert!(is_built());
    assert_eq!(listed(&sandbox, mozilla())["included"], true);
    settle();
    // A folder that was not there; a file in it; other content in that file.
    let folder = sandbox.path(format!("root/{}", P11_KIT[5]));
    fs::create_dir_all(&folder).expect("ours");
    assert!(is_built());
    settle();
    let blocklist = sandbox.write(format!("root/{}/blocklist/x.pem", P11_KIT[5]), "");
    assert!(is_built());
    settle();
    fs::write(&blocklist, mozilla()).expect("ours");
    assert!(is_built());
    is_distrusted_by(&sandbox, mozilla(), &blocklist);
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn what_cannot_be_read_of_a_blocklist_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write(
        format!("root/{}/blocklist/x.pem", P11_KIT[0]),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    sandbox.pipe(format!("root/{}/blocklist/pipe", P11_KIT[0]));
    let said = sandbox.run(["bundle", "path"]).code(0).stderr;
    for part in [
        "blocklist/x.pem, which distrusts: block 1 (CERTIFICATE) is left out: no certificate",
        "blocklist/pipe, which distrusts: it is neither a file nor a folder",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn a_client_fails_against_a_server_under_a_distrusted_root() {
    let authority = Authority::new("Studio");
    let (site, python) = (Site::start(&authority), system_python());
    let get = |sandbox: &Sandbox| launched(sandbox, &python, "get_urllib.py", &site.url());
    let sandbox = studio(&authority);
    // OpenSSL finds it in a folder of its own too, under the hash of its subject.
    let folder = sandbox.path("hashed");
    fs::create_dir(&folder).expect("a folder");
    let hash = std::process::Command::new("openssl")
        .args(["x509", "-noout", "-subject_hash", "-in"])
        .arg(sandbox.home().join("studio.pem"))
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    if let Ok(hash) = hash {
        sandbox.write(format!("hashed/{hash}.0"), authority.pem());
    }
    let sandbox = sandbox.env("SSL_CERT_DIR", &folder);
    get(&sandbox).quietly();
    sandbox.write(
        format!("root/{}/blocklist/studio.pem", P11_KIT[0]),
        authority.pem(),
    );
    get(&sandbox).code(1).distrusting();
    // The folder that the program's OpenSSL would look into is an empty one, and nothing else has changed.
    let env = sandbox
        .run(["env", "python", "--format", "json"])
        .code(0)
        .json();
    let hidden = env["SSL_CERT_DIR"].as_str().expect("it is set");
    assert_eq!(fs::read_dir(hidden).expect("a folder").count(), 0);
    let rows = sandbox.run(["bundle", "list", "--json"]).code(0).json();
    let excluded = rows["certificates"].as_array().expect("a list").iter();
    assert_eq!(excluded.filter(|row| row["included"] == false).count(), 1);
    assert_eq!(listed(&sandbox, &system_root().der())["included"], true);
}

/// Python since 3.13, Go and rustls take every authority in the bundle for an anchor, intermediates too.
#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn a_forbidden_root_takes_its_intermediates_along() {
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
        get(&free, python).quietly();
        for forbidding in [&denied, &distrusted] {
            get(forbidding, python).code(1).distrusting();
        }
    }
    for authority in [&first, &second] {
        assert_eq!(listed(&denied, &authority.der())["reason"], "denied");
        is_distrusted_by(&distrusted, &authority.der(), &file);
    }
    // One that is allowed by name stays, and one that another authority vouches for too.
    let allowing = format!("ca: {{{files}, allow: ['{}']}}\n", sha1(&first.der()));
    let allowed = distrusted.profile("defaults", &allowing);
    assert_eq!(listed(&allowed, &first.der())["included"], true);
    assert_eq!(listed(&allowed, &second.der())["included"], false);
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
fn an_intermediate_stays_that_another_authority_vouches_for() {
    // The same name and key, vouched for by a third: what a cross-signed root is.
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
    // Denied as a certificate that is no root, it goes alone.
    let deny = |der: &[u8]| format!("ca: {{files: [~/a.pem], deny: ['{}']}}\n", sha1(der));
    let sandbox = sandbox.profile("defaults", &deny(&cross));
    assert_eq!(listed(&sandbox, &cross)["reason"], "denied");
    for der in [old.der(), third.der(), under.der()] {
        assert_eq!(listed(&sandbox, &der)["included"], true);
    }
    // A root stands for its key, and takes everything along.
    let sandbox = sandbox.profile("defaults", &deny(&old.der()));
    for der in [old.der(), cross.clone(), under.der()] {
        assert_eq!(listed(&sandbox, &der)["reason"], "denied");
    }
    assert_eq!(listed(&sandbox, &third.der())["included"], true);
}

#[test]
#[cfg_attr(windows, ignore = "it is about Debian's list of certificates")]
fn an_earlier_bundle_does_not_bring_back_what_is_distrusted_since() {
    let (bad, gone) = (Authority::new("Bad"), Authority::new("Gone"));
    let sandbox = Sandbox::new()
        .pem("bad.pem", &bad)
        .pem("gone.pem", &gone)
        .profile("defaults", "ca: {files: [~/gone.pem, ~/bad.pem]}\n");
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    let before = fs::read_to_string(path.trim_end()).expect("a bundle");
    assert!(before.contains(&bad.pem().replace("\r\n", "\n")));
    fs::remove_file(sandbox.home().join("gone.pem")).expect("ours");
    sandbox.write(format!("root/{}/blocklist/bad.pem", P11_KIT[0]), bad.pem());
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        outcome.stderr.contains("the bundle built before is used"),
        "{}",
        outcome.stderr
    );
    let after = fs::read_to_string(outcome.text().trim_end()).expect("a bundle");
    assert_eq!(after, before.replace(&bad.pem().replace("\r\n", "\n"), ""));
    let env = sandbox
        .run(["-q", "env", "--format", "json"])
        .code(0)
        .json();
    assert!(env["SSL_CERT_DIR"].is_string());
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn what_is_distrusted_may_be_in_a_folder_that_we_do_not_know() {
    let sandbox = Sandbox::new();
    sandbox.write(
        format!("root/{}/blocklist/x.pem", P11_KIT[0]),
        Authority::new("Elsewhere").pem(),
    );
    let env = sandbox.run(["env", "--format", "json"]).quietly().json();
    assert!(env["SSL_CERT_DIR"].is_string());
}

#[test]
#[cfg_attr(windows, ignore = "it is about the files of Linux' store")]
fn the_systems_store_is_read_in_whatever_shape_it_is() {
    let all = ["A", "B", "C", "D"].map(Authority::new);
    let [a, b, c, d] = &all;
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem("TRUSTED CERTIFICATE", [mozilla(), rejects].concat());
    let sandbox = Sandbox::new();
    let glued = format!("{}{}", a.pem().trim_end(), b.pem());
    let file = sandbox.write(
        "root/etc/ssl/certs/ca-certificates.crt",
        format!("{glued}{}{rejected}", pem("X509 CERTIFICATE", c.der())),
    );
    sandbox.write("root/etc/ssl/certs/d.pem", d.der());
    sandbox.write(
        "root/etc/ssl/certs/key.pem",
        "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n",
    );
    for authority in &all {
        assert_eq!(listed(&sandbox, &authority.der())["sources"][0], "native");
    }
    is_distrusted_by(&sandbox, mozilla(), &file);
    sandbox.run(["bundle", "path"]).quietly();
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn distrust_that_cannot_be_read_is_said() {
    for path in [
        "etc/pki/trust/blocklist",
        "etc/ca-certificates.conf",
        "usr/share/ca-certificates/mozilla",
    ] {
        let sandbox = debian();
        sandbox.write("root/etc/pki/trust/blocklist/x.pem", mozilla());
        let sandbox = sandbox.unprivileged();
        let closed = sandbox.path("root").join(path);
        system::set_mode(&closed, 0o000);
        let said = sandbox.run(["bundle", "path"]).code(0).stderr;
        system::set_mode(&closed, 0o755);
        assert!(
            said.contains(&format!("in {}", closed.display())),
            "{path}: {said}"
        );
        assert!(
            said.contains("which distrusts: it cannot be read: Permission denied"),
            "{path}: {said}"
        );
    }
    // And it is never waited for.
    let sandbox = Sandbox::new();
    sandbox.pipe("root/etc/ca-certificates.conf");
    let said = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(
        said.contains("ca-certificates.conf, which distrusts: it is neither a file nor a folder"),
        "{said}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "it is about the files of Linux' store")]
fn a_rejection_beside_the_store_is_seen_when_it_is_written_over() {
    let sandbox = Sandbox::new();
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem("TRUSTED CERTIFICATE", [mozilla(), rejects].concat());
    let known = system_root().pem();
    let mixed = sandbox.write("root/etc/ssl/certs/mixed.pem", format!("{known}{rejected}"));
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    is_distrusted_by(&sandbox, mozilla(), &mixed);
    assert!(!sandbox.trusts(mozilla()));
    fs::write(&mixed, &known).expect("ours");
    assert!(sandbox.trusts(mozilla()));
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn p11_kit_may_name_an_issuer_and_a_number() {
    use x509_cert::der::{Decode as _, Encode as _};
    let certificate = x509_cert::Certificate::from_der(mozilla()).expect("one of Mozilla's roots");
    let content = certificate.tbs_certificate();
    let quoted = |der: Vec<u8>| {
        let bytes: Vec<String> = der.iter().map(|byte| format!("%{byte:02x}")).collect();
        bytes.concat()
    };
    let sandbox = Sandbox::new();
    let file = sandbox.write(
        format!("root/{}/bad.p11-kit", P11_KIT[0]),
        format!(
            "[p11-kit-object-v1]\nclass: certificate\nx-distrusted: true\nissuer: \"{}\"\nserial-number: \"{}\"\n",
            quoted(content.issuer().to_der().expect("a name")),
            quoted(content.serial_number().to_der().expect("a number")),
        ),
    );
    is_distrusted_by(&sandbox, mozilla(), &file);
}
