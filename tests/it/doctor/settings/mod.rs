//! Checks of settings files and of libraries.

mod client_config;
mod overridden;
