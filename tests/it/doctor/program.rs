//! Checks of programs that the bundle does not reach.
