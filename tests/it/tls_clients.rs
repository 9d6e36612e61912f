//! Real clients against a TLS server under a private CA: each fails without sglaunch.

use std::path::Path;
use std::process::Command;

use crate::clients::{python_or_skip, script, system_python, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox};
use crate::system;
use crate::tls_server::{Authority, Identity, Site};

/// Returns the SHA-1 fingerprint of a certificate as `bundle list` prints it.
pub fn sha1(der: &[u8]) -> String {
    use sha1::Digest as _;
    let bytes = sha1::Sha1::digest(der);
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// Creates a machine whose profiles trust the studio's CA.
pub fn studio(authority: &Authority) -> Sandbox {
    Sandbox::new()
        .pem("studio.pem", authority)
        .profile("defaults", "ca: {files: [~/studio.pem]}\n")
}

fn alone(python: &Path, name: &str, url: &str) -> Outcome {
    let dir = std::env::temp_dir();
    let output = Command::new(python)
        .arg(script(name))
        .arg(url)
        .env_clear()
        .envs(system::variables(&dir, &dir))
        .output();
    output.expect("Python starts").into()
}

pub fn launched(sandbox: &Sandbox, python: &Path, name: &str, url: &str) -> Outcome {
    let client = script(name);
    sandbox.run_under(
        "python",
        &[python.as_os_str(), client.as_os_str(), url.as_ref()],
    )
}

#[test]
fn urllib() {
    let authority = Authority::new("Studio");
    let (site, python) = (Site::start(&authority), system_python());
    alone(&python, "get_urllib.py", &site.url())
        .code(1)
        .untrusted();
    assert_eq!(
        launched(&studio(&authority), &python, "get_urllib.py", &site.url())
            .success()
            .text(),
        "hello\n"
    );
}

#[test]
fn shotgun_api3_publishes_with_a_thumbnail() {
    let Some(python) = python_or_skip("tls_clients::shotgun_api3_publishes_with_a_thumbnail")
    else {
        return;
    };
    let authority = Authority::new("Studio");
    for site in [
        Site::start(&authority),
        Site::start_with_s3(&authority, &authority),
    ] {
        alone(&python, "publish_shotgun.py", &site.url())
            .code(1)
            .untrusted();
        assert_eq!((site.created().len(), site.uploads().len()), (0, 0));

        let outcome = launched(
            &studio(&authority),
            &python,
            "publish_shotgun.py",
            &site.url(),
        )
        .success();
        assert_eq!(outcome.json()["code"], "plate_v001");
        assert_eq!(site.created()[0]["code"], "plate_v001");
        let uploads = site.uploads();
        let [upload] = uploads.as_slice() else {
            panic!("{uploads:?}")
        };
        // On Windows the API sends the whole path.
        let name = upload.file_name.rsplit('\\').next();
        assert_eq!(name, Some("thumb nail.png"), "{}", upload.path);
        assert!(upload.bytes.starts_with(b"\x89PNG"));
    }
}

#[test]
fn without_the_storages_ca_in_the_bundle_a_publish_has_no_thumbnail() {
    let test = "tls_clients::without_the_storages_ca_in_the_bundle_a_publish_has_no_thumbnail";
    let Some(python) = python_or_skip(test) else {
        return;
    };
    let (studio_ca, storage) = (Authority::new("Studio"), Authority::new("Storage"));
    let site = Site::start_with_s3(&studio_ca, &storage);
    launched(
        &studio(&studio_ca),
        &python,
        "publish_shotgun.py",
        &site.url(),
    )
    .code(1)
    .stderr_contains("Max attempts limit reached");
    let both = studio(&studio_ca).pem("storage.pem", &storage);
    let both = both.profile("defaults", "ca: {files: [~/studio.pem, ~/storage.pem]}\n");
    launched(&both, &python, "publish_shotgun.py", &site.url()).success();
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn no_client_trusts_a_denied_root() {
    let Some(openssl) = tool_or_skip("tls_clients::no_client_trusts_a_denied_root", "openssl")
    else {
        return;
    };
    let authority = Authority::new("Studio");
    let (site, python) = (Site::start(&authority), system_python());
    let sandbox = studio(&authority);
    // OpenSSL finds it in its directory by the hash of its subject.
    let dir = sandbox.path("hashed");
    std::fs::create_dir(&dir).expect("a directory");
    std::fs::copy(sandbox.home().join("studio.pem"), dir.join("studio.pem")).expect("a copy");
    let rehash = Command::new(openssl).arg("rehash").arg(&dir).status();
    assert!(rehash.expect("openssl runs").success());
    let sandbox = sandbox.env("SSL_CERT_DIR", &dir);
    launched(&sandbox, &python, "get_urllib.py", &site.url()).success();
    let denying = sandbox.profile(
        "python",
        &format!("ca: {{deny: ['{}']}}\n", sha1(&authority.der())),
    );
    launched(&denying, &python, "get_urllib.py", &site.url())
        .code(1)
        .untrusted();
}

#[test]
fn a_self_signed_server_certificate_can_be_trusted() {
    let identity = Identity::self_signed();
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/server.pem]}\n");
    sandbox.write("home/server.pem", identity.pem());
    let (site, python) = (Site::start_as(identity), system_python());
    alone(&python, "get_urllib.py", &site.url()).code(1);
    launched(&sandbox, &python, "get_urllib.py", &site.url()).success();
}

#[test]
fn openssl_reads_every_certificate_of_the_bundle() {
    let sandbox = studio(&Authority::new("Studio"));
    // On Windows a default context also loads the system's stores.
    let count = "import ssl; context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); \
                 context.set_default_verify_paths(); print(len(context.get_ca_certs()))";
    let python = system_python();
    let outcome = sandbox.run([
        std::ffi::OsStr::new("-p"),
        "python".as_ref(),
        python.as_os_str(),
        "-c".as_ref(),
        count.as_ref(),
    ]);
    let read: usize = outcome.success().text().trim().parse().expect("a number");
    assert_eq!(read, crate::sandbox::count(&sandbox.bundles()[0]));
}

/// OpenSSL loses the whole file to one certificate that it cannot decode, so no such certificate
/// may be in a bundle.
#[test]
fn openssl_can_read_every_included_certificate() {
    let (mut random, good) = (fastrand::Rng::with_seed(11), Authority::new("Studio").der());
    let mut mutants = String::new();
    for index in 0..good.len() {
        for value in [
            good[index] ^ 1,
            good[index] ^ 0x80,
            0,
            0x0c,
            0x1e,
            random.u8(..),
        ] {
            let mut der = good.clone();
            der[index] = value;
            mutants.push_str(&pem::encode(&pem::Pem::new("CERTIFICATE", der)));
        }
    }
    let sandbox = Sandbox::new().profile(
        "defaults",
        "ca: {files: [~/mutants.pem], native: false, mozilla: false}\n",
    );
    sandbox.write("home/mutants.pem", mutants);
    let bundle = sandbox.run(["-q", "bundle", "path"]).code(0).text();
    let included = crate::sandbox::count(bundle.trim_end());
    assert!(included > good.len(), "{included}");
    let one_by_one = "import ssl, sys\n\
        end = '-----END CERTIFICATE-----\\n'\n\
        for block in open(sys.argv[1]).read().split(end)[:-1]:\n\
        \x20   ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=block + end)\n\
        \x20   print('read')\n";
    let output = Command::new(system_python())
        .args(["-c", one_by_one, bundle.trim_end()])
        .env_clear()
        .output();
    let outcome = Outcome::from(output.expect("Python starts")).success();
    assert_eq!(outcome.text().lines().count(), included);
}
