//! Checks of the chain that a site sends.

mod anchor;
mod case;
pub mod constraint;
pub mod distrusted;
pub mod intercepted;
pub mod missing_intermediate;
mod owner;
mod public_hosts;
pub mod self_signed;
pub mod unknown_root;
pub mod validity;
pub mod weak;
pub mod wrong_name;
