//! Certificates for all users count only if no other user could have written them.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use crate::clients::not_run;
use crate::sandbox::Sandbox;
use crate::system::{self, NOBODY};
use crate::tls_server::Authority;
use crate::trust_dir::sha256;

/// Makes a change, and checks that the CA of the machine counts before and after it, but not
/// meanwhile: builds and `trust list` report that, launches do not.
fn does_not_count(break_it: impl Fn(&Path), mend_it: impl Fn(&Path), why: &str) {
    let (sandbox, authority) = (Sandbox::new().dcc("x.exe"), Authority::new("Studio"));
    let file = sandbox.write(sandbox.machine("ca.d/studio.pem"), authority.pem());
    assert!(sandbox.trusts(&authority.der()), "{why}");
    break_it(&file);
    // A record holds once the files that it describes are older than the clock's resolution.
    sleep(Duration::from_millis(2_100));
    let built = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(
        built.contains(why) && built.contains("so it is ignored"),
        "{why}: {built}"
    );
    assert!(!sandbox.trusts(&authority.der()), "{why}");
    // No stamp shows that the owner of a link has changed, so that each launch reads it again.
    if !file.is_symlink() {
        let program = sandbox.program("x.exe");
        sandbox.run([program]).success();
    }
    let printed = sandbox.run(["trust", "list"]).code(0).stderr;
    assert!(printed.contains(why), "{printed}");
    let checked = sandbox.run(["check"]).code(1).stderr;
    assert_eq!(checked.matches("so it is ignored").count(), 1, "{checked}");
    mend_it(&file);
    assert!(sandbox.trusts(&authority.der()), "{why}");
}

#[test]
fn a_ca_is_not_installed_where_it_would_be_ignored() {
    let authority = Authority::new("Studio");
    let sandbox = Sandbox::new().pem("studio.pem", &authority);
    let machine = sandbox.machine("");
    fs::create_dir_all(&machine).expect("the sandbox is writable");
    system::set_mode(&machine, 0o777);
    let fingerprint = sha256(&authority.der());
    let add = [
        "trust",
        "add",
        "--site",
        "studio.pem",
        "--fingerprint",
        &fingerprint,
    ];
    sandbox
        .run(add)
        .code(125)
        .stderr_contains("all users can write to it")
        .stderr_contains("error: the settings in this directory would be ignored: all users can")
        .stderr_contains("hint: read the files in it, remove it, and install");
    assert!(!sandbox.machine("ca.d/studio.pem").exists());
}

#[test]
fn a_ca_that_all_users_could_have_written_does_not_count() {
    let file = Path::to_owned;
    let dir = |file: &Path| file.parent().expect("ca.d").to_owned();
    let machine = |file: &Path| dir(file).parent().expect("sglaunch").to_owned();
    for (path, safe, name) in [
        (&file as &dyn Fn(&Path) -> _, 0o644, "trust:studio"),
        (&dir, 0o755, "ca.d"),
        (&machine, 0o755, "etc/sglaunch"),
    ] {
        does_not_count(
            |file| system::set_mode(path(file), safe | 0o022),
            |file| system::set_mode(path(file), safe),
            &format!("{name}: all users can write to it"),
        );
    }
}

#[test]
fn a_ca_of_another_user_does_not_count() {
    if !system::is_root() {
        let test = "trust_dir::machine::a_ca_of_another_user_does_not_count";
        return not_run(test, "only root can change owners");
    }
    does_not_count(
        |file| system::chown(file, NOBODY),
        |file| system::chown(file, 0),
        "it belongs to user 65534, and you are user 0",
    );
    // The link of another user may lead elsewhere tomorrow.
    let give = |link: &Path, owner| {
        std::os::unix::fs::lchown(link, Some(owner), None).expect("root may change owners");
    };
    does_not_count(
        |file| {
            let real = file.with_file_name("../../studio.pem");
            fs::rename(file, &real).expect("our own file");
            system::symlink("../../studio.pem", file).expect("a link");
            give(file, NOBODY);
        },
        |file| give(file, 0),
        "it belongs to user 65534, and you are user 0",
    );
}
