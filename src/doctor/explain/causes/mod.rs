//! The failures that are known, each with the texts by which clients report it.
//!
//! A line of `patterns` is a text to look for; case, spaces and punctuation do not matter. Texts
//! after `&` must be near the first one, texts after `!` must not be in its line.

mod chain;
mod client;
mod closed;
mod connection;
mod files;
mod handshake;
mod hidden;
mod names;
mod python;
mod systems;
mod validity;

use crate::doctor::Id;

/// How specific a report is. Of the reports of one error, the most specific one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// A sentence that hides the cause.
    Hidden,
    /// The connection, without TLS.
    Network,
    /// A failed handshake, without a reason.
    Failed,
    /// A refused certificate, without a reason.
    Refused,
    /// The handshake.
    Handshake,
    /// The reason for which a certificate was refused.
    Reason,
    /// A cause of its own, which also leads to other reports.
    Decisive,
}

/// A failure, and what it points to.
#[derive(Debug)]
pub struct Cause {
    /// The checks that look into it, the most likely cause first.
    pub ids: &'static [Id],
    pub rank: Rank,
    /// One sentence: lower case, no full stop.
    pub message: &'static str,
    pub patterns: &'static str,
}

/// Iterates over all failures.
pub fn all() -> impl Iterator<Item = &'static Cause> {
    let families: [&[Cause]; 11] = [
        chain::CAUSES,
        validity::CAUSES,
        names::CAUSES,
        handshake::CAUSES,
        closed::CAUSES,
        client::CAUSES,
        connection::CAUSES,
        files::CAUSES,
        python::CAUSES,
        systems::CAUSES,
        hidden::CAUSES,
    ];
    families.into_iter().flatten()
}
