//! The certificates of the studio: those that users or administrators added to the public ones.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use crate::certs::additions::additions;
use crate::certs::entries::{Entry, Merged};
use crate::certs::mozilla::roots;
use crate::certs::{Certificate, Source};
use crate::doctor::{Certificates, Subject};
use crate::stores::files::{load, read_file};

/// The number of Mozilla's roots from which on a file is a copy of the whole list.
const LIST: usize = 20;

/// Directories in which administrators add CAs to the system's store.
const OF_ADMINISTRATORS: [&str; 6] = [
    "usr/local/share/ca-certificates",       // Debian, Ubuntu, Alpine
    "etc/pki/ca-trust/source/anchors",       // Fedora, RHEL, Rocky
    "usr/share/pki/ca-trust-source/anchors", // the same, for packages
    "etc/ca-certificates/trust-source/anchors", // Arch
    "etc/pki/trust/anchors",                 // SUSE
    "usr/share/pki/trust/anchors",           // the same, for packages
];

/// Returns the certificates that a user chose for the bundle, and those that an administrator
/// added to the system's store. The roots of a copy of Mozilla's list are not among them, even if
/// Mozilla has removed them since.
pub fn certificates<'a>(subject: &Subject, of: &'a Certificates) -> Vec<&'a Entry> {
    added(&subject.dirs.root, &of.gathered.merged)
}

/// Returns the added certificates in `merged`, on the machine whose root directory is `root`.
pub fn added<'a>(root: &Path, merged: &'a Merged) -> Vec<&'a Entry> {
    let public: HashSet<&[u8]> = roots().into_iter().collect();
    let lists = Lists::of(merged, &public);
    let administrators = added_by_administrators(root);
    let is_added = |entry: &&Entry| {
        let certificate = &entry.certificate;
        let by_person =
            |source: &Source| source.is_chosen() && !lists.contains(source, certificate);
        !public.contains(&*certificate.der)
            && (entry.sources.iter().any(by_person)
                || entry.sources.iter().any(Source::is_native)
                    && administrators.contains(&certificate.der))
    };
    merged.entries.iter().filter(is_added).collect()
}

/// The files that are copies of Mozilla's list, each with what users have added to it.
struct Lists<'a>(HashMap<&'a Path, HashSet<Box<[u8]>>>);

impl<'a> Lists<'a> {
    fn of(merged: &'a Merged, public: &HashSet<&[u8]>) -> Self {
        let mut counts: BTreeMap<&Path, usize> = BTreeMap::new();
        let of_mozilla = (merged.entries.iter())
            .filter(|entry| public.contains(&*entry.certificate.der))
            .flat_map(|entry| &entry.sources);
        for path in of_mozilla
            .filter(|source| source.is_chosen())
            .filter_map(Source::path)
        {
            *counts.entry(path).or_default() += 1;
        }
        let lists = counts.into_iter().filter(|(_, count)| *count >= LIST);
        Self(lists.map(|(path, _)| (path, added_to(path))).collect())
    }

    /// Returns whether a source is a list whose maker, and no user, put the certificate there.
    fn contains(&self, source: &Source, certificate: &Certificate) -> bool {
        let added = source.path().and_then(|path| self.0.get(path));
        added.is_some_and(|added| !added.contains(&certificate.der))
    }
}

fn added_to(path: &Path) -> HashSet<Box<[u8]>> {
    let bytes = read_file(path).unwrap_or_default();
    additions(&bytes).into_iter().map(|one| one.der).collect()
}

fn added_by_administrators(root: &Path) -> HashSet<Box<[u8]>> {
    let dirs = OF_ADMINISTRATORS.map(|dir| root.join(dir));
    let dirs = dirs.iter().filter(|dir| dir.is_dir());
    let loaded = dirs.flat_map(|dir| load(root, dir, &Source::File).certificates);
    loaded.map(|(_, certificate)| certificate.der).collect()
}
