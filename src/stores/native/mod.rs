//! The operating system's store. It is never read through `SSL_CERT_FILE` and `SSL_CERT_DIR`, so
//! that a nested launch does not read its own bundle.

#[cfg(not(any(target_os = "macos", windows)))]
mod linux;
#[cfg(not(any(target_os = "macos", windows)))]
pub use linux::{digest, is_system_store, load};

#[cfg(target_os = "macos")]
mod macos;
#[cfg(any(target_os = "macos", test))]
mod settings;
#[cfg(any(target_os = "macos", test))]
mod trust_result;
#[cfg(target_os = "macos")]
pub use macos::{digest, is_system_store, load};

#[cfg(any(windows, test))]
mod root_properties;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::{digest, is_system_store, load};
