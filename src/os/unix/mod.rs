//! Linux, macOS and the other Unixes.

mod errors;
mod files;
mod home;
mod identity;
mod link;
mod output;
mod paths;
mod private_dir;
mod replace;
mod rights;
mod root;
mod shims;
mod signals;
mod sync;
mod terminal;
mod text;
pub mod trusted_path;
mod variables;

pub use errors::*;
pub use files::*;
pub use home::*;
pub use identity::*;
pub use output::*;
pub use paths::*;
pub use private_dir::*;
pub use replace::*;
pub use rights::*;
pub use root::*;
pub use shims::*;
pub use signals::*;
pub use sync::*;
pub use terminal::*;
pub use text::*;
pub use variables::*;
