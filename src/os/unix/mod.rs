//! Linux, macOS and the other Unixes.

mod errors;
mod files;
mod identity;
mod paths;
mod rights;
mod shims;
mod sync;
mod terminal;
mod text;
mod variables;

pub use errors::*;
pub use files::*;
pub use identity::*;
pub use paths::*;
pub use rights::*;
pub use shims::*;
pub use sync::*;
pub use terminal::*;
pub use text::*;
pub use variables::*;
