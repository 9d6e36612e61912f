//! Pages of the documentation: their sections, code blocks and commands.

use std::fs;
use std::path::Path;

pub struct Page(&'static str);

pub const CLIENTS_PAGE: Page = Page("docs/clients.md");
pub const INTEGRATIONS_PAGE: Page = Page("docs/integrations.md");

impl Page {
    /// Returns a section, up to the next heading of its level.
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

    /// Returns the code block below a line that ends in these words, mostly the name of a file.
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

    /// Returns the first line of a code block that begins like this.
    #[track_caller]
    pub fn command(&self, section: &str, beginning: &str) -> String {
        let text = self.section(section);
        let mut commands = text.lines().filter_map(|line| line.strip_prefix("    "));
        let found = commands.find(|command| command.starts_with(beginning));
        found
            .unwrap_or_else(|| panic!("the section {section} has no command `{beginning}`"))
            .to_owned()
    }
}
