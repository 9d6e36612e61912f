//! Keys and values of the registry that name programs.

use winsafe::{HKEY, RegistryValue, SysResult, co, guard::RegCloseKeyGuard};

use crate::os::registry::{RegistryRoot, RegistryText, registry_root};

/// Returns the names of the keys below a key.
pub fn registry_keys(key: &str) -> Vec<String> {
    let names = |key: &HKEY| -> SysResult<Vec<String>> { key.RegEnumKeyEx()?.collect() };
    let names = open(key).and_then(|key| names(&key).ok());
    names.unwrap_or_default()
}

/// Returns the text of a value of a key: of the default value if there is no name.
pub fn registry_text(key: &str, value: Option<&str>) -> Option<RegistryText> {
    let (text, has_variables) = match open(key)?.RegQueryValueEx(value).ok()? {
        RegistryValue::Sz(text) => (text, false),
        RegistryValue::ExpandSz(text) => (text, true),
        _ => return None,
    };
    Some(RegistryText {
        text,
        has_variables,
    })
}

/// Opens a key to read it, in the registry of 64-bit programs.
fn open(key: &str) -> Option<RegCloseKeyGuard> {
    let (root, path) = registry_root(key)?;
    let root = match root {
        RegistryRoot::User => HKEY::CURRENT_USER,
        RegistryRoot::Machine => HKEY::LOCAL_MACHINE,
    };
    let rights = co::KEY::READ | co::KEY::WOW64_64KEY;
    root.RegOpenKeyEx(Some(path), co::REG_OPTION::default(), rights)
        .ok()
}
