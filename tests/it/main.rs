//! The program from outside: the real binary in a sandbox, and real clients against a real TLS server.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

mod accounts;
mod ayon;
mod bundle;
mod ca_d;
mod clients;
mod distrust;
mod env;
mod fuzz;
mod generate;
mod hook;
mod integrations;
mod launch;
mod matrix;
mod page;
mod profile;
mod readers;
mod sandbox;
mod shapes;
mod shim;
mod shortcut;
mod site;
// The paths, the shells and the shortcuts in the snapshots are those of Linux.
#[cfg(target_os = "linux")]
mod snapshots;
mod system;
mod tidy;
mod toolkit;
mod trust;
mod window;
#[cfg(windows)]
mod windows;
