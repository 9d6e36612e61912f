//! The page of a farm.

use crate::doctor::farm::Farm;
use crate::error::Result;

/// Returns the page.
pub fn page(farm: &Farm) -> Result<String> {
    Ok(farm.nodes.len().to_string())
}
