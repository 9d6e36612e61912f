//! Mismatches between a YAML document and a type, as data.
//!
//! The errors of `serde_yaml` are sentences. Here a deserializer around it records the cause of the
//! first error and its path. It runs only after reading has failed, so that reading stays fast.

use serde::Deserialize;
use serde::de::Expected;

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

impl Type {
    /// Returns the type as a visitor describes it.
    pub fn of(visitor: &dyn Expected) -> Self {
        Self::Union {
            description: visitor.to_string(),
            is_unquoted: false,
        }
    }
}

/// Returns the first part of `yaml` that does not fit `T`.
pub(super) fn mismatch<'de, T: Deserialize<'de>>(yaml: &'de str) -> Option<Mismatch> {
    let trace = Trace::default();
    let deserializer = Traced {
        inner: serde_yaml::Deserializer::from_str(yaml),
        trace: &trace,
    };
    let error = trace.inner(T::deserialize(deserializer).err()?);
    Some(Mismatch {
        cause: trace.cause.take()?,
        path: trace.path.take(),
        position: position(&error),
    })
}
