//! The program from outside: the real binary in a sandbox, and real clients against a real TLS server.

#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

mod bundle;
mod clients;
mod env;
mod generate;
mod launch;
mod profile;
mod sandbox;
mod site;
mod tidy;
mod trust;
