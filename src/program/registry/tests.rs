//! Tests with the keys and values that installers write.

use std::ffi::OsStr;

use super::*;
use crate::profile::{Candidate, LayerKind, Layers};

/// Keys, names of values (empty for the default value) and texts. A text that begins with `%` has
/// variables.
const MACHINE: &[(&str, &str, &str)] = &[
    (r"HKLM\SOFTWARE\Side Effects Software\Houdini", "", "x"),
    (
        r"HKLM\SOFTWARE\Side Effects Software\Houdini 19.5.805",
        "InstallPath",
        r"D:\sw\nineteen\",
    ),
    (
        r"HKLM\SOFTWARE\Side Effects Software\Houdini 20.5.332",
        "InstallPath",
        r"C:\Program Files\Side Effects Software\Houdini 20.5.332",
    ),
    (
        r"HKLM\SOFTWARE\Side Effects Software\HOUDINI 21.0",
        "InstallPath",
        "D:/Houdini 21.0.440/",
    ),
    (
        r"HKLM\SOFTWARE\Side Effects Software\Houdini Server",
        "InstallPath",
        r"C:\Server",
    ),
    (
        r"HKLM\SOFTWARE\Side Effects Software\Houdini 18.0",
        "Other",
        r"C:\x",
    ),
    (
        r"HKLM\SOFTWARE\Autodesk\Maya\2024\Setup\InstallPath",
        "MAYA_INSTALL_LOCATION",
        r#""C:\Program Files\Autodesk\Maya2024\""#,
    ),
    (
        r"HKLM\SOFTWARE\Autodesk\Maya\2025\Setup\InstallPath",
        "MAYA_INSTALL_LOCATION",
        "E:\\a\\\0rest",
    ),
    (r"HKLM\SOFTWARE\Autodesk\Maya\2026\Setup", "x", "y"),
    (r"HKLM\SOFTWARE\Autodesk\Maya\Capabilities", "x", "y"),
    (
        r"HKLM\SOFTWARE\Autodesk\3dsMax\19.0",
        "Installdir",
        r"C:\Program Files\Autodesk\3ds Max 2017\",
    ),
    (
        r"HKLM\SOFTWARE\Autodesk\3dsMax\26.0",
        "Installdir",
        r"D:\max\",
    ),
    (
        r"HKLM\SOFTWARE\Autodesk\3dsMax\29.0",
        "Installdir",
        r"D:\next\",
    ),
    (
        r"HKLM\SOFTWARE\Adobe\Photoshop\180.0",
        "ApplicationPath",
        r"D:\Adobe\PS\",
    ),
    (
        r"HKLM\SOFTWARE\Adobe\Photoshop\190.0",
        "ApplicationPath",
        r"C:\Program Files\Adobe\Adobe Photoshop 2025\",
    ),
    (
        r"HKCU\Software\Python\PythonCore\3.9\InstallPath",
        "",
        r"C:\Python39\",
    ),
    (
        r"HKCU\Software\Python\PythonCore\3.11\InstallPath",
        "",
        r"%LOCALAPPDATA%\Python311",
    ),
    (
        r"HKCU\Software\Python\PythonCore\3.11\InstallPath",
        "ExecutablePath",
        r"%LOCALAPPDATA%\Python311\python.exe",
    ),
    (
        r"HKCU\Software\Python\PythonCore\3.11-32\InstallPath",
        "ExecutablePath",
        r"C:\Python311-32\python.exe",
    ),
    (
        r"HKCU\Software\Python\PythonCore\3.13t\InstallPath",
        "ExecutablePath",
        r"C:\free\python3.13t.exe",
    ),
];

fn keys(key: &str) -> Vec<String> {
    let below = MACHINE.iter().filter_map(|(known, ..)| {
        let rest = known.strip_prefix(key)?.strip_prefix('\\')?;
        Some(rest.split('\\').next().unwrap().to_owned())
    });
    let mut names: Vec<String> = below.collect();
    names.dedup();
    names
}

fn text(key: &str, value: Option<&str>) -> Option<RegistryText> {
    let mut values = MACHINE.iter();
    let (.., text) = values.find(|(known, name, _)| {
        known.eq_ignore_ascii_case(key) && *name == value.unwrap_or_default()
    })?;
    Some(RegistryText {
        text: (*text).to_owned(),
        has_variables: text.starts_with('%'),
    })
}

/// Returns the entries of the recorded registry for a candidate of a profile.
fn recorded(name: &str, candidate: &str) -> Vec<Entry> {
    let dir = tempfile::tempdir().unwrap();
    let systems = ["linux", "macos", "windows"].map(|system| format!("{system}: [{candidate}]"));
    let yaml = format!("program: {{{}}}\n", systems.join(", "));
    std::fs::write(dir.path().join(format!("{name}.yaml")), yaml).unwrap();
    let layers = Layers::new([(LayerKind::User, dir.path().to_owned())]);
    let profile = Profile::load(name, &layers).unwrap();
    let candidates = profile.settings.program.as_ref().unwrap();
    let Candidate::Registry(candidate) = &candidates[0].value else {
        panic!("{candidate}");
    };
    let env = Env::from_iter([("LOCALAPPDATA", r"C:\Users\a\AppData\Local")]);
    let values = Values {
        env: &env,
        home: None,
        version: None,
    };
    let key = candidate.key.pieces(values).unwrap();
    let registry = Registry { keys, text };
    entries_in(
        &registry,
        candidate,
        &key,
        &VersionPatterns::of(&profile),
        &env,
    )
}

#[test]
fn installers_keys_lead_to_programs_and_versions() {
    let houdini = r"{registry: 'HKLM\SOFTWARE\Side Effects Software\Houdini {version}', value: InstallPath, path: bin/houdini.exe}";
    let maya = r"{registry: 'HKLM\SOFTWARE\Autodesk\Maya\{version}\Setup\InstallPath', value: MAYA_INSTALL_LOCATION, path: bin/maya.exe}";
    let max = r"{registry: 'HKLM\SOFTWARE\Autodesk\3dsMax\{version}', value: Installdir, path: 3dsmax.exe, versions: {'19': '2017', '26.0': '2024'}}";
    let photoshop = r"{registry: 'HKLM\SOFTWARE\Adobe\Photoshop\{version}', value: ApplicationPath, path: Photoshop.exe, versions: {'180.0': '2024', '190.0': '2025'}}";
    let python = r"{registry: 'HKCU\Software\Python\PythonCore\{version}\InstallPath', value: ExecutablePath, path: python.exe}";
    for (name, candidate, expected) in [
        (
            "houdini",
            houdini,
            // The path of 21.0 has the longer version.
            &[
                ("21.0.440", "D:/Houdini 21.0.440", "bin/houdini.exe"),
                (
                    "20.5.332",
                    "C:/Program Files/Side Effects Software/Houdini 20.5.332",
                    "bin/houdini.exe",
                ),
                ("19.5.805", "D:/sw/nineteen", "bin/houdini.exe"),
            ][..],
        ),
        (
            "maya",
            maya,
            &[
                ("2025", "E:/a", "bin/maya.exe"),
                ("2024", "C:/Program Files/Autodesk/Maya2024", "bin/maya.exe"),
            ],
        ),
        (
            "3dsmax",
            max,
            &[
                ("2024", "D:/max", "3dsmax.exe"),
                (
                    "2017",
                    "C:/Program Files/Autodesk/3ds Max 2017",
                    "3dsmax.exe",
                ),
                // It is not in the table.
                ("29.0", "D:/next", "3dsmax.exe"),
            ],
        ),
        (
            "photoshop",
            photoshop,
            &[
                (
                    "2025",
                    "C:/Program Files/Adobe/Adobe Photoshop 2025",
                    "Photoshop.exe",
                ),
                ("2024", "D:/Adobe/PS", "Photoshop.exe"),
            ],
        ),
        (
            "python",
            python,
            &[
                ("3.13t", "C:/free/python3.13t.exe", "python.exe"),
                ("3.11-32", "C:/Python311-32/python.exe", "python.exe"),
                (
                    "3.11",
                    "C:/Users/a/AppData/Local/Python311/python.exe",
                    "python.exe",
                ),
                ("3.9", "C:/Python39", "python.exe"),
            ],
        ),
        ("other", r"{registry: 'HKLM\SOFTWARE\None\{version}'}", &[]),
    ] {
        let entries = recorded(name, candidate);
        let entries: Vec<_> = (entries.iter())
            .map(|it| {
                let version = it.version.as_ref().unwrap().as_str();
                (
                    version,
                    it.directory.to_str().unwrap(),
                    it.path.to_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(entries, expected, "{name}");
    }
    let fixed = r"{registry: 'HKLM\SOFTWARE\Adobe\Photoshop\180.0', value: ApplicationPath}";
    assert_eq!(recorded("fixed", fixed)[0].directory, "D:/Adobe/PS");
}

#[test]
fn a_program_for_another_processor_is_started_by_its_name_alone() {
    for (version, requested, is_offered) in [
        ("3.11", None, true),
        ("3.11", Some("3.11"), true),
        ("3.11", Some("3"), true),
        ("3.11", Some("3.12"), false),
        ("3.11", Some("3.11-32"), false),
        ("3.11-32", None, false),
        ("3.11-32", Some("3.11"), false),
        ("3.11-32", Some("3.11-32"), true),
        ("3.13-arm64", Some("3.13"), false),
        ("3.13-arm64", Some("3.13-arm64"), true),
        ("20.5.332", Some("20.5"), true),
    ] {
        let requested = requested.and_then(Version::new);
        let entry = Entry {
            version: Version::new(version),
            directory: OsString::new(),
            path: OsString::new(),
        };
        assert_eq!(
            entry.is_offered(requested.as_ref()),
            is_offered,
            "{version} {requested:?}"
        );
    }
}

#[test]
fn variables_in_a_value_are_expanded_as_windows_does() {
    let env = Env::from_iter([
        ("ProgramFiles", r"C:\Program Files"),
        ("A", "%B%"),
        ("B", "b"),
    ]);
    for (text, expanded) in [
        ("plain", "plain"),
        ("%ProgramFiles%/Maya", "C:/Program Files/Maya"),
        ("x%A%y%B%", "x%B%yb"),
        ("%none%/%B%", "%none%/b"),
        ("100%", "100%"),
        ("50%B", "50%B"),
        ("%%", "%%"),
        ("a%B%%B%", "abb"),
    ] {
        assert_eq!(expand(text, &env), expanded, "{text}");
    }
}

#[test]
fn the_version_of_the_path_comes_before_that_of_the_key() {
    for (shown, of_key, expected) in [
        (Some("2024"), Some("2023"), Some("2024")),
        (Some("2024"), None, Some("2024")),
        (None, Some("2023"), Some("2023")),
        (Some("20"), Some("20.5.332"), Some("20.5.332")),
        (Some("20.5.332"), Some("20.5"), Some("20.5.332")),
        (Some("311"), Some("3.11"), Some("3.11")),
        (Some("311"), Some("3.11-32"), Some("3.11-32")),
        (None, None, None),
    ] {
        let version = |text: Option<&str>| text.and_then(Version::new);
        let found = version_of(version(shown), version(of_key));
        assert_eq!(found, version(expected), "{shown:?} {of_key:?}");
    }
}

#[test]
fn a_value_has_an_absolute_path_or_none() {
    let env = Env::from_iter([("DIR", r"D:\sw"), ("REL", "sw")]);
    for (text, path) in [
        (r"D:\max\", Some("D:/max")),
        (r#" "d:/max" "#, Some("d:/max")),
        (r"D:\", Some("D:")),
        (r"\\share\sw\max", Some("//share/sw/max")),
        (r"%DIR%\max", Some("D:/sw/max")),
        (r"%REL%\max", None),
        (r"%NONE%\max", None),
        ("x", None),
        ("D:x", None),
        ("1:/x", None),
        (r"\x", None),
        ("bin/a", None),
        ("///", None),
        ("", None),
    ] {
        let text = RegistryText {
            text: text.to_owned(),
            has_variables: true,
        };
        assert_eq!(
            directory(&text, &env).as_deref(),
            path.map(OsStr::new),
            "{text:?}"
        );
    }
}

#[test]
fn only_a_key_below_another_has_versions() {
    let pattern = |before: &str| KeyPattern::new(&[Piece::Text(before.into()), Piece::Version]);
    assert!(pattern(r"HKLM\Tool ").is_some());
    assert!(pattern("HKLM").is_none());
    assert!(KeyPattern::new(&[Piece::Text(r"HKLM\Tool".into())]).is_none());
}
