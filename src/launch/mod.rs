//! The steps of a launch, in order: inputs, environment, plan, hook, exec.

pub mod aliases;
pub mod environment;
pub mod exec;
pub mod hook;
pub mod inputs;
pub mod java;
pub mod plan;
pub mod restore;
