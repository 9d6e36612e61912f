//! Properties of every template in a profile.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use sglaunch::env::Env;
use sglaunch::profile::{ExpandError, Template, Values, Version};

const HOME: &str = "/home/ana";

/// A value that would be a template itself.
const HOSTILE: &str = "~/${A}$$$B{version}";

/// Panics if a property does not hold for a template of this text.
pub fn hold(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    doubled_dollars_are_dollars(text);
    let Ok(template) = Template::parse(text) else {
        return;
    };
    assert_eq!(template.as_str(), text);
    has_no_placeholder_without_a_special_character(&template, text);
    asks_for_each_value_once(&template, text);
    values_are_not_templates(&template, text);
}

/// `$$` for each dollar is the text itself, if nothing else in it is a placeholder.
fn doubled_dollars_are_dollars(text: &str) {
    if text.contains(['\0', '{']) || text.starts_with('~') {
        return;
    }
    let template = Template::parse(&text.replace('$', "$$")).expect("it has no placeholder");
    assert_eq!(expand(&template, &Env::default(), None), Ok(text.into()));
    assert_eq!(template.empty_variable(&Env::default()), None);
}

fn has_no_placeholder_without_a_special_character(template: &Template, text: &str) {
    if !text.contains(['$', '{', '~']) {
        assert_eq!(expand(template, &Env::default(), None), Ok(text.into()));
        assert!(!template.is_versioned());
    }
}

/// Only values that the text names are missing, and with all of them there is no error.
fn asks_for_each_value_once(template: &Template, text: &str) {
    let mut env = Env::default();
    let mut version = None;
    loop {
        match expand(template, &env, version.as_ref()) {
            Ok(_) => return,
            Err(ExpandError::Variable(name)) => {
                assert!(text.contains(&format!("${{{name}")), "{name} in {text:?}");
                assert_eq!(env.get(&name), None, "{name} is set");
                env.set(name, "x");
            }
            Err(ExpandError::Version) => {
                assert!(version.is_none() && template.is_versioned());
                version = Version::new("20.5");
            }
            Err(error) => panic!("{error:?}: there is a home, and each value is short"),
        }
    }
}

/// What a variable contains is put in as it is.
fn values_are_not_templates(template: &Template, text: &str) {
    if text.contains('\u{1}') {
        return;
    }
    let version = Version::new("20.5");
    let with = |value: &str| {
        let mut env = Env::from_iter([("A", value), ("STUDIO", value)]);
        while let Err(ExpandError::Variable(name)) = expand(template, &env, version.as_ref()) {
            env.set(name, value);
        }
        let expanded = expand(template, &env, version.as_ref()).expect("every value is there");
        expanded.into_string().expect("UTF-8")
    };
    assert_eq!(with("\u{1}").replace('\u{1}', HOSTILE), with(HOSTILE));
}

fn expand(
    template: &Template,
    env: &Env,
    version: Option<&Version>,
) -> Result<OsString, ExpandError> {
    let values = Values {
        env,
        home: Some(Path::new(HOME)),
        version,
    };
    let expanded = template.expand(values)?;
    assert!(
        !expanded.as_encoded_bytes().contains(&0),
        "{}",
        expanded.display()
    );
    if template.as_str().starts_with("~/") {
        assert!(
            expanded
                .as_encoded_bytes()
                .starts_with(OsStr::new(HOME).as_encoded_bytes())
        );
    }
    Ok(expanded)
}
