//! `bundle list --expiring`, for a look at what ends soon, and for cron.

use crate::sandbox::Sandbox;
use crate::tls_server::Authority;
use crate::trust_dir::on_a_terminal;

/// Returns the subjects that `bundle list` prints with these options, in their order.
fn subjects(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let table = sandbox.run([&["bundle", "list"], options].concat());
    let table = table.code(0).text();
    let subjects = table.lines().skip(1).map(|line| line.split('\t').next());
    subjects
        .map(|name| name.expect("a column").to_owned())
        .collect()
}

/// A sandbox whose profile has only the certificates of the studio.
fn studio() -> Sandbox {
    let ca = "ca: {mozilla: false, files: [{path: ~/ca, optional: true}]}\n";
    Sandbox::new().profile("defaults", ca)
}

fn add(sandbox: &Sandbox, file: &str, authority: &Authority) {
    sandbox.write(file, authority.pem());
}

#[test]
fn what_is_in_the_bundle_comes_first_and_what_ends_first() {
    let sandbox = studio();
    for (name, days) in [("Later", 50), ("Soon", 10), ("Never", 5000)] {
        let authority = Authority::builder(name).expires_in(days).build();
        add(&sandbox, &format!("home/ca/{name}.pem"), &authority);
    }
    let old = Authority::builder("A").expired().build();
    add(&sandbox, "home/ca/old.pem", &old);
    let expiring = ["--expiring", "60"];
    assert_eq!(subjects(&sandbox, &expiring), ["Soon", "Later", "A"]);
    let list = sandbox.run(["bundle", "list", "--expiring", "60", "--json"]);
    let rows = list.code(0).json();
    assert_eq!(rows["certificates"][0]["subject"], "CN=Soon");
}

#[test]
fn the_exit_code_tells_that_the_studio_has_to_renew_one() {
    let soon = Authority::builder("Soon").expires_in(20).build();
    let old = Authority::builder("Old").expired().build();
    let last = Authority::builder("Last").expires_in(400).build();
    let check = |sandbox: &Sandbox, options: &[&str], code: i32| {
        let args = [&["bundle", "list", "--exit-code"], options].concat();
        sandbox.run(args).code(code).stderr
    };
    let within = ["--expiring", "30"];
    assert_eq!(check(&studio(), &within, 0), "");
    for (file, source) in [
        ("home/.config/sglaunch/ca.d/soon.pem", "trust:soon"),
        ("home/ca/soon.pem", "file:"),
        ("home/inherited.pem", "inherited:"),
    ] {
        let sandbox = studio();
        add(&sandbox, file, &soon);
        let inherited = sandbox.home().join("inherited.pem");
        let is_inherited = source == "inherited:";
        let sandbox = if is_inherited {
            sandbox.env("SSL_CERT_FILE", inherited)
        } else {
            sandbox
        };
        let warned = check(&sandbox, &within, 1);
        let is_named = warned.contains(source) && warned.contains("`Soon` expires on ");
        assert!(is_named, "{source}: {warned}");
        check(&sandbox, &["--expiring", "10"], 0);
        // Without the option the code is 0, and a filter applies to the code too.
        sandbox.run(["bundle", "list", "--expiring", "30"]).code(0);
        check(&sandbox, &["--expiring", "30", "--source", "native"], 0);
    }
    let sandbox = studio();
    add(&sandbox, "home/ca/last.pem", &last);
    check(&sandbox, &within, 0);
    // One that has expired counts, although it is not in the bundle.
    add(&sandbox, "home/ca/old.pem", &old);
    let warned = check(&sandbox, &within, 1);
    assert!(warned.contains("`Old` has expired on "), "{warned}");
    check(&sandbox, &["--expiring", "30", "--json"], 1);
    sandbox.run(["bundle", "list", "--exit-code"]).code(125);
}

#[test]
fn a_certificate_that_is_renewed_or_denied_is_no_alarm() {
    let sandbox = studio();
    let check = |sandbox: &Sandbox, code: i32| {
        let args = ["bundle", "list", "--expiring", "30", "--exit-code"];
        sandbox.run(args).code(code);
    };
    let soon = Authority::builder("Studio").expires_in(20).build();
    add(&sandbox, "home/ca/soon.pem", &soon);
    check(&sandbox, 1);
    add(
        &sandbox,
        "home/ca/next.pem",
        &Authority::builder("Studio").expires_in(900).build(),
    );
    check(&sandbox, 0);
    let fingerprint = crate::tls_clients::sha1(&soon.der());
    let denied = format!("ca: {{mozilla: false, files: [~/ca], deny: ['{fingerprint}']}}\n");
    let sandbox = studio().profile("defaults", &denied);
    add(&sandbox, "home/ca/soon.pem", &soon);
    check(&sandbox, 0);
}

#[test]
fn a_system_store_and_public_roots_are_no_alarm() {
    let sandbox = studio();
    let native = Authority::builder("Native").expires_in(20).build();
    add(&sandbox, "root/etc/ssl/certs/ca-certificates.crt", &native);
    let args = ["bundle", "list", "--expiring", "30"];
    if cfg!(target_os = "linux") {
        assert_eq!(subjects(&sandbox, &args[2..]), ["Native"]);
    }
    sandbox.run([&args[..], &["--exit-code"]].concat()).code(0);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix")]
fn without_a_hit_a_user_is_told_and_cron_is_not() {
    let sandbox = studio();
    let args = [
        "bundle",
        "list",
        "--expiring",
        "1",
        "--source",
        "trust",
        "--exit-code",
    ];
    let sentence = "sglaunch: no certificate matches the filter\n";
    let shown = on_a_terminal(&sandbox, "", &args).code(0).text();
    assert!(
        shown.contains(" no certificate matches the filter\n"),
        "{shown}"
    );
    assert_eq!(sandbox.run(args).code(0).stderr, "");
    // Without the option for cron the sentence is in a pipe too.
    assert_eq!(sandbox.run(&args[..6]).code(0).stderr, sentence);
    let json = sandbox
        .run([&args[..6], &["--json"]].concat())
        .code(0)
        .json();
    assert_eq!(json["certificates"], serde_json::json!([]));
}
