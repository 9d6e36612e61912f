//! The name of the system, for reports.

use std::path::Path;

use winsafe::{HKEY, RegistryValue, co};

const VERSION: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Returns the product and its build, such as `Windows 10 Pro 19045 x86_64`.
///
/// Windows 11 calls itself Windows 10 there; its builds begin at 22000.
pub fn system_name(_: &Path) -> String {
    let value = |name: &str| {
        let found = HKEY::LOCAL_MACHINE.RegGetValue(Some(VERSION), Some(name), co::RRF::RT_REG_SZ);
        match found {
            Ok(RegistryValue::Sz(text)) => Some(text),
            _ => None,
        }
    };
    let product = value("ProductName").unwrap_or_else(|| "Windows".to_owned());
    let build = value("CurrentBuild").unwrap_or_default();
    format!("{product} {build} {}", std::env::consts::ARCH)
}
