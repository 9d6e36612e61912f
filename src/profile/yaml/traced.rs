//! A deserializer that forwards to another one and records why a type does not accept a value.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::mismatch::{Cause, Type};
use super::trace::{Trace, TracedError};

/// A deserializer, visitor, seed, map or list that records causes.
pub(super) struct Traced<'a, T> {
    pub inner: T,
    pub trace: &'a Trace,
}

impl<'a, T> Traced<'a, T> {
    /// Calls `read` of the inner deserializer. If it fails without a recorded cause, the value does
    /// not have the `expected` type.
    fn read<'de, V: Visitor<'de>>(
        self,
        visitor: V,
        expected: Type,
        read: impl FnOnce(T, Traced<'a, V>) -> Result<V::Value, T::Error>,
    ) -> Result<V::Value, TracedError<T::Error>>
    where
        T: Deserializer<'de>,
    {
        let trace = self.trace;
        let visitor = Traced {
            inner: visitor,
            trace,
        };
        read(self.inner, visitor).map_err(|error| {
            trace.record(Cause::WrongType(expected));
            TracedError::Inner(error)
        })
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Traced<'_, D> {
    type Error = TracedError<D::Error>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let expected = self.trace.type_of(&visitor);
        self.read(visitor, expected, D::deserialize_any)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.read(visitor, Type::Bool, D::deserialize_bool)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.read(visitor, Type::Text, D::deserialize_str)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.read(visitor, Type::List, D::deserialize_seq)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.read(visitor, Type::Map, D::deserialize_map)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let expected = self.trace.type_of(&visitor);
        self.read(visitor, expected, D::deserialize_option)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct enum ignored_any
    }
}

/// Forwards a scalar to the inner visitor.
macro_rules! forward {
    ($($visit:ident($type:ty))*) => {$(
        fn $visit<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
            let result = self.inner.$visit::<TracedError<E>>(value);
            result.map_err(|error| self.trace.inner(error))
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Traced<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.inner.expecting(f)
    }

    forward! {
        visit_bool(bool)
        visit_i64(i64)
        visit_u64(u64)
        visit_f64(f64)
        visit_str(&str)
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        let result = self.inner.visit_unit::<TracedError<E>>();
        result.map_err(|error| self.trace.inner(error))
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        let result = self.inner.visit_none::<TracedError<E>>();
        result.map_err(|error| self.trace.inner(error))
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let trace = self.trace;
        let result = self.inner.visit_some(Traced { inner, trace });
        result.map_err(|error| trace.inner(error))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        let trace = self.trace;
        let inner = TracedList {
            access: list,
            index: 0,
        };
        let result = self.inner.visit_seq(Traced { inner, trace });
        result.map_err(|error| trace.inner(error))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let trace = self.trace;
        let inner = TracedMap {
            access: map,
            keys: BTreeSet::new(),
            key: String::new(),
        };
        let result = self.inner.visit_map(Traced { inner, trace });
        result.map_err(|error| trace.inner(error))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Traced<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let trace = self.trace;
        let result = self.inner.deserialize(Traced { inner, trace });
        result.map_err(|error| trace.inner(error))
    }
}

struct TracedList<A> {
    access: A,
    index: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Traced<'_, TracedList<A>> {
    type Error = TracedError<A::Error>;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        inner: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let (list, trace) = (&mut self.inner, self.trace);
        let index = list.index;
        list.index += 1;
        let step = |_: &Trace| format!("[{index}]");
        let next = || list.access.next_element_seed(Traced { inner, trace });
        trace.at(step, next).map_err(TracedError::Inner)
    }
}

struct TracedMap<A> {
    access: A,
    keys: BTreeSet<String>,
    /// The key that was read last.
    key: String,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Traced<'_, TracedMap<A>> {
    type Error = TracedError<A::Error>;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        inner: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        let TracedMap { access, keys, key } = &mut self.inner;
        let trace = self.trace;
        let seed = KeySeed {
            inner,
            keys,
            key,
            trace,
        };
        let next = access.next_key_seed(Traced { inner: seed, trace });
        next.map_err(TracedError::Inner)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        inner: S,
    ) -> Result<S::Value, Self::Error> {
        let (map, trace) = (&mut self.inner, self.trace);
        let (access, key) = (&mut map.access, &map.key);
        let step = |trace: &Trace| trace.key_step(key);
        let next = || access.next_value_seed(Traced { inner, trace });
        trace.at(step, next).map_err(TracedError::Inner)
    }
}

/// Reads a key. It fails at a duplicate, so that the error has the position of the second key.
struct KeySeed<'m, S> {
    inner: S,
    keys: &'m mut BTreeSet<String>,
    key: &'m mut String,
    trace: &'m Trace,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for KeySeed<'_, S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<S::Value, E> {
        if self.trace.is_recording {
            if !self.keys.insert(key.to_owned()) {
                self.trace.record(Cause::DuplicateKey(key.to_owned()));
                return Err(E::custom("recorded"));
            }
            key.clone_into(self.key);
        }
        let deserializer: StrDeserializer<E> = key.into_deserializer();
        self.inner.deserialize(deserializer)
    }
}
