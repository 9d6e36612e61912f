//! Chooses between the profile's and the vendor's value of each setting.

use super::VendorMetadata;
use crate::profile::{LayerKind, Profile, Sourced};

/// Compares the profile with the vendor's metadata.
///
/// A value from a user's or studio's profile overrides the vendor's. One from a built-in profile
/// only replaces a missing one.
#[derive(Clone, Copy)]
pub struct Precedence<'a> {
    pub profile: &'a Profile,
}

impl Precedence<'_> {
    /// Returns whether a value comes from a profile that is not built in.
    pub fn is_from_user<T>(self, written: Option<&Sourced<T>>) -> bool {
        written.is_some_and(|written| self.profile.file_of(written).layer != LayerKind::BuiltIn)
    }

    /// Returns the program's name, with the requested version.
    ///
    /// Appends the profile's name if it inherits the program's name from another profile, which can
    /// have a shortcut too.
    pub fn name(
        self,
        vendor: &VendorMetadata,
        installed: Option<&str>,
        requested: Option<&str>,
    ) -> String {
        let setting = self.profile.settings.shortcut.name.as_ref();
        let vendor = vendor.name.as_deref();
        let vendor = vendor.map(|name| without_version(name, installed));
        let mut name = self
            .value(setting, vendor)
            .unwrap_or_else(|| self.profile.name.clone());
        if let Some(version) = requested {
            name = format!("{name} {version}");
        }
        let is_inherited =
            |written: &Sourced<String>| self.profile.file_of(written).name != self.profile.name;
        if setting.is_some_and(is_inherited) {
            format!("{name} ({})", self.profile.name)
        } else {
            name
        }
    }

    /// Returns the vendor's further keys that fit the shortcut.
    ///
    /// Excludes values that contain the installed version, which will change, and translations of
    /// texts that are not used.
    pub fn extra_keys(
        self,
        name: &str,
        vendor: &VendorMetadata,
        installed: Option<&str>,
    ) -> Vec<(String, String)> {
        let has_vendor_name = vendor.name.as_deref() == Some(name);
        let names = vendor.translated_names.iter().filter(|_| has_vendor_name);
        let has_description = self.is_from_user(self.profile.settings.description.as_ref());
        let fits = |(key, value): &&(String, String)| {
            let is_replaced = has_description && key.starts_with("Comment");
            !is_replaced && !installed.is_some_and(|version| value.contains(version))
        };
        let keys = names.chain(&vendor.extra_keys).filter(fits).cloned();
        let mut keys: Vec<(String, String)> = keys.collect();
        let known: Vec<String> = keys.iter().map(|(key, _)| key.clone()).collect();
        keys.retain(|(key, _)| {
            let (untranslated, _) = key.split_once('[').unwrap_or((key, ""));
            untranslated == "Name" || known.iter().any(|known| known == untranslated)
        });
        keys
    }

    /// Returns one line about the program, unless the vendor's keys contain one.
    pub fn comment(
        self,
        name: &str,
        extra_keys: &[(String, String)],
        vendor: Option<String>,
    ) -> Option<String> {
        if extra_keys.iter().any(|(key, _)| key == "Comment") {
            return None;
        }
        let comment = self.value(self.profile.settings.description.as_ref(), vendor)?;
        let line = comment.lines().next().unwrap_or_default().trim();
        let is_useful = line != name && !line.is_empty() && !line.contains(char::is_control);
        is_useful.then(|| line.to_owned())
    }

    /// Chooses a value.
    pub fn value(
        self,
        written: Option<&Sourced<String>>,
        vendor: Option<String>,
    ) -> Option<String> {
        let value = written.map(|written| written.value.clone());
        if self.is_from_user(written) {
            value
        } else {
            vendor.or(value)
        }
    }

    /// Chooses a list.
    pub fn list(self, written: &[Sourced<String>], vendor: Vec<String>) -> Vec<String> {
        if !vendor.is_empty() && !self.is_from_user(written.first()) {
            return vendor;
        }
        let values = written.iter().map(|written| written.value.clone());
        values.collect()
    }
}

/// Removes the installed version from a name, unless nothing else is left.
fn without_version(name: &str, version: Option<&str>) -> String {
    let Some(version) = version else {
        return name.to_owned();
    };
    let rest = name.replace(version, "");
    let rest: Vec<&str> = rest.split_whitespace().collect();
    if rest.is_empty() {
        name.to_owned()
    } else {
        rest.join(" ")
    }
}
