//! `program-sandboxed`, `program-not-reached`.

mod call;
mod not_reached;
mod sandboxed;
mod words;

pub(super) use call::Call;
pub use not_reached::check as not_reached;
pub use sandboxed::check as sandboxed;
