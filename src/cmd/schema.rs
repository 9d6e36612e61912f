//! Prints the JSON Schema of profiles.

use super::Context;
use crate::error::{Error, Result};
use crate::profile;

pub fn run(context: &Context) -> Result<u8> {
    let text = serde_json::to_string_pretty(&profile::schema())
        .map_err(|error| Error::new(error.to_string()))?;
    context.ui.print(text + "\n")?;
    Ok(0)
}
