//! The page of a diagnosis.

use crate::doctor::Diagnosis;
use crate::error::Result;

/// Returns the page.
pub fn page(diagnosis: &Diagnosis) -> Result<String> {
    Ok(diagnosis.conclusion.sentence.clone())
}
