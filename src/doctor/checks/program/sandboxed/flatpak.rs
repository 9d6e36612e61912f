//! Flatpaks: their permissions are in files (`flatpak-metadata(5)`), which `flatpak override`
//! changes.

use std::path::{Path, PathBuf};

use super::super::call::{Call, variable};
use super::super::words::Word;
use super::{Place, Sandbox, Visibility};
use crate::doctor::Subject;
use crate::os::read::read_text;
use crate::shell::quote;

/// Maximum size of a file with permissions in bytes.
const MAX_SIZE: u64 = 256 * 1024;

/// Directories of the host that `host` does not include, or replaces.
const RESERVED: [&str; 17] = [
    "/app", "/bin", "/boot", "/dev", "/efi", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/root",
    "/run", "/sbin", "/sys", "/tmp", "/usr", "/var",
];

pub(super) fn find(subject: &Subject, call: &Call, place: &Place) -> Option<Sandbox> {
    let id = application(call)?;
    let permissions = Permissions::read(subject, call, &id);
    let dir = match place
        .home
        .and_then(|home| place.cache.strip_prefix(home).ok())
    {
        Some(below) => Path::new("~").join(below),
        None => place.cache.clone(),
    };
    let option = format!("--filesystem={}:ro", dir.display());
    let quoted = [option.as_str(), &id].map(|word| quote(word.as_ref()));
    Some(Sandbox {
        kind: format!("the Flatpak {id}"),
        visibility: permissions.visibility(place),
        details: permissions.details(),
        remedy: "allow the application to read the cache".to_owned(),
        commands: vec![format!("flatpak override --user {}", quoted.join(" "))],
    })
}

/// Returns the identifier of the application that is started: by `flatpak run`, or by a file in the
/// directory of exported programs.
fn application(call: &Call) -> Option<String> {
    if let Some((_, args)) = call.arguments(&["flatpak"]) {
        let words = args.iter().filter_map(Word::text);
        let mut words = words.skip_while(|word| *word != "run").skip(1);
        // Options with a value have it behind an equals sign.
        let id = words.find(|word| !word.starts_with('-') && word.contains('.'));
        return id.map(str::to_owned);
    }
    let is_export = |path: &Path| {
        path.parent()
            .is_some_and(|dir| dir.ends_with("flatpak/exports/bin"))
    };
    is_export(&call.path).then(|| call.name())
}

/// The filesystem permissions of an application, the later wins.
struct Permissions {
    entries: Vec<String>,
    is_known: bool,
}

impl Permissions {
    fn read(subject: &Subject, call: &Call, id: &str) -> Self {
        let env = subject.env_of_program();
        let system = subject.dirs.root.join("var/lib/flatpak");
        let data = variable(env, "XDG_DATA_HOME").map(PathBuf::from);
        let data = data.or_else(|| subject.home().map(|home| home.join(".local/share")));
        let user = data.map(|dir| dir.join("flatpak"));
        let installations: Vec<PathBuf> = user.iter().cloned().chain([system.clone()]).collect();
        let metadata = installations
            .iter()
            .map(|dir| dir.join("app").join(id).join("current/active/metadata"))
            .find_map(|file| read_text(&file, MAX_SIZE).ok());
        let mut found = Self {
            is_known: metadata.is_some(),
            entries: metadata.map_or_else(Vec::new, |text| filesystems(&text)),
        };
        for dir in [Some(system), user].into_iter().flatten() {
            for name in ["global", id] {
                let text = read_text(&dir.join("overrides").join(name), MAX_SIZE);
                found
                    .entries
                    .extend(text.iter().flat_map(|text| filesystems(text)));
            }
        }
        let args = call.arguments(&["flatpak"]).map(|(_, args)| args);
        let args = args.into_iter().flatten().filter_map(Word::text);
        let options = args.filter_map(|arg| {
            let hidden = arg
                .strip_prefix("--nofilesystem=")
                .map(|path| format!("!{path}"));
            hidden.or_else(|| arg.strip_prefix("--filesystem=").map(str::to_owned))
        });
        found.entries.extend(options);
        found
    }

    fn visibility(&self, place: &Place) -> Visibility {
        if !self.is_known {
            return Visibility::Unknown;
        }
        // A permission and its negation are for the same name; the most specific path counts.
        let mut shown: Vec<&str> = Vec::new();
        for entry in &self.entries {
            let (is_denied, name) = match entry.strip_prefix('!') {
                Some(name) => (true, name),
                None => (false, entry.as_str()),
            };
            let name = name.split(':').next().unwrap_or_default();
            if is_denied && name == "host-reset" {
                shown.clear();
            }
            shown.retain(|known| *known != name);
            if !is_denied {
                shown.push(name);
            }
        }
        if shown.iter().any(|name| includes(name, place)) {
            Visibility::Visible
        } else {
            Visibility::Hidden
        }
    }

    fn details(&self) -> Vec<String> {
        if self.is_known {
            let entries = self.entries.join(";");
            vec![format!("its permissions: filesystems={entries}")]
        } else {
            vec!["its metadata was not found, so its permissions are not known".to_owned()]
        }
    }
}

/// Returns whether a permission includes the bundle.
fn includes(name: &str, place: &Place) -> bool {
    let in_home = |below: &str| {
        let dir = place.home.map(|home| home.join(below));
        dir.is_some_and(|dir| place.is_below(&dir))
    };
    match name {
        "host" => {
            let mut reserved = RESERVED.iter();
            !reserved.any(|dir| place.is_below(Path::new(dir))) || place.is_in_home()
        }
        "home" | "~" => place.is_in_home(),
        name => match name.split_once('/') {
            Some(("~", below)) => in_home(below),
            Some(("xdg-cache", below)) => in_home(&format!(".cache/{below}")),
            Some(("xdg-data", below)) => in_home(&format!(".local/share/{below}")),
            Some(("xdg-config", below)) => in_home(&format!(".config/{below}")),
            None if name == "xdg-cache" => in_home(".cache"),
            _ => name.starts_with('/') && place.is_below(Path::new(name)),
        },
    }
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
            cache: super::super::cache_of(bundle),
            home: Some(home),
        };
        for (entries, visibility) in [
            ("", Visibility::Hidden),
            ("xdg-download;/media;xdg-run/pipewire-0", Visibility::Hidden),
            ("home", Visibility::Visible),
            ("host:ro", Visibility::Visible),
            ("host;!home", Visibility::Visible),
            ("host;!host", Visibility::Hidden),
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
