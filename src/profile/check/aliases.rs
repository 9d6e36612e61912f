//! Checks of the aliases of a profile.

use super::Findings;
use crate::profile::{Layers, Profile, is_same_name};

impl Profile {
    /// Warns of aliases in files that are the name of another profile.
    pub fn check_aliases(&self, layers: &Layers, findings: &mut Findings) {
        for alias in self.settings.aliases.iter() {
            let name = alias.value.as_str();
            let is_written = self.file_of(alias).path.is_some();
            if is_written && !is_same_name(name, &self.name) && layers.has(name) {
                let why = format!("`{name}` is the name of a profile, which wins over this alias");
                let warning = self.error_at(why, alias).hint("remove the alias");
                findings.warnings.push(warning);
            }
        }
    }
}
