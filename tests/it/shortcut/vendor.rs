//! Metadata from the vendor's desktop entry.

use std::path::Path;

use serde_json::json;

use super::{ask_glib, houdini, menu, read, validate, value, with_houdini};
use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;

/// An excerpt of the entries of blender.org and Debian.
const BLENDER: &str = "[Desktop Entry]
Name=Blender
Name[ko]=블렌더
GenericName=3D modeler
GenericName[de]=3D-Modellierer
Comment=3D modeling, animation, rendering and post-production
Comment[ko]=3D 모델링
Keywords=3d;cg;
Exec=blender %f
Icon=blender
Terminal=false
Type=Application
PrefersNonDefaultGPU=true
Categories=Graphics;3DGraphics;
MimeType=application/x-blender;x-scheme-handler/blender;
DBusActivatable=true
X-KDE-RunOnDiscreteGpu=true
";

fn with_blender() -> Sandbox {
    let sandbox = Sandbox::new().dcc("bin/blender");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let share = sandbox.path("share");
    sandbox.env("PATH", path).env("XDG_DATA_DIRS", share)
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shortcut_takes_the_vendors_metadata() {
    let test = "shortcut::vendor::a_shortcut_takes_the_vendors_metadata";
    let sandbox = with_blender();
    sandbox.write(
        "share/applications/a.desktop",
        "[Desktop Entry]\nName=X\nExec=other\nIcon=x\n",
    );
    sandbox.write("share/applications/graphics/org.blender.desktop", BLENDER);
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    validate(test, &entry);
    for (key, expected) in [
        ("Name", Some("Blender")),
        ("Name[ko]", Some("블렌더")),
        ("Comment[ko]", Some("3D 모델링")),
        ("GenericName[de]", Some("3D-Modellierer")),
        ("Keywords", Some("3d;cg;")),
        ("Icon", Some("blender")),
        ("PrefersNonDefaultGPU", Some("true")),
        ("MimeType", Some("application/x-blender;")),
        ("StartupWMClass", Some("Blender")),
        ("DBusActivatable", None),
    ] {
        assert_eq!(value(&entry, key).as_deref(), expected, "{key}");
    }
    let korean = sandbox.env("LC_ALL", "ko_KR.UTF-8").env("LANGUAGE", "ko");
    if let Some(answer) = ask_glib(
        test,
        &korean,
        &entry,
        "[entry.get_name(), entry.get_supported_types()]",
    ) {
        assert_eq!(answer.json(), json!(["블렌더", ["application/x-blender"]]));
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shortcut_takes_the_metadata_of_debians_blender() {
    let test = "shortcut::vendor::a_shortcut_takes_the_metadata_of_debians_blender";
    let debian = Path::new("/usr/share/applications/blender.desktop");
    if tool_or_skip(test, "blender").is_none() || !debian.is_file() {
        return;
    }
    let sandbox = Sandbox::new().env("XDG_DATA_DIRS", "/usr/share");
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    validate(test, &entry);
    for key in [
        "Name",
        "Comment",
        "Comment[ko]",
        "Icon",
        "Categories",
        "MimeType",
    ] {
        assert_eq!(value(&entry, key), value(debian, key), "{key}");
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_users_profile_overrides_the_vendor() {
    let sandbox = with_blender().profile(
        "blender",
        "extends: blender\ndescription: The studio's\nshortcut: {name: Studio Blender}\n",
    );
    sandbox.write("share/applications/blender.desktop", BLENDER);
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    assert_eq!(value(&entry, "Name").as_deref(), Some("Studio Blender"));
    assert_eq!(value(&entry, "Name[ko]"), None);
    assert_eq!(value(&entry, "Comment").as_deref(), Some("The studio's"));
    assert_eq!(value(&entry, "Comment[ko]"), None);
    assert_eq!(value(&entry, "Icon").as_deref(), Some("blender"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn values_that_contain_the_version_are_left_out() {
    // The entry that Houdini's installer writes.
    let sandbox = with_houdini(&["20.5.370"]);
    let hfs = sandbox.path("root/opt/hfs20.5.370");
    let hfs = hfs.display();
    sandbox.write(
        "home/.local/share/applications/sesi_houdini20.5.370.desktop",
        format!(
            "[Desktop Entry]\nName=Houdini FX 20.5.370\nGenericName=Houdini FX 20.5.370\nComment=3D Animation Tools\n\
             Exec={hfs}/bin/houdini %F\nIcon={hfs}/houdini_logo.png\nType=Application\nTerminal=false\nEncoding=UTF-8\n\
             Categories=Houdini 20.5.370;\n"
        ),
    );
    sandbox.run(["shortcut", "add", "houdini"]).success();
    let entry = houdini(&sandbox);
    validate(
        "shortcut::vendor::values_that_contain_the_version_are_left_out",
        &entry,
    );
    for (key, expected) in [
        ("Name", Some("Houdini FX")),
        ("GenericName", None),
        ("Comment", Some("3D Animation Tools")),
        // Its icon does not exist.
        ("Icon", None),
        ("Categories", Some("Graphics;3DGraphics;")),
    ] {
        assert_eq!(value(&entry, key).as_deref(), expected, "{key}");
    }
    sandbox.run(["shortcut", "add", "houdini@20.5"]).success();
    let pinned = menu(&sandbox).join("sglaunch-houdini-20.5.desktop");
    assert_eq!(value(&pinned, "Name").as_deref(), Some("Houdini FX 20.5"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn an_entry_of_another_edition_is_not_used() {
    let sandbox = Sandbox::new().dcc("root/usr/local/Nuke15.1v3/Nuke15.1");
    let nuke = sandbox.path("root/usr/local/Nuke15.1v3/Nuke15.1");
    for (name, flags) in [
        ("Nuke 15.1v3", ""),
        ("NukeX 15.1v3", "--nukex "),
        ("Hidden", ""),
    ] {
        let hidden = if name == "Hidden" {
            "NoDisplay=true\n"
        } else {
            ""
        };
        sandbox.write(
            format!("home/.local/share/applications/{name}.desktop"),
            format!("[Desktop Entry]\nType=Application\nName={name}\nExec=\"{}\" {flags}%f\nIcon={name}\n{hidden}", nuke.display()),
        );
    }
    for (profile, name, icon) in [
        ("nuke", "Nuke", "Nuke 15.1v3"),
        ("nukex", "NukeX", "NukeX 15.1v3"),
    ] {
        sandbox.run(["shortcut", "add", profile]).success();
        let entry = menu(&sandbox).join(format!("sglaunch-{profile}.desktop"));
        assert_eq!(value(&entry, "Name").as_deref(), Some(name));
        assert_eq!(value(&entry, "Icon").as_deref(), Some(icon));
    }
    sandbox.run(["shortcut", "add", "nukestudio"]).success();
    let entry = menu(&sandbox).join("sglaunch-nukestudio.desktop");
    assert_eq!(
        (value(&entry, "Name").as_deref(), value(&entry, "Icon")),
        (Some("Nuke Studio"), None)
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn an_entry_beside_the_program_is_found_with_its_icon() {
    let sandbox = Sandbox::new().dcc("root/opt/blender-4.2.1-linux-x64/blender");
    let dir = "root/opt/blender-4.2.1-linux-x64";
    sandbox.write(format!("{dir}/blender.desktop"), BLENDER);
    let icon = sandbox.write(format!("{dir}/blender.svg"), "");
    let sandbox = sandbox.env("PATH", "/nowhere");
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    assert_eq!(value(&entry, "Icon").as_deref(), icon.to_str());
    assert_eq!(value(&entry, "Name[ko]").as_deref(), Some("블렌더"));
    // A name without its file would not be in any theme.
    std::fs::remove_file(icon).expect("a file");
    sandbox.run(["shortcut", "add", "blender"]).success();
    assert_eq!(value(&entry, "Icon"), None);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn malformed_values_are_left_out() {
    let sandbox = with_blender();
    sandbox.write(
        "share/applications/blender.desktop",
        "[Desktop Entry]\nName=Bl\\nExec=evil\nExec=blender %f\nType=Application\nIcon=../x.png\nComment=One\n\
         Comment=Two\nGenericName[de]=Drei\nKeywords[a b]=x;\nStartupNotify=maybe\nPrefersNonDefaultGPU=1\n\
         Categories=Graphics;Graphics;3DGraphics;\nMimeType=image/x-a;c\u{1b}/d;e/f\\nExec=evil;none;;image/x-a;g/h\\;text/x-b;\n\
         StartupWMClass=a\\nExec=evil\nTryExec=evil\nActions=evil;\n[Desktop Action evil]\nName=x\nExec=evil\n",
    );
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    validate("shortcut::vendor::malformed_values_are_left_out", &entry);
    for (key, expected) in [
        ("Name", Some("Blender")),
        ("Comment", Some("One")),
        ("MimeType", Some("image/x-a;text/x-b;")),
        ("Categories", Some("Graphics;3DGraphics;")),
        ("Icon", None),
        ("GenericName[de]", None),
        ("StartupNotify", None),
    ] {
        assert_eq!(value(&entry, key).as_deref(), expected, "{key}");
    }
    assert!(!read(&entry).contains("evil"), "{}", read(&entry));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn an_entry_that_is_too_large_is_not_read() {
    let sandbox = with_blender();
    let large = format!("{BLENDER}#{}", "x".repeat(2 * 1024 * 1024));
    sandbox.write("share/applications/blender.desktop", large);
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    assert_eq!(value(&entry, "Name[ko]"), None);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shim_before_the_program_does_not_hide_the_entry() {
    let sandbox = with_blender();
    sandbox.write("share/applications/blender.desktop", BLENDER);
    sandbox.run(["-q", "shim", "add", "blender"]).code(0);
    let shims = sandbox.path("home/.local/share/sglaunch/shims");
    let path = format!("{}:{}", shims.display(), sandbox.path("bin").display());
    let sandbox = sandbox.env("PATH", path);
    sandbox.run(["shortcut", "add", "blender"]).success();
    let entry = menu(&sandbox).join("sglaunch-blender.desktop");
    assert_eq!(value(&entry, "Name[ko]").as_deref(), Some("블렌더"));
}
