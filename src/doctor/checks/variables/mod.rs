//! Checks of the caller's environment variables.

pub mod client_certificate;
mod content;
pub mod empty;
mod hints;
pub mod home;
mod known;
pub mod misnamed;
pub mod missing_file;
mod names;
pub mod other_machine;
mod places;
mod report;
pub mod unusable_file;
pub mod used;
pub mod verification_off;
