//! The kinds of keys, which differ in how the files of a profile are merged.

use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use super::leaf::{Leaf, parse};
use super::{Check, InFile, Invalid, Key, MergeContext, Setting};
use crate::profile::constraint;
use crate::profile::origin::{Item, Origin, Sourced};

/// A single value. The highest file that has the key wins.
pub type Scalar<T> = Option<Sourced<T>>;

/// A list. The highest file that has the key wins, with all its items.
pub type List<T> = Vec<Sourced<T>>;

/// A list to which every file adds its items.
#[derive(Debug)]
pub struct Appended<T>(List<T>);

/// A boolean that is `DEFAULT` if no file has the key.
#[derive(Debug)]
pub struct Switch<const DEFAULT: bool> {
    pub value: bool,
    origin: Origin,
}

/// A key that describes one profile: files of other names that the profile extends do not count.
#[derive(Debug)]
pub struct Own<T>(T);

/// A single value that null takes back: the key is then as in no file.
#[derive(Debug)]
pub struct Nullable<T>(Scalar<T>);

/// A key that applies to its own file and is not merged.
#[derive(Debug)]
pub(in crate::profile) struct OwnFile<T>(PhantomData<T>);

impl<T: Leaf> Key for Scalar<T> {
    type Raw = T::Raw;
    type Leaf = T;

    fn merge(
        mut files: impl Iterator<Item = InFile<T::Raw>>,
        context: MergeContext,
        check: Check<T>,
    ) -> Result<Self, Invalid> {
        let highest = files.next();
        highest
            .map(|raw| parse(raw, Item::Whole, context, check))
            .transpose()
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        settings.extend(self.iter().map(Setting::from));
    }
}

impl<T: Leaf> Key for Nullable<T> {
    type Raw = Option<T::Raw>;
    type Leaf = T;

    fn merge(
        mut files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<T>,
    ) -> Result<Self, Invalid> {
        let highest = files.next().and_then(|InFile { file, value }| {
            let value = value?;
            Some(InFile { file, value })
        });
        Scalar::merge(highest.into_iter(), context, check).map(Self)
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        self.0.collect(settings);
    }
}

impl<T> Deref for Nullable<T> {
    type Target = Scalar<T>;

    fn deref(&self) -> &Scalar<T> {
        &self.0
    }
}

/// Reads the value of a key that is there: null is a value.
pub(in crate::profile) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    raw: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(raw).map(Some)
}

impl<T: Leaf> Key for List<T> {
    type Raw = Vec<T::Raw>;
    type Leaf = T;

    fn merge(
        files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<T>,
    ) -> Result<Self, Invalid> {
        let mut items = Self::new();
        for list in files.take(1) {
            add_items(&mut items, list, context, check)?;
        }
        Ok(items)
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        settings.extend(self.iter().map(Setting::from));
    }
}

impl<T: Leaf> Key for Appended<T> {
    type Raw = Vec<T::Raw>;
    type Leaf = T;

    fn merge(
        files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<T>,
    ) -> Result<Self, Invalid> {
        let mut items = Vec::new();
        for list in files {
            add_items(&mut items, list, context, check)?;
        }
        Ok(Self(items))
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        self.0.collect(settings);
    }
}

impl<T> Deref for Appended<T> {
    type Target = [Sourced<T>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T: Key> Key for Own<T> {
    type Raw = T::Raw;
    type Leaf = T::Leaf;

    fn merge(
        files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<Self::Leaf>,
    ) -> Result<Self, Invalid> {
        let own = files.filter(|raw| raw.file < context.own);
        T::merge(own, context, check).map(Self)
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        self.0.collect(settings);
    }
}

impl<T> Own<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<const DEFAULT: bool> Switch<DEFAULT> {
    pub(in crate::profile) fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl<const DEFAULT: bool> Key for Switch<DEFAULT> {
    type Raw = bool;
    type Leaf = bool;

    fn merge(
        mut files: impl Iterator<Item = InFile<bool>>,
        context: MergeContext,
        _: Check<bool>,
    ) -> Result<Self, Invalid> {
        let InFile { file, value } = files.next().unwrap_or(InFile {
            file: context.base,
            value: DEFAULT,
        });
        let origin = context.origin(file, Item::Whole);
        Ok(Self { value, origin })
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        settings.push(Setting::new(&self.value, &self.origin));
    }
}

impl<T: DeserializeOwned> Key for OwnFile<T> {
    type Raw = T;
    type Leaf = T;

    fn merge(
        _: impl Iterator<Item = InFile<T>>,
        _: MergeContext,
        _: Check<T>,
    ) -> Result<Self, Invalid> {
        Ok(Self(PhantomData))
    }

    fn collect(&self, _: &mut Vec<Setting>) {}
}

/// Appends the items of a list.
fn add_items<T: Leaf>(
    items: &mut List<T>,
    list: InFile<Vec<T::Raw>>,
    context: MergeContext,
    check: Check<T>,
) -> Result<(), Invalid> {
    let InFile { file, value } = list;
    within_limit(value.len(), file, context)?;
    for (index, value) in value.into_iter().enumerate() {
        items.push(parse(
            InFile { file, value },
            Item::Index(index),
            context,
            check,
        )?);
    }
    Ok(())
}

/// Checks the number of items of a list or map in a file.
pub(super) fn within_limit(
    items: usize,
    file: usize,
    context: MergeContext,
) -> Result<(), Invalid> {
    constraint::count(items)
        .map_err(|sentence| Invalid::new(sentence, context.origin(file, Item::Whole)))
}
