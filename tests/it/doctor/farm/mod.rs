//! `doctor --merge`: the diagnoses of many machines.

pub mod generated;
mod merged;
