//! Mismatches between a YAML document and a type, as data.
//!
//! The errors of `serde_yaml` are sentences. Here a deserializer around it records the cause of the
//! first error and its path, when a file that could not be read is read again.

use serde::Deserialize;

use super::span::{Position, position};
use super::trace::Trace;
use super::traced::Traced;

/// The first part of a document that does not fit.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub cause: Cause,
    /// The keys down to the value, as in `ca.files[0]`.
    pub path: String,
    pub position: Option<Position>,
}

#[derive(Debug)]
pub(super) enum Cause {
    UnknownKey {
        key: String,
        known: &'static [&'static str],
    },
    DuplicateKey(String),
    MissingKey(&'static str),
    WrongType(Type),
    Other(String),
}

/// The type that a value must have.
#[derive(Debug)]
pub(super) enum Type {
    Bool,
    Text,
    List,
    Map,
    /// One of several types.
    Union {
        description: String,
        /// The value is a number or a boolean, which quotes would make a string.
        is_unquoted: bool,
    },
}

/// Reads `yaml` without a record.
pub(super) fn read<'de, T: Deserialize<'de>>(yaml: &'de str) -> Result<T, serde_yaml::Error> {
    read_with(yaml, &Trace::default())
}

/// Returns the first part of `yaml` that does not fit `T`.
pub(super) fn mismatch<'de, T: Deserialize<'de>>(yaml: &'de str) -> Option<Mismatch> {
    let trace = Trace {
        is_recording: true,
        ..Trace::default()
    };
    let error = read_with::<T>(yaml, &trace).err()?;
    Some(Mismatch {
        cause: trace.cause.take()?,
        path: trace.path.take(),
        position: position(&error),
    })
}

/// Reads `yaml` with the one deserializer, so that the code for `T` exists once.
fn read_with<'de, T: Deserialize<'de>>(
    yaml: &'de str,
    trace: &Trace,
) -> Result<T, serde_yaml::Error> {
    let inner = serde_yaml::Deserializer::from_str(yaml);
    T::deserialize(Traced { inner, trace }).map_err(|error| trace.inner(error))
}
