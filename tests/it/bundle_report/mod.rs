//! What a bundle has and why: the list and the difference to the bundle built before.

mod diff;
mod list;
