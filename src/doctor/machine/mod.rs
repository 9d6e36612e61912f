//! Checks of local files and variables.

pub mod launch;
