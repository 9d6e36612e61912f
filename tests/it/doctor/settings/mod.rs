//! Checks of settings files and of libraries.

mod overridden;
