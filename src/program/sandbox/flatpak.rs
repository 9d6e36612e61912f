//! Flatpaks: their permissions are in files (`flatpak-metadata(5)`), which `flatpak override`
//! changes.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{Place, Visibility};
use crate::env::Env;
use crate::os::read::read_text;
use crate::shell::quote;

/// Maximum size of a file with permissions in bytes.
const MAX_SIZE: u64 = 256 * 1024;

/// The end of the directory with a program for each application.
pub(super) const EXPORTS: &str = "flatpak/exports/bin";

/// Directories of the host that `host` does not include, or replaces.
const RESERVED: [&str; 17] = [
    "/app", "/bin", "/boot", "/dev", "/efi", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/root",
    "/run", "/sbin", "/sys", "/tmp", "/usr", "/var",
];

/// The directories of Flatpak.
pub struct Installations {
    system: PathBuf,
    user: Option<PathBuf>,
}

impl Installations {
    pub fn new(env: &Env, home: Option<&Path>, root: &Path) -> Self {
        let data = env.non_empty("XDG_DATA_HOME").map(PathBuf::from);
        let data = data.or_else(|| home.map(|home| home.join(".local/share")));
        Self {
            system: root.join("var/lib/flatpak"),
            user: data.map(|dir| dir.join("flatpak")),
        }
    }
}

/// Returns the directory of Flatpak whose exports contain a program.
pub fn installation(program: &Path) -> Option<&Path> {
    program.ancestors().nth(3)
}

/// Returns the command that shows the cache to an application.
pub(super) fn show(id: &str, place: &Place) -> String {
    let below = (place.home).and_then(|home| place.cache.strip_prefix(home).ok());
    let dir = match below {
        Some(below) => Path::new("~").join(below),
        None => place.cache.clone(),
    };
    let option = format!("--filesystem={}:ro", dir.display());
    let [option, id] = [&option, id].map(|word| quote(OsStr::new(word)));
    format!("flatpak override --user {option} {id}")
}

/// The filesystem permissions of an application, the later wins.
pub struct Permissions {
    entries: Vec<String>,
    is_known: bool,
}

impl Permissions {
    /// Reads the permissions of an application: its metadata, in `own` or the installations, the
    /// overrides, and the options of `flatpak run`.
    pub fn read<'a>(
        id: &str,
        own: Option<&Path>,
        dirs: &Installations,
        options: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let Installations { system, user } = dirs;
        let system = system.as_path();
        let mut all = own.into_iter().chain(user.as_deref()).chain([system]);
        let metadata = all.find_map(|dir| {
            let file = dir.join("app").join(id).join("current/active/metadata");
            read_text(&file, MAX_SIZE).ok()
        });
        let mut found = Self {
            is_known: metadata.is_some(),
            entries: metadata.map_or_else(Vec::new, |text| filesystems(&text)),
        };
        for dir in [Some(system), user.as_deref()].into_iter().flatten() {
            for name in ["global", id] {
                let text = read_text(&dir.join("overrides").join(name), MAX_SIZE);
                (found.entries).extend(text.iter().flat_map(|text| filesystems(text)));
            }
        }
        let options = options.into_iter().filter_map(|option| {
            let hidden = option.strip_prefix("--nofilesystem=");
            let hidden = hidden.map(|path| format!("!{path}"));
            hidden.or_else(|| option.strip_prefix("--filesystem=").map(str::to_owned))
        });
        found.entries.extend(options);
        found
    }

    pub fn visibility(&self, place: &Place) -> Visibility {
        if !self.is_known {
            return Visibility::Unknown;
        }
        // The last permission of a name counts.
        let mut names: Vec<(&str, bool)> = Vec::new();
        for entry in &self.entries {
            let (is_shown, name) = match entry.strip_prefix('!') {
                Some(name) => (false, name),
                None => (true, entry.as_str()),
            };
            let name = name.split(':').next().unwrap_or_default();
            if !is_shown && name == "host-reset" {
                names.clear();
            }
            names.retain(|(known, _)| *known != name);
            names.push((name, is_shown));
        }
        // `!host` and `!home` only take back `host` and `home`; other negations hide a directory.
        names.retain(|(name, is_shown)| *is_shown || !["host", "home"].contains(name));
        let including = (names.into_iter())
            .filter_map(|(name, is_shown)| Some((depth(name, place)?, is_shown)));
        match including.max_by_key(|(depth, _)| *depth) {
            Some((_, true)) => Visibility::Visible,
            _ => Visibility::Hidden,
        }
    }

    pub fn details(&self) -> Vec<String> {
        if self.is_known {
            let entries = self.entries.join(";");
            vec![format!("its permissions: filesystems={entries}")]
        } else {
            vec!["its metadata was not found, so its permissions are not known".to_owned()]
        }
    }
}

/// Returns the depth of a permission's directory if it includes the bundle. The deepest counts.
fn depth(name: &str, place: &Place) -> Option<usize> {
    let dir = match name {
        "host" => {
            let mut reserved = RESERVED.iter();
            let is_reserved = reserved.any(|dir| place.is_below(Path::new(dir)));
            return (!is_reserved || place.is_in_home()).then_some(0);
        }
        "home" | "~" => place.home?.to_owned(),
        "xdg-cache" => place.home?.join(".cache"),
        name => match name.split_once('/')? {
            ("~", below) => place.home?.join(below),
            ("xdg-cache", below) => place.home?.join(".cache").join(below),
            ("xdg-data", below) => place.home?.join(".local/share").join(below),
            ("xdg-config", below) => place.home?.join(".config").join(below),
            ("", _) => PathBuf::from(name),
            _ => return None,
        },
    };
    place.is_below(&dir).then(|| dir.components().count())
}

/// Returns the list `filesystems` of the section `[Context]`.
fn filesystems(text: &str) -> Vec<String> {
    let mut is_context = false;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            is_context = line == "[Context]";
        } else if is_context
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "filesystems"
        {
            let entries = value.split(';').map(str::trim);
            found.extend(entries.filter(|entry| !entry.is_empty()).map(str::to_owned));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_decide_what_is_visible() {
        let home = Path::new("/home/a");
        let bundle = Path::new("/home/a/.cache/sglaunch/bundles/1.pem");
        let place = Place {
            bundle,
            cache: "/home/a/.cache/sglaunch".into(),
            home: Some(home),
        };
        for (entries, visibility) in [
            ("", Visibility::Hidden),
            ("xdg-download;/media;xdg-run/pipewire-0", Visibility::Hidden),
            ("home", Visibility::Visible),
            ("host:ro", Visibility::Visible),
            ("host;!home", Visibility::Visible),
            ("host;!host", Visibility::Hidden),
            ("home;!~/.cache", Visibility::Hidden),
            ("!~/.cache;home", Visibility::Hidden),
            ("home;!~/.cache;~/.cache/sglaunch:ro", Visibility::Visible),
            ("host;!/home/a/.cache/sglaunch", Visibility::Hidden),
            ("home;!xdg-cache;!~/Pictures", Visibility::Hidden),
            ("home;!~/Pictures", Visibility::Visible),
            ("home;!host-reset", Visibility::Hidden),
            ("~/.cache/sglaunch:ro", Visibility::Visible),
            ("xdg-cache/sglaunch:create", Visibility::Visible),
            ("xdg-cache/other", Visibility::Hidden),
            ("/home/a/.cache", Visibility::Visible),
        ] {
            let permissions = Permissions {
                entries: filesystems(&format!(
                    "[Application]\n[Context]\nfilesystems={entries}\n"
                )),
                is_known: true,
            };
            assert_eq!(permissions.visibility(&place), visibility, "{entries}");
        }
    }
}
