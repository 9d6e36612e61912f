//! The sections of docs/doctor.md, one for each check.

use super::Id;

const PAGE: &str = include_str!("../../docs/doctor.md");

/// Returns the section of a check without its heading; `None` if the page has none.
pub fn section(id: Id) -> Option<&'static str> {
    let mut sections = PAGE.split("\n## ");
    sections.find_map(|section| {
        let (title, text) = section.split_once('\n')?;
        (title.trim_end() == id.name()).then_some(text.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_its_section() {
        for id in Id::ALL {
            assert!(section(*id).is_some_and(|text| !text.is_empty()), "{id}");
        }
    }
}
