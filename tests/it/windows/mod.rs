//! Windows only: certificate stores, permissions, processes, paths, shims, shortcuts and dialogs.

mod dialogs;
mod for_all;
mod imports;
mod jobs;
mod names;
pub mod pasting;
mod paths;
mod processes;
mod programs;
mod resources;
mod shims;
mod shortcuts;
mod store;
