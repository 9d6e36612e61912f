//! The keys of a desktop entry.

/// Returns the keys and raw values of the entry itself, without those of its actions.
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

/// Returns the raw value of a key.
pub fn raw_value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    keys(text)
        .find(|(known, _)| *known == key)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_actions_are_not_keys_of_the_entry() {
        let text = "# c\n[Desktop Entry]\nName = x\nName[de]=y\n[Desktop Action a]\nExec=z\n";
        assert_eq!(
            keys(text).collect::<Vec<_>>(),
            [("Name", "x"), ("Name[de]", "y")]
        );
        assert_eq!(raw_value(text, "Exec"), None);
    }
}
