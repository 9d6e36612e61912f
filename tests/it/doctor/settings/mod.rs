//! Checks of settings files and of libraries.

mod client_config;
mod library_path;
mod overridden;
