//! Placeholders of the system on PATH, which offer to install a program and are not that program.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::SearchContext;
use crate::env::Env;
use crate::os;

/// The tag of an app execution alias (`[MS-FSCC]` 2.1.2.1).
const APP_EXEC_LINK: [u8; 4] = 0x8000_001B_u32.to_le_bytes();

/// The program that opens the Store on the page of Python. The aliases of a Python from the Store
/// lead to that Python.
const REDIRECTOR: &str = "AppInstallerPythonRedirector.exe";

/// A program that stands in for one that is not installed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// `python.exe` and `python3.exe` in `WindowsApps`.
    MicrosoftStore,
    /// `/usr/bin/python3` of macOS.
    CommandLineTools,
}

impl Placeholder {
    /// Returns the placeholder at a path, if there is one.
    pub fn at(path: &Path, context: &SearchContext) -> Option<Self> {
        if os::reparse_data(path).is_some_and(|data| leads_to_store(&data)) {
            return Some(Self::MicrosoftStore);
        }
        let is_stub = cfg!(target_os = "macos")
            && is_system_python(path, context.root)
            && !has_developer_python(context.root, context.env);
        is_stub.then_some(Self::CommandLineTools)
    }

    /// Returns the action that makes another program the first on PATH.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::MicrosoftStore => {
                "install Python, or switch the alias off in Settings, App execution aliases"
            }
            Self::CommandLineTools => {
                "install the command line tools (`xcode-select --install`), or another Python"
            }
        }
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::MicrosoftStore => "the Microsoft Store's placeholder",
            Self::CommandLineTools => "macOS's placeholder",
        })
    }
}

/// Returns whether the data of a reparse point are those of an app execution alias that opens the
/// Store. Behind the tag, two lengths and a number of the form they have texts in UTF-16 that end
/// in NUL: the package, the application, the target, and its type.
fn leads_to_store(data: &[u8]) -> bool {
    const TEXTS: usize = 12;
    const TARGET: usize = 2;

    let Some(texts) = data
        .strip_prefix(&APP_EXEC_LINK)
        .and_then(|_| data.get(TEXTS..))
    else {
        return false;
    };
    let pairs = texts.chunks_exact(2);
    let units: Vec<u16> = pairs
        .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
        .collect();
    let target = units.split(|unit| *unit == 0).nth(TARGET);
    let target = String::from_utf16_lossy(target.unwrap_or_default());
    let name = target.rsplit(['\\', '/']).next();
    name.is_some_and(|name| name.eq_ignore_ascii_case(REDIRECTOR))
}

/// Returns whether a path is the Python of macOS, which runs the one in the active developer
/// directory.
fn is_system_python(path: &Path, root: &Path) -> bool {
    path.strip_prefix(root) == Ok(Path::new("usr/bin/python3"))
}

/// Returns whether the active developer directory of macOS has a Python (`xcode-select(1)`):
/// `DEVELOPER_DIR` names it, else the link that `xcode-select --switch` writes, else it is Xcode's
/// or that of the command line tools.
fn has_developer_python(root: &Path, env: &Env) -> bool {
    let below = |dir: &OsStr| root.join(dir.to_string_lossy().trim_start_matches('/'));
    let link = fs::read_link(root.join("var/db/xcode_select_link")).ok();
    let named = env.non_empty("DEVELOPER_DIR").map(OsStr::to_owned);
    let dirs: Vec<PathBuf> = match named.or(link.map(PathBuf::into_os_string)) {
        // The path of Xcode.app stands for the directory in it.
        Some(dir) => vec![below(&dir), below(&dir).join("Contents/Developer")],
        None => vec![
            root.join("Applications/Xcode.app/Contents/Developer"),
            root.join("Library/Developer/CommandLineTools"),
        ],
    };
    dirs.iter().any(|dir| dir.join("usr/bin/python3").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the data of an app execution alias of form 3, which Windows 10 and 11 write.
    fn alias(texts: [&str; 4]) -> Vec<u8> {
        let texts = texts.map(|text| format!("{text}\0")).concat();
        let texts: Vec<u8> = texts.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(texts.len() + 4).unwrap();
        let form = 3_u32.to_le_bytes();
        [
            &APP_EXEC_LINK[..],
            &length.to_le_bytes(),
            &[0, 0],
            &form,
            &texts,
        ]
        .concat()
    }

    #[test]
    fn an_alias_that_opens_the_store_is_no_python() {
        let store = [
            "Microsoft.DesktopAppInstaller_8wekyb3d8bbwe",
            "Microsoft.DesktopAppInstaller_8wekyb3d8bbwe!PythonRedirector",
            r"C:\Program Files\WindowsApps\Microsoft.DesktopAppInstaller_1.21.3482.0_x64__8wekyb3d8bbwe\AppInstallerPythonRedirector.exe",
            "0",
        ];
        let python = [
            "PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0",
            "PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0!Python",
            r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.11_3.11.2544.0_x64__qbz5n2kfra8p0\python.exe",
            "0",
        ];
        let data = alias(store);
        assert!(leads_to_store(&data));
        assert!(!leads_to_store(&alias(python)));
        // A symbolic link, and data that end too early.
        let link = [&0xA000_000C_u32.to_le_bytes(), &data[4..]].concat();
        assert!(!leads_to_store(&link));
        for length in [0, 3, 4, 11, 12, 13, 100] {
            assert!(!leads_to_store(&data[..length]), "{length}");
        }
    }

    #[test]
    fn the_python_of_macos_needs_the_active_developer_directory() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let add = |dir: &str| {
            let bin = root.join(dir).join("usr/bin");
            fs::create_dir_all(&bin).unwrap();
            fs::write(bin.join("python3"), "").unwrap();
        };
        let has = |variable: Option<&str>| {
            let env = variable.map(|dir| ("DEVELOPER_DIR", dir));
            has_developer_python(root, &Env::from_iter(env))
        };
        assert!(!has(None) && !has(Some("/Library/Developer/CommandLineTools")));
        add("Library/Developer/CommandLineTools");
        assert!(has(None) && has(Some("/Library/Developer/CommandLineTools")));
        assert!(!has(Some("/gone")));
        add("Applications/Xcode-15.app/Contents/Developer");
        assert!(has(Some("/Applications/Xcode-15.app")));
        assert!(has(Some("/Applications/Xcode-15.app/Contents/Developer")));
        #[cfg(unix)]
        {
            fs::create_dir_all(root.join("var/db")).unwrap();
            let link = root.join("var/db/xcode_select_link");
            std::os::unix::fs::symlink("/Applications/Removed.app/Contents/Developer", link)
                .unwrap();
            assert!(!has(None));
            assert!(has(Some("/Library/Developer/CommandLineTools")));
        }
        assert!(is_system_python(&root.join("usr/bin/python3"), root));
        assert!(!is_system_python(&root.join("usr/local/bin/python3"), root));
    }
}
