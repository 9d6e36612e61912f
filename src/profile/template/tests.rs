use std::path::Path;

use super::{ExpandError, Template, Values};
use crate::env::Env;
use crate::profile::Version;

fn expand(text: &str) -> Result<String, ExpandError> {
    let env = Env::from_iter([
        ("ROOT", "/opt/x"),
        ("EMPTY", ""),
        ("ProgramFiles(x86)", "C:/x86"),
    ]);
    let version = Version::new("15.1v3");
    let values = Values {
        env: &env,
        home: Some(Path::new("/home/ana")),
        version: version.as_ref(),
    };
    let expanded = Template::parse(text).unwrap().expand(values)?;
    Ok(expanded.into_string().unwrap())
}

#[test]
fn placeholders_are_expanded() {
    for (template, value) in [
        ("~/x", "/home/ana/x"),
        ("~", "/home/ana"),
        ("a~/x", "a~/x"),
        ("${ROOT}/bin", "/opt/x/bin"),
        ("${NONE:-/else}/bin", "/else/bin"),
        ("${EMPTY:-/else}${EMPTY}", "/else"),
        ("${NONE:-}", ""),
        ("${ProgramFiles(x86)}", "C:/x86"),
        (
            "cost: $$5 $5 \\\\host\\c$\\x",
            "cost: $5 $5 \\\\host\\c$\\x",
        ),
        ("$${ROOT}", "${ROOT}"),
        ("Nuke{version}/Nuke{major.minor}", "Nuke15.1v3/Nuke15.1"),
        ("{\"json\": {}}", "{\"json\": {}}"),
        ("", ""),
    ] {
        assert_eq!(expand(template).as_deref(), Ok(value), "{template}");
    }
}

#[test]
fn a_missing_value_is_an_error() {
    assert_eq!(expand("${NONE}"), Err(ExpandError::Variable("NONE".into())));
    let no_values = Values {
        env: &Env::default(),
        home: None,
        version: None,
    };
    let expand = |text| Template::parse(text).unwrap().expand(no_values);
    assert_eq!(expand("~"), Err(ExpandError::Home));
    assert_eq!(expand("{major.minor}"), Err(ExpandError::Version));
}

#[test]
fn a_broken_placeholder_is_an_error() {
    assert!(Template::parse("${ROOT").unwrap_err().contains('}'));
    assert!(Template::parse("$HOME/x").unwrap_err().contains("${HOME}"));
    assert!(Template::parse("${}").is_err());
    assert!(Template::parse("${A B}").is_err());
}
