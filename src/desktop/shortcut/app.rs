//! A shortcut as a macOS application: a folder with a list of properties, a program, and the picture of the one that it starts.
//!
//! The program is a copy of sglaunch, which becomes the sglaunch that the shortcut calls; for a terminal it is a script. macOS
//! asks on behalf of an application whether it may look into the user's folders, or use the microphone; on behalf of one that
//! is a script it does not ask, and forbids it (<https://github.com/tofi86/universalJavaApplicationStub/issues/85>).

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use plist::{Dictionary, Value};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::file_name::digits;
use super::{Found, Shortcut};
use crate::shell::quote;

/// The key by which an application is known to be sglaunch's. Its value is the command.
const MARK: &str = "SGLaunchCommand";

const INFO: &str = "Contents/Info.plist";
const RESOURCES: &str = "Contents/Resources";
const ICON: &str = "Contents/Resources/icon.icns";
const PROGRAMS: &str = "Contents/MacOS";
const PROGRAM: &str = "shortcut";
const FOR_TERMINAL: &str = "terminal.command";

/// The processors that an application is for, the best first. One that is a script would otherwise be taken for Intel's:
/// so would be what it starts, and a Mac without Rosetta would ask for that.
const PROCESSORS: [&str; 2] = ["arm64", "x86_64"];

/// The program of an application for Terminal, which needs nothing itself. Terminal runs a file that it is given, if that is
/// executable.
const OPEN_TERMINAL: &str =
    "#!/bin/sh\nexec /usr/bin/open -b com.apple.Terminal \"${0%/*}/terminal.command\"\n";

/// How that file begins.
const IN_TERMINAL: &str = "#!/bin/sh\n# Made by sglaunch shortcut add.\ncd || exit\nexec ";

/// What macOS asks the user before a program may have it, and why it says it does: without a reason it forbids some of it
/// unasked.
const ASKED_FOR: [&str; 9] = [
    "NSAppleEventsUsageDescription",
    "NSCameraUsageDescription",
    "NSDesktopFolderUsageDescription",
    "NSDocumentsFolderUsageDescription",
    "NSDownloadsFolderUsageDescription",
    "NSLocalNetworkUsageDescription",
    "NSMicrophoneUsageDescription",
    "NSNetworkVolumesUsageDescription",
    "NSRemovableVolumesUsageDescription",
];

/// A file of an application.
struct File {
    path: PathBuf,
    bytes: Vec<u8>,
    is_executable: bool,
}

/// The shortcut in an application, if it is one of sglaunch's.
pub fn read(path: &Path) -> Option<Found> {
    let info = Value::from_file(path.join(INFO)).ok()?.into_dictionary()?;
    let command = info.get(MARK)?.as_array()?;
    let command = command
        .iter()
        .map(|word| word.as_string().map(str::to_owned));
    Some(Found {
        path: path.to_owned(),
        name: info.get("CFBundleName")?.as_string()?.to_owned(),
        command: command.collect::<Option<_>>()?,
    })
}

/// The shortcut whose program this is.
pub fn around(program: &Path) -> Option<Found> {
    let app = program.ancestors().nth(3)?;
    (app.join(PROGRAMS).join(PROGRAM) == program).then(|| read(app))?
}

/// Whether an application is what [`write`] would make.
pub fn is_same(path: &Path, shortcut: &Shortcut) -> io::Result<bool> {
    let is_there = |file: &File| {
        let path = path.join(&file.path);
        let mode = fs::metadata(&path).map(|meta| meta.permissions().mode());
        let has_mode = mode.is_ok_and(|mode| !file.is_executable || mode & 0o111 == 0o111);
        has_mode && fs::read(&path).is_ok_and(|bytes| bytes == file.bytes)
    };
    let files = files(shortcut)?;
    let has_icon = files.iter().any(|file| file.path.ends_with("icon.icns"));
    Ok(files.iter().all(is_there) && has_icon == path.join(ICON).exists())
}

/// Makes an application beside its place, and then puts it there.
pub fn write(path: &Path, shortcut: &Shortcut) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = tempfile::Builder::new()
        .prefix(".sglaunch-")
        .tempdir_in(folder)?;
    let (new, old) = (draft.path().join("new.app"), draft.path().join("old.app"));
    for file in files(shortcut)? {
        let path = new.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(&path, &file.bytes)?;
        let mode = if file.is_executable { 0o755 } else { 0o644 };
        fs::set_permissions(&path, Permissions::from_mode(mode))?;
    }
    if !path.exists() {
        return fs::rename(&new, path);
    }
    match renameat_with(CWD, &new, CWD, path, RenameFlags::EXCHANGE) {
        Err(Errno::NOTSUP | Errno::INVAL | Errno::NOSYS) => replace(path, &new, &old),
        exchanged => Ok(exchanged?),
    }
}

/// Puts what is new in the place of what is there, where a file system cannot exchange the two. What is there is put back
/// where that fails.
fn replace(path: &Path, new: &Path, old: &Path) -> io::Result<()> {
    fs::rename(path, old)?;
    fs::rename(new, path).inspect_err(|_| {
        // There is nothing left to do where this fails too.
        let _ = fs::rename(old, path);
    })
}

/// Removes an application that [`read`] has found.
pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_dir_all(path)
}

/// The picture of the application that a program is in.
pub fn icon_of(program: &Path) -> Option<String> {
    let is_app = |path: &&Path| path.extension().is_some_and(|extension| extension == "app");
    let app = program.ancestors().find(is_app)?;
    let info = Value::from_file(app.join(INFO)).ok()?.into_dictionary()?;
    let name = info.get("CFBundleIconFile")?.as_string()?;
    // It may be written without what it ends in, and have other dots.
    let names = [name.to_owned(), format!("{name}.icns")];
    let mut files = names.map(|name| app.join(RESOURCES).join(name)).into_iter();
    let file = files
        .find(|file| file.extension().is_some_and(|ending| ending == "icns") && file.is_file())?;
    file.to_str().map(str::to_owned)
}

fn files(shortcut: &Shortcut) -> io::Result<Vec<File>> {
    let file = |path: &str, bytes: Vec<u8>, is_executable| File {
        path: path.into(),
        bytes,
        is_executable,
    };
    let in_folder = |name: &str| format!("{PROGRAMS}/{name}");
    let mut files = vec![file(INFO, info(shortcut)?, false)];
    if shortcut.terminal {
        let script = for_terminal(&shortcut.command);
        files.push(file(&in_folder(PROGRAM), OPEN_TERMINAL.into(), true));
        files.push(file(&in_folder(FOR_TERMINAL), script, true));
    } else {
        let sglaunch = shortcut.command.first().map(fs::read);
        let sglaunch = sglaunch.transpose()?.unwrap_or_default();
        files.push(file(&in_folder(PROGRAM), sglaunch, true));
    }
    if let Some(icon) = &shortcut.icon {
        files.push(file(ICON, fs::read(icon)?, false));
    }
    Ok(files)
}

/// The script that Terminal runs: the command, in the home folder.
fn for_terminal(command: &[String]) -> Vec<u8> {
    let words = command.iter().map(|word| quote(word.as_ref()));
    let words: Vec<Vec<u8>> = words.collect();
    [IN_TERMINAL.as_bytes(), &words.join(&b' '), b" \"$@\"\n"].concat()
}

fn info(shortcut: &Shortcut) -> io::Result<Vec<u8>> {
    let mut info = Dictionary::new();
    let mut set = |key: &str, value: &str| info.insert(key.to_owned(), value.into());
    set("CFBundleDisplayName", &shortcut.name);
    set("CFBundleExecutable", PROGRAM);
    if shortcut.icon.is_some() {
        set("CFBundleIconFile", "icon");
    }
    set("CFBundleIdentifier", &identifier(shortcut));
    set("CFBundleInfoDictionaryVersion", "6.0");
    set("CFBundleName", &shortcut.name);
    set("CFBundlePackageType", "APPL");
    set("CFBundleShortVersionString", "1.0");
    set("CFBundleVersion", "1");
    let why = format!("{} asks for it, or what runs in it.", shortcut.name);
    for key in ASKED_FOR {
        set(key, &why);
    }
    info.insert("NSHighResolutionCapable".to_owned(), Value::Boolean(true));
    let processors = list(PROCESSORS);
    info.insert("LSArchitecturePriority".to_owned(), processors);
    let command = list(shortcut.command.iter().map(String::as_str));
    info.insert(MARK.to_owned(), command);
    let mut bytes = Vec::new();
    let written = Value::Dictionary(info).to_writer_xml(&mut bytes);
    written.map_err(io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Array(words.into_iter().map(Value::from).collect())
}

/// A name for the system, which keeps settings under it: the same for the same shortcut, and its own for another.
fn identifier(shortcut: &Shortcut) -> String {
    let profile =
        (shortcut.profile.chars()).map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let profile: String = profile.collect();
    let digits = digits(&format!("{}/{}", shortcut.profile, shortcut.name));
    format!("sglaunch.shortcut.{profile}.{digits}")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn shortcut(folder: &Path, word: &str) -> Shortcut {
        let sglaunch = folder.join("it's $HOME \"here\"");
        fs::write(&sglaunch, "#!/bin/sh\nprintf '%s\\n' \"$PWD\" \"$@\"\n").unwrap();
        fs::set_permissions(&sglaunch, Permissions::from_mode(0o755)).unwrap();
        let words = [sglaunch.to_str().unwrap(), "--window", "houdini@20.5", word];
        Shortcut {
            name: "Houdini <20.5> & 후디니".to_owned(),
            profile: "houdini".to_owned(),
            command: words.map(str::to_owned).to_vec(),
            ..Shortcut::default()
        }
    }

    #[test]
    fn an_application_is_sglaunch_and_says_what_it_calls() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("Applications/X.app");
        let shortcut = shortcut(folder.path(), "a 'b' $(c) `d` \\");
        write(&app, &shortcut).unwrap();
        let program = app.join("Contents/MacOS/shortcut");
        let found = around(&program).unwrap();
        assert_eq!(
            (&found.name, &found.command),
            (&shortcut.name, &shortcut.command)
        );
        assert_eq!((&found.path, found.target()), (&app, "houdini@20.5"));
        let called = found.call(&[program.clone().into(), "file 1".into()]);
        let words = shortcut.command.iter().map(String::as_str);
        assert!(
            called
                .iter()
                .map(|word| word.to_str().unwrap())
                .eq(words.chain(["file 1"]))
        );
        let sglaunch = found.program();
        assert_eq!(fs::read(&program).unwrap(), fs::read(sglaunch).unwrap());
        assert!(!fs::symlink_metadata(&program).unwrap().is_symlink());
        let mode = fs::metadata(&program).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
        // The same program is nobody's shortcut elsewhere.
        for other in [sglaunch, &program.with_file_name("sglaunch"), &app] {
            assert!(around(other).is_none(), "{}", other.display());
        }
        assert_eq!(
            fs::read_dir(folder.path().join("Applications"))
                .unwrap()
                .count(),
            1
        );
        remove(&app).unwrap();
        assert!(around(&program).is_none() && !app.exists());
    }

    #[test]
    fn an_application_is_the_same_until_something_changes() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("X.app");
        let mut shortcut = shortcut(folder.path(), "a");
        write(&app, &shortcut).unwrap();
        assert!(is_same(&app, &shortcut).unwrap());
        let icon = folder.path().join("x.icns");
        fs::write(&icon, "icns").unwrap();
        shortcut.icon = Some(icon.to_str().unwrap().to_owned());
        assert!(!is_same(&app, &shortcut).unwrap());
        write(&app, &shortcut).unwrap();
        assert!(is_same(&app, &shortcut).unwrap());
        assert_eq!(fs::read(app.join(ICON)).unwrap(), b"icns");
        assert_eq!(
            icon_of(&app.join("Contents/MacOS/shortcut")).unwrap(),
            app.join(ICON).to_str().unwrap()
        );
        shortcut.icon = None;
        assert!(!is_same(&app, &shortcut).unwrap());
        write(&app, &shortcut).unwrap();
        assert!(is_same(&app, &shortcut).unwrap());
        fs::write(&shortcut.command[0], "the next version").unwrap();
        assert!(!is_same(&app, &shortcut).unwrap());
    }

    #[test]
    fn an_application_is_replaced_or_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let (app, new, old) = (place("X.app"), place("new.app"), place("old.app"));
        let is_there = |name: &str| place(name).exists();
        fs::create_dir_all(app.join("first")).unwrap();
        // There is nothing to put in its place.
        replace(&app, &new, &old).unwrap_err();
        assert!(is_there("X.app/first") && !is_there("old.app"));
        fs::create_dir_all(new.join("second")).unwrap();
        replace(&app, &new, &old).unwrap();
        assert!(is_there("X.app/second") && is_there("old.app/first") && !is_there("new.app"));
    }

    #[test]
    fn a_picture_is_found_whatever_dots_its_name_has() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("Nuke15.1.app");
        fs::create_dir_all(app.join(RESOURCES)).unwrap();
        let picture = app.join(RESOURCES).join("Nuke15.1.icns");
        fs::write(&picture, "icns").unwrap();
        for name in ["Nuke15.1", "Nuke15.1.icns"] {
            let mut info = Dictionary::new();
            info.insert("CFBundleIconFile".to_owned(), name.into());
            (Value::Dictionary(info).to_file_xml(app.join(INFO))).unwrap();
            let found = icon_of(&app.join("Contents/MacOS/Nuke15.1"));
            assert_eq!(found.as_deref(), picture.to_str());
        }
    }

    #[test]
    fn macos_is_told_what_it_asks() {
        let shortcut = shortcut(tempfile::tempdir().unwrap().path(), "a");
        let info = Value::from_reader_xml(&info(&shortcut).unwrap()[..]).unwrap();
        let info = info.as_dictionary().unwrap();
        let processors = info["LSArchitecturePriority"].as_array().unwrap();
        assert_eq!(processors[0].as_string(), Some("arm64"));
        assert_eq!(info["NSHighResolutionCapable"].as_boolean(), Some(true));
        for what in ["DocumentsFolder", "LocalNetwork", "Microphone"] {
            let why = info[&format!("NS{what}UsageDescription")].as_string();
            assert!(
                why.unwrap().starts_with("Houdini <20.5> & 후디니 "),
                "{what}"
            );
        }
    }

    #[test]
    fn a_program_of_the_console_is_given_to_terminal() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("X.app");
        let shortcut = Shortcut {
            terminal: true,
            ..shortcut(folder.path(), "a 'b' $(c) `d` \\")
        };
        write(&app, &shortcut).unwrap();
        let programs = app.join("Contents/MacOS");
        let opener = fs::read_to_string(programs.join(PROGRAM)).unwrap();
        assert!(opener.contains("/usr/bin/open -b com.apple.Terminal"));
        let output = Command::new(programs.join(FOR_TERMINAL))
            .arg("file 1")
            .env_clear()
            .env("HOME", folder.path())
            .output()
            .unwrap();
        let home = fs::canonicalize(folder.path()).unwrap();
        let said = format!(
            "{}\n--window\nhoudini@20.5\na 'b' $(c) `d` \\\nfile 1\n",
            home.display()
        );
        assert_eq!(String::from_utf8(output.stdout).unwrap(), said);
    }

    #[test]
    fn an_application_of_others_is_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let info = folder.path().join("X.app").join(INFO);
        fs::create_dir_all(info.parent().unwrap()).unwrap();
        fs::write(
            &info,
            "<plist><dict><key>CFBundleName</key><string>X</string></dict></plist>",
        )
        .unwrap();
        assert!(read(&folder.path().join("X.app")).is_none());
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
