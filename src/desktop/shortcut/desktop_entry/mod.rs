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
    let mut line = |key: &str, value: &str| lines.push(format!("{key}={value}"));
    line("Type", "Application");
    // The version that desktop-file-validate of Debian 12 knows. The entry uses nothing newer.
    line("Version", "1.4");
    line("Name", &escape(&shortcut.name));
    if let Some(comment) = &shortcut.comment {
        line("Comment", &escape(comment));
    }
    for (key, value) in &shortcut.extra_keys {
        line(key, value);
    }
    if let Some(icon) = &shortcut.icon {
        line("Icon", &escape(icon));
    }
    let program = shortcut.command.first().map_or("", String::as_str);
    line("TryExec", &escape(program));
    line("Exec", &format_exec(&shortcut.command));
    line("Terminal", if shortcut.terminal { "true" } else { "false" });
    for (key, list) in [
        ("Categories", &shortcut.categories),
        ("MimeType", &shortcut.mime_types),
    ] {
        if !list.is_empty() {
            line(key, &format!("{};", list.join(";")));
        }
    }
    if let Some(class) = &shortcut.wm_class {
        line("StartupWMClass", &escape(class));
    }
    if !shortcut.actions.is_empty() {
        let ids = shortcut
            .actions
            .iter()
            .map(|action| action_id(action) + ";");
        line("Actions", &ids.collect::<String>());
    }
    line(MARK, &escape(&target(shortcut)));
    lines.extend(shortcut.actions.iter().map(format_action));
    lines.join("\n") + "\n"
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
