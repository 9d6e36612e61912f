//! JSON: an object with a string for each variable to set and null for each to remove.

use super::{Format, NAME_NOT_UTF8, unwritable, utf8};
use crate::env::Changes;
use crate::error::{Error, Result, printable_json};

pub(super) fn write(changes: &Changes) -> Result<Vec<u8>> {
    let mut object = serde_json::Map::new();
    for (name, value) in changes {
        let error = |why| unwritable(name, Format::Json, &why);
        let key = name.to_str().ok_or_else(|| error(NAME_NOT_UTF8))?;
        let value = value.as_deref().map(utf8).transpose().map_err(error)?;
        object.insert(key.to_owned(), value.into());
    }
    let text =
        serde_json::to_string_pretty(&object).map_err(|error| Error::new(error.to_string()))?;
    Ok((printable_json(&text) + "\n").into())
}
