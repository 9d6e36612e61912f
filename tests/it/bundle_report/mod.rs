//! Reports on a bundle: its list of certificates, and the difference to an earlier bundle.

mod diff;
mod expiring;
mod list;
