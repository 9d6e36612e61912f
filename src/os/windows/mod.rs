//! Windows.

mod acl;
mod ascii;
mod certificate;
mod dir;
mod errors;
mod files;
mod identity;
mod output;
mod paths;
mod private_dir;
mod registry;
mod replace;
mod rights;
mod shims;
mod sync;
mod terminal;
mod text;
mod user;
mod variables;

pub use ascii::{ascii_path, user_dir_in};
pub use certificate::certificate_property;
pub use errors::*;
pub use files::*;
pub use identity::{identity, is_past};
pub use output::*;
pub use paths::*;
pub use private_dir::*;
pub use replace::*;
pub use rights::*;
pub use shims::*;
pub use sync::*;
pub use terminal::*;
pub use text::*;
pub use user::{known_folder, user_id};
pub use variables::*;
