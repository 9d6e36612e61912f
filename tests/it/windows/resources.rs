//! The resources of both programs: icon, version and manifest.

use std::path::{Path, PathBuf};

use winsafe::{HINSTANCE, HVERSIONINFO, IdStr, RtStr, co};

use crate::sandbox::sglaunch;

fn programs() -> [(&'static str, PathBuf, &'static str); 2] {
    let path = |name: &str| Path::new(sglaunch()).with_file_name(name);
    [
        ("sglaunch.exe", path("sglaunch.exe"), "sglaunch"),
        (
            "sglaunchw.exe",
            path("sglaunchw.exe"),
            "sglaunch for shortcuts",
        ),
    ]
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn both_programs_have_the_version_of_cargo_toml() {
    for (file, path, description) in programs() {
        let info = HVERSIONINFO::GetFileVersionInfo(text(&path)).expect("version information");
        let numbers = info.version_info().expect("numbers");
        let numbers = [numbers.dwFileVersion(), numbers.dwProductVersion()];
        let [major, minor, patch] = [
            env!("CARGO_PKG_VERSION_MAJOR"),
            env!("CARGO_PKG_VERSION_MINOR"),
            env!("CARGO_PKG_VERSION_PATCH"),
        ]
        .map(|part| part.parse::<u16>().expect("a number"));
        assert_eq!(numbers, [[major, minor, patch, 0]; 2], "{file}");
        let language = info.langs_and_cps().expect("a language")[0];
        for (key, expected) in [
            ("FileVersion", env!("CARGO_PKG_VERSION")),
            ("ProductVersion", env!("CARGO_PKG_VERSION")),
            ("ProductName", "sglaunch"),
            ("FileDescription", description),
            ("OriginalFilename", file),
            ("CompanyName", "The sglaunch developers"),
        ] {
            let value = info.str_val(language, key);
            assert_eq!(value.as_deref(), Ok(expected), "{file}: {key}");
        }
    }
}

/// Explorer and the taskbar take the size that they need.
#[test]
fn both_programs_have_the_icon_in_four_sizes() {
    let drawn = include_bytes!("../../../assets/sglaunch.ico");
    for (file, path, _) in programs() {
        let program = HINSTANCE::LoadLibrary(text(&path)).expect("a program");
        let resource = |kind, name| {
            let found = program.FindResource(IdStr::Id(name), RtStr::Rt(kind));
            let found = found.expect("a resource");
            let loaded = program.LoadResource(&found).expect("a resource");
            let data = program.LockResource(&found, &loaded);
            data.expect("a resource").to_vec()
        };
        let group = resource(co::RT::GROUP_ICON, 1);
        assert_eq!(group[..6], drawn[..6], "{file}: the number of sizes");
        let mut sizes = Vec::new();
        for entry in group[6..].chunks(14) {
            sizes.push(entry[0]);
            let image = resource(co::RT::ICON, u16::from_le_bytes([entry[12], entry[13]]));
            let is_drawn = drawn.windows(image.len()).any(|part| part == image);
            assert!(is_drawn, "{file}: the image of {} pixels", entry[0]);
        }
        assert_eq!(sizes, [16, 32, 48, 0], "{file}: 0 is 256");
        let manifest = String::from_utf8(resource(co::RT::MANIFEST, 1)).expect("UTF-8");
        for part in ["Common-Controls", "longPathAware", "UTF-8", "asInvoker"] {
            assert!(manifest.contains(part), "{file}: {part}: {manifest}");
        }
    }
}
