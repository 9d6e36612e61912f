//! Checks of chains.
