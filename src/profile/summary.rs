//! What completions show of the profiles in files, read without the rest of the files.

use super::layers::{LayerKind, Layers};
use super::name::is_same_name;
use super::yaml;

/// The description and the aliases of a profile in files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub name: String,
    pub description: Option<String>,
    pub aliases: Vec<String>,
}

const KEYS: [&str; 3] = ["description", "extends", "aliases"];

impl Layers {
    /// Reads the summary of a profile whose highest file is in the layer at `depth`. Invalid files
    /// have none, unless the error is in another key.
    pub fn summary(&self, name: &str, mut depth: usize) -> Option<Summary> {
        let (mut description, mut aliases) = (None, None);
        while let Some(file) = self.find(name, depth).ok()?.file {
            let raw = yaml::parse_keys(&file, &KEYS).ok()?;
            description = description.or(raw.description);
            aliases = aliases.or(raw.aliases);
            let extends_itself = raw
                .extends
                .is_some_and(|parent| is_same_name(&parent, name));
            if !extends_itself || file.layer == LayerKind::BuiltIn {
                break;
            }
            depth = file.depth + 1;
        }
        Some(Summary {
            name: name.to_owned(),
            description,
            aliases: aliases.unwrap_or_default(),
        })
    }
}
