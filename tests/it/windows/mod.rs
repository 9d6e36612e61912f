//! What there is on Windows alone: its certificate stores, its processes, its paths.

mod paths;
mod processes;
mod shims;
mod store;
