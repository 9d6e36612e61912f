//! Desktop entries of sglaunch as text (Desktop Entry Specification 1.5).

mod exec;
mod parse;
mod value;

use super::{Action, Shortcut};

pub use exec::{format_exec, parse_exec, without_prefix};
pub use parse::{keys, raw_value};
pub use value::{escape, is_escaped, unescape};

/// The key that marks an entry of sglaunch. Its value is the profile and the version.
pub const MARK: &str = "X-sglaunch-Profile";

/// Formats a shortcut as a desktop entry.
pub fn format(shortcut: &Shortcut) -> String {
    let mut lines = vec!["[Desktop Entry]".to_owned()];
    let keys = keys_of(shortcut).into_iter();
    lines.extend(keys.map(|(key, value)| format!("{key}={value}")));
    lines.extend(shortcut.actions.iter().map(format_action));
    lines.join("\n") + "\n"
}

/// Returns the keys of a shortcut's entry and their escaped values, in the order of the file.
fn keys_of(shortcut: &Shortcut) -> Vec<(&str, String)> {
    let optional = |key, value: &Option<String>| Some((key, escape(value.as_ref()?)));
    let list = |key, items: &[String]| (!items.is_empty()).then(|| (key, items.join(";") + ";"));
    let program = shortcut.command.first().map_or("", String::as_str);
    let actions: Vec<String> = shortcut.actions.iter().map(action_id).collect();
    let mut keys = vec![
        ("Type", "Application".to_owned()),
        // The latest version that desktop-file-validate of Debian 12 supports.
        ("Version", "1.4".to_owned()),
        ("Name", escape(&shortcut.name)),
    ];
    keys.extend(optional("Comment", &shortcut.comment));
    let extra = shortcut.extra_keys.iter();
    keys.extend(extra.map(|(key, value)| (key.as_str(), value.clone())));
    keys.extend(optional("Icon", &shortcut.icon));
    keys.push(("TryExec", escape(program)));
    keys.push(("Exec", format_exec(&shortcut.command)));
    keys.push(("Terminal", shortcut.terminal.to_string()));
    keys.extend(list("Categories", &shortcut.categories));
    keys.extend(list("MimeType", &shortcut.mime_types));
    keys.extend(optional("StartupWMClass", &shortcut.wm_class));
    keys.extend(list("Actions", &actions));
    keys.push((MARK, escape(&target(shortcut))));
    keys
}

fn format_action(action: &Action) -> String {
    let (id, name) = (action_id(action), escape(&action.version));
    let exec = format_exec(&action.command);
    format!("\n[Desktop Action {id}]\nName={name}\nExec={exec}")
}

fn target(shortcut: &Shortcut) -> String {
    match &shortcut.version {
        Some(version) => format!("{}@{version}", shortcut.profile),
        None => shortcut.profile.clone(),
    }
}

/// Returns the ID of an action, which may contain letters, digits and hyphens only. Other
/// characters become their code points, so that IDs stay different.
fn action_id(action: &Action) -> String {
    let mut id = "version-".to_owned();
    for c in action.version.chars() {
        match c {
            '.' => id.push('-'),
            c if c.is_ascii_alphanumeric() => id.push(c),
            c => id.extend(["-", &u32::from(c).to_string(), "-"]),
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn action_ids_of_versions_differ() {
        let ids = ["15.1v3", "15-1v3", "4.2.1-linux-x64"].map(|version| {
            action_id(&Action {
                version: version.to_owned(),
                command: Vec::new(),
            })
        });
        assert_eq!(
            ids,
            [
                "version-15-1v3",
                "version-15-45-1v3",
                "version-4-2-1-45-linux-45-x64"
            ]
        );
    }
}
