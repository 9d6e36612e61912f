//! Checks of the program's Python.

pub mod api;
pub mod certifi;
pub mod ignores_bundle;
pub mod no_roots;
pub mod no_ssl;
pub mod old_openssl;
pub mod openssl_conf;
pub mod strict;
