//! Values with the file and the key that they come from.

use super::yaml::Step;

/// A value of a profile and its origin.
#[derive(Debug)]
pub struct Sourced<T> {
    pub value: T,
    pub(super) origin: Origin,
}

/// The file and the key of a value. Lines and columns are found by reading the file again, because
/// only errors need them.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// An index into the files of the profile.
    pub file: usize,
    pub key: KeyPath,
    pub item: Item,
}

/// The keys from the top of a file down to a value, as in `shortcut.icon.linux`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct KeyPath([&'static str; 3]);

/// The part of a key's value that is meant.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// All of it.
    Whole,
    /// An item of a list.
    Index(usize),
    /// An entry of a map whose keys are not fixed.
    Entry(String),
    /// The value for a system in such an entry.
    OfSystem(String, &'static str),
}

impl KeyPath {
    /// Returns the path of `key` in the map at this path.
    pub fn join(mut self, key: &'static str) -> Self {
        if let Some(free) = self.0.iter_mut().find(|key| key.is_empty()) {
            *free = key;
        }
        self
    }

    /// Returns the first two keys; the second is empty if there is only one.
    pub fn pair(&self) -> (&'static str, &'static str) {
        let [first, second, _] = self.0;
        (first, second)
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().copied().filter(|key| !key.is_empty())
    }
}

impl Origin {
    /// Returns the key as `show` prints it: `ca.files`, `env.PATH`.
    pub fn dotted(&self) -> String {
        let mut keys: Vec<&str> = self.key.keys().collect();
        keys.extend(self.entry());
        keys.join(".")
    }

    /// Returns the key of the entry in a map whose keys are not fixed.
    pub fn entry(&self) -> Option<&str> {
        match &self.item {
            Item::Entry(name) | Item::OfSystem(name, _) => Some(name),
            Item::Whole | Item::Index(_) => None,
        }
    }

    /// Returns the steps from the top of the file to the value.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let keys = self.key.keys().map(Step::Key);
        let (item, system) = match &self.item {
            Item::Whole => (None, None),
            Item::Index(index) => (Some(Step::Index(*index)), None),
            Item::Entry(name) => (Some(Step::Key(name)), None),
            Item::OfSystem(name, system) => (Some(Step::Key(name)), Some(Step::Key(system))),
        };
        keys.chain(item).chain(system).collect()
    }
}
