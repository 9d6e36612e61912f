//! Checks of the bundle, of the clock and of the launch.
