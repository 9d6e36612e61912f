//! Mounted images: below `SGLAUNCH_ROOT` an absolute link leads where it leads in the image, and
//! `..` does not leave it. Each test runs with the kernel's `openat2`, and without.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, system_root};
use crate::system;
use crate::tls_server::Authority;

/// How the kernel answers `openat2`: as it does, as before Linux 5.6, and as a container's filter
/// that does not know the call.
const KERNELS: [Option<&str>; 3] = [None, Some("ENOSYS"), Some("EPERM")];

/// A machine with an image, and a kernel.
struct Host {
    sandbox: Sandbox,
    kernel: Option<&'static str>,
}

impl Host {
    /// Returns a machine for each kernel that can be tried here.
    fn all(test: &str) -> Vec<Self> {
        let kernels = KERNELS.into_iter();
        let kernels = kernels.filter(|kernel| {
            kernel.is_none() || tool_or_skip(&format!("image::{test}"), "strace").is_some()
        });
        let host = |kernel| Self {
            sandbox: Sandbox::new(),
            kernel,
        };
        kernels.map(host).collect()
    }

    fn root(&self) -> PathBuf {
        self.sandbox.path("root")
    }

    /// Creates a link in the image.
    fn link(&self, target: impl AsRef<Path>, path: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        let _ = fs::remove_file(&path);
        symlink(target, path).expect("a link");
    }

    /// Removes the store that every sandbox has.
    fn without_store(self) -> Self {
        fs::remove_dir_all(self.root().join("etc/ssl")).expect("a directory");
        self
    }

    fn run(&self, args: &[&str]) -> Outcome {
        let Some(error) = self.kernel else {
            return self.sandbox.run(args);
        };
        let command = self.sandbox.command(args);
        let mut traced = self.sandbox.command_of("strace");
        traced
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=openat2"])
            .args(["-e", &format!("inject=openat2:error={error}")])
            .arg(command.get_program())
            .args(command.get_args());
        traced.output().expect("strace starts").into()
    }

    /// Asserts which of the certificates the bundle of a launch has.
    #[track_caller]
    fn assert_trusts(&self, trusted: &[&Authority], others: &[&Authority]) {
        let path = self.run(&["-q", "bundle", "path"]).code(0).text();
        let bundle = fs::read_to_string(path.trim_end()).expect("a bundle");
        let has = |authority: &Authority| bundle.contains(authority.pem().trim());
        assert!(trusted.iter().all(|one| has(one)), "{:?}", self.kernel);
        assert!(!others.iter().any(|one| has(one)), "{:?}", self.kernel);
    }
}

/// NixOS has everything of `/etc` in `/etc/static`, a link to the store.
#[test]
fn the_store_of_nixos_is_that_of_the_image() {
    let (image, host) = (Authority::new("Image"), Authority::new("Host"));
    for machine in Host::all("the_store_of_nixos_is_that_of_the_image") {
        let machine = machine.without_store();
        // The same path exists on the machine itself.
        let store = machine.sandbox.path("store");
        let inner = format!("root{}/etc/ca-bundle.crt", store.display());
        machine.sandbox.write("store/etc/ca-bundle.crt", host.pem());
        machine.sandbox.write(inner, image.pem());
        machine.link(store.join("etc"), "etc/static");
        machine.link(
            "/etc/static/ca-bundle.crt",
            "etc/ssl/certs/ca-certificates.crt",
        );
        machine.link(
            "/etc/ssl/certs/ca-certificates.crt",
            "etc/ssl/certs/ca-bundle.crt",
        );
        machine.assert_trusts(&[&image], &[&host]);
    }
}

/// Debian's directory has links to the files of the package, and by hash.
#[test]
fn the_directory_of_debian_is_that_of_the_image() {
    let (image, host) = (Authority::new("Image"), Authority::new("Host"));
    let distrusted = Authority::new("Distrusted");
    for machine in Host::all("the_directory_of_debian_is_that_of_the_image") {
        let file = machine.sandbox.write("shared/studio.crt", host.pem());
        machine
            .sandbox
            .write(format!("root{}", file.display()), image.pem());
        machine.link(&file, "etc/ssl/certs/studio.pem");
        machine.link("studio.pem", "etc/ssl/certs/0a1b2c3d.0");
        // `..` stays in the image.
        let up = "../".repeat(30);
        let secret = machine.sandbox.write("shared/secret.crt", host.pem());
        machine.link(
            format!("{up}{}", secret.display()),
            "etc/ssl/certs/secret.pem",
        );
        // What the image's administrator has deselected.
        let deselected = machine.sandbox.write("shared/bad.crt", host.pem());
        (machine.sandbox).write(format!("root{}", deselected.display()), distrusted.pem());
        machine.link(&deselected, "usr/share/ca-certificates/bad.crt");
        machine.sandbox.write(
            "root/etc/ca-certificates.conf",
            "!bad.crt\n!../../../../x\n",
        );
        (machine.sandbox).write("home/.config/sglaunch/ca.d/x.pem", distrusted.pem());
        machine.assert_trusts(&[&image, system_root()], &[&host, &distrusted]);
    }
}

#[test]
fn lists_of_p11_kit_are_those_of_the_image() {
    let bad = Authority::new("Bad");
    for machine in Host::all("lists_of_p11_kit_are_those_of_the_image") {
        machine.sandbox.write("root/srv/lists/bad.pem", bad.pem());
        machine.link("/srv/lists", "etc/pki/ca-trust/source/blocklist");
        machine
            .sandbox
            .write("home/.config/sglaunch/ca.d/x.pem", bad.pem());
        machine.assert_trusts(&[system_root()], &[&bad]);
        // A link that leads to nothing in the image, although it does on this machine.
        let file = machine.sandbox.write("elsewhere/bad.pem", bad.pem());
        fs::remove_dir_all(machine.root().join("srv")).expect("a directory");
        machine.sandbox.write("root/srv/lists/x", "");
        machine.link(&file, "srv/lists/bad.pem");
        let printed = machine.run(&["bundle", "path"]).code(0).stderr;
        let expected = "blocklist/bad.pem: symbolic link to a file that does not exist\n";
        assert!(printed.contains(expected), "{printed}");
    }
}

#[test]
fn a_changed_target_in_the_image_is_seen() {
    let [a, b, c] = ["A", "B", "C"].map(Authority::new);
    for machine in Host::all("a_changed_target_in_the_image_is_seen") {
        let machine = machine.without_store();
        for (name, authority) in [("a", &a), ("b", &b), ("c", &c)] {
            machine
                .sandbox
                .write(format!("root/nix/{name}/x.crt"), authority.pem());
        }
        machine.link("/nix/a", "etc/static");
        machine.link("/etc/static/x.crt", "etc/ssl/certs/ca-certificates.crt");
        machine.assert_trusts(&[&a], &[&b, &c]);
        // Until the stamps are older than the clock's resolution, each launch reads the store.
        sleep(Duration::from_millis(2_100));
        machine.assert_trusts(&[&a], &[&b, &c]);
        let before = machine.run(&["-v", "bundle", "path"]).code(0).stderr;
        assert!(before.contains(" is fresh"), "{before}");
        machine.link("/nix/b", "etc/static");
        machine.assert_trusts(&[&b], &[&a, &c]);
        // What was absent appears behind a link that leads to nothing on this machine.
        sleep(Duration::from_millis(2_100));
        machine.assert_trusts(&[&b], &[&a, &c]);
        machine.link("/nix/lists", "etc/pki/trust");
        machine.assert_trusts(&[&b], &[]);
        sleep(Duration::from_millis(2_100));
        machine.assert_trusts(&[&b], &[]);
        machine
            .sandbox
            .write("root/nix/lists/blocklist/b.pem", b.pem());
        machine
            .sandbox
            .write("home/.config/sglaunch/ca.d/c.pem", c.pem());
        machine.assert_trusts(&[&c], &[&b]);
    }
}

#[test]
fn profiles_and_certificates_of_the_image_are_read_through_its_links() {
    let (studio, host) = (Authority::new("Studio"), Authority::new("Host"));
    for machine in Host::all("profiles_and_certificates_of_the_image_are_read_through_its_links") {
        let store = machine.sandbox.path("store");
        let inner = |name: &str| format!("root{}/{name}", store.display());
        (machine.sandbox).write("store/tool.yaml", "description: of the host\n");
        (machine.sandbox).write(inner("tool.yaml"), "description: of the image\n");
        (machine.sandbox).write(inner("ca.d/studio.pem"), studio.pem());
        (machine.sandbox).write("store/ca.d/host.pem", host.pem());
        (machine.sandbox).write(inner("named.pem"), Authority::new("Named").pem());
        machine.link("/etc/static/sglaunch", "etc/sglaunch");
        fs::create_dir_all(machine.root().join("etc/static/sglaunch/profiles")).expect("it");
        machine.link(
            store.join("tool.yaml"),
            "etc/static/sglaunch/profiles/tool.yaml",
        );
        machine.link(store.join("ca.d"), "etc/static/sglaunch/ca.d");
        machine.link(
            store.join("gone.yaml"),
            "etc/static/sglaunch/profiles/gone.yaml",
        );
        let shown = machine.run(&["show", "tool"]).code(0).text();
        assert!(
            shown.contains("of the image"),
            "{:?}: {shown}",
            machine.kernel
        );
        let list = machine.run(&["list"]).code(0).text();
        assert!(list.contains("tool"), "{list}");
        let gone = machine.run(&["show", "gone"]).code(125).stderr;
        assert!(
            gone.contains("it is a link to a file that is missing"),
            "{gone}"
        );
        machine.assert_trusts(&[&studio], &[&host]);
        // A file that a profile of the image names beside itself.
        machine.link(
            store.join("named.pem"),
            "etc/static/sglaunch/profiles/ca.pem",
        );
        (machine.sandbox).write(inner("tool.yaml"), "ca: {files: [ca.pem]}\n");
        let list = machine.run(&["bundle", "list", "tool"]).code(0).text();
        assert!(list.contains("Named"), "{list}");
        // Other users must not be able to change what the links lead to.
        let shared = machine.sandbox.path(inner("ca.d"));
        system::set_mode(&shared, 0o777);
        let printed = machine.run(&["bundle", "path"]).code(0).stderr;
        assert!(printed.contains("all users can write to it"), "{printed}");
        machine.assert_trusts(&[], &[&studio]);
    }
}

#[test]
fn programs_of_the_image_are_found_through_its_links() {
    for machine in Host::all("programs_of_the_image_are_found_through_its_links") {
        let sandbox = &machine.sandbox;
        let apps = sandbox.path("apps");
        for (place, text) in [("apps", "host"), ("image", "image")] {
            let path = match place {
                "apps" => apps.join("tool-1.5/tool"),
                _ => machine
                    .root()
                    .join(apps.strip_prefix("/").expect("absolute"))
                    .join("tool-1.5/tool"),
            };
            fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
            sandbox.write(&path, format!("#!/bin/sh\necho {text}\n"));
            system::set_mode(&path, 0o755);
        }
        machine.link(apps.join("tool-1.5"), "opt/tool-1.5");
        machine.link(&apps, "srv/apps");
        sandbox.write_profile(
            "home/.config/sglaunch/profiles/tool.yaml",
            "program: {linux: [\"/opt/tool-{version}/tool\"]}\n",
        );
        sandbox.write_profile(
            "home/.config/sglaunch/profiles/other.yaml",
            "program: {linux: [\"/srv/apps/tool-{version}/tool\"]}\n",
        );
        for profile in ["tool", "tool@1.5", "other", "other@1"] {
            let printed = machine.run(&[profile]).code(0).text();
            assert_eq!(printed, "image\n", "{profile} {:?}", machine.kernel);
        }
        // Without links, the path stays as it is written.
        let plain = machine.root().join("opt/plain");
        sandbox.write(&plain, "#!/bin/sh\necho plain $0\n");
        system::set_mode(&plain, 0o755);
        symlink("plain", plain.with_file_name("alias")).expect("a link");
        sandbox.write_profile(
            "home/.config/sglaunch/profiles/plain.yaml",
            "program: {linux: [/opt/alias]}\n",
        );
        let alias = plain.with_file_name("alias");
        let expected = format!("plain {}\n", alias.display());
        assert_eq!(machine.run(&["plain"]).code(0).text(), expected);
    }
}

/// A file is written into the image, not to where its links lead on this machine.
#[test]
fn trust_add_writes_into_the_image() {
    let studio = Authority::new("Studio");
    for machine in Host::all("trust_add_writes_into_the_image") {
        let machine = Host {
            sandbox: machine.sandbox.pem("studio.pem", &studio),
            ..machine
        };
        let outside = machine.sandbox.path("settings");
        fs::create_dir_all(&outside).expect("a directory");
        machine.link(&outside, "etc/sglaunch");
        let inside = machine
            .root()
            .join(outside.strip_prefix("/").expect("absolute"));
        fs::create_dir_all(&inside).expect("a directory");
        let fingerprint = crate::tls_clients::sha1(&studio.der());
        let add = [
            "trust",
            "add",
            "--site",
            "studio.pem",
            "--fingerprint",
            &fingerprint,
        ];
        machine.run(&add).code(0);
        assert!(inside.join("ca.d/studio.pem").is_file());
        assert!(!outside.join("ca.d").exists());
        machine.assert_trusts(&[&studio], &[]);
    }
}

/// Each place in which a distribution keeps its store, alone and beside Debian's.
#[test]
fn the_stores_of_entware_and_openelec_are_known() {
    let own = Authority::new("Own");
    for file in [
        "etc/pki/tls/cacert.pem",
        "opt/etc/ssl/certs/ca-certificates.crt",
        "opt/etc/ssl/certs/0a1b2c3d.0",
    ] {
        for machine in Host::all("the_stores_of_entware_and_openelec_are_known") {
            let machine = machine.without_store();
            let path = machine
                .sandbox
                .write(Path::new("root").join(file), own.pem());
            machine.assert_trusts(&[&own], &[]);
            // It is the system's own, and not inherited.
            if !file.ends_with('0') {
                let sandbox = machine.sandbox.env("SSL_CERT_FILE", &path);
                let list = sandbox.run(["bundle", "list"]).code(0).text();
                assert!(!list.contains("inherited:"), "{list}");
            }
        }
    }
    // The firmware of the device has a store too.
    let sandbox = Sandbox::new();
    let machine = Host {
        sandbox,
        kernel: None,
    };
    machine
        .sandbox
        .write("root/opt/etc/ssl/certs/own.crt", own.pem());
    machine.assert_trusts(&[&own, system_root()], &[]);
    let dir = machine.root().join("opt/etc/ssl/certs");
    let sandbox = machine.sandbox.env("SSL_CERT_DIR", dir);
    let list = sandbox.run(["bundle", "list"]).code(0).text();
    assert!(!list.contains("inherited:"), "{list}");
}

/// NixOS makes each file of `/etc` a link to its store.
#[test]
fn a_list_that_replaces_mozillas_is_that_of_the_image() {
    let (image, host) = (Authority::new("Image"), Authority::new("Host"));
    let list = |added: &Authority| {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
        let blocks = roots.map(|root| pem::encode(&pem::Pem::new("CERTIFICATE", &**root)));
        blocks.collect::<String>() + &added.pem()
    };
    for machine in Host::all("a_list_that_replaces_mozillas_is_that_of_the_image") {
        // The same path exists on the machine itself.
        let store = machine.sandbox.path("store");
        let inner = format!("root{}/mozilla.pem", store.display());
        machine.sandbox.write("store/mozilla.pem", list(&host));
        machine.sandbox.write(inner, list(&image));
        machine.link(store.join("mozilla.pem"), "etc/sglaunch/mozilla.pem");
        machine.assert_trusts(&[&image], &[&host]);
    }
}
