//! Checks of the bundle and its sources.

pub mod expiring;
pub mod location;
pub mod partial_chain;
pub mod roots_old;
pub mod source;
pub mod strict;
