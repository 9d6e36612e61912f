//! Keys of Windows' registry.

/// A root of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryRoot {
    /// The settings of the user, HKCU.
    User,
    /// The settings of the machine, HKLM.
    Machine,
}

/// The text of a value.
#[derive(Clone, Debug)]
pub struct RegistryText {
    pub text: String,
    /// The text contains variables, as in `%ProgramFiles%` (`REG_EXPAND_SZ`).
    pub has_variables: bool,
}

/// Returns the root with which a key begins, and the rest of the key.
pub fn registry_root(key: &str) -> Option<(RegistryRoot, &str)> {
    let (root, rest) = key.split_once('\\')?;
    let is_root = |names: [&str; 2]| names.iter().any(|name| root.eq_ignore_ascii_case(name));
    let root = if is_root(["HKLM", "HKEY_LOCAL_MACHINE"]) {
        RegistryRoot::Machine
    } else if is_root(["HKCU", "HKEY_CURRENT_USER"]) {
        RegistryRoot::User
    } else {
        return None;
    };
    let rest = rest.trim_matches('\\');
    (!rest.is_empty()).then_some((root, rest))
}
