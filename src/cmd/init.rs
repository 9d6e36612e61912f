//! `sglaunch init`: writes a profile to start from.

use super::Context;
use crate::error::{Error, Result};

/// Writes the profile `name` into the user's or the machine's directory of profiles.
pub fn run(_: &Context, name: &str, _site: bool) -> Result<u8> {
    Err(Error::new(format!("cannot write profile `{name}`")))
}
