//! Pages of the documentation: their sections, and what these show set in, as blocks and as commands.

use std::fs;
use std::path::Path;

pub struct Page(&'static str);

pub const README: Page = Page("README.md");
pub const INTEGRATIONS: Page = Page("docs/integrations.md");

impl Page {
    /// A section, as far as the next.
    #[track_caller]
    pub fn section(&self, title: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(self.0);
        let page = fs::read_to_string(path).expect("the page");
        let mut sections = page.split("\n## ");
        let found = sections.find(|section| section.lines().next() == Some(title));
        found
            .unwrap_or_else(|| panic!("{} has no section {title}", self.0))
            .to_owned()
    }

    /// What a section shows as a block, below a line that ends in these words: a file's name, mostly.
    #[track_caller]
    pub fn shown(&self, section: &str, words: &str) -> String {
        let text = self.section(section);
        let Some((_, rest)) = text.split_once(&format!("{words}:\n\n")) else {
            panic!("the section {section} shows nothing after {words}")
        };
        let block = rest.lines().map_while(|line| {
            if line.is_empty() {
                Some("")
            } else {
                line.strip_prefix("    ")
            }
        });
        let block: Vec<&str> = block.collect();
        format!("{}\n", block.join("\n").trim_end())
    }

    /// The command of a section that begins like this.
    #[track_caller]
    pub fn command(&self, section: &str, beginning: &str) -> String {
        let text = self.section(section);
        let mut commands = text.lines().filter_map(|line| line.strip_prefix("    $ "));
        let found = commands.find(|command| command.starts_with(beginning));
        found
            .unwrap_or_else(|| panic!("the section {section} has no command `{beginning}`"))
            .to_owned()
    }
}
