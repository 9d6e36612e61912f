//! Checks of variables.
