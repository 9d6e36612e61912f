//! Families: programs that share the settings of one profile, as hython and hbatch with houdini.

use super::yaml::{Step, locate};
use super::{BASE, Layers, Profile, is_built_in};
use crate::error::Error;

impl Profile {
    /// Returns a warning if the profile replaces a built-in one and starts the program of another,
    /// such as a `hython` that extends `houdini` and not `hython`.
    pub fn check_family(&self) -> Option<Error> {
        let name = &self.name;
        let others = self.origin_of_program()?;
        if others == name || others == BASE || !is_built_in(name) || !is_built_in(others) {
            return None;
        }
        let built_in = Self::load(name, &Layers::default()).ok()?;
        if built_in.origin_of_program()? != name {
            return None;
        }
        let own = self.files.iter().take_while(|file| file.name == *name);
        let why = format!("profile `{name}` starts the program of `{others}`");
        let location = locate(own.last()?, &[Step::Key("extends")]);
        let hint = format!("write `extends: {name}` to keep its own program");
        Some(Error::new(why).at(location).hint(hint))
    }

    /// Returns whether the program is the profile's own. `nukex` starts the program of `nuke`: only
    /// its arguments make it `nukex`.
    pub fn has_own_program(&self) -> bool {
        self.origin_of_program() == Some(&self.name)
    }

    /// Returns the profile whose file has the program.
    fn origin_of_program(&self) -> Option<&str> {
        let program = self.settings.program.as_ref()?.first()?;
        Some(&self.file_of(program).name)
    }
}
