//! The sources of the built-in profiles: the lines below the schema's, `# Source: ADDRESS`, with a
//! note in parentheses if the address does not show what it is a source of.

use super::built_in;

/// A public page or file that has the paths of a profile.
pub struct Source<'a> {
    pub address: &'a str,
    pub note: Option<&'a str>,
}

/// Returns the sources of a profile.
pub fn sources(yaml: &str) -> impl Iterator<Item = Source<'_>> {
    let lines = yaml.lines().skip(1);
    lines.map_while(|line| {
        let text = line.strip_prefix("# Source: ")?;
        let (address, note) = match text.split_once(" (") {
            Some((address, note)) => (address, Some(note.strip_suffix(')')?)),
            None => (text, None),
        };
        Some(Source { address, note })
    })
}

#[test]
fn every_profile_names_its_sources() {
    for (name, yaml) in built_in() {
        let all = yaml.lines().filter(|line| line.starts_with("# Source"));
        let known = sources(&yaml).count();
        assert_eq!(
            all.count(),
            known,
            "{name}: `# Source: ADDRESS` is below the schema line"
        );
        assert!(known > 0 || name == "defaults", "{name}: no source");
        for Source { address, note } in sources(&yaml) {
            let rest = address.strip_prefix("https://").unwrap_or_default();
            let (host, path) = rest.split_once('/').unwrap_or_default();
            let is_public = host.contains('.') && !path.is_empty();
            let is_word = !address.contains(char::is_whitespace);
            assert!(is_public && is_word, "{name}: {address}");
            assert!(
                note.is_none_or(|note| !note.is_empty()),
                "{name}: {address}"
            );
        }
    }
}

/// The search skips a Flatpak or snap that cannot read the cache. One that never can is no
/// candidate.
#[test]
fn the_permissions_of_each_flatpak_and_snap_have_a_source() {
    let mut count = 0;
    for (name, yaml) in built_in() {
        let has = |address: &str, note: &str| {
            sources(&yaml).any(|source| {
                source.address.starts_with(address)
                    && source.note.is_some_and(|it| it.contains(note))
            })
        };
        for line in yaml.lines().map(str::trim) {
            if let Some((_, id)) = line.split_once("/flatpak/exports/bin/") {
                let manifest = format!("https://github.com/flathub/{id}/blob/");
                assert!(has(&manifest, "`host`"), "{name}: {line}");
                count += 1;
            } else if let Some((_, snap)) = line.split_once("- /snap/bin/") {
                let page = format!("https://snapcraft.io/{snap}");
                assert!(has(&page, "classic"), "{name}: {line}");
                count += 1;
            }
        }
    }
    assert!(count > 5, "{count}");
}
