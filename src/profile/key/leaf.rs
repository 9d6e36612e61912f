//! Single values: how each type is parsed from a file and shown.

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::{Check, InFile, Invalid, MergeContext, Remedy, Setting, System};
use crate::certs::Fingerprint;
use crate::error::cut;
use crate::profile::constraint;
use crate::profile::origin::{Item, Origin, Sourced};
use crate::profile::template::{TemplateUse, escape_of};
use crate::profile::{Template, Version};

/// A single value: that of a scalar key, an item of a list or an entry of a map.
pub(in crate::profile) trait Leaf: Sized {
    /// The value as a file has it.
    type Raw: DeserializeOwned;

    /// Returns the value for a system, and the system if the value is one of a map of systems;
    /// `None` if that map does not name it.
    fn of_system(raw: Self::Raw, _: System) -> Option<(Self::Raw, Option<System>)> {
        Some((raw, None))
    }

    /// Parses a value. The error is the sentence for the user.
    fn parse(raw: Self::Raw) -> Result<Self, String>;

    /// Returns the value as a profile would have it.
    fn to_json(&self) -> Json;

    /// Returns a control character in the templates of the value that YAML has read from an escape:
    /// see [`Template::misread_escape`].
    fn misread_escape(&self, _: TemplateUse) -> Option<char> {
        None
    }
}

/// Parses and checks a value.
pub(super) fn parse<T: Leaf>(
    raw: InFile<T::Raw>,
    item: Item,
    context: MergeContext,
    check: Check<T>,
) -> Result<Sourced<T>, Invalid> {
    let origin = context.origin(raw.file, item);
    let value = match T::parse(raw.value).and_then(|value| check(&value).map(|()| value)) {
        Ok(value) => value,
        Err(sentence) => return Err(Invalid::new(sentence, origin)),
    };
    let template_use = match context.key.pair() {
        ("program" | "ca" | "shortcut", _) => TemplateUse::Path,
        _ => TemplateUse::Text,
    };
    match value.misread_escape(template_use) {
        None => Ok(Sourced { value, origin }),
        Some(c) => {
            let escape = escape_of(c);
            let sentence = format!("the value contains the control character `{escape}`");
            Err(Invalid::new(sentence, origin).remedy(Remedy::NoEscape))
        }
    }
}

impl Setting {
    pub(super) fn new<T: Leaf>(value: &T, origin: &Origin) -> Self {
        Self {
            key: origin.dotted(),
            value: value.to_json(),
            file: origin.file,
        }
    }
}

impl<T: Leaf> From<&Sourced<T>> for Setting {
    fn from(value: &Sourced<T>) -> Self {
        Self::new(&value.value, &value.origin)
    }
}

impl Leaf for bool {
    type Raw = bool;

    fn parse(raw: bool) -> Result<Self, String> {
        Ok(raw)
    }

    fn to_json(&self) -> Json {
        json!(self)
    }
}

impl Leaf for String {
    type Raw = String;

    fn parse(raw: String) -> Result<Self, String> {
        constraint::length(&raw).map(|()| raw)
    }

    fn to_json(&self) -> Json {
        json!(self)
    }
}

impl Leaf for Template {
    type Raw = String;

    fn parse(raw: String) -> Result<Self, String> {
        Template::parse(&raw)
    }

    fn to_json(&self) -> Json {
        json!(self.as_str())
    }

    fn misread_escape(&self, template_use: TemplateUse) -> Option<char> {
        self.misread_escape(template_use)
    }
}

impl Leaf for Version {
    type Raw = String;

    fn parse(raw: String) -> Result<Self, String> {
        constraint::length(&raw)?;
        Version::new(&raw).ok_or_else(|| {
            format!(
                "`{}` is not a version: it must begin with a digit",
                cut(&raw)
            )
        })
    }

    fn to_json(&self) -> Json {
        json!(self.as_str())
    }
}

impl Leaf for Fingerprint {
    type Raw = String;

    fn parse(raw: String) -> Result<Self, String> {
        Fingerprint::parse(&raw)
    }

    fn to_json(&self) -> Json {
        json!(self.to_string())
    }
}
