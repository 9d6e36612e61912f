//! Keys with a list per operating system.

use serde::Deserialize;

use super::{Check, InFile, Invalid, Key, Leaf, List, MergeContext, Setting};

/// A list for each operating system. A launch checks only the list of its own system; `None` if no
/// file has one for it.
pub type PerSystem<T> = Option<List<T>>;

/// An operating system.
#[derive(Clone, Copy)]
pub(in crate::profile) enum System {
    Linux,
    Macos,
    Windows,
}

/// A list per operating system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PerSystem"))]
pub(in crate::profile) struct RawPerSystem<T> {
    pub linux: Option<T>,
    pub macos: Option<T>,
    pub windows: Option<T>,
}

impl System {
    pub const ALL: [Self; 3] = [Self::Linux, Self::Macos, Self::Windows];

    pub const CURRENT: Self = if cfg!(target_os = "macos") {
        Self::Macos
    } else if cfg!(windows) {
        Self::Windows
    } else {
        Self::Linux
    };

    pub fn select<T>(self, raw: RawPerSystem<T>) -> Option<T> {
        match self {
            Self::Linux => raw.linux,
            Self::Macos => raw.macos,
            Self::Windows => raw.windows,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Macos => "macos",
            Self::Windows => "windows",
        }
    }
}

impl<T: Leaf> Key for PerSystem<T> {
    type Raw = RawPerSystem<Vec<T::Raw>>;
    type Leaf = T;

    fn merge(
        files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<T>,
    ) -> Result<Self, Invalid> {
        let system = context.system;
        let mut lists = files.filter_map(|InFile { file, value }| {
            let value = system.select(value)?;
            Some(InFile { file, value })
        });
        let highest = lists.next();
        let context = context.join(system.key());
        let list = highest.map(|list| List::merge(std::iter::once(list), context, check));
        list.transpose()
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        if let Some(list) = self {
            list.collect(settings);
        }
    }
}
