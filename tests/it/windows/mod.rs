//! What there is on Windows alone: its certificate stores, its processes, its paths, its links and dialogs.

mod dialogs;
mod for_all;
mod paths;
mod processes;
mod shims;
mod shortcuts;
mod store;
