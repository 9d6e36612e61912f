//! Some keys of a profile file, without reading the rest.

/// Returns the lines of some keys of the document. `None` if only a parser of YAML can find them.
pub(super) fn excerpt(yaml: &str, keys: &[&str]) -> Option<String> {
    let (mut kept, mut is_kept) = (String::new(), false);
    for line in yaml.split_inclusive('\n') {
        match line.as_bytes().first() {
            // These lines continue the value of the key above.
            Some(b' ' | b'-' | b'#' | b'\r' | b'\n') => {}
            Some(first) if first.is_ascii_lowercase() => {
                let (key, _) = line.split_once(':')?;
                is_kept = keys.contains(&key.trim_end());
            }
            _ => return None,
        }
        if is_kept {
            kept.push_str(line);
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_list_of_keys_has_an_excerpt() {
        let found = |yaml: &str| excerpt(yaml, &["description", "aliases"]);
        for (yaml, expected) in [
            ("", Some("")),
            ("# Only a comment.\n", Some("")),
            (
                "# A tool\ndescription: Tool\nenv:\n  A: x\n",
                Some("description: Tool\n"),
            ),
            (
                "env:\n  description: x\naliases:\n- a\n\n- b\nargs: [-x]",
                Some("aliases:\n- a\n\n- b\n"),
            ),
            (
                "description: |\r\n  a: b\r\n\r\n  c\r\nargs: [x]\r\n",
                Some("description: |\r\n  a: b\r\n\r\n  c\r\n"),
            ),
            ("description : Tool", Some("description : Tool")),
            ("{description: Tool}", None),
            ("\"description\": Tool", None),
            ("env: {\n}\ndescription: Tool", None),
            ("args: 'a\nb'\n", None),
            ("? description\n: Tool\n", None),
        ] {
            assert_eq!(found(yaml).as_deref(), expected, "{yaml:?}");
        }
    }
}
