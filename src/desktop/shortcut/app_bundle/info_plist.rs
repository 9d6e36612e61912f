//! The Info.plist of a shortcut.

use std::io;

use plist::{Dictionary, Value};

use super::{EXECUTABLE, MARK};
use crate::desktop::shortcut::Shortcut;
use crate::desktop::shortcut::file_name::short_hash;

/// Architectures, the preferred one first.
///
/// Otherwise macOS runs an application whose executable is a script, and everything that it starts,
/// as Intel code, and offers to install Rosetta if it is missing.
const ARCHITECTURES: [&str; 2] = ["arm64", "x86_64"];

/// Permissions that macOS requests from the user.
///
/// If the Info.plist gives no reason, macOS denies some of them without a prompt, and for others it
/// ends the program that asks ("Protected resources" in Apple's documentation of Info.plist).
const USAGE_DESCRIPTIONS: [&str; 14] = [
    "NSAppleEventsUsageDescription",
    "NSBluetoothAlwaysUsageDescription",
    "NSCameraUsageDescription",
    "NSContactsUsageDescription",
    "NSDesktopFolderUsageDescription",
    "NSDocumentsFolderUsageDescription",
    "NSDownloadsFolderUsageDescription",
    "NSLocalNetworkUsageDescription",
    "NSMicrophoneUsageDescription",
    "NSNetworkVolumesUsageDescription",
    "NSPhotoLibraryAddUsageDescription",
    "NSPhotoLibraryUsageDescription",
    "NSRemovableVolumesUsageDescription",
    "NSSpeechRecognitionUsageDescription",
];

/// Formats the Info.plist of a shortcut as XML.
pub fn format(shortcut: &Shortcut) -> io::Result<Vec<u8>> {
    let mut info = Dictionary::new();
    let mut set = |key: &str, value: &str| info.insert(key.to_owned(), value.into());
    set("CFBundleDisplayName", &shortcut.name);
    set("CFBundleExecutable", EXECUTABLE);
    if shortcut.icon.is_some() {
        set("CFBundleIconFile", "icon");
    }
    set("CFBundleIdentifier", &identifier(shortcut));
    set("CFBundleInfoDictionaryVersion", "6.0");
    set("CFBundleName", &shortcut.name);
    set("CFBundlePackageType", "APPL");
    set("CFBundleShortVersionString", "1.0");
    set("CFBundleVersion", "1");
    let reason = format!("{} needs this, or a program that it starts.", shortcut.name);
    for key in USAGE_DESCRIPTIONS {
        set(key, &reason);
    }
    info.insert("NSHighResolutionCapable".to_owned(), Value::Boolean(true));
    let architectures = array(ARCHITECTURES);
    info.insert("LSArchitecturePriority".to_owned(), architectures);
    let command = array(shortcut.command.iter().map(String::as_str));
    info.insert(MARK.to_owned(), command);
    let mut bytes = Vec::new();
    let written = Value::Dictionary(info).to_writer_xml(&mut bytes);
    written.map_err(io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Array(texts.into_iter().map(Value::from).collect())
}

/// Returns the identifier that macOS stores permissions under: one for each profile and name.
fn identifier(shortcut: &Shortcut) -> String {
    let profile =
        (shortcut.profile.chars()).map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let profile: String = profile.collect();
    let hash = short_hash(&format!("{}/{}", shortcut.profile, shortcut.name));
    format!("sglaunch.shortcut.{profile}.{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macos_gets_architectures_and_reasons() {
        let shortcut = Shortcut {
            name: "Houdini <20.5> & 후디니".to_owned(),
            ..Shortcut::default()
        };
        let info = Value::from_reader_xml(&format(&shortcut).unwrap()[..]).unwrap();
        let info = info.as_dictionary().unwrap();
        let architectures = info["LSArchitecturePriority"].as_array().unwrap();
        assert_eq!(architectures[0].as_string(), Some("arm64"));
        assert_eq!(info["NSHighResolutionCapable"].as_boolean(), Some(true));
        // Without a reason, macOS ends a program that asks for one of the last five.
        for name in [
            "DocumentsFolder",
            "LocalNetwork",
            "Microphone",
            "BluetoothAlways",
            "Contacts",
            "PhotoLibrary",
            "PhotoLibraryAdd",
            "SpeechRecognition",
        ] {
            let reason = info[&format!("NS{name}UsageDescription")].as_string();
            assert!(
                reason.unwrap().starts_with("Houdini <20.5> & 후디니 "),
                "{name}"
            );
        }
    }

    #[test]
    fn identifiers_are_stable_and_differ() {
        let named = |name: &str| Shortcut {
            profile: "my_tool".to_owned(),
            name: name.to_owned(),
            ..Shortcut::default()
        };
        assert_eq!(identifier(&named("A")), identifier(&named("A")));
        assert_ne!(identifier(&named("A")), identifier(&named("B")));
        assert!(identifier(&named("A")).starts_with("sglaunch.shortcut.my-tool."));
    }
}
