//! From a profile and a bundle to the running program.

pub mod environment;
pub mod exec;
pub mod hook;
pub mod plan;
