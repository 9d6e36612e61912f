//! Pages of the documentation: their sections, code blocks and commands.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Page(&'static str);

pub const CLIENTS_PAGE: Page = Page("docs/clients.md");
#[cfg(unix)]
pub const COMPLETIONS_PAGE: Page = Page("docs/completions.md");
pub const FARM_PAGE: Page = Page("docs/farm.md");
pub const INTEGRATIONS_PAGE: Page = Page("docs/integrations.md");
pub const MIGRATION_PAGE: Page = Page("docs/migration.md");
pub const PERFORMANCE_PAGE: Page = Page("docs/performance.md");
pub const ROLLOUT_PAGE: Page = Page("docs/rollout.md");

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

/// Returns the paths of all documents.
fn documents() -> Vec<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_page = |path: &PathBuf| path.extension().is_some_and(|found| found == "md");
    let entries = ["", "docs"]
        .into_iter()
        .flat_map(|dir| fs::read_dir(repository.join(dir)).expect("a directory"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(is_page).collect()
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut links = 0;
    for page in documents() {
        let text = fs::read_to_string(&page).expect("a page");
        let targets = text.split("](").skip(1).map(|rest| rest.split(')').next());
        for target in targets.flatten().filter(|target| !target.contains("://")) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => page.clone(),
                file => page.with_file_name(file),
            };
            assert!(path.exists(), "{}: {target}", page.display());
            let there = anchor.is_empty() || anchors(&path).iter().any(|found| found == anchor);
            assert!(there, "{}: {target}", page.display());
            links += 1;
        }
    }
    assert!(links > 20, "{links}");
}

/// Returns the anchors of a page's headings as GitHub builds them.
fn anchors(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).expect("a page");
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn code_blocks_can_be_pasted() {
    for page in documents() {
        let text = fs::read_to_string(&page).expect("a page");
        for line in text.lines() {
            assert!(!line.starts_with("    $ "), "{}: {line}", page.display());
        }
    }
}

#[test]
fn each_test_that_the_threat_model_names_exists() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(repository.join("docs/security.md")).expect("the page");
    let names: Vec<&str> = (page.split('`').skip(1).step_by(2))
        .filter(|code| code.contains("::"))
        .collect();
    assert!(names.len() > 50, "{names:?}");
    for name in names {
        let parts: Vec<&str> = name.split("::").collect();
        let (test, modules) = parts.split_last().expect("a name");
        let path = repository.join("tests/it").join(modules.join("/"));
        let files = [path.with_extension("rs"), path.join("mod.rs")];
        let source: String = (files.iter())
            .filter_map(|file| fs::read_to_string(file).ok())
            .collect();
        assert!(source.contains(&format!("fn {test}(")), "{name}");
    }
}
