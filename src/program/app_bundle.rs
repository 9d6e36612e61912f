//! Application bundles of macOS, which are directories that name their executable in `Info.plist`.

use std::ffi::OsStr;
use std::fmt;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::error::{Error, Exit, Location, Result};
use crate::os::read::{ReadError, read_regular};

/// Maximum size of an `Info.plist` in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// Returns whether `path` is an application bundle. On other systems a directory `x.app` is a
/// directory like any other.
pub(super) fn is_app(path: &Path) -> bool {
    cfg!(target_os = "macos") && path.extension() == Some(OsStr::new("app")) && path.is_dir()
}

/// Returns the executable of the application `app`, which messages call `shown`.
pub(super) fn executable(app: &Path, shown: &str) -> Result<PathBuf> {
    let info = app.join("Contents/Info.plist");
    let name = executable_name(&info).map_err(|reason| {
        Error::new(format!("`{shown}` cannot be started: {reason}"))
            .at(Location::file(&info))
            .exit(Exit::CannotRun)
            .hint("install the application again")
    })?;
    Ok(app.join("Contents/MacOS").join(name))
}

/// A defect of an `Info.plist`.
enum BadInfo {
    Unreadable(ReadError),
    NotAPropertyList,
    NoExecutable,
}

impl fmt::Display for BadInfo {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BadInfo::Unreadable(error) => write!(f, "its Info.plist cannot be read: {error}"),
            BadInfo::NotAPropertyList => f.write_str("its Info.plist is not a valid property list"),
            BadInfo::NoExecutable => f.write_str("its Info.plist has no CFBundleExecutable"),
        }
    }
}

fn executable_name(info: &Path) -> Result<String, BadInfo> {
    let (bytes, _) = read_regular(info, MAX_SIZE).map_err(BadInfo::Unreadable)?;
    // `plist` prints its errors as Rust debug output, so they are replaced by one reason.
    let plist =
        plist::Value::from_reader(Cursor::new(bytes)).map_err(|_| BadInfo::NotAPropertyList)?;
    (plist.as_dictionary())
        .and_then(|info| info.get("CFBundleExecutable"))
        .and_then(plist::Value::as_string)
        .map(str::to_owned)
        .ok_or(BadInfo::NoExecutable)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn executable_of(plist: Option<&str>) -> Result<PathBuf, String> {
        let dir = tempfile::tempdir().unwrap();
        let app = dir.path().join("Toon.app");
        fs::create_dir_all(app.join("Contents")).unwrap();
        if let Some(plist) = plist {
            fs::write(app.join("Contents/Info.plist"), plist).unwrap();
        }
        let found = executable(&app, "Toon.app").map_err(|error| error.sentence().to_owned())?;
        Ok(found.strip_prefix(dir.path()).unwrap().to_owned())
    }

    #[test]
    fn an_app_starts_the_executable_that_its_plist_names() {
        let plist = "<plist version=\"1.0\"><dict><key>CFBundleExecutable</key><string>Toon</string></dict></plist>";
        let executable = Path::new("Toon.app/Contents/MacOS/Toon").to_owned();
        assert_eq!(executable_of(Some(plist)), Ok(executable));
    }

    #[test]
    fn a_broken_plist_is_reported_in_words() {
        for (plist, reason) in [
            ("", "is not a valid property list"),
            ("nonsense", "has no CFBundleExecutable"),
            ("<plist><dict><key>", "is not a valid property list"),
            ("<plist><dict></array>", "is not a valid property list"),
            ("<plist><dict/></plist>", "has no CFBundleExecutable"),
        ] {
            let error = executable_of(Some(plist)).unwrap_err();
            let expected = format!("`Toon.app` cannot be started: its Info.plist {reason}");
            assert_eq!(error, expected, "{plist}");
        }
        let error = executable_of(None).unwrap_err();
        assert!(error.contains("its Info.plist cannot be read: "), "{error}");
        assert!(!error.contains("Os {"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_place_of_the_plist_ends_the_search() {
        let dir = tempfile::tempdir().unwrap();
        let contents = dir.path().join("Toon.app/Contents");
        fs::create_dir_all(&contents).unwrap();
        let pipe = contents.join("Info.plist");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let error = executable(&dir.path().join("Toon.app"), "Toon.app").unwrap_err();
        assert!(
            error
                .sentence()
                .ends_with("a pipe, not a file or a directory")
        );
    }
}
