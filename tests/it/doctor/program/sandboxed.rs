//! `program-sandboxed`.

use std::path::Path;

use crate::clients::{not_run, tool_or_skip};
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;

const ID: &str = "program-sandboxed";

fn check(sandbox: &Sandbox) -> Findings {
    doctor(sandbox, &["tool", ID])
}

/// Returns a machine whose profile `tool` starts a script with these lines.
fn with_script(lines: &str) -> Sandbox {
    Sandbox::new()
        .script("bin/tool", &format!("#!/bin/sh\n{lines}\n"))
        .on_path("bin")
        .profile("tool", "program: {linux: [tool]}\n")
}

/// Returns a machine whose profile starts the Blender of Flathub, with these permissions.
fn with_flatpak(filesystems: &str) -> Sandbox {
    let export = "root/var/lib/flatpak/exports/bin/org.blender.Blender";
    let run = "exec /usr/bin/flatpak run --branch=stable --arch=x86_64 --command=blender \
               --file-forwarding org.blender.Blender \"$@\"";
    let sandbox = Sandbox::new()
        .script(export, &format!("#!/bin/sh\n{run}\n"))
        .profile(
            "tool",
            "program: {linux: [/var/lib/flatpak/exports/bin/org.blender.Blender]}\n",
        );
    let metadata = format!(
        "[Application]\nname=org.blender.Blender\nruntime=org.freedesktop.Platform/x86_64/24.08\n\n\
         [Context]\nshared=network;ipc;\nsockets=x11;wayland;\nfilesystems={filesystems};\n"
    );
    let path = "root/var/lib/flatpak/app/org.blender.Blender/current/active/metadata";
    sandbox.write(path, metadata);
    sandbox
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Flatpak is Linux'")]
fn a_flatpak_that_does_not_see_the_cache_fails() {
    let sandbox = with_flatpak("xdg-documents;/media");
    let findings = check(&sandbox);
    assert_eq!((findings.status(ID), findings.code), ("failed", 1));
    let text = findings.text(ID);
    assert!(
        text.contains("is not started: the Flatpak org.blender.Blender cannot read ~/.cache"),
        "{text}"
    );
    let command = "flatpak override --user --filesystem=~/.cache/sglaunch:ro org.blender.Blender";
    assert!(text.replace('\'', "").contains(command), "{text}");

    // What this command of Flatpak 1.14 writes.
    let path = "home/.local/share/flatpak/overrides/org.blender.Blender";
    sandbox.write(path, "[Context]\nfilesystems=~/.cache/sglaunch:ro;\n");
    let findings = check(&sandbox);
    assert_eq!((findings.status(ID), findings.code), ("passed", 0));
    assert_eq!(check(&with_flatpak("home")).status(ID), "passed");
    let sandbox = with_flatpak("host");
    sandbox.write(
        "root/var/lib/flatpak/overrides/global",
        "[Context]\nfilesystems=!host;\n",
    );
    assert_eq!(check(&sandbox).status(ID), "failed");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "snaps are Linux'")]
fn a_strict_snap_does_not_see_a_hidden_directory() {
    let sandbox = Sandbox::new()
        .script("root/snap/bin/blender", "#!/bin/sh\n")
        .profile("tool", "program: {linux: [/snap/bin/blender]}\n");
    // Nothing is known of it.
    assert_eq!(check(&sandbox).status(ID), "warning");
    let metadata = "root/snap/blender/current/meta/snap.yaml";
    sandbox.write(
        metadata,
        "name: blender\nversion: '5.0'\nconfinement: strict\n",
    );
    let findings = check(&sandbox);
    assert_eq!(findings.status(ID), "failed");
    assert!(
        findings.text(ID).contains("export SGLAUNCH_CACHE_DIR="),
        "{}",
        findings.text(ID)
    );
    let visible = sandbox.home().join("sglaunch-cache");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", visible);
    assert_ne!(check(&sandbox).status(ID), "failed");
    sandbox.write(
        metadata,
        "name: blender\nversion: '5.0'\nconfinement: classic\n",
    );
    assert_eq!(check(&sandbox).status(ID), "passed");
}

/// A real sandbox: what Python in it finds, and what the check says of it.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "bubblewrap is Linux'")]
fn python_in_bubblewrap_finds_no_certificate() {
    let test = "doctor::program::sandboxed::python_in_bubblewrap_finds_no_certificate";
    let tools = ["bwrap", "python3"].map(|name| tool_or_skip(test, name));
    let [Some(bwrap), Some(_)] = tools else {
        return;
    };
    let all = ["--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev"];
    let tried = std::process::Command::new(&bwrap)
        .args(all)
        .arg("true")
        .output();
    if !tried.is_ok_and(|output| output.status.success()) {
        return not_run(test, "bubblewrap cannot make a namespace here");
    }
    let count = "import ssl; print(len(ssl.create_default_context().get_ca_certs()))";
    let script = |options: &str| {
        format!(
            "CACHE=\"${{XDG_CACHE_HOME:-$HOME/.cache}}\"\nexec {} {} \\\n  {options} \\\n  \
             /usr/bin/python3 -c '{count}' \"$@\"",
            bwrap.display(),
            all.join(" "),
        )
    };
    // OpenSSL's own directory is the machine's.
    let seen = |sandbox: &Sandbox| sandbox.run(["tool"]).code(0).text().trim().to_owned();
    let sandbox = with_script(&script("--tmpfs \"$CACHE\" --tmpfs /etc/ssl/certs"));
    assert_eq!(seen(&sandbox), "0");
    let findings = check(&sandbox);
    assert_eq!((findings.status(ID), findings.code), ("failed", 1));
    let text = findings.text(ID);
    assert!(
        text.contains("a bubblewrap sandbox that does not see"),
        "{text}"
    );

    let shown =
        "--tmpfs \"$CACHE\" --tmpfs /etc/ssl/certs --ro-bind $CACHE/sglaunch $CACHE/sglaunch";
    let sandbox = with_script(&script(shown));
    let bundle = sandbox.run(["-q", "bundle", "path", "tool"]).code(0).text();
    let total = crate::sandbox::count(Path::new(bundle.trim_end()));
    assert_eq!(seen(&sandbox), total.to_string());
    assert_eq!(check(&sandbox).status(ID), "passed");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "containers of Linux")]
fn containers_need_the_cache_and_the_variables() {
    let passes = "-e SSL_CERT_FILE -e REQUESTS_CA_BUNDLE --env SHOTGUN_API_CACERTS";
    for (command, status) in [
        ("exec apptainer exec image.sif blender \"$@\"", "passed"),
        ("apptainer exec --no-home image.sif blender", "failed"),
        (
            "apptainer exec --no-home -B $HOME/.cache image.sif blender",
            "passed",
        ),
        ("singularity run -e image.sif", "failed"),
        ("docker run --rm blender \"$@\"", "failed"),
        ("docker run --rm -v $HOME:$HOME:ro blender \"$@\"", "failed"),
        (
            &*format!("docker run -v $HOME:$HOME:ro {passes} blender"),
            "passed",
        ),
        (
            &*format!("podman run --volume=$(pwd):/x {passes} blender"),
            "warning",
        ),
        ("distrobox enter box -- blender \"$@\"", "passed"),
        ("toolbox run blender", "failed"),
        (
            "toolbox run env SSL_CERT_FILE=$SSL_CERT_FILE blender",
            "passed",
        ),
        ("exec blender \"$@\"", "passed"),
        (
            "if [ -e /farm ]; then docker run --rm blender; else exec blender; fi",
            "warning",
        ),
        ("command -v docker\nexec blender", "passed"),
        ("# docker run blender\nexec blender", "passed"),
    ] {
        let findings = check(&with_script(command));
        assert_eq!(
            findings.status(ID),
            status,
            "{command}: {}",
            findings.text(ID)
        );
    }
}
