//! `sglaunch schema`.

use super::Context;
use crate::error::Result;
use crate::profile::SCHEMA;

/// Prints the JSON Schema of profiles.
pub fn run(context: &Context) -> Result<u8> {
    context.ui.print(SCHEMA)?;
    Ok(0)
}
