//! What is there for all users, and who could have put it there. Who may do what takes Wine, and root around it.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::clients::cannot_run;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

const FOLDER: &str = "root/ProgramData/sglaunch";

fn maya() -> Sandbox {
    Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin")
}

/// Has the system around Wine do something with a file, and says whether it did.
fn outside(words: &[&str], path: &Path) -> bool {
    let Some(prefix) = std::env::var_os("WINECONFIGDIR") else {
        return false;
    };
    let drives = prefix
        .to_string_lossy()
        .replace(r"\??\Z:", "")
        .replace('\\', "/")
        + "/dosdevices/";
    let path = path.display().to_string().replace('\\', "/");
    let unix = drives + &path.replacen("C:", "c:", 1);
    let mut start = Command::new("start");
    let status = start
        .args(["/wait", "/unix"])
        .args(words)
        .arg(unix)
        .status();
    status.is_ok_and(|status| status.success())
}

/// Has somebody else own a file.
fn give_away(path: &Path) -> bool {
    outside(&["/bin/chown", "65534"], path)
}

/// Lets every user change a file or what is in a folder.
fn open_to_all(path: &Path) -> bool {
    outside(&["/bin/chmod", "o+w"], path)
}

/// What a test says where nothing of this can be tried.
fn cannot(test: &str) {
    cannot_run(test, "nobody else can be given a file here");
}

#[test]
fn a_certificate_that_another_user_made_does_not_count() {
    let sandbox = maya();
    let authority = Authority::new("Somebody's CA");
    let file = sandbox.write(format!("{FOLDER}/ca.d/theirs.pem"), authority.pem());
    assert!(sandbox.trusts(&authority.der()));
    if !give_away(&file) {
        return cannot("windows::for_all::a_certificate_that_another_user_made_does_not_count");
    }
    let said = sandbox.run(["--refresh", "bundle", "path"]).code(0);
    said.says("can change it, so it is ignored");
    assert!(!sandbox.trusts(&authority.der()));
}

/// Nor may what they distrust.
#[test]
fn what_another_user_distrusts_counts_no_more() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let der = [&authority.der()[..], rejects].concat();
    let rejected = pem::encode(&pem::Pem::new("TRUSTED CERTIFICATE", der));
    let file = sandbox.write(format!("{FOLDER}/ca.d/theirs.pem"), rejected);
    assert!(!sandbox.trusts(&authority.der()));
    if !give_away(&file) {
        return cannot("windows::for_all::what_another_user_distrusts_counts_no_more");
    }
    assert!(
        sandbox
            .run(["--refresh", "bundle", "path"])
            .code(0)
            .stderr
            .contains("so it is ignored")
    );
    assert!(sandbox.trusts(&authority.der()));
}

/// It is not for all users, and may be on a server where it is somebody's of the studio.
#[test]
fn in_ones_own_folder_counts_what_others_have_made() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    let file = sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    if !give_away(&file) {
        return cannot("windows::for_all::in_ones_own_folder_counts_what_others_have_made");
    }
    assert!(sandbox.trusts(&authority.der()));
}

#[test]
fn a_folder_that_every_user_can_write_to_does_not_count() {
    for open in ["ca.d", "profiles", ""] {
        let (sandbox, authority) = (maya(), Authority::new("Studio"));
        let file = sandbox.write(format!("{FOLDER}/ca.d/studio.pem"), authority.pem());
        // What has just been written would be read again in any case.
        let long_ago = SystemTime::now() - Duration::from_secs(3600);
        for path in [&*file, file.parent().expect("a folder")] {
            system::set_modified(path, long_ago);
        }
        sandbox.write(
            format!("{FOLDER}/profiles/defaults.yaml"),
            "env: {STUDIO: here}\n",
        );
        let started = sandbox.run(["maya"]).quietly();
        assert_eq!(started.dcc_env("STUDIO").as_deref(), Some("here"));
        assert!(sandbox.trusts(&authority.der()));
        if !open_to_all(&sandbox.path(Path::new(FOLDER).join(open))) {
            return cannot(
                "windows::for_all::a_folder_that_every_user_can_write_to_does_not_count",
            );
        }
        let started = sandbox.run(["maya"]).code(0);
        let counts = open == "ca.d";
        assert_eq!(started.dcc_env("STUDIO").is_some(), counts, "{open}");
        if open == "profiles" {
            let left_out = r"profiles: every user can change it, so it is ignored";
            started
                .says(r"ProgramData\sglaunch\profiles: ")
                .says(left_out);
            assert!(sandbox.trusts(&authority.der()));
            continue;
        }
        sandbox
            .run(["--refresh", "bundle", "path"])
            .code(0)
            .says("every user can change it");
        assert!(!sandbox.trusts(&authority.der()));
        sandbox
            .run(["maya"])
            .code(0)
            .says("every user can change it");
        sandbox
            .run(["trust", "list"])
            .code(0)
            .says("every user can change it");
    }
}

/// Every user may make the folder, where no administrator has; all others must not notice.
#[test]
fn a_folder_that_a_user_has_made_is_nothing_to_the_others() {
    let sandbox = maya();
    let folder = sandbox.path(FOLDER);
    std::fs::create_dir_all(&folder).expect("it can be made");
    if !open_to_all(&folder) {
        return cannot("windows::for_all::a_folder_that_a_user_has_made_is_nothing_to_the_others");
    }
    sandbox.run(["maya"]).quietly();
    sandbox.run(["-v", "maya"]).code(0).says(" is fresh");
}

/// An administrator may have moved it there, with the rights that it had.
#[test]
fn a_profile_that_another_user_made_is_an_error() {
    let sandbox = maya();
    let file = sandbox.write(
        format!("{FOLDER}/profiles/defaults.yaml"),
        "env: {STUDIO: here}\n",
    );
    if !give_away(&file) {
        return cannot("windows::for_all::a_profile_that_another_user_made_is_an_error");
    }
    sandbox
        .run(["maya"])
        .code(125)
        .says("it would apply to all users, but ")
        .says("hint: ask an administrator to check it");
}

#[test]
fn of_a_folder_of_ones_own_that_everybody_can_write_to_is_said() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    let file = sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    if !open_to_all(file.parent().expect("a folder")) {
        return cannot(
            "windows::for_all::of_a_folder_of_ones_own_that_everybody_can_write_to_is_said",
        );
    }
    let said = sandbox.run(["bundle", "path"]).code(0);
    said.says("everybody can write to this folder, and so decide whom you trust");
    assert!(sandbox.trusts(&authority.der()));
}

/// A folder in the data of all users may have been there before us.
#[test]
fn a_cache_that_every_user_can_write_to_is_not_used() {
    let sandbox = maya();
    let cache = tempfile::tempdir_in(r"C:\ProgramData").expect("it can be made");
    let cache = cache.path();
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache);
    let started = sandbox.run(["maya"]).quietly();
    let bundle = started.dcc_env("SSL_CERT_FILE").expect("it is set");
    assert!(Path::new(&bundle).starts_with(cache), "{bundle}");
    if open_to_all(cache) {
        let refused = sandbox.run(["maya"]).code(125);
        refused
            .says("the cache directory is not safe: every user can change it")
            .says("hint: set SGLAUNCH_CACHE_DIR to a directory below ");
        // One that would be made there is none either, and the folder of temporary files does.
        let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache.join("own"));
        let elsewhere = sandbox.run(["bundle", "path"]).code(0);
        assert!(Path::new(&elsewhere.text()).starts_with(sandbox.path("tmp/sglaunch-artist")));
        elsewhere.says("warning: cache: not writable (");
    } else {
        cannot("windows::for_all::a_cache_that_every_user_can_write_to_is_not_used");
    }
}

#[test]
fn nothing_is_installed_where_every_user_could_change_it() {
    let (sandbox, authority) = (maya(), Authority::new("Studio"));
    let file = sandbox.write("home/studio.pem", authority.pem());
    let file = file.to_str().expect("UTF-8");
    let digits = sha1(&authority.der());
    let add = ["trust", "add", "--site", file, "--fingerprint", &digits];
    let folder = sandbox.write(format!("{FOLDER}/x"), "");
    let folder = folder.parent().expect("a folder");
    if !open_to_all(folder) {
        return cannot("windows::for_all::nothing_is_installed_where_every_user_could_change_it");
    }
    let refused = sandbox.run(add).code(125);
    refused
        .says("every user can change it")
        .says("hint: ask an administrator to check it and to create it again");
    std::fs::remove_dir_all(folder).expect("ours");
    sandbox.run(add).quietly();
    assert!(sandbox.trusts(&authority.der()));
}
