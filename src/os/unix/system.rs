//! The name of the system, for reports.

use std::path::Path;

/// Returns the distribution and the kernel, such as `Debian GNU/Linux 12 (bookworm), Linux 6.1.0
/// x86_64`. `root` is the root directory of the system.
pub fn system_name(root: &Path) -> String {
    let uname = rustix::system::uname();
    let kernel = [uname.sysname(), uname.release(), uname.machine()];
    let kernel = kernel
        .map(|part| part.to_string_lossy().into_owned())
        .join(" ");
    match distribution(root) {
        Some(name) => format!("{name}, {kernel}"),
        None => kernel,
    }
}

/// Returns `PRETTY_NAME` (`os-release(5)`).
#[cfg(not(target_os = "macos"))]
fn distribution(root: &Path) -> Option<String> {
    const MAX_SIZE: u64 = 1024 * 1024;
    let files = ["etc/os-release", "usr/lib/os-release"];
    let text = files
        .iter()
        .find_map(|file| crate::os::read::read_text(&root.join(file), MAX_SIZE).ok())?;
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

/// Returns the version of macOS.
#[cfg(target_os = "macos")]
fn distribution(root: &Path) -> Option<String> {
    let file = root.join("System/Library/CoreServices/SystemVersion.plist");
    let plist = plist::Value::from_reader(std::io::Cursor::new(std::fs::read(file).ok()?)).ok()?;
    let version = plist.as_dictionary()?.get("ProductVersion")?.as_string()?;
    Some(format!("macOS {version}"))
}
