//! Checks of programs that the bundle does not reach.

mod not_reached;
mod sandboxed;
