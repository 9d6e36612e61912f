//! The name of the system, for reports.

use std::path::Path;

use winsafe::{HKEY, RegistryValue, co};

const VERSION: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Returns the product and its build, such as `Windows 11 Pro 22631.4602 x86_64`.
pub fn system_name(_: &Path) -> String {
    let value =
        |name: &str, kind| (HKEY::LOCAL_MACHINE.RegGetValue(Some(VERSION), Some(name), kind)).ok();
    let text = |name: &str| match value(name, co::RRF::RT_REG_SZ) {
        Some(RegistryValue::Sz(text)) => Some(text),
        _ => None,
    };
    let revision = match value("UBR", co::RRF::RT_REG_DWORD) {
        Some(RegistryValue::Dword(number)) => Some(number),
        _ => None,
    };
    let build = text("CurrentBuild").unwrap_or_default();
    let product = product(text("ProductName"), &build);
    let revision = revision.map_or_else(String::new, |number| format!(".{number}"));
    format!("{product} {build}{revision} {}", std::env::consts::ARCH)
}

/// Returns the name of the product. Windows 11, whose builds begin at 22000, is Windows 10 in the
/// registry.
fn product(name: Option<String>, build: &str) -> String {
    let name = name.unwrap_or_else(|| "Windows".to_owned());
    match build.parse::<u32>() {
        Ok(22_000..) => name.replace("Windows 10", "Windows 11"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_11_has_its_name() {
        for (name, build, product_name) in [
            (Some("Windows 10 Pro"), "19045", "Windows 10 Pro"),
            (Some("Windows 10 Pro"), "22631", "Windows 11 Pro"),
            (
                Some("Windows Server 2025 Standard"),
                "26100",
                "Windows Server 2025 Standard",
            ),
            (None, "", "Windows"),
        ] {
            assert_eq!(product(name.map(str::to_owned), build), product_name);
        }
    }

    #[test]
    fn the_system_has_a_build() {
        let name = system_name(Path::new("/"));
        let build = name.split(' ').rev().nth(1).expect("a build");
        let is_build = build.split('.').all(|part| part.parse::<u32>().is_ok());
        assert!(is_build && name.contains("Windows"), "{name}");
    }
}
