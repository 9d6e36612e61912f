//! The variables that choose the settings files of clients.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::os;

/// Variables whose value is the path of a file or directory.
const PATHS: [&str; 7] = [
    "HOME",
    "XDG_CONFIG_HOME",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_GLOBAL",
    "PIP_CONFIG_FILE",
    "VIRTUAL_ENV",
    "AWS_CONFIG_FILE",
];

const OTHERS: [&str; 4] = [
    "XDG_CONFIG_DIRS",
    "GIT_CONFIG_NOSYSTEM",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
];

/// The variable that names the home directory.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

const OF_WINDOWS: [&str; 4] = ["USERPROFILE", "APPDATA", "ProgramData", "ProgramFiles"];

/// The clients whose settings are hidden by the variables that sglaunch sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    pub git: bool,
    pub pip: bool,
    pub aws: bool,
}

impl Hidden {
    /// Returns the clients whose settings these variables hide.
    pub fn by<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut hidden = Self::default();
        for name in names {
            match name {
                "GIT_SSL_CAINFO" => hidden.git = true,
                "PIP_CERT" | "REQUESTS_CA_BUNDLE" | "CURL_CA_BUNDLE" => hidden.pip = true,
                "AWS_CA_BUNDLE" => hidden.aws = true,
                _ => {}
            }
        }
        hidden
    }
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "git {}, pip {}, aws {}", self.git, self.pip, self.aws)
    }
}

/// The variables that choose the settings files of clients, as far as they are set, and those that
/// set git's settings themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    set: Env,
    pub hidden: Hidden,
    /// The user's home directory.
    pub home: Option<PathBuf>,
    /// The directory in which relative paths of settings start.
    pub cwd: PathBuf,
    /// The directory in which paths of the whole system start.
    pub root: PathBuf,
}

impl Variables {
    /// Returns whether a variable is one of these.
    pub fn contains(name: &str) -> bool {
        let mut names = PATHS.iter().chain(&OTHERS).chain(&OF_WINDOWS);
        names.any(|known| os::same_variable(known.as_ref(), name.as_ref()))
            || name.starts_with("GIT_CONFIG_")
    }

    /// Returns the variables of an environment. `home` is the user's home directory, unless the
    /// environment names another. Relative paths start at `cwd`, paths of the system at `root`.
    pub fn new(env: &Env, hidden: Hidden, home: Option<&Path>, cwd: &Path, root: &Path) -> Self {
        let mut set = Env::default();
        for name in PATHS {
            if let Some(value) = env.get(name) {
                // Only AWS expands a tilde, and an empty path names no file.
                let is_path = !(value.is_empty()
                    || value.as_encoded_bytes().starts_with(b"~")
                    || value.eq_ignore_ascii_case(os::NULL_DEVICE));
                let value = if is_path {
                    cwd.join(value).into()
                } else {
                    value.to_owned()
                };
                set.set(name, value);
            }
        }
        let windows = if cfg!(windows) { &OF_WINDOWS[..] } else { &[] };
        for name in OTHERS.iter().chain(windows) {
            if let Some(value) = env.get(name) {
                set.set(name, value);
            }
        }
        for (name, value) in git_pairs(env) {
            set.set(name, value);
        }
        Self {
            set,
            hidden,
            home: (env.non_empty(HOME).map(PathBuf::from)).or_else(|| home.map(Path::to_owned)),
            cwd: cwd.to_owned(),
            root: root.to_owned(),
        }
    }

    /// Iterates over the variables that are set.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.set.iter()
    }

    /// Returns the value of a variable, which may be empty.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.set.get(name)
    }

    /// Returns the value of a variable unless it is empty.
    pub fn non_empty(&self, name: &str) -> Option<&OsStr> {
        self.set.non_empty(name)
    }

    /// Returns `XDG_CONFIG_HOME` or its default.
    pub fn config_home(&self) -> Option<PathBuf> {
        let named = self.non_empty("XDG_CONFIG_HOME").map(PathBuf::from);
        named.or_else(|| Some(self.home.as_ref()?.join(".config")))
    }
}

/// Returns the variables `GIT_CONFIG_KEY_n` and `GIT_CONFIG_VALUE_n` of settings that name CA
/// files, or files of settings. Others may hold passwords, and must not get into a record.
fn git_pairs(env: &Env) -> Vec<(String, OsString)> {
    let count = env.get("GIT_CONFIG_COUNT").and_then(OsStr::to_str);
    let count: u16 = count.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut pairs = Vec::new();
    for number in 0..count {
        let name = |kind: &str| format!("GIT_CONFIG_{kind}_{number}");
        let (Some(key), Some(value)) = (env.get(name("KEY")), env.get(name("VALUE"))) else {
            // git then rejects all pairs.
            return Vec::new();
        };
        let lower = key.to_string_lossy().to_ascii_lowercase();
        if lower == "include.path" || lower.starts_with("http.") && lower.ends_with(".sslcainfo") {
            pairs.push((name("KEY"), without_password(key)));
            pairs.push((name("VALUE"), value.to_owned()));
        }
    }
    pairs
}

/// Returns the name of a setting without the user and the password of a URL in it.
fn without_password(key: &OsStr) -> OsString {
    let text = key.to_string_lossy();
    let url = text.split_once("://");
    let host = url.and_then(|(scheme, rest)| {
        let (user, host) = rest.split_once('@')?;
        (!user.contains('/')).then(|| format!("{scheme}://{host}").into())
    });
    host.unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_chooses_a_file_is_kept() {
        let env = Env::from_iter([
            ("PATH", "/bin"),
            ("HOME", "/home/a"),
            ("PIP_CONFIG_FILE", "pip.conf"),
            ("AWS_CONFIG_FILE", "~/aws"),
            ("GIT_CONFIG_GLOBAL", ""),
            ("GIT_CONFIG_COUNT", "3"),
            ("GIT_CONFIG_KEY_0", "http.extraHeader"),
            ("GIT_CONFIG_VALUE_0", "Authorization: secret"),
            ("GIT_CONFIG_KEY_1", "HTTP.sslCAInfo"),
            ("GIT_CONFIG_VALUE_1", "/x.pem"),
            ("GIT_CONFIG_KEY_2", "core.editor"),
            ("GIT_CONFIG_VALUE_2", "vi"),
        ]);
        let variables = Variables::new(
            &env,
            Hidden::default(),
            None,
            Path::new("/cwd"),
            Path::new("/"),
        );
        let found = variables.iter();
        let found = found.map(|(name, value)| format!("{}={}", name.display(), value.display()));
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                "HOME=/home/a".to_owned(),
                "GIT_CONFIG_GLOBAL=".to_owned(),
                format!(
                    "PIP_CONFIG_FILE={}",
                    Path::new("/cwd").join("pip.conf").display()
                ),
                "AWS_CONFIG_FILE=~/aws".to_owned(),
                "GIT_CONFIG_KEY_1=HTTP.sslCAInfo".to_owned(),
                "GIT_CONFIG_VALUE_1=/x.pem".to_owned(),
            ]
        );
    }
}
