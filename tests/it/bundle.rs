//! The file of certificates: what is in it, when it is built again, and what happens where it cannot be.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, count, sglaunch, system_root};
use crate::system;
use crate::tls_server::{Authority, Identity};

/// How many roots Mozilla has, as compiled in.
fn mozilla() -> usize {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.len()
}

/// How many certificates the bundle has of a machine where nothing else is trusted.
fn basis() -> usize {
    mozilla() + system::ROOTS
}

fn with_studio(sandbox: Sandbox, authority: &Authority) -> Sandbox {
    sandbox
        .pem("studio.pem", authority)
        .profile("defaults", "ca:\n  files: [~/studio.pem]\n")
}

/// A machine with a DCC whose profile has these `ca` settings.
fn maya(ca: &str) -> Sandbox {
    let yaml = format!("program: {{linux: [maya]}}\nca: {{{ca}}}\n");
    let sandbox = Sandbox::new().dcc("bin/maya").profile("maya", &yaml);
    sandbox.on_path("bin")
}

/// Lets what is there become old enough to be believed: a change of the inode cannot be dated back.
fn age() {
    std::thread::sleep(Duration::from_millis(2_100));
}

fn said(sandbox: &Sandbox) -> String {
    sandbox.run(["-v", "bundle", "path"]).code(0).stderr
}

#[test]
fn it_has_what_the_system_mozilla_and_the_studio_trust() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    let path = Path::new(path.trim_end());
    assert_eq!(count(path), basis() + 1);
    let text = fs::read_to_string(path).expect("a bundle");
    assert!(
        text.is_ascii() && text.ends_with("-----END CERTIFICATE-----\n") && !text.contains('\r')
    );
    assert!(text.lines().all(|line| line.len() <= 64));
    assert_eq!(
        path.parent(),
        Some(sandbox.cache().join("bundles").as_path())
    );
    assert!(system::has_mode(path, 0o644));
}

#[test]
fn the_same_certificates_give_the_same_file_everywhere() {
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    let bundle = |first: &Authority, second: &Authority, twice: bool| {
        let sandbox = Sandbox::new()
            .pem("1.pem", first)
            .pem("2.pem", second)
            .pem("3.pem", first);
        let files = if twice {
            "[~/1.pem, ~/2.pem, ~/3.pem]"
        } else {
            "[~/1.pem, ~/2.pem]"
        };
        let sandbox = sandbox.profile("defaults", &format!("ca: {{files: {files}}}\n"));
        sandbox.run(["bundle", "path"]).quietly();
        let path = sandbox.bundles().remove(0);
        (
            path.file_name().expect("a name").to_owned(),
            fs::read(path).expect("a bundle"),
        )
    };
    assert_eq!(bundle(&a, &b, false), bundle(&b, &a, true));
}

#[test]
fn a_fresh_bundle_is_not_built_again_and_a_changed_source_is_seen() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Old"));
    assert!(said(&sandbox).contains("built now"));
    age();
    // What had only just been written when it was read is read once more, and then believed.
    assert!(said(&sandbox).contains("built now"));
    assert!(said(&sandbox).contains("is fresh"));
    let record = fs::read(&sandbox.records()[0]).expect("a record");
    assert!(said(&sandbox).contains("is fresh"));
    assert_eq!(fs::read(&sandbox.records()[0]).expect("a record"), record);

    sandbox.write("home/studio.pem", Authority::new("Newer").pem());
    assert!(said(&sandbox).contains("built now"));
    assert_eq!(sandbox.bundles().len(), 2);
    assert!(
        sandbox
            .run(["--refresh", "-v", "bundle", "path"])
            .stderr
            .contains("built now")
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "without opening a file Windows tells no time that cannot be set back"
)]
fn a_change_that_leaves_the_old_times_is_seen() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Old"));
    age();
    said(&sandbox);
    assert!(said(&sandbox).contains("is fresh"));
    // In place, with the same size and the old times: the change shows in the inode's.
    let studio = sandbox.home().join("studio.pem");
    let before = fs::metadata(&studio)
        .expect("it is there")
        .modified()
        .expect("a time");
    sandbox.write("home/studio.pem", Authority::new("New").pem());
    fs::File::options()
        .write(true)
        .open(&studio)
        .and_then(|file| file.set_modified(before))
        .expect("ours");
    assert!(said(&sandbox).contains("built now"));
    assert_eq!(sandbox.bundles().len(), 2);
}

#[test]
fn a_certificate_dropped_into_a_folder_is_seen() {
    let sandbox = Sandbox::new().pem("ca/one.pem", &Authority::new("One"));
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/ca]}\n");
    let built = || count(sandbox.run(["bundle", "path"]).quietly().text().trim_end());
    assert_eq!(built(), basis() + 1);
    system::symlink("one.pem", sandbox.home().join("ca/0a1b2c3d.0")).expect("a hash link");
    sandbox.write("home/ca/two.crt", Authority::new("Two").der());
    sandbox.write("home/ca/README", "nothing here");
    assert_eq!(built(), basis() + 2);
}

#[test]
fn damaged_files_in_the_cache_are_made_anew_without_a_word() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    let bundle = sandbox.bundles().remove(0);
    let good = fs::read(&bundle).expect("a bundle");
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(&bundle, &bad).expect("ours");
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
    assert_eq!(fs::read(&bundle).expect("a bundle"), good);

    for damage in ["", "{", "{\"schema\":1}", "null", "[1,2", "\0\0\0"] {
        fs::write(&sandbox.records()[0], damage).expect("ours");
        assert_eq!(
            sandbox.run(["bundle", "path"]).quietly().text(),
            path,
            "{damage}"
        );
    }
    fs::remove_file(&bundle).expect("ours");
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
    assert_eq!(fs::read(&bundle).expect("a bundle"), good);
}

#[test]
fn the_rules_leave_out_what_must_not_be_in_it() {
    let (expired, denied) = (
        Authority::builder("Expired").expired().build(),
        Authority::new("Denied"),
    );
    let (leaf, own) = (Authority::new("Other").issue(), Identity::self_signed());
    let sandbox = Sandbox::new()
        .pem("expired.pem", &expired)
        .pem("denied.pem", &denied);
    sandbox.write("home/leaf.pem", leaf.pem());
    sandbox.write("home/own.pem", own.pem());
    let fingerprint = crate::tls_clients::sha1(&denied.der()).to_uppercase();
    let sandbox = sandbox.profile(
        "defaults",
        &format!("ca:\n  files: [~/expired.pem, ~/denied.pem, ~/leaf.pem, ~/own.pem]\n  deny: ['{fingerprint}']\n"),
    );
    let list = sandbox.run(["bundle", "list", "--json"]).code(0).json();
    let reason = |file: &str| -> Value {
        let source = format!("file:{}", sandbox.home().join(file).display());
        let certificates = list["certificates"].as_array().expect("a list");
        let row = certificates
            .iter()
            .find(|row| row["sources"] == json!([source]))
            .expect("it is listed");
        assert_eq!(row["included"], row["reason"].is_null());
        row["reason"].clone()
    };
    assert_eq!(reason("expired.pem"), "expired");
    assert_eq!(reason("denied.pem"), "denied");
    assert_eq!(reason("leaf.pem"), "not-a-ca");
    assert_eq!(reason("own.pem"), json!(null));
    assert_eq!(count(&sandbox.bundles()[0]), basis() + 1);

    let kept = sandbox.profile(
        "defaults",
        "ca: {files: [~/expired.pem], keep_expired: true}\n",
    );
    assert_eq!(
        count(kept.run(["bundle", "path"]).quietly().text().trim_end()),
        basis() + 1
    );
}

#[test]
fn openssls_folder_is_hidden_when_it_has_what_the_bundle_has_not() {
    let run = |ca: &str| -> Option<usize> {
        let sandbox = maya(ca);
        let outcome = sandbox.run(["maya"]).quietly();
        outcome
            .dcc_env("SSL_CERT_DIR")
            .map(|folder| fs::read_dir(folder).expect("a folder").count())
    };
    let denied = format!(
        "deny: ['{}']",
        crate::tls_clients::sha1(&system_root().der())
    );
    // The folder of a program's own OpenSSL may have what this system's has not.
    let elsewhere = format!("deny: ['{}']", "0".repeat(64));
    for ca in [denied.as_str(), elsewhere.as_str(), "native: false"] {
        assert_eq!(run(ca), Some(0), "{ca}");
    }
    assert_eq!(run("native: true"), None);
}

#[test]
fn what_the_environment_names_is_merged_and_its_leftovers_are_no_error() {
    let sandbox = Sandbox::new()
        .pem("a.pem", &Authority::new("A"))
        .pem("b/b.pem", &Authority::new("B"));
    let (a, b) = (sandbox.home().join("a.pem"), sandbox.home().join("b"));
    let system = sandbox.path("root/etc/ssl/certs/ca-certificates.crt");
    sandbox.write("home/empty.pem", "");
    let gone = system::absolute("/not/there.pem");
    let sandbox = sandbox
        .env("REQUESTS_CA_BUNDLE", a)
        .env("SSL_CERT_DIR", b)
        .env("SSL_CERT_FILE", system)
        .env("CURL_CA_BUNDLE", &gone)
        .env("AWS_CA_BUNDLE", "")
        .env("PIP_CERT", "empty.pem");
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(count(outcome.text().trim_end()), mozilla() + 3);
    let empty = sandbox.home().join("empty.pem");
    assert_eq!(
        outcome.stderr,
        format!(
            "warning: inherited:{}: there is no such file\n\
             warning: inherited:{}: there is no certificate in it\n",
            gone.display(),
            empty.display()
        )
    );
    let none = sandbox.profile("defaults", "ca: {inherited: false}\n");
    assert_eq!(
        count(none.run(["bundle", "path"]).quietly().text().trim_end()),
        basis()
    );
}

#[test]
fn a_file_that_the_profile_needs_is_needed() {
    let missing = Sandbox::new().profile("defaults", "ca:\n  files:\n    - ~/gone.pem\n");
    let error = missing.run(["-p", "defaults", "true"]).code(125).stderr;
    let gone = missing.home().join("gone.pem");
    assert_eq!(
        error,
        format!(
            "error: no bundle can be made of {}: there is no such file
  --> ~/.config/sglaunch/profiles/defaults.yaml:3:7
   |
 3 |     - ~/gone.pem
   |       ^^^^^^^^^^
hint: correct the path; a file that need not be there is {{path: …, optional: true}}
",
            gone.display()
        )
    );
    assert!(missing.bundles().is_empty());

    let optional = missing.profile(
        "defaults",
        "ca: {files: [{path: ~/gone.pem, optional: true}]}\n",
    );
    optional.run(["-p", "defaults", "true"]).quietly();

    let empty = Sandbox::new().profile("defaults", "ca: {files: [~/text.pem]}\n");
    empty.write("home/text.pem", "no certificate\n");
    assert!(
        empty
            .run(["-p", "defaults", "true"])
            .code(125)
            .stderr
            .contains("there is no certificate in it")
    );
}

#[test]
fn an_earlier_bundle_is_better_than_none() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    fs::remove_file(sandbox.home().join("studio.pem")).expect("ours");
    assert!(
        sandbox
            .run(["bundle", "build"])
            .code(125)
            .stderr
            .contains("no new bundle was built")
    );
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(outcome.text(), path);
    assert!(
        outcome
            .stderr
            .ends_with("there is no such file; the bundle built before is used\n"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn no_certificate_at_all_is_an_error() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {native: false, mozilla: false}\n");
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("not one certificate")
    );
}

#[test]
fn one_bad_block_costs_that_block() {
    let good = Authority::new("Good");
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/mixed.pem]}\n");
    let bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    sandbox.write("home/mixed.pem", format!("{bad}{}", good.pem()));
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(count(outcome.text().trim_end()), basis() + 1);
    assert!(
        outcome
            .stderr
            .contains("mixed.pem: block 1 (CERTIFICATE) is left out"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_private_key_is_never_copied() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/both.pem]}\n");
    let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    sandbox.write(
        "home/both.pem",
        format!("{key}{}", Authority::new("Studio").pem()),
    );
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(outcome.stderr.contains("private key"), "{}", outcome.stderr);
    let text = fs::read_to_string(outcome.text().trim_end()).expect("a bundle");
    assert!(!text.contains("PRIVATE") && !text.contains("c2VjcmV0"));
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are in no folder")]
fn a_pipe_is_refused_and_never_waited_on() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/pipe]}\n");
    sandbox.pipe("home/pipe");
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("neither a file nor a folder")
    );
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_folder_that_others_can_write_to_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    for folder in [
        sandbox.cache(),
        sandbox.cache().join("bundles"),
        sandbox.cache().join("recipes"),
    ] {
        system::set_mode(&folder, 0o775);
        assert!(
            sandbox
                .run(["bundle", "path"])
                .code(125)
                .stderr
                .contains("mode 775")
        );
        system::set_mode(&folder, 0o777);
        let outcome = sandbox.run(["-p", "defaults", "true"]).code(125);
        assert!(
            outcome
                .stderr
                .contains("not safe: others can write to it (mode 777)"),
            "{}",
            outcome.stderr
        );
        assert!(outcome.stderr.contains(&format!(
            "hint: take that from them: chmod go-w '{}'",
            folder.display()
        )));
        system::set_mode(&folder, 0o755);
    }
    sandbox.run(["bundle", "path"]).quietly();

    fs::rename(sandbox.cache(), sandbox.path("elsewhere")).expect("ours");
    system::symlink(sandbox.path("elsewhere"), sandbox.cache()).expect("a link");
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("symbolic link")
    );
}

#[test]
#[cfg_attr(windows, ignore = "users of Windows have no numbers")]
fn a_folder_of_somebody_else_is_refused() {
    if !system::is_root() {
        crate::clients::not_run(
            "bundle::a_folder_of_somebody_else_is_refused",
            "only root may give files away",
        );
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    system::chown(sandbox.cache(), 12345);
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("belongs to user 12345")
    );
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn where_the_cache_cannot_be_written_a_private_folder_does() {
    let sandbox = Sandbox::new().env("XDG_RUNTIME_DIR", "/nowhere");
    fs::create_dir_all(sandbox.cache()).expect("ours");
    system::set_mode(sandbox.cache(), 0o555);
    let sandbox = sandbox.unprivileged();
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        outcome
            .stderr
            .starts_with("warning: cache: it cannot be written"),
        "{}",
        outcome.stderr
    );
    let path = outcome.text();
    assert!(Path::new(&path).starts_with(sandbox.path("tmp")), "{path}");
    age();
    sandbox.run(["bundle", "path"]).code(0);
    // The next launch finds it there.
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_fresh_bundle_is_used_where_nothing_can_be_written() {
    let sandbox = Sandbox::new().unprivileged();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    for folder in [
        sandbox.cache(),
        sandbox.cache().join("bundles"),
        sandbox.cache().join("recipes"),
    ] {
        system::set_mode(folder, 0o555);
    }
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a limit on the size of files")]
fn no_place_left_is_an_error_that_names_every_place() {
    // A limit on the size of files stands in for a full disk: writing fails in the middle.
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8; exec \"$0\" bundle path",
            sglaunch(),
        ])
        .env_clear()
        .envs([
            ("HOME", sandbox.home()),
            ("TMPDIR", sandbox.path("tmp")),
            ("PATH", "/usr/bin:/bin".into()),
        ])
        .output()
        .expect("sh runs");
    let outcome = crate::sandbox::Outcome::from(output).code(125);
    assert!(
        outcome
            .stderr
            .starts_with("error: there is no place left to write the certificate bundle to"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome
            .stderr
            .contains(&sandbox.cache().display().to_string())
    );
    assert_eq!(
        sandbox.bundles(),
        Vec::<std::path::PathBuf>::new(),
        "no part of a file is left"
    );
}

#[test]
fn launches_at_once_do_not_get_in_each_others_way() {
    let sandbox = Sandbox::new();
    let children: Vec<_> = (0..20)
        .map(|_| {
            sandbox
                .command(["bundle", "path"])
                .stdout(std::process::Stdio::piped())
                .spawn()
                .expect("it starts")
        })
        .collect();
    let said: Vec<String> = (children.into_iter())
        .map(|child| {
            crate::sandbox::Outcome::from(child.wait_with_output().expect("it ends"))
                .quietly()
                .text()
        })
        .collect();
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (1, 1));
}

#[test]
fn list_says_of_every_certificate_what_became_of_it() {
    let studio = Authority::new("Studio");
    let sandbox = with_studio(Sandbox::new(), &studio);
    let list = sandbox.run(["bundle", "list", "--json"]).quietly().json();
    assert_eq!(list["schema"], 1);
    assert_eq!(list["problems"], system::problems());
    assert_eq!(list["path"], sandbox.bundles()[0].to_str().expect("UTF-8"));
    let certificates = list["certificates"].as_array().expect("a list");
    assert_eq!(certificates.len(), basis() + 1);
    let row = certificates
        .iter()
        .find(|row| row["subject"] == "CN=Studio")
        .expect("it is listed");
    assert_eq!(row["sha1"], crate::tls_clients::sha1(&studio.der()));
    assert_eq!(
        row["sources"],
        json!([format!(
            "file:{}",
            sandbox.home().join("studio.pem").display()
        )])
    );
    for key in ["issuer", "serial", "not_before", "not_after", "sha256"] {
        assert!(row[key].is_string(), "{key}");
    }
    let table = sandbox.run(["bundle", "list"]).quietly().text();
    assert!(table.starts_with("SUBJECT\tEXPIRES\tSTATE\tSOURCES\tSHA-256\n"));
    assert_eq!(table.lines().count(), basis() + 2);
}

#[test]
fn build_counts_what_each_source_brought() {
    let sandbox = with_studio(
        Sandbox::new(),
        &Authority::builder("Studio").expired().build(),
    );
    let bundle = |text: &str| text.lines().last().expect("a line").to_owned();
    let outcome = sandbox.run(["bundle", "build"]).code(0);
    assert!(
        outcome.stderr.ends_with(
            "`Studio` is left out: it has expired
"
        ),
        "{}",
        outcome.stderr
    );
    let text = outcome.text();
    let studio = sandbox.home().join("studio.pem");
    // Windows' store is none below another root, and has no row.
    let native = "native\t1\t-\n".repeat(system::ROOTS);
    assert_eq!(
        text,
        format!(
            "SOURCE\tFOUND\tLEFT OUT\nfile:{}\t1\t1 expired\nmozilla\t{}\t-\n{native}{}\n",
            studio.display(),
            mozilla(),
            bundle(&text)
        )
    );
    let path = sandbox.bundles().remove(0);
    let last = format!("{} certificates in {}", basis(), path.display());
    assert_eq!(bundle(&text), last);
}

#[test]
fn verify_compares_the_file_with_its_digest_and_its_sources() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    assert!(
        sandbox
            .run(["bundle", "verify"])
            .code(1)
            .stderr
            .contains("no bundle has been built yet")
    );
    sandbox.run(["bundle", "path"]).quietly();
    sandbox.run(["bundle", "verify"]).quietly();

    sandbox.write("home/studio.pem", Authority::new("Another").pem());
    let error = sandbox.run(["bundle", "verify"]).code(1).stderr;
    assert!(
        error.contains("is out of date: 1 certificates to add, 1 to remove"),
        "{error}"
    );

    sandbox.run(["bundle", "path"]).quietly();
    for bundle in sandbox.bundles() {
        fs::write(bundle, "x").expect("ours");
    }
    assert!(
        sandbox
            .run(["bundle", "verify"])
            .code(1)
            .stderr
            .contains("damaged")
    );
}

#[test]
fn export_writes_a_copy_in_one_step() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "export", "ca.pem"]).quietly();
    let copy = sandbox.home().join("ca.pem");
    assert_eq!(count(&copy), basis());
    assert_eq!(
        fs::read_dir(sandbox.home())
            .expect("a folder")
            .flatten()
            .count(),
        2
    );
    assert!(
        sandbox
            .run(["bundle", "export", "."])
            .code(125)
            .stderr
            .contains("this is no file")
    );
    assert!(
        sandbox
            .run(["bundle", "export", "/not/there/ca.pem"])
            .code(125)
            .stderr
            .contains("/not/there/ca.pem")
    );
}

#[test]
fn prune_removes_what_nothing_has_used_for_thirty_days() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    assert_eq!(
        sandbox.run(["bundle", "prune"]).quietly().text(),
        "0 bundles removed, 0 KiB\n"
    );
    let days = |days: u64| SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
    let date = |time| {
        let file = fs::File::options()
            .write(true)
            .open(path.trim_end())
            .expect("a bundle");
        file.set_modified(time).expect("ours");
    };
    // A launch notes that it is used.
    date(days(31));
    sandbox.run(["bundle", "path"]).quietly();
    sandbox.run(["bundle", "path"]).quietly();
    assert!(
        sandbox
            .run(["bundle", "prune"])
            .quietly()
            .text()
            .starts_with("0 bundles")
    );
    date(days(31));
    assert!(
        sandbox
            .run(["bundle", "prune"])
            .quietly()
            .text()
            .starts_with("1 bundle removed")
    );
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (0, 0));
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_link_that_leads_somewhere_only_later_is_seen() {
    let sandbox = Sandbox::new().pem("ca/one.pem", &Authority::new("One"));
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/ca]}\n");
    system::symlink(
        sandbox.home().join("later.pem"),
        sandbox.home().join("ca/two.pem"),
    )
    .expect("a link");
    let built = || {
        count(
            sandbox
                .run(["-q", "bundle", "path"])
                .code(0)
                .text()
                .trim_end(),
        )
    };
    assert_eq!(built(), basis() + 1);
    age();
    assert_eq!(built(), basis() + 1);
    sandbox.write("home/later.pem", Authority::new("Two").pem());
    assert_eq!(built(), basis() + 2);
}

#[test]
fn a_path_that_comes_out_empty_does_not_mean_everything_beside_the_profile() {
    let sandbox = Sandbox::new().profile("defaults", "ca:\n  files:\n    - ${STUDIO_CA:-}\n");
    sandbox.write(
        "home/.config/sglaunch/profiles/disabled.pem",
        Authority::new("Disabled").pem(),
    );
    let error = sandbox.run(["bundle", "path"]).code(125).stderr;
    assert!(
        error.contains("comes out empty") && error.contains("defaults.yaml:3:7"),
        "{error}"
    );
}

#[test]
fn the_line_of_the_very_file_is_pointed_at() {
    let sandbox = Sandbox::new().pem("ca", &Authority::new("One"));
    let sandbox = sandbox.profile(
        "defaults",
        "ca:\n  files:\n    - ~/ca\n    - ~/ca.missing\n",
    );
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("defaults.yaml:4:7")
    );
}

#[test]
fn a_cache_that_cannot_even_be_looked_at_is_not_used() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/file", "");
    let cache = file.join("cache");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", &cache);
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    let warning = format!("warning: cache: it cannot be written ({}", cache.display());
    assert!(
        Path::new(&outcome.text()).starts_with(sandbox.path("tmp")),
        "{}",
        outcome.text()
    );
    assert!(outcome.stderr.starts_with(&warning), "{}", outcome.stderr);
}

#[test]
fn the_folder_that_hides_openssls_is_really_empty() {
    let sandbox = maya("native: false");
    let folder =
        |outcome: crate::sandbox::Outcome| outcome.dcc_env("SSL_CERT_DIR").expect("it is set");
    let empty = folder(sandbox.run(["maya"]).quietly());
    assert!(Path::new(&empty).starts_with(sandbox.cache()));
    fs::write(
        Path::new(&empty).join("0a1b2c3d.0"),
        Authority::new("Planted").pem(),
    )
    .expect("ours");
    let outcome = sandbox.run(["maya"]).code(0);
    assert!(
        outcome
            .stderr
            .contains("is not a safe, empty folder: remove it"),
        "{}",
        outcome.stderr
    );
    assert_eq!(fs::read_dir(folder(outcome)).expect("a folder").count(), 0);
}

#[test]
fn a_folder_that_is_not_inherited_is_hidden() {
    let sandbox = maya("inherited: false");
    assert_eq!(
        sandbox.run(["maya"]).quietly().dcc_env("SSL_CERT_DIR"),
        None
    );
    let sandbox = sandbox.env("SSL_CERT_DIR", "/somewhere");
    let empty = sandbox
        .run(["maya"])
        .quietly()
        .dcc_env("SSL_CERT_DIR")
        .expect("it is set");
    assert!(Path::new(&empty).starts_with(sandbox.cache()), "{empty}");
}

#[test]
fn a_bundle_that_is_used_in_need_counts_as_used() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    fs::remove_file(sandbox.home().join("studio.pem")).expect("ours");
    let old = SystemTime::now() - Duration::from_secs(31 * 24 * 60 * 60);
    let bundle = fs::File::options()
        .write(true)
        .open(path.trim_end())
        .expect("a bundle");
    bundle.set_modified(old).expect("ours");
    fs::create_dir(sandbox.cache().join("bundles/folder")).expect("ours");
    sandbox.run(["bundle", "path"]).code(0);
    assert!(
        sandbox
            .run(["bundle", "prune"])
            .quietly()
            .text()
            .starts_with("0 bundles")
    );
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn export_goes_through_a_link_and_never_replaces_a_pipe() {
    let sandbox = Sandbox::new();
    sandbox.write("home/real.pem", "old");
    system::symlink("real.pem", sandbox.home().join("link.pem")).expect("a link");
    sandbox.run(["bundle", "export", "link.pem"]).quietly();
    assert_eq!(count(sandbox.home().join("real.pem")), basis());
    assert!(sandbox.home().join("link.pem").is_symlink());
    sandbox.pipe("home/pipe");
    assert!(
        sandbox
            .run(["bundle", "export", "pipe"])
            .code(125)
            .stderr
            .contains("this is no file")
    );
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are in no folder")]
fn a_variable_that_names_a_pipe_is_no_reason_to_wait() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.pipe("home/0123456789abcdef.pem");
    let outcome = sandbox
        .env("SSL_CERT_FILE", pipe)
        .run(["bundle", "path"])
        .code(0);
    assert!(
        outcome.stderr.contains("neither a file nor a folder"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_damaged_bundle_is_not_handed_on_even_when_nothing_else_has_changed() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    assert!(said(&sandbox).contains("is fresh"));
    let good = fs::read(path.trim_end()).expect("a bundle");
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(path.trim_end(), bad).expect("ours");
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
    assert_eq!(fs::read(path.trim_end()).expect("a bundle"), good);
}

#[test]
fn a_bundle_is_built_again_when_time_has_changed_what_counts() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    assert!(said(&sandbox).contains("is fresh"));
    let record = sandbox.records().remove(0);
    // A certificate has expired since; or the clock was ahead when expired ones were left out.
    for (key, time) in [("next_expiry", 1_i64), ("built_at", 9_000_000_000)] {
        let text = fs::read(&record).expect("a record");
        let mut changed: Value = serde_json::from_slice(&text).expect("JSON");
        changed[key] = time.into();
        fs::write(&record, changed.to_string()).expect("ours");
        assert!(said(&sandbox).contains("built now"), "{key}");
        assert!(said(&sandbox).contains("is fresh"), "{key}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "the store of Windows has no files")]
fn what_is_put_into_the_systems_folder_by_hand_is_seen_when_it_is_written_over() {
    let sandbox = Sandbox::new();
    let write = |name: &str, text: &str| sandbox.write(format!("root/etc/ssl/certs/{name}"), text);
    write("empty.pem", "");
    write("mine.pem", &Authority::new("Mine").pem());
    let built = || count(sandbox.run(["bundle", "path"]).quietly().text().trim_end());
    assert_eq!(built(), basis() + 1);
    age();
    assert_eq!(built(), basis() + 1);
    write("empty.pem", &Authority::new("Filled").pem());
    assert_eq!(built(), basis() + 2);
    age();
    assert_eq!(built(), basis() + 2);
    write("mine.pem", "");
    assert_eq!(built(), basis() + 1);
}

#[test]
fn what_an_it_department_hands_over_by_mistake_is_called_by_its_name() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/given]}\n");
    let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    // The start of every PFX: a sequence with the version 3 in it.
    let pfx = b"\x30\x82\x0a\x00\x02\x01\x03\x30\x82\x09\xc0".as_slice();
    let leaf = Authority::new("Proxy").issue().pem();
    for (content, sentence) in [
        (key.as_bytes(), "it holds a private key, and no certificate"),
        (pfx, "it is a PKCS#12 file"),
        (b"text", "there is no certificate in it"),
    ] {
        sandbox.write("home/given", content);
        for words in [&["bundle", "path"][..], &["check"]] {
            let error = sandbox.run(words).stderr;
            assert!(
                error.contains(sentence) && error.contains("hint: name the file of the authority"),
                "{error}"
            );
        }
    }
    sandbox.write("home/given", leaf);
    for words in [&["bundle", "path"][..], &["check"]] {
        let warning = sandbox.run(words).code(0).stderr;
        assert!(
            warning.contains("is left out: it is a server's certificate"),
            "{warning}"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_file_that_may_not_be_read_is_as_good_as_none() {
    let sandbox = Sandbox::new().pem("secret.pem", &Authority::new("Secret"));
    system::set_mode(sandbox.home().join("secret.pem"), 0o000);
    let needed = sandbox
        .profile("defaults", "ca: {files: [~/secret.pem]}\n")
        .unprivileged();
    assert!(
        needed
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("it cannot be read: Permission denied")
    );
    let optional = needed.profile(
        "defaults",
        "ca: {files: [{path: ~/secret.pem, optional: true}]}\n",
    );
    let outcome = optional.run(["bundle", "path"]).code(0);
    assert!(
        outcome.stderr.starts_with("warning: file:"),
        "{}",
        outcome.stderr
    );
}
