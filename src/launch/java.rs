//! Java's trust store: the option in `JAVA_TOOL_OPTIONS` that names the bundle's key store.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::bundle::cache::BUNDLES;
use crate::bundle::files::KEY_STORE;
use crate::bundle::prune::is_digits;
use crate::env::Env;
use crate::env::names::JAVA_TOOL_OPTIONS;
use crate::os;

/// The variables with options, in the order in which Java reads them. The last option of a name
/// wins.
const VARIABLES: [&str; 3] = [JAVA_TOOL_OPTIONS, "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];

/// The option that names the file of trusted certificates.
const TRUST_STORE: &[u8] = b"-Djavax.net.ssl.trustStore";

/// The option that names the kind of trust store.
const TYPE: &[u8] = b"-Djavax.net.ssl.trustStoreType=";

/// The kinds that are files; Java recognises which of them a file is. Others, as `Windows-ROOT`,
/// are stores of the system.
const FILE_TYPES: [&[u8]; 2] = [b"pkcs12", b"jks"];

/// Returns the environment without the key store of an outer launch.
pub fn without_key_store(env: &Env) -> Cow<'_, Env> {
    let text = env.get(JAVA_TOOL_OPTIONS).unwrap_or_default();
    let text = text.as_encoded_bytes();
    let (ours, others): (Vec<_>, Vec<_>) =
        (options(text).into_iter()).partition(JavaOption::is_our_trust_store);
    if ours.is_empty() {
        return Cow::Borrowed(env);
    }
    let others: Vec<&[u8]> = others.iter().map(|one| &text[one.range.clone()]).collect();
    let mut env = env.clone();
    if others.is_empty() {
        env.remove(JAVA_TOOL_OPTIONS);
    } else {
        env.set(JAVA_TOOL_OPTIONS, os::os_string(others.join(&b' ')));
    }
    Cow::Owned(env)
}

/// Returns the key store of sglaunch, in any cache directory, that `JAVA_TOOL_OPTIONS` names.
pub fn key_store(env: &Env) -> Option<PathBuf> {
    let text = env.get(JAVA_TOOL_OPTIONS).unwrap_or_default();
    let mut options = options(text.as_encoded_bytes()).into_iter();
    let ours = options.find(JavaOption::is_our_trust_store)?;
    let path = ours.text.get(TRUST_STORE.len() + 1..)?;
    Some(os::os_string(path.to_vec()).into())
}

/// Makes Java trust the key store at `path`, unless the environment names another trust store.
pub fn add_key_store(env: &mut Env, path: &Path) {
    if own_trust_store(env).is_some() {
        return;
    }
    let before = env.get(JAVA_TOOL_OPTIONS).unwrap_or_default();
    let mut text = before.as_encoded_bytes().to_vec();
    if !text.is_empty() {
        text.push(b' ');
    }
    text.extend_from_slice(TRUST_STORE);
    text.push(b'=');
    text.extend(quoted(path.as_os_str().as_encoded_bytes()));
    env.set(JAVA_TOOL_OPTIONS, os::os_string(text));
}

/// Returns the variable that names a trust store other than the one of a launch.
pub fn own_trust_store(env: &Env) -> Option<&'static str> {
    VARIABLES.into_iter().find(|variable| {
        let text = env.get(variable).unwrap_or_default();
        let mut options = options(text.as_encoded_bytes()).into_iter();
        options.any(|option| option.is_trust_store() && !option.is_our_trust_store())
    })
}

/// An option in one of Java's variables.
#[derive(Debug)]
struct JavaOption {
    /// Its position in the variable.
    range: Range<usize>,
    /// The option without quotes.
    text: Vec<u8>,
}

impl JavaOption {
    fn is_trust_store(&self) -> bool {
        let of_type = self.text.strip_prefix(TYPE);
        of_type.is_some_and(|kind| {
            !FILE_TYPES
                .iter()
                .any(|file| file.eq_ignore_ascii_case(kind))
        }) || matches!(self.text.strip_prefix(TRUST_STORE), Some([] | [b'=', ..]))
    }

    /// Returns whether the option names a key store of sglaunch, in any cache directory.
    fn is_our_trust_store(&self) -> bool {
        let Some([b'=', path @ ..]) = self.text.strip_prefix(TRUST_STORE) else {
            return false;
        };
        let path = os::os_string(path.to_vec());
        let path = Path::new(&path);
        let stem = path.file_stem().unwrap_or_default().to_str();
        path.extension().is_some_and(|end| end == KEY_STORE)
            && stem.is_some_and(is_digits)
            && path.parent().is_some_and(|dir| dir.ends_with(BUNDLES))
    }
}

/// Splits the value of a variable as Java does: at white space outside quotes. A quote ends at the
/// next one of its kind, and there are no escapes (`parse_options_buffer` in the JVM's
/// `arguments.cpp`).
fn options(text: &[u8]) -> Vec<JavaOption> {
    let mut options = Vec::new();
    let mut rest = (0..).zip(text.iter().copied()).peekable();
    while let Some(&(start, byte)) = rest.peek() {
        if is_blank(byte) {
            rest.next();
            continue;
        }
        let mut option = Vec::new();
        let mut quote = None;
        while let Some((_, byte)) = rest.next_if(|(_, byte)| quote.is_some() || !is_blank(*byte)) {
            match (quote, byte) {
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                _ => option.push(byte),
            }
        }
        let end = rest.peek().map_or(text.len(), |(end, _)| *end);
        options.push(JavaOption {
            range: start..end,
            text: option,
        });
    }
    options
}

/// Quotes a part of an option if it contains white space or quotes.
fn quoted(part: &[u8]) -> Vec<u8> {
    if !part.iter().any(|byte| is_blank(*byte) || is_quote(*byte)) {
        return part.to_vec();
    }
    let mut quoted = Vec::with_capacity(part.len() + 2);
    for run in part.chunk_by(|a, b| (*a == b'"') == (*b == b'"')) {
        let quote = if run[0] == b'"' { b'\'' } else { b'"' };
        quoted.push(quote);
        quoted.extend_from_slice(run);
        quoted.push(quote);
    }
    quoted
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// Returns whether a byte is white space for C's `isspace`.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "-Djavax.net.ssl.trustStore=/c/bundles/0123456789abcdef.p12";

    /// Returns the texts of the options, separated by `|`.
    fn split(text: &str) -> String {
        let options = options(text.as_bytes()).into_iter();
        let texts: Vec<Vec<u8>> = options.map(|option| option.text).collect();
        String::from_utf8(texts.join(&b'|')).unwrap()
    }

    #[test]
    fn options_are_split_as_java_splits_them() {
        for (text, expected) in [
            ("", ""),
            (" \t\n", ""),
            ("-Xmx1g", "-Xmx1g"),
            ("  -a\x0b-b\t", "-a|-b"),
            ("-Da='x y' \"-Db=1 2\"", "-Da=x y|-Db=1 2"),
            (r#"-D"it's"'"a'\ b"#, r#"-Dit's"a\|b"#),
            ("-Da= ''", "-Da=|"),
            ("-a 'never closed -b", "-a|never closed -b"),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn a_quoted_path_is_one_option() {
        for path in [
            "/plain/path",
            "/with blank/x",
            "/tab\tand\nline",
            "/it's",
            "/say \"x\"",
            "/\"both'\"",
            r"C:\Program Files\x",
            r"C:\x",
        ] {
            let quoted = String::from_utf8(quoted(path.as_bytes())).unwrap();
            assert_eq!(split(&quoted), path, "{quoted}");
            assert_eq!(quoted == path, !path.contains([' ', '\t', '"', '\'']));
        }
    }

    #[test]
    fn a_nested_launch_replaces_the_key_store_of_the_outer_one() {
        let path = Path::new("/a b/bundles/fedcba9876543210.p12");
        let option = "-Djavax.net.ssl.trustStore=\"/a b/bundles/fedcba9876543210.p12\"";
        for before in [None, Some("-Xmx1g"), Some("-Da='x y' -Xmx1g")] {
            let before = Env::from_iter(before.map(|text| (JAVA_TOOL_OPTIONS, text)));
            let mut env = before.clone();
            for _ in 0..3 {
                env = without_key_store(&env).into_owned();
                assert_eq!(env, before);
                add_key_store(&mut env, path);
            }
            let text = env.get(JAVA_TOOL_OPTIONS).unwrap().to_str().unwrap();
            assert!(text.ends_with(option), "{text}");
        }
        let text = format!("{OURS} -Xmx1g\t'{OURS}'  -Xms1g");
        let env = Env::from_iter([(JAVA_TOOL_OPTIONS, text)]);
        let without = Env::from_iter([(JAVA_TOOL_OPTIONS, "-Xmx1g -Xms1g")]);
        assert_eq!(*without_key_store(&env), without);
    }

    #[test]
    fn a_trust_store_that_is_not_ours_is_kept() {
        let option = |value: &str| format!("-Djavax.net.ssl.trustStore{value}");
        for (text, is_own) in [
            (option("=/etc/pki/java/cacerts"), true),
            (option("=/c/bundles/studio.p12"), true),
            (option("=/c/bundles/0123456789abcdef.jks"), true),
            (option("=/c/0123456789abcdef.p12"), true),
            (option(""), true),
            (option("='/a b'"), true),
            (option("Type=Windows-ROOT"), true),
            (option("Type=PKCS12"), false),
            (option("Type=jks"), false),
            (option("Password=changeit"), false),
            ("-Dx=-Djavax.net.ssl.trustStore=/x".to_owned(), false),
            (OURS.to_owned(), false),
        ] {
            for variable in VARIABLES {
                let mut env = Env::from_iter([(variable, format!("-Xmx1g {text}"))]);
                let own = own_trust_store(&env);
                assert_eq!(own, is_own.then_some(variable), "{text}");
                let before = env.clone();
                add_key_store(&mut env, Path::new("/c/bundles/fedcba9876543210.p12"));
                assert_eq!(env == before, is_own, "{text}");
            }
        }
    }
}
