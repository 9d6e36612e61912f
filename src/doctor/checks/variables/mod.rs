//! Checks of the caller's environment variables.

pub mod client_certificate;
pub mod empty;
pub mod home;
pub mod misnamed;
pub mod missing_file;
pub mod other_machine;
pub mod unusable_file;
pub mod verification_off;
