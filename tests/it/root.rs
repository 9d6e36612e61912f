//! Root, in the home of another user, as `sudo` with HOME kept runs it.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::clients::not_run;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;
use crate::trust_dir::sha256;

/// Returns a sandbox in which root has the home of another user, and the arguments that would write
/// a certificate there.
fn in_the_home_of_another_user(test: &str) -> Option<(Sandbox, [String; 5])> {
    if !system::is_root() {
        not_run(test, "needs root");
        return None;
    }
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new()
        .without("SGLAUNCH_CACHE_DIR")
        .pem("studio.pem", &studio)
        .profile("tool", "program: {linux: [sh]}\nenv: {FROM_USER: '1'}\n");
    system::give_to_nobody(&sandbox.home());
    let fingerprint = sha256(&studio.der());
    let add = ["trust", "add", "studio.pem", "--fingerprint", &fingerprint];
    Some((sandbox, add.map(str::to_owned)))
}

/// Returns the number of files and directories below `dir` that belong to root.
fn count_of_root(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).expect("a directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .map(|path| {
            let meta = path.symlink_metadata().expect("it exists");
            let below = if meta.is_dir() {
                count_of_root(&path)
            } else {
                0
            };
            below + usize::from(meta.uid() == 0)
        })
        .sum()
}

#[test]
fn root_reads_the_settings_of_another_user_and_writes_nothing_there() {
    let Some((sandbox, add)) = in_the_home_of_another_user(
        "root::root_reads_the_settings_of_another_user_and_writes_nothing_there",
    ) else {
        return;
    };
    let outcome = sandbox.run(["tool", "-c", "echo $FROM_USER $SSL_CERT_FILE"]);
    let cache = sandbox.path("root/var/cache/sglaunch/bundles/");
    let expected = format!("1 {}", cache.display());
    let printed = outcome.success().text();
    assert!(printed.starts_with(&expected), "{printed}");
    let refusal = format!("{} belongs to user 65534", sandbox.home().display());
    sandbox.run(&add).code(125).stderr_contains(&refusal);
    for words in [["shim", "add", "tool"], ["shortcut", "add", "tool"]] {
        sandbox.run(words).code(125).stderr_contains(&refusal);
    }
    // A failure without a terminal is written to a log.
    let outcome = sandbox.run(["--window", "missing"]);
    assert_ne!(outcome.code, Some(0));
    assert_eq!(count_of_root(&sandbox.home()), 0);
}

#[test]
fn root_removes_nothing_of_another_user() {
    let Some((sandbox, _)) =
        in_the_home_of_another_user("root::root_removes_nothing_of_another_user")
    else {
        return;
    };
    let certificate = sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let shims = sandbox.path("home/.local/share/sglaunch/shims");
    fs::create_dir_all(&shims).expect("the sandbox is writable");
    let shim = shims.join("python");
    system::symlink(crate::sandbox::sglaunch(), &shim).expect("a link");
    system::give_to_nobody(&sandbox.path("home/.config"));
    for dir in [
        ".local",
        ".local/share",
        ".local/share/sglaunch",
        ".local/share/sglaunch/shims",
    ] {
        system::chown(sandbox.home().join(dir), system::NOBODY);
    }
    let refusal = format!("{} belongs to user 65534", sandbox.home().display());
    for words in [["trust", "remove", "proxy"], ["shim", "remove", "python"]] {
        sandbox.run(words).code(125).stderr_contains(&refusal);
    }
    assert!(certificate.exists());
    assert!(shim.exists());
}

#[test]
fn root_follows_no_link_of_another_user_in_a_shared_directory() {
    let Some((sandbox, add)) = in_the_home_of_another_user(
        "root::root_follows_no_link_of_another_user_in_a_shared_directory",
    ) else {
        return;
    };
    let (shared, target) = (sandbox.path("shared"), sandbox.path("target"));
    for dir in [&shared, &target] {
        fs::create_dir(dir).expect("the sandbox is writable");
    }
    system::set_mode(&shared, 0o777);
    let link = shared.join("link");
    system::symlink(&target, &link).expect("a link");
    std::os::unix::fs::lchown(&link, Some(system::NOBODY), None).expect("root may change owners");
    let sandbox = sandbox.env("SGLAUNCH_CONFIG_DIR", link.join("config"));
    let refused = sandbox.run(&add).code(125);
    refused.stderr_contains("is a symbolic link of another user (65534)");
    let sandbox = sandbox.env("SGLAUNCH_DATA_DIR", link.join("data"));
    let refused = sandbox.run(["shim", "add", "python"]).code(125);
    refused.stderr_contains("is a symbolic link of another user (65534)");
    assert_eq!(fs::read_dir(&target).expect("it exists").count(), 0);
}
