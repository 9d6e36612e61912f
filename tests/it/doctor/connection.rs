//! Checks of connections.
