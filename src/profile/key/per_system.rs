//! Keys with a list per operating system.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::Deserialize;

use super::{Check, InFile, Invalid, Key, Leaf, List, MergeContext, Setting};

/// A list for each operating system. A launch checks only the list of its own system; `None` if no
/// file has one for it.
pub type PerSystem<T> = Option<List<T>>;

/// An operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profile) enum System {
    Linux,
    Macos,
    Windows,
}

/// A list per operating system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PerSystem_{T}"))]
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

    /// Returns the name for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "Linux",
            Self::Macos => "macOS",
            Self::Windows => "Windows",
        }
    }

    /// Returns a text that is equal for the names of one variable. Windows ignores their case, in
    /// the same way for every language; shells set only ASCII names.
    pub fn variable_key(self, name: &str) -> Cow<'_, str> {
        if self.ignores_case_of_variables() {
            name.to_ascii_uppercase().into()
        } else {
            name.into()
        }
    }

    pub fn ignores_case_of_variables(self) -> bool {
        self == Self::Windows
    }

    /// Compares names of variables by their keys.
    pub fn compare_variables(self, a: &str, b: &str) -> Ordering {
        if self.ignores_case_of_variables() {
            let upper = |name| str::bytes(name).map(|byte| byte.to_ascii_uppercase());
            upper(a).cmp(upper(b))
        } else {
            a.cmp(b)
        }
    }

    pub fn is_same_variable(self, a: &str, b: &str) -> bool {
        a == b || self.ignores_case_of_variables() && a.eq_ignore_ascii_case(b)
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
