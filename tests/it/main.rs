//! Tests from outside: the real binary in a sandbox, real clients against a real TLS server.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test writes its own files, and has failed if it cannot be set up"
)]
#![expect(
    clippy::similar_names,
    reason = "the name of a `test` and the `text` that it reads stand beside each other"
)]

#[cfg(all(windows, not(feature = "sglaunchw")))]
compile_error!("the tests start sglaunchw.exe: run `cargo test --features sglaunchw`");

mod alias;
mod blocklist;
#[cfg(target_os = "linux")]
mod browser;
mod bundle;
mod bundle_report;
mod client_matrix;
mod clients;
mod complete;
mod completions;
mod crate_files;
mod dialog;
mod doc_pages;
mod doctor;
mod env;
mod explain;
mod file_readers;
mod foreign_files;
mod fuzz;
#[cfg(target_os = "linux")]
mod guard;
mod help;
#[cfg(unix)]
mod home;
mod hook;
#[cfg(target_os = "linux")]
mod image;
mod init;
mod input_formats;
mod integrations;
mod java;
mod launch;
mod list;
mod man_page;
mod odd_certificates;
mod pem_readers;
mod printed;
#[cfg(unix)]
mod process;
mod profile;
mod program_resources;
mod programs;
#[cfg(unix)]
mod python_package;
#[cfg(unix)]
mod reads;
// The script is for Debian.
#[cfg(target_os = "linux")]
mod release;
mod repository;
#[cfg(unix)]
mod root;
mod sandbox;
mod settings;
mod shim;
mod shortcut;
// The snapshots hold Linux's paths, shells and shortcuts.
#[cfg(target_os = "linux")]
mod snapshots;
mod source_layout;
mod strace;
mod system;
mod tls_clients;
mod tls_server;
mod toolkit;
mod trust_dir;
#[cfg(windows)]
mod windows;
