//! The record of the tracing deserializer.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::mismatch::{Cause, Type};

/// The cause of the first error, and the path of the value that is read.
#[derive(Default)]
pub(super) struct Trace {
    /// False at the first reading: most files are valid, and need no record.
    pub is_recording: bool,
    pub cause: Cell<Option<Cause>>,
    pub path: RefCell<String>,
}

impl Trace {
    /// Records the cause of an error, and turns it into an error of the inner deserializer.
    pub fn inner<E: de::Error>(&self, error: TracedError<E>) -> E {
        match error {
            TracedError::Inner(error) => error,
            TracedError::New(cause) => {
                self.record(cause);
                E::custom("recorded")
            }
        }
    }

    pub fn record(&self, cause: Cause) {
        if !self.is_recording {
            return;
        }
        let first = self.cause.take();
        self.cause.set(Some(first.unwrap_or(cause)));
    }

    /// Calls `read` with `step` at the end of the path, and leaves it there if reading fails.
    pub fn at<T, E>(
        &self,
        step: impl FnOnce(&Self) -> String,
        read: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.is_recording {
            return read();
        }
        let step = step(self);
        let length = self.path.borrow().len();
        self.path.borrow_mut().push_str(&step);
        let value = read()?;
        self.path.borrow_mut().truncate(length);
        Ok(value)
    }

    /// Returns the type of a value as its visitor describes it.
    pub fn type_of(&self, visitor: &dyn Expected) -> Type {
        Type::Union {
            description: if self.is_recording {
                visitor.to_string()
            } else {
                String::new()
            },
            is_unquoted: false,
        }
    }

    /// Returns the step to `key` from the value that is read.
    pub fn key_step(&self, key: &str) -> String {
        if self.path.borrow().is_empty() {
            key.to_owned()
        } else {
            format!(".{key}")
        }
    }
}

/// An error of the tracing deserializer.
#[derive(Debug)]
pub(super) enum TracedError<E> {
    /// A type did not accept a value.
    New(Cause),
    /// An error of the inner deserializer, with its position.
    Inner(E),
}

impl<E: fmt::Display> fmt::Display for TracedError<E> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::New(cause) => write!(f, "{cause:?}"),
            Self::Inner(error) => error.fmt(f),
        }
    }
}

impl<E: de::Error> std::error::Error for TracedError<E> {}

impl<E: de::Error> de::Error for TracedError<E> {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::New(Cause::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        Self::New(Cause::WrongType(Type::Union {
            description: expected.to_string(),
            is_unquoted: matches!(
                found,
                Unexpected::Bool(_)
                    | Unexpected::Unsigned(_)
                    | Unexpected::Signed(_)
                    | Unexpected::Float(_)
            ),
        }))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let key = key.to_owned();
        Self::New(Cause::UnknownKey { key, known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::New(Cause::MissingKey(key))
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::New(Cause::DuplicateKey(key.to_owned()))
    }
}
