//! The text of a desktop entry, written and read: Desktop Entry Specification 1.5.
//!
//! An `Exec` line has two layers. Each word is quoted for whoever starts it, and the whole is then escaped like any other
//! string of the file, so that a backslash in a quoted word stands there four times.

use super::{Action, Shortcut};

/// The key by which an entry is known to be sglaunch's. Its value is what is started, as it is typed.
pub const MARK: &str = "X-sglaunch-Profile";

const GROUP: &str = "Desktop Entry";

/// The entry's text.
pub fn text(shortcut: &Shortcut) -> String {
    let mut lines = vec![format!("[{GROUP}]")];
    let mut line = |key: &str, value: &str| lines.push(format!("{key}={value}"));
    line("Type", "Application");
    line("Version", "1.4"); // what Debian 12's desktop-file-validate knows; nothing here is newer
    line("Name", &escape(&shortcut.name));
    if let Some(comment) = &shortcut.comment {
        line("Comment", &escape(comment));
    }
    for (key, value) in &shortcut.lines {
        line(key, value);
    }
    if let Some(icon) = &shortcut.icon {
        line("Icon", &escape(icon));
    }
    line(
        "TryExec",
        &escape(shortcut.command.first().map_or("", String::as_str)),
    );
    line("Exec", &exec(&shortcut.command));
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
        let ids: String = shortcut
            .actions
            .iter()
            .map(|action| id(action) + ";")
            .collect();
        line("Actions", &ids);
    }
    line(MARK, &escape(&target(shortcut)));
    for action in &shortcut.actions {
        lines.push(String::new());
        lines.push(format!("[Desktop Action {}]", id(action)));
        lines.push(format!("Name={}", escape(&action.version)));
        lines.push(format!("Exec={}", exec(&action.command)));
    }
    lines.join("\n") + "\n"
}

fn target(shortcut: &Shortcut) -> String {
    match &shortcut.version {
        Some(version) => format!("{}@{version}", shortcut.profile),
        None => shortcut.profile.clone(),
    }
}

/// The name of an action: letters, digits and hyphens, so that each other character becomes its number.
fn id(action: &Action) -> String {
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

/// What starts a program whose path the specification does not allow (`=`), or `GLib` does not find (`%`).
const SHELL: [&str; 3] = ["/bin/sh", "-c", "exec \"$0\" \"$@\""];

/// The line that starts a program, with the files that it is to open at its end.
fn exec(command: &[String]) -> String {
    let is_odd = command
        .first()
        .is_some_and(|program| program.contains(['=', '%']));
    let shell = SHELL.iter().filter(|_| is_odd).copied();
    let words = shell.chain(command.iter().map(String::as_str));
    let words: Vec<String> = words.map(quote).collect();
    escape(&format!("{} %F", words.join(" ")))
}

/// The characters because of which a word must be quoted.
const RESERVED: &str = " \t\n\"'\\><~|&;$*?#()`";

/// A word of a command line. A percent sign begins a field that is filled in, unless there are two.
fn quote(word: &str) -> String {
    let word = word.replace('%', "%%");
    if !word.is_empty() && !word.contains(|c| RESERVED.contains(c)) {
        return word;
    }
    let mut quoted = "\"".to_owned();
    for c in word.chars() {
        if matches!(c, '"' | '`' | '$' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted + "\""
}

/// A value as it stands in the file.
pub fn escape(value: &str) -> String {
    let spaces = value.len() - value.trim_start_matches(' ').len();
    let mut text = "\\s".repeat(spaces);
    for c in value[spaces..].chars() {
        match c {
            '\\' => text += "\\\\",
            '\n' => text += "\\n",
            '\r' => text += "\\r",
            '\t' => text += "\\t",
            c => text.push(c),
        }
    }
    text
}

/// The value that stands so in the file.
pub fn unescape(text: &str) -> String {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('s') => value.push(' '),
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some('\\') | None => value.push('\\'),
            Some(other) => value.extend(['\\', other]),
        }
    }
    value
}

/// The words of a command line, without the fields that are filled in. `None` where a quote is not closed.
pub fn split(exec: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let text = unescape(exec);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            '\\' if is_quoted => word.get_or_insert_default().push(chars.next()?),
            '%' => match chars.next()? {
                '%' => word.get_or_insert_default().push('%'),
                _ if word.is_none() => {}
                field => word.get_or_insert_default().extend(['%', field]),
            },
            c if c.is_whitespace() && !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!is_quoted).then_some(words)
}

/// The words of an entry that [`text`] has made, without what people put in front of them.
pub fn command(text: &str) -> Option<Vec<String>> {
    let mut words = split(value(text, "Exec")?)?;
    if words
        .first()
        .is_some_and(|word| matches!(word.as_str(), "env" | "/usr/bin/env"))
    {
        let is_setting = |word: &&String| word.contains('=');
        let settings = words.iter().skip(1).take_while(is_setting).count();
        words.drain(..=settings);
    }
    Some(match words.strip_prefix(&SHELL.map(str::to_owned)) {
        Some(command) => command.to_vec(),
        None => words,
    })
}

/// The keys of an entry and their values, as they stand there. Those of its actions are not among them.
pub fn keys(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let header = |line: &str| line.starts_with('[');
    let lines = text.lines().map(str::trim);
    let group = lines.skip_while(|line| *line != "[Desktop Entry]").skip(1);
    group
        .take_while(move |line| !header(line))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim_end(), value.trim_start()))
}

/// The value of a key, if it is there.
pub fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    keys(text)
        .find(|(known, _)| *known == key)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_put_in_front_is_not_the_command() {
        let of = |exec: &str| command(&format!("[Desktop Entry]\nExec={exec}\n"));
        let plain = of("/opt/sglaunch --window houdini %F");
        assert_eq!(plain.as_ref().map(Vec::len), Some(3));
        for exec in [
            "env DRI_PRIME=1 A= /opt/sglaunch --window houdini %F",
            "/usr/bin/env DRI_PRIME=1 /opt/sglaunch --window houdini %F",
            "env /opt/sglaunch --window houdini %F",
        ] {
            assert_eq!(of(exec), plain, "{exec}");
        }
        assert_eq!(of("env"), Some(Vec::new()));
    }

    #[test]
    fn an_exec_line_has_two_layers() {
        let words = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(exec(&words(&["/a", "x"])), "/a x %F");
        assert_eq!(
            exec(&words(&["/a b", "100%", ""])),
            "\"/a b\" 100%% \"\" %F"
        );
        assert_eq!(
            exec(&words(&["$x\\y`\""])),
            "\"\\\\$x\\\\\\\\y\\\\`\\\\\"\" %F"
        );
        for hostile in [
            "a\nb",
            "'",
            "\\",
            "%f",
            "%%",
            "a%",
            "~",
            "#",
            "",
            "\\n",
            "\t",
            "é 한글",
        ] {
            let command = words(&["/bin/x", hostile, "y"]);
            assert_eq!(split(&exec(&command)), Some(command), "{hostile}");
        }
        for odd in ["/a=b", "/100%"] {
            let all = words(&[odd, "x"]);
            assert!(exec(&all).starts_with("/bin/sh -c "));
            assert_eq!(
                command(&format!("[Desktop Entry]\nExec={}\n", exec(&all))),
                Some(all)
            );
        }
    }

    #[test]
    fn words_of_vendors_are_understood() {
        let split = |text| split(text).unwrap();
        assert_eq!(split("blender %f"), ["blender"]);
        assert_eq!(
            split("env A=1 \"/opt/x y/z\" --nukex %U"),
            ["env", "A=1", "/opt/x y/z", "--nukex"]
        );
        assert_eq!(super::split("\"open"), None);
    }

    #[test]
    fn a_value_comes_back_from_its_text() {
        for value in ["  two spaces", "a\\sb", "a\nb\tc\r", "\\", "plain"] {
            let text = escape(value);
            assert!(!text.contains(['\n', '\r', '\t']) && !text.starts_with(' '));
            assert_eq!(unescape(&text), value);
        }
    }

    #[test]
    fn keys_of_actions_are_not_the_entrys() {
        let text = "# c\n[Desktop Entry]\nName = x\nName[de]=y\n[Desktop Action a]\nExec=z\n";
        assert_eq!(
            keys(text).collect::<Vec<_>>(),
            [("Name", "x"), ("Name[de]", "y")]
        );
        assert_eq!(value(text, "Exec"), None);
    }

    #[test]
    fn versions_have_names_of_their_own() {
        let ids = ["15.1v3", "15-1v3", "4.2.1-linux-x64"].map(|version| {
            id(&Action {
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
